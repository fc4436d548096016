import { type FollowUp, followedFrom, followUp, nextLook } from '../../../shared/containment/follow-up/decide';
import { containedAt } from '../../../shared/incident/checklist';
import type { FollowedEntry } from '../../../shared/incident/follow-entries';
import type { Incident } from '../../../shared/incident/journal';
import { knownUserOf } from '../../../shared/incident/known-user';
import type { Task } from '../../../shared/incident/schedule';
import type { Run } from '../../platform';
import { lookAtKey } from './key-look';
import { say, tellOfClosing } from './tell';

/** Puts down the day's look at a contained key. Repeating it changes nothing. */
export async function scheduleFollowUp(run: Run, incident: Incident): Promise<void> {
  const began = containedAt(incident);
  if (began === undefined || incident.state.owner?.type !== 'ram-user') return;
  await run.schedule.add(incident.id, 'follow-up', nextLook(began, run.clock.now()));
}

/**
 * The day's look at an open incident: is the leaked key still on, still used, from where? What it asks for is told once;
 * what nobody has looked at since the last use is investigated; an incident with nothing left to do closes itself. The
 * next look is written before this one goes. Throws what the looks throw: the entry stays then.
 */
export async function follow(run: Run, { key: task, incident: id }: Task): Promise<void> {
  const before = await run.journal.read(id);
  const began = followedFrom(before);
  const known = knownUserOf(before.state);
  if (before.state.owner?.type !== 'ram-user' || known === undefined || began === undefined)
    return run.schedule.done(task);
  const look = await lookAtKey(run, before, known);
  const incident = await record(run, before, look.entry);
  const now = run.clock.now();
  const asked = (of: Incident): FollowUp =>
    followUp({ incident: of, key: look.entry.key, usedAt: look.entry.usedAt, now });
  const decided = asked(incident);
  if (decided.next === 'over' && incident.state.closed === null) return run.schedule.done(task);
  if (decided.next === 'read-bills' || isUnseenUse(incident, look.entry)) await investigateAgain(run, incident);
  for (const said of 'says' in decided ? decided.says : []) {
    const sending = await say(run, incident, look, said);
    if (sending.outcome === 'claimed-elsewhere') return;
  }
  const closed = decided.next === 'close' ? await close(run, incident, asked) : incident;
  if (closed.state.closed !== null) {
    const sending = await tellOfClosing(run, closed, look.userName);
    if (sending.outcome === 'claimed-elsewhere') return;
  } else await run.schedule.add(id, 'follow-up', nextLook(began, now));
  await run.schedule.done(task);
}

/** Written where it is not what the journal knows already. */
async function record(run: Run, incident: Incident, entry: FollowedEntry): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state: { followed, ownerId } }) => {
      const isSame =
        followed?.key === entry.key &&
        (entry.userId === undefined || ownerId !== null) &&
        (entry.usedAt === undefined || followed.usedAt === entry.usedAt) &&
        (entry.mfa === undefined || followed.mfa === entry.mfa);
      return isSame ? undefined : entry;
    },
    incident,
  );
  return after;
}

/** Used since the last look of an investigation: what it did then nobody has seen. */
function isUnseenUse({ entries }: Incident, { key, usedAt }: FollowedEntry): boolean {
  const last = entries.findLast((e) => e.type === 'investigated');
  return key === 'Active' && typeof usedAt === 'string' && last?.type === 'investigated' && usedAt > last.dataUpTo;
}

async function investigateAgain(run: Run, { id, state }: Incident): Promise<void> {
  await run.schedule.add(id, 'investigate', run.clock.now(), { round: Math.max(1, state.rounds), asked: true });
}

/** Decided anew after every lost race: a leak that was contained meanwhile keeps it open. */
async function close(run: Run, incident: Incident, asked: (of: Incident) => FollowUp): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    (now) => {
      const decided = asked(now);
      return decided.next === 'close' ? { type: 'closed', reason: decided.reason } : undefined;
    },
    incident,
  );
  return after;
}
