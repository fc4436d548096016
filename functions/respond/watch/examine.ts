import { decideEach, type Verdict } from '../../../shared/containment/tampering/decide-each';
import { expectedOf } from '../../../shared/containment/tampering/expect';
import { keysKnownOff } from '../../../shared/containment/tampering/known-off';
import { messageOf } from '../../../shared/identity/looked';
import { maskKey } from '../../../shared/ids';
import type { Entry } from '../../../shared/incident/entries';
import type { Incident } from '../../../shared/incident/journal';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Doer, Gone, MendedEntry } from '../../../shared/incident/tamper-entries';
import { openTamperings, type Tampering } from '../../../shared/incident/tamper-state';
import { busyOf } from '../../../shared/rotation/stage';
import type { Undoing } from '../../../shared/signal/undoing';
import type { Run } from '../../platform';
import type { Denies } from './denies';
import { doersOf } from './doer';
import type { Hindsight } from './hindsight';
import { type LiveLook, lookAt } from './live';
import { putBack } from './put-back';
import { tellOfTampering } from './tell';

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

/** What a run knows beside the incident itself. */
export interface Around {
  readonly denies: Denies;
  /** Events that say where to look, and who it was. */
  readonly undone: readonly Undoing[];
  readonly hindsight: Hindsight;
}

/**
 * Looks at one incident live, and acts on what is gone. The journal is read before the account: what another run has put
 * back is seen there, or has overtaken this one. Resolves with what failed. Throws what the looks throw, and then nothing
 * was done. Repeating it changes nothing.
 */
export async function examine(run: Run, id: IncidentId, around: Around): Promise<readonly string[]> {
  const { denies, undone, hindsight } = around;
  const seen = await lookAtGone(run, id, denies, undone);
  if (seen === undefined) return [];
  const { incident, live } = seen;
  if (live.gone.length === 0) return [];
  const userName = live.userName ?? null;
  const things = await doersOf(run, { incident, gone: live.gone, userName, undone, hindsight });
  return carryOut(run, seen, denies, decideEach({ incident, userName, now: run.clock.now() }, things, run.config));
}

export interface SeenGone {
  readonly incident: Incident;
  readonly live: LiveLook;
}

/** What is gone now, with what is back again written down. Undefined: nothing of it is looked after. */
export async function lookAtGone(
  run: Run,
  id: IncidentId,
  denies: Denies,
  undone: readonly Undoing[],
): Promise<SeenGone | undefined> {
  const read = await run.journal.read(id);
  const expected = expectedOf(read, run.clock.now());
  if (typeof expected === 'string') {
    run.log.info({ key: maskKey(id.accessKeyId), why: expected }, 'nothing of ours is looked after');
    return undefined;
  }
  const live = await lookAt(run, id, expected, denies);
  const off = undone.find(({ isOff, accessKeyId }) => isOff && accessKeyId === id.accessKeyId);
  const incident = live.isKeyOff ? await noteOff(run, read, off?.doer) : read;
  const open = openTamperings(incident.state.tampering).flatMap(({ gone }) => gone);
  const back = open.filter((thing) => !live.gone.includes(thing));
  if (back.length === 0) return { incident, live };
  return { incident: await mend(run, incident, { type: 'mended', how: 'found', gone: back, steps: [] }), live };
}

/** Writes down what was decided, puts back what may be, and asks about the rest. */
export async function carryOut(
  run: Run,
  { incident, live }: SeenGone,
  denies: Denies,
  verdicts: readonly Verdict[],
): Promise<readonly string[]> {
  let noted = incident;
  for (const { entry, isNews } of verdicts) {
    if (!isNews) continue;
    const seen = noted;
    const after = await run.journal.append(seen.id, (now) => (isOvertaken(now, seen) ? undefined : entry), seen);
    // Whoever was first has decided: what is still gone then is seen by the next look.
    if (!after.written) return [];
    noted = after.incident;
  }
  const of = (verdict: 'put-back' | 'ask') =>
    verdicts.flatMap(({ entry }) => (entry.verdict === verdict ? entry.gone : []));
  const restoring = of('put-back');
  const failures = restoring.length === 0 ? [] : await restore(run, noted, live, denies, restoring);
  return [...failures, ...(await tell(run, noted, of('ask')))];
}

/** The leaked key is off, and we did not do it: from now on it is looked after, too. */
async function noteOff(run: Run, read: Incident, by: Doer | undefined): Promise<Incident> {
  const { incident } = await run.journal.append(
    read.id,
    (now) => {
      const isUndoing = busyOf(now.state.rotation, run.runId, run.clock.now())?.step === 'undo';
      const isKnown = keysKnownOff(now).includes(now.id.accessKeyId);
      if (isKnown || isUndoing || isOvertaken(now, read)) return undefined;
      return { type: 'followed', key: 'Inactive', ...(by ? { by } : {}) };
    },
    read,
  );
  return incident;
}

/** Puts it back, and says how it went. The telling stands in the schedule before the act. */
async function restore(
  run: Run,
  noted: Incident,
  live: LiveLook,
  denies: Denies,
  gone: readonly Gone[],
): Promise<readonly string[]> {
  const { id } = noted;
  const due = new Date(run.clock.now().getTime() + FOLLOW_MS);
  // The deny must not wait for it, nor fail with it.
  const task = await run.schedule.add(id, 'tampered', due).catch(() => undefined);
  const steps = await putBack(run, noted, live.userName, gone, denies);
  const expected = expectedOf(noted, run.clock.now());
  const now = typeof expected === 'string' ? [] : (await lookAt(run, id, expected, denies)).gone;
  const left = gone.filter((thing) => now.includes(thing));
  const back = gone.filter((thing) => !now.includes(thing));
  const failed = steps.filter(({ ok }) => !ok).map(({ step, detail }) => `${step}: ${detail}`);
  const failures = left.length === 0 ? [] : [`${left.join(', ')} could not be put back`, ...failed];
  const incident =
    back.length === 0 ? noted : await mend(run, noted, { type: 'mended', how: 'put-back', gone: back, steps });
  const untold = await tell(run, incident, gone);
  if (task !== undefined && untold.length === 0) await run.schedule.done(task);
  return [...failures, ...untold];
}

/** Another run may have said so, or a release may have ended it. */
async function mend(run: Run, incident: Incident, entry: MendedEntry): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) =>
      openTamperings(state.tampering).some(({ gone }) => gone.some((thing) => entry.gone?.includes(thing)))
        ? entry
        : undefined,
    incident,
  );
  return after;
}

function isOvertaken(now: Incident, seen: Incident): boolean {
  return now.entries.slice(seen.entries.length).some(({ type }) => OVERTAKES.has(type));
}

/** Tells of each tampering that these things are, or were a moment ago, part of. */
async function tell(run: Run, incident: Incident, gone: readonly Gone[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const one of lastOfEach(incident, gone)) {
    try {
      await tellOfTampering(run, incident, one);
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
