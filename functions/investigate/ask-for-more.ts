import { handedPlan } from '../../shared/containment/fence/handed';
import type { Kind } from '../../shared/findings/model';
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
 * respond, as a signed entry of the schedule. A finding is high only where the calls came from an address outside the
 * key's earlier history.
 */
export async function askForMore(
  run: Run,
  incident: Incident,
  { verification, analysis, findings, ofSources, made, fence, consoleUsers }: Judgement,
): Promise<void> {
  const { id } = incident;
  const now = run.clock.now();
  if (verification?.state === 'contained, still active') {
    const why = verification.problems.join('; ');
    await run.schedule.add(id, 'escalate', now, { row: 'success-after-deny', why });
  }
  if (wantsFence(incident)) await run.schedule.add(id, 'fence', now, handedPlan(fence));
  // Each round again: what failed for a moment is tried once more, and what is done already stays as it is.
  if (wantsConsoles(run, incident)) await run.schedule.add(id, 'console', now, { users: consoleUsers });
  const lasting = [
    ...analysis.findings,
    // No call of the key shows it: there is one judgement alone.
    ...ofSources.map(({ finding }) => ({ ...finding, title: textOf(finding).en, targets: [] })),
  ].filter(({ kind, severity }) => LASTING.has(kind) && GRAVE.test(severity));
  // Two judgements: by the key's addresses, and by everything that tells a thief from the business.
  const isAttack = findings.some(({ kind, severity }) => LASTING.has(kind) && GRAVE.test(severity));
  if (lasting.length === 0 || !isAttack) return;
  const why = lasting.map(({ title, targets }) => (targets.length > 0 ? `${title}: ${targets.join(', ')}` : title));
  // By the decision's time, so that repeats meet in one object.
  const decided = incident.entries.findLast(({ type }) => type === 'decision')?.at;
  const due = new Date(Date.parse(decided ?? now.toISOString()) + APART_MS);
  await run.schedule.add(id, 'escalate', due, { row: 'persistence-after-leak', why: why.join('; '), made });
}

function wantsConsoles({ config }: Run, { state }: Incident): boolean {
  return config.mfa === 'enforce' && config.mode === 'enforce' && state.isContaining && state.release === null;
}

/** Decided and not there yet: respond looks at all of it once more. */
function wantsFence({ state }: Incident): boolean {
  return state.wantsFence && state.isContaining && state.release === null && state.fence?.holds !== true;
}
