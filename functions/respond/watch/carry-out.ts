import type { Verdict } from '../../../shared/containment/tampering/decide-each';
import { expectedOf } from '../../../shared/containment/tampering/expect';
import { stillGone } from '../../../shared/containment/tampering/gone';
import { messageOf } from '../../../shared/identity/looked';
import type { Entry } from '../../../shared/incident/entries';
import type { Incident } from '../../../shared/incident/journal';
import type { Gone, MendedEntry } from '../../../shared/incident/tamper-entries';
import { openTamperings, type Tampering } from '../../../shared/incident/tamper-state';
import type { Run } from '../../platform';
import { type Denies, documentsAgain } from './denies';
import { type LiveLook, lookAt } from './live';
import { putBack } from './put-back';
import { type Shown, tellOfTampering } from './tell';

/** What another run may have written meanwhile, and after which nothing of what was seen here holds any more. */
const OVERTAKES: ReadonlySet<Entry['type']> = new Set([
  'tampered',
  'mended',
  'release-intent',
  'release',
  'approval',
  'decision',
  'outcome',
  'closed',
]);
/** Whoever dies between the act and its telling is followed by the timer after this. */
const FOLLOW_MS = 120_000;

export interface SeenGone {
  readonly incident: Incident;
  readonly live: LiveLook;
  /** The user's id as the list of the watched knows it. */
  readonly userId?: string | undefined;
}

/**
 * Writes down what was decided, puts back what may be, and asks about the rest. Resolves with what failed; undefined:
 * another run was first and has decided, and nothing was done here.
 */
export async function carryOut(
  run: Run,
  { incident, live, userId }: SeenGone,
  denies: Denies,
  verdicts: readonly Verdict[],
): Promise<readonly string[] | undefined> {
  let noted = incident;
  for (const { entry, isNews } of verdicts) {
    if (!isNews) continue;
    const seen = noted;
    const after = await run.journal.append(seen.id, (now) => (isOvertaken(now, seen) ? undefined : entry), seen);
    // What is still gone then is seen by the next look.
    if (!after.written) return undefined;
    noted = after.incident;
  }
  const of = (verdict: 'put-back' | 'ask') =>
    verdicts.flatMap(({ entry }) => (entry.verdict === verdict ? entry.gone : []));
  const restoring = of('put-back');
  const failures =
    restoring.length === 0 ? [] : await restore(run, { incident: noted, live, userId }, denies, restoring);
  return [...failures, ...(await tell(run, noted, of('ask'), live))];
}

/**
 * Puts it back, and says how it went. The telling stands in the schedule before the act. What is back is seen behind it, by
 * what is attached then and what that says then: a policy may have been weakened in between.
 */
async function restore(
  run: Run,
  { incident: noted, live, userId }: SeenGone,
  denies: Denies,
  gone: readonly Gone[],
): Promise<readonly string[]> {
  const { id } = noted;
  const due = new Date(run.clock.now().getTime() + FOLLOW_MS);
  // The deny must not wait for it, nor fail with it.
  const task = await run.schedule.add(id, 'tampered', due).catch(() => undefined);
  const steps = await putBack(run, noted, live, gone, denies);
  const expected = expectedOf(noted, run.clock.now());
  const behind =
    typeof expected === 'string'
      ? undefined
      : await lookAt(run, noted, expected, await documentsAgain(run, denies), userId);
  const left = stillGone(gone, behind?.gone ?? []);
  const back = gone.filter((thing) => !left.includes(thing));
  const failed = steps.filter(({ ok }) => !ok).map(({ step, detail }) => `${step}: ${detail}`);
  const failures = left.length === 0 ? [] : [`${left.join(', ')} could not be put back`, ...failed];
  // What stands in for it is known by the journal alone, whatever is gone still: a release takes it back by that.
  const isNews = back.length > 0 || steps.some(({ ok, detail }) => ok && detail !== 'already');
  const incident = isNews ? await mend(run, noted, { type: 'mended', how: 'put-back', gone: back, steps }) : noted;
  const untold = await tell(run, incident, gone, behind);
  if (task !== undefined && untold.length === 0) await run.schedule.done(task);
  return [...failures, ...untold];
}

/** Another run may have said so, or a release may have ended it. */
export async function mend(run: Run, incident: Incident, entry: MendedEntry): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) =>
      entry.gone?.length === 0 ||
      openTamperings(state.tampering).some(({ gone }) => gone.some((thing) => entry.gone?.includes(thing)))
        ? entry
        : undefined,
    incident,
  );
  return after;
}

/** Whether somebody has written meanwhile what makes a look worth nothing. */
export function isOvertaken(now: Incident, seen: Incident): boolean {
  return now.entries.slice(seen.entries.length).some(({ type }) => OVERTAKES.has(type));
}

/** Tells of each tampering that these things are, or were a moment ago, part of, and what the last look has shown. */
async function tell(
  run: Run,
  incident: Incident,
  gone: readonly Gone[],
  shown: Shown | undefined,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const one of lastOfEach(incident, gone)) {
    try {
      await tellOfTampering(run, incident, one, shown);
    } catch (error) {
      failures.push(`alert: ${messageOf(error)}`);
    }
  }
  return failures;
}

function lastOfEach({ state }: Incident, gone: readonly Gone[]): ReadonlySet<Tampering> {
  const all = state.tampering?.all ?? [];
  return new Set(gone.flatMap((thing) => all.findLast((one) => one.gone.includes(thing)) ?? []));
}
