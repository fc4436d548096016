import type { NeededAction, ProposedPolicy } from '../../least-privilege/model';
import { type Html, html, outside, own } from '../html';
import type { Page } from '../page';
import { LEAST_PRIVILEGE_TEXTS, type LeastPrivilegeTexts } from '../texts/least-privilege';

const MOST_ACTIONS = 200;
const MOST_STILL = 12;

/** The smallest policy for the business: what it answers, the document and the command folded away. */
export function leastPrivilege(page: Page): Html {
  const { model } = page;
  const texts = LEAST_PRIVILEGE_TEXTS[model.language];
  const { policies, actions, check, notes } = model.leastPrivilege;
  const told = html`${notes.map((note) => html`<p class="note">${outside(note[model.language], 900)}</p>`)}`;
  if (policies.length === 0)
    return html`<section><h2>${texts.heading}</h2><p class="lead">${texts.lead}</p><p>${texts.none}</p>${told}</section>`;
  const still = check.stillAllowed.slice(0, MOST_STILL);
  return html`<section class="long"><h2>${texts.heading}</h2><p class="lead">${texts.lead}</p>
<p>${texts.allowed(check.businessAllowed, check.business)} ${check.attack > 0 ? texts.stopped(check.attack - check.attackAllowed, check.attack) : undefined}</p>
${still.length > 0 ? html`<p class="lead">${texts.still}<br>${still.map((one) => html`<code>${outside(one, 160)}</code> `)}${check.attackAllowed > still.length ? `+${check.attackAllowed - still.length}` : undefined}</p>` : undefined}
<details><summary>${texts.actions(actions.length)}</summary>${table(texts, actions)}</details>
${policies.map((policy) => folded(texts, policy))}
<p class="lead">${texts.attach}</p>${told}</section>`;
}

function table(texts: LeastPrivilegeTexts, actions: readonly NeededAction[]): Html {
  const rows = actions.slice(0, MOST_ACTIONS).map(
    ({ action, resources, calls, from }) =>
      html`<tr><td>${own(action)}</td><td>${resources
        .slice(0, 4)
        .map((one) => outside(one, 120))
        .join(
          ', ',
        )}${resources.length > 4 ? ` +${resources.length - 4}` : undefined}</td><td class="num">${from === 'usage' ? texts.fromUsage : texts.calls(calls)}</td></tr>`,
  );
  const [action, on, calls] = texts.head;
  return html`<table class="files"><thead><tr><th>${action}</th><th>${on}</th><th class="num">${calls}</th></tr></thead><tbody>${rows}</tbody></table>${actions.length > MOST_ACTIONS ? html`<p class="note">+${actions.length - MOST_ACTIONS} <code>evidence/least-privilege.json</code></p>` : undefined}`;
}

function folded(texts: LeastPrivilegeTexts, { name, document }: ProposedPolicy): Html {
  const lines = JSON.stringify(JSON.parse(document), null, 1)
    .split('\n')
    .map((text) => `${/^ */.exec(text)?.[0]}${own(text)}`);
  return html`<details><summary>${texts.policy(name, document.length)}</summary><pre>${lines.join('\n')}</pre><p class="lead">${texts.command}</p><pre>aliyun ram CreatePolicy --PolicyName ${own(name)} --PolicyDocument ${own(quoted(document))}</pre></details>`;
}

/** One word of a POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
