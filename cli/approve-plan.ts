import { askedFor } from '../functions/respond/approved';
import { CLI, WITH_REASON } from '../shared/command-line';
import { maskKey } from '../shared/ids';
import { openApproval } from '../shared/incident/approval';
import type { Incident } from '../shared/incident/journal';
import type { IncidentState } from '../shared/incident/state';
import { FREEZE_POLICY } from '../shared/ram-policy/documents';
import { putBackLines } from './put-back';
import { howContained, selfLines } from './respond/plan';
import type { CliRun } from './run';

/** What the approval of one incident will do, a line each. Pure. */
export function approvalLines(cli: CliRun, incident: Incident): string[] {
  const key = maskKey(incident.id.accessKeyId);
  if (isOn(incident.state))
    return [`leave ${key} as it is: ${alreadyContained(incident, cli.config)}`, ...putBackLines(cli, incident)];
  return [
    ...selfLines(cli, incident.state.owner),
    `contain ${key}, ${whyWaiting(incident)}: ${howAsked(incident, cli.config) ?? howContained(cli.config)}`,
    ...putBackLines(cli, incident),
  ];
}

/** As an investigation asks for it, before anybody has looked at the user: all that a person may be agreeing to. */
function howAsked(incident: Incident, { mode }: CliRun['config']): string | undefined {
  const asked = askedFor(incident);
  if (asked === undefined) return undefined;
  const made = (asked.made ?? []).map(({ type, name }) => `the ${type} ${name}`);
  const own = `${mode === 'observe' ? 'only note, in observe mode: ' : ''}attach ${FREEZE_POLICY} to its user and switch the key off, where the key is there still`;
  return made.length === 0 ? own : `${own}; attach ${FREEZE_POLICY} to what the attack made: ${made.join(', ')}`;
}

/** What a release that died has taken off the journal does not tell. */
export const isOn = ({ held, attached, release }: IncidentState): boolean =>
  held === null && attached.size > 0 && release?.complete !== false;

/** An approval asks for no other deny than the one that is on. */
export function alreadyContained({ id, state }: Incident, { containment }: CliRun['config']): string {
  const since = `contained already, since ${state.denyAt ?? 'an earlier run'}`;
  return containment === 'freeze' && !state.attached.has('freeze')
    ? `${since}, by the quarantine; this freezes it: ${CLI} respond ${id.accessKeyId} ${WITH_REASON}`
    : since;
}

export function whyWaiting({ state, entries }: Incident): string {
  if (state.held) return `held since ${state.held.since} (${state.held.reason})`;
  const open = openApproval({ state, entries });
  return open ? `approved at ${open.at} by ${open.by}, and not contained` : 'which is not held now';
}
