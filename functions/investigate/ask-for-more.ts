import { handedPlan } from '../../shared/containment/fence/handed';
import type { Finding, Kind } from '../../shared/findings/model';
import { textOf } from '../../shared/findings/words';
import type { Incident } from '../../shared/incident/journal';
import type { Run } from '../platform';
import type { Judgement } from './judge';

/** A lasting way in, or the traces wiped: what the decision table asks a person about, or acts upon. */
const LASTING: ReadonlySet<string> = new Set<Kind>(['persistence', 'privilege', 'console-takeover', 'log-tampering']);
const GRAVE = /^(high|critical)$/;
/** Two tasks of one name at one second would be one. */
const APART_MS = 1_000;

/**
 * This function only reads the account: what the deny did not stop, and what the attack made to come back, goes to
 * respond, as a signed entry of the schedule. A finding is high only where its calls are not the business's.
 */
export async function askForMore(
  run: Run,
  incident: Incident,
  round: number,
  { verification, analysis, findings, made, ways, open, isMeasured, fence, consoleUsers }: Judgement,
): Promise<void> {
  const { id } = incident;
  const now = run.clock.now();
  // Upon the word of a trail alone nobody does anything: a later look asks for these calls again.
  const isSure = ({ eventIds }: Pick<Finding, 'eventIds'>): boolean =>
    open.size === 0 || eventIds.some((one) => !open.has(one));
  const succeeded = findings.filter(({ kind }) => kind === 'success-after-deny');
  if (verification?.state === 'contained, still active' && (open.size === 0 || succeeded.some(isSure))) {
    const why = verification.problems.join('; ');
    await run.schedule.add(id, 'escalate', now, { row: 'success-after-deny', why });
  }
  if (wantsFence(incident)) await run.schedule.add(id, 'fence', now, handedPlan(fence));
  // Each round again: what failed for a moment is tried once more, and what is done already stays as it is.
  if (wantsConsoles(run, incident)) await run.schedule.add(id, 'console', now, { users: consoleUsers });
  // Where the key's own addresses tell it as well, these words name whom it was about.
  const isLasting = ({ kind, severity }: Pick<Finding, 'kind' | 'severity'>): boolean =>
    LASTING.has(kind) && GRAVE.test(severity);
  const named = analysis.findings.filter(isLasting);
  const found = findings.filter((one) => isLasting(one) && isSure(one));
  // Where there is no past to measure by, both judgements have to say so: but for a new key of the same user, whom no deny
  // of ours binds. Who was not stopped has replaced the leaked key by it.
  const isReplaced = !isMeasured && ways.isOwn && incident.state.attached.size === 0;
  if (isMeasured ? found.length === 0 : named.length === 0 || (found.length === 0 && !isReplaced)) return;
  const others = found.filter(({ kind }) => named.every((one) => one.kind !== kind));
  const lasting = [...named, ...others.map((finding) => ({ title: textOf(finding).en, targets: [] }))];
  const why = lasting.map(({ title, targets }) => (targets.length > 0 ? `${title}: ${targets.join(', ')}` : title));
  // By the decision's time and the round, so that repeats of one look meet in one object, and no other look's: what that
  // asked for may be in respond's hands, and goes with its object.
  const decided = incident.entries.findLast(({ type }) => type === 'decision')?.at;
  const due = new Date(Date.parse(decided ?? now.toISOString()) + (1 + round) * APART_MS);
  await run.schedule.add(id, 'escalate', due, {
    row: 'persistence-after-leak',
    why: [...new Set(why)].join('; '),
    made,
    ways: { keys: ways.keys, logins: ways.logins },
  });
}

function wantsConsoles({ config }: Run, { state }: Incident): boolean {
  return config.mfa === 'enforce' && config.mode === 'enforce' && state.isContaining && state.release === null;
}

/** Decided and not there yet: respond looks at all of it once more. */
function wantsFence({ state }: Incident): boolean {
  return state.wantsFence && state.isContaining && state.release === null && state.fence?.holds !== true;
}
