import type { Actor } from '../../findings/model';
import { type Html, html, outside } from '../html';
import { denyCarriers, type ReportModel } from '../model';
import type { Page } from '../page';

/** More would be no picture any more; the rest stands in findings.json. */
const MOST_NODES = 60;

/** Every identity that the attack made or became, each below the one that made it. Nothing where the key stands alone. */
export function chain(page: Page): Html | undefined {
  const { model, texts } = page;
  const { actors } = model;
  const [root] = actors;
  if (root === undefined || actors.length < 2) return undefined;
  const shown = actors.slice(0, MOST_NODES);
  const nodeOf = (actor: Actor): Html => {
    const children = shown.filter(({ parent }) => parent === actor.id);
    const isOff = isContained(model, actor);
    const how = actor.parent === null ? texts.chain.leaked : texts.chain.by(outside(actor.how, 80));
    return html`<li><span class="node ${actor.parent === null ? 'root' : ''} ${isOff ? 'off' : ''}"><b>${texts.chain.types[actor.type]}</b> ${outside(actor.name, 80)}<span class="sub">${how}${isOff ? ` · ${texts.chain.contained}` : undefined}</span></span>${children.length > 0 ? html`<ul>${children.map(nodeOf)}</ul>` : undefined}</li>`;
  };
  return html`<section class="long"><h2>${texts.chain.heading}</h2><p class="lead">${texts.chain.lead(actors.length - 1)}</p>
<ul class="tree">${nodeOf(root)}</ul>${actors.length > shown.length ? html`<p class="note">${texts.did.more(actors.length - shown.length)} <code>findings.json</code></p>` : undefined}</section>`;
}

/** The leaked key by the deny on its user; what it made, where the identity or the one that it belongs to carries a deny. */
function isContained(model: ReportModel, { type, id, name, parent }: Actor): boolean {
  const { incident, audit } = model;
  if (parent === null) return incident.attached !== undefined || incident.keyDisabled;
  const denied = denyCarriers(model);
  if (type === 'login-profile') return denied.has(`user ${name}`);
  if (type === 'session') return denied.has(`role ${name}`);
  // What joins two things is named by both: `grant/bob/AdministratorAccess`.
  if (type === 'grant' || type === 'group-membership') {
    const [, of] = id.split('/');
    return denied.has(`user ${of}`) || denied.has(`role ${of}`);
  }
  if (type !== 'access-key') return denied.has(`${type} ${name}`);
  const made = [...(incident.made ?? []), ...audit.identitiesMade].find((one) => one.name === name);
  return made?.of !== undefined && denied.has(`user ${made.of}`);
}
