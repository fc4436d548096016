import { decideIdleKey, type IdleKeyFacts, isTooOld } from '../../shared/containment/idle-key/decide';
import { isSpared } from '../../shared/hygiene/exceptions';
import type { IdleKeyTask } from '../../shared/hygiene/ladder/model';
import { userNow } from '../../shared/identity/name-now';
import type { LastUse, Looked } from '../../shared/identity/types';
import { parseUserName, type UserName } from '../../shared/ids';
import type { IdleKeyEntry } from '../../shared/incident/idle-entries';
import type { Incident } from '../../shared/incident/journal';
import { markByJournal } from '../../shared/incident/mark';
import type { IncidentId } from '../../shared/incident/paths';
import type { Task } from '../../shared/incident/schedule';
import { sendOnce } from '../alerting';
import { readExceptions } from '../exceptions';
import { knownNames } from '../owner-index';
import type { Run } from '../platform';
import { type Ended, keyAmong, settle, switchOff, useNow } from './idle-switch';

/** What began longer ago has died. */
const LEASE_MS = 120_000;

/**
 * Switches off a key that nobody uses, because a night wants it: looked at once more by RAM and ActionTrail right before
 * and right after. A use that shows up in between gives it back at once. The intent stands in the journal before the
 * switch, so that whoever dies in between neither switches it twice nor forgets that we did; a night tries each key once.
 * Throws what the looks throw, and where nobody knows how the switch went: the schedule's entry stays then, and the next run
 * goes on from what it finds.
 */
export async function switchOffIdle(run: Run, { key: entry, incident: id, data }: Task): Promise<void> {
  const task = data as unknown as IdleKeyTask;
  let incident = await run.journal.read(id);
  const { idle } = incident.state;
  // Another run is at it, or has just died in its midst.
  if (idle?.end === null && run.clock.now().getTime() - Date.parse(idle.at) < LEASE_MS) return;
  const isBegun = idle?.night === task.night;
  // Another night says itself what it does.
  if (!isBegun && isTooOld(task, run.clock.now())) return run.schedule.done(entry);
  if (!isBegun || idle.end === null) {
    const facts = await factsOf(run, incident, task);
    const ended = isBegun ? await afterCrash(run, incident, facts) : await begin(run, incident, facts);
    if (ended === 'again') return;
    incident = await write(run, ended.incident ?? incident, facts, ended);
  }
  const sending = await tell(run, incident);
  if (sending.outcome === 'claimed-elsewhere') return;
  return run.schedule.done(entry);
}

async function factsOf(run: Run, { id, state }: Incident, task: IdleKeyTask): Promise<IdleKeyFacts> {
  const recorded = parseUserName(task.user);
  const now = await userNow(run.cloud, id.accessKeyId, { userName: recorded, userId: state.ownerId ?? undefined });
  const userName = now?.userName;
  const key = now && keyAmong(now.keys, id.accessKeyId);
  const lastUse: LastUse = userName && key ? await useNow(run, id.accessKeyId, userName) : { kind: 'not-asked' };
  const spared = await sparedNow(run, id, userName ?? recorded);
  const keys = (now?.keys ?? []).map((one) => one.id);
  const found = { userName, key, keys, namesLastNight: await knownNames(run) };
  return { task, now: run.clock.now(), ...found, lastUse, spared, state };
}

/** The owner may have put an exception into his list since the night. */
async function sparedNow(run: Run, { accessKeyId }: IncidentId, user: UserName): Promise<Looked<boolean>> {
  const now = run.clock.now();
  const { exceptions, failures } = await readExceptions(run, now);
  if (failures.length > 0) return { couldNotCheck: failures.join('; ') };
  return { value: isSpared(exceptions, { kind: 'key', user, accessKeyId }, now) };
}

/**
 * An earlier run died between intent and end, or did not know how it went: what is off was switched off by it, and looked at
 * by nobody behind that; what is on is left to the next night.
 */
async function afterCrash(run: Run, { id }: Incident, facts: IdleKeyFacts): Promise<Ended & { incident?: undefined }> {
  const { key, userName, lastUse } = facts;
  if (key?.status === 'Inactive' && userName !== undefined)
    return settle(run, id, userName, lastUse, 'read back after a run that ended before it was finished');
  const reason = 'a run ended before it was finished, and the key is on: another night looks again';
  return { end: 'left-on', reason, steps: [] };
}

/** `again`: somebody else was at it; nothing was done. */
async function begin(
  run: Run,
  incident: Incident,
  facts: IdleKeyFacts,
): Promise<(Ended & { incident?: Incident }) | 'again'> {
  const { id } = incident;
  const decision = decideIdleKey(facts, run.config);
  if (!decision.act) {
    run.log.info({ key: id.accessKeyId, why: decision.reason }, 'an unused key stays on');
    return { end: 'left-on', reason: decision.reason, steps: [] };
  }
  const userName = facts.userName as UserName;
  const { incident: intended, written } = await run.journal.append(
    id,
    ({ state }) => {
      // Decided anew after every lost race: a leak that came meanwhile has the key.
      const again = decideIdleKey({ ...facts, state }, run.config);
      if (!again.act) return undefined;
      const { task, lastUse } = facts;
      return { type: 'idle-intent', accessKeyId: id.accessKeyId, task, userName, lastUse, reason: again.reason };
    },
    incident,
  );
  // Another run was at the same key, or something else has it now: the next minute looks again.
  if (!written) return 'again';
  return { ...(await switchOff(run, id, userName, decision.reason)), incident: intended };
}

/** Written once a night, by whoever comes first. */
async function write(
  run: Run,
  known: Incident,
  { task, userName }: IdleKeyFacts,
  { end, reason, steps }: Ended,
): Promise<Incident> {
  const { id } = known;
  const { incident } = await run.journal.append(
    id,
    ({ state: { idle } }) =>
      idle?.night === task.night && idle.end !== null && (idle.end !== 'left-on' || end === 'left-on')
        ? undefined
        : {
            type: 'idle-key',
            accessKeyId: id.accessKeyId,
            night: task.night,
            userName: userName ?? task.user,
            end,
            reason,
            steps,
          },
    known,
  );
  // `status` lists incidents by their markers; one of a leak keeps its own, also where that came in the midst of this.
  if (incident.entries.every(({ type }) => type.startsWith('idle-'))) await markByJournal(run, id);
  return incident;
}

/** Once a night, whatever became of it. */
function tell(run: Run, incident: Incident) {
  const { id, entries, state } = incident;
  const entry = entries.findLast((one) => one.type === 'idle-key') as IdleKeyEntry | undefined;
  return sendOnce(run, id, `idle-key:${state.idle?.night}`, () => ({
    kind: 'idle-key',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.idle?.userName ?? '',
    end: entry?.end ?? 'left-on',
    reason: entry?.reason ?? '',
    steps: entry?.steps ?? [],
  }));
}
