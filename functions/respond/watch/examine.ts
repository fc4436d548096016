import { decideTampering } from '../../../shared/containment/tampering/decide';
import { expectedOf } from '../../../shared/containment/tampering/expect';
import { keysKnownOff } from '../../../shared/containment/tampering/known-off';
import { messageOf } from '../../../shared/identity/looked';
import { maskKey } from '../../../shared/ids';
import type { Entry } from '../../../shared/incident/entries';
import type { Incident } from '../../../shared/incident/journal';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Doer, MendedEntry, TamperedEntry } from '../../../shared/incident/tamper-entries';
import { busyOf } from '../../../shared/rotation/stage';
import type { Run } from '../../platform';
import type { Denies } from './denies';
import { doerOf } from './doer';
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

/** Who it was, as events say. */
export interface Claims {
  /** Who undid something of ours. */
  readonly undone?: Doer | undefined;
  /** Who switched the leaked key off. */
  readonly off?: Doer | undefined;
}

/**
 * Looks at one incident live, and acts on what is gone. The journal is read before the account: what another run has put
 * back is seen there, or has overtaken this one. Resolves with what failed. Throws what the looks throw, and then nothing
 * was done. Repeating it changes nothing.
 */
export async function examine(run: Run, id: IncidentId, denies: Denies, claims: Claims): Promise<readonly string[]> {
  const read = await run.journal.read(id);
  const expected = expectedOf(read, run.clock.now());
  if (typeof expected === 'string') {
    run.log.info({ key: maskKey(id.accessKeyId), why: expected }, 'nothing of ours is looked after');
    return [];
  }
  const live = await lookAt(run, id, expected, denies);
  const incident = live.isKeyOff ? await noteOff(run, read, claims.off) : read;
  const { tampering } = incident.state;
  const open = tampering?.isMended === false ? tampering : null;
  if (live.gone.length === 0) {
    if (open !== null) await mend(run, incident, { type: 'mended', how: 'found', steps: [] });
    return [];
  }
  const known = open !== null && live.gone.every((one) => open.gone.includes(one)) ? open : null;
  const userName = live.userName ?? null;
  const doer = await doerOf(run, { gone: live.gone, userName, claim: claims.undone, open: known });
  const facts = { incident, gone: live.gone, doer, userName, now: run.clock.now() };
  const anew = decideTampering(facts, run.config);
  // What was being put back and is gone still is done to its end: it was counted when it began.
  const decision = known?.verdict === 'put-back' && anew.row === 'too-often' ? known : anew;
  const isSaid = known !== null && known.verdict === decision.verdict && known.row === decision.row;
  const isNew = !isSaid || known.doer?.isConfirmed !== doer?.isConfirmed;
  const { verdict, row, reason } = decision;
  const again = isSaid ? ({ again: true } as const) : {};
  const entry: TamperedEntry = { type: 'tampered', gone: live.gone, doer, verdict, row, reason, ...again };
  const { incident: noted, written } = await run.journal.append(
    id,
    (now) => (isNew && !isOvertaken(now, incident) ? entry : undefined),
    incident,
  );
  // Whoever was first has decided: what is still gone then is seen by the next look.
  if (isNew && !written) return [];
  return verdict === 'put-back' ? restore(run, noted, live, denies) : tell(run, noted);
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
async function restore(run: Run, noted: Incident, live: LiveLook, denies: Denies): Promise<readonly string[]> {
  const { id } = noted;
  const due = new Date(run.clock.now().getTime() + FOLLOW_MS);
  // The deny must not wait for it, nor fail with it.
  const task = await run.schedule.add(id, 'tampered', due).catch(() => undefined);
  const steps = await putBack(run, noted, live.userName, live.gone, denies);
  const expected = expectedOf(noted, run.clock.now());
  const left = typeof expected === 'string' ? [] : (await lookAt(run, id, expected, denies)).gone;
  const failed = steps.filter(({ ok }) => !ok).map(({ step, detail }) => `${step}: ${detail}`);
  const failures = left.length === 0 ? [] : [`${left.join(', ')} could not be put back`, ...failed];
  const incident = left.length === 0 ? await mend(run, noted, { type: 'mended', how: 'put-back', steps }) : noted;
  const untold = await tell(run, incident);
  if (task !== undefined && untold.length === 0) await run.schedule.done(task);
  return [...failures, ...untold];
}

/** Another run may have said so, or a release may have ended it. */
async function mend(run: Run, incident: Incident, entry: MendedEntry): Promise<Incident> {
  const seq = incident.state.tampering?.seq;
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) => (state.tampering?.seq === seq && state.tampering?.isMended === false ? entry : undefined),
    incident,
  );
  return after;
}

function isOvertaken(now: Incident, seen: Incident): boolean {
  return now.entries.slice(seen.entries.length).some(({ type }) => OVERTAKES.has(type));
}

async function tell(run: Run, incident: Incident): Promise<readonly string[]> {
  try {
    await tellOfTampering(run, incident);
    return [];
  } catch (error) {
    return [`alert: ${messageOf(error)}`];
  }
}
