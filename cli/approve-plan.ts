import { CLI, WITH_REASON } from '../shared/command-line';
import { maskKey } from '../shared/ids';
import { openApproval } from '../shared/incident/approval';
import type { Incident } from '../shared/incident/journal';
import { isOpenRoot } from '../shared/incident/open-root';
import { isLaterRow, type Question } from '../shared/incident/questions';
import { isOver } from '../shared/incident/release-state';
import { FREEZE_POLICY } from '../shared/ram-policy/documents';
import { putBackLines } from './put-back';
import { howContained, selfLines } from './respond/plan';
import type { CliRun } from './run';

/** What the approval of one incident will do, a line each. Pure. */
export function approvalLines(cli: CliRun, incident: Incident): string[] {
  const key = maskKey(incident.id.accessKeyId);
  const settled = whySettled(incident, cli.config);
  if (settled !== undefined) return [`leave ${key} as it is: ${settled}`, ...putBackLines(cli, incident)];
  const { questions } = incident.state;
  const how = (one?: Question) =>
    one && isLaterRow(one.row) ? howAsked(one, incident, cli) : howContained(cli.config);
  return [
    ...selfLines(cli, incident.state.owner),
    ...(questions.length === 0 ? [`contain ${key}, ${whyWaiting(incident)}: ${how()}`] : []),
    ...questions.map((one) => `contain ${key}, ${heldSince(one)}: ${how(one)}`),
    ...putBackLines(cli, incident),
  ];
}

/** As an investigation asks for it, before anybody has looked at the user: all that a person may be agreeing to. */
function howAsked({ made = [] }: Question, { state }: Incident, { config }: CliRun): string {
  const planned = config.mode === 'observe' ? 'only note, in observe mode: ' : '';
  const names = made.map(({ type, name }) => `the ${type} ${name}`);
  const freeze = [
    ...(state.owner?.type === 'root'
      ? []
      : [`attach ${FREEZE_POLICY} to its user and switch the key off, where the key is there still`]),
    ...(names.length === 0 ? [] : [`attach ${FREEZE_POLICY} to what the attack made: ${names.join(', ')}`]),
  ];
  return freeze.length === 0 ? 'do nothing, for nothing binds root' : `${planned}${freeze.join('; ')}`;
}

/** Why an approval could do nothing: nobody is asked, and the deny is on, or the key is root's. Undefined: it can. Pure. */
export function whySettled(incident: Incident, config: CliRun['config']): string | undefined {
  const { owner, questions, release, attached } = incident.state;
  if (questions.length > 0) return undefined;
  if (owner?.type === 'root')
    return `it is root's, whom no policy binds, and nobody is asked about it${isOpenRoot(incident.state) ? `: ${CLI} rotate --root ${incident.id.accessKeyId}` : ''}`;
  // What a release that died has taken off the journal does not tell, nor what became of a deny whose incident is over.
  const isOn = attached.size > 0 && release?.complete !== false && !isOver(incident.state);
  return isOn ? alreadyContained(incident, config) : undefined;
}

/** An approval asks for no other deny than the one that is on. */
function alreadyContained({ id, state }: Incident, { containment }: CliRun['config']): string {
  const since = `contained already, since ${state.denyAt ?? 'an earlier run'}`;
  return containment === 'freeze' && !state.attached.has('freeze')
    ? `${since}, by the quarantine; this freezes it: ${CLI} respond ${id.accessKeyId} ${WITH_REASON}`
    : since;
}

const heldSince = ({ since, reason }: Question): string => `held since ${since} (${reason})`;

export function whyWaiting({ state, entries }: Incident): string {
  if (state.questions.length > 0) return state.questions.map(heldSince).join('; ');
  const open = openApproval({ state, entries });
  return open ? `approved at ${open.at} by ${open.by}, and not contained` : 'which is not held now';
}
