import { keepBefore, readBefore } from '../../functions/respond/before';
import { parseUserName } from '../../shared/ids';
import { markByJournal } from '../../shared/incident/mark';
import type { Room } from './room';

/**
 * What a containment needs beside its deny: what the user is now, for a release to compare with, and the mark by which the
 * responder looks after the key. Before the deny, for the key is off until it is there: a run that dies in between leaves
 * nothing unwatched. Throws what OSS throws; what RAM does not tell is kept as that.
 */
export async function containAnew(room: Room, userName: string): Promise<void> {
  const { cli, id } = room;
  const { run } = cli;
  const incident = await run.journal.read(id);
  const { owner } = incident.state;
  if (owner?.type === 'ram-user') {
    const state = await readBefore(run, incident, { ...owner, userName: parseUserName(userName) });
    await keepBefore(run, incident, state, true, []);
  }
  await mark(room);
}

/** The list of `status`, and whoever looks after what is open, go by the mark. Throws what OSS throws. */
export async function mark({ cli: { run }, id }: Room): Promise<void> {
  await markByJournal(run, id);
}
