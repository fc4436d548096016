import { ROOT } from '../../shared/rotation/stage';
import type { CliRun } from '../run';
import { type Next, nextNow } from './next';
import { openRoom, type Room } from './room';
import { openedBy, rootCredentials } from './root-signer';

/** What comes behind a start that has not come to its end. Root's keys are seen by its own credentials alone. Throws what the looks throw. */
export async function nextOfBegun(cli: CliRun, key: string): Promise<Next> {
  const room = openRoom(cli, key);
  const { rotation } = (await cli.run.journal.read(room.id)).state;
  const isRoot = rotation?.userName === ROOT;
  return nextNow(isRoot ? await withRoot(room) : room, rotation);
}

async function withRoot(room: Room): Promise<Room> {
  const { cli, id } = room;
  const signer = rootCredentials(cli);
  try {
    return { ...room, root: await openedBy(cli, signer, id.accessKeyId), signer: signer.accessKeyId };
  } catch (error) {
    if (signer !== cli.credentials) throw error;
    throw new Error("root's keys show to root alone: give ROOT_ACCESS_KEY_ID and ROOT_ACCESS_KEY_SECRET", {
      cause: error,
    });
  }
}
