import { looked } from '../../shared/identity/looked';
import type { RotationState } from '../../shared/incident/rotation-state';
import { busyOf, newKeyUser, nextStep, type OldKeyNow, stageOf } from '../../shared/rotation/stage';
import type { Said } from '../../shared/rotation/start-line';
import { orphansOf } from './orphans';
import type { Room } from './room';
import { rotating } from './whose';

/**
 * What comes next, as a command that goes on at once. A start that died while it made its key has left one that the
 * journal does not know: the next goes on once that one is named, so the account is looked at. Where that look fails, or
 * leaves a doubt, the start itself says what there is. `old`, `said`: as for nextStep. Never throws.
 */
export async function nextNow(
  room: Room,
  rotation: RotationState | null,
  old?: OldKeyNow,
  said: Said = {},
): Promise<string | undefined> {
  const isOpen = stageOf(rotation) === 'begun' && busyOf(rotation, room.run, room.cli.clock.now()) === undefined;
  const discard = said.discard ?? (isOpen ? await lostKeyOf(room) : undefined);
  return nextStep(rotation, room.id.accessKeyId, old, { ...said, discard });
}

/** A key that is this rotation's for certain, and whose secret nobody has. */
async function lostKeyOf(room: Room): Promise<string | undefined> {
  const found = await looked(
    rotating(room).then(async ({ incident, userName }) => {
      const { rotation } = incident.state;
      const orphans = await orphansOf(room, incident, userName);
      return orphans.find(
        ({ doubts, attempt, ...one }) =>
          doubts.length === 0 && !attempt.isTakenBack && rotation && one.userName === newKeyUser(rotation),
      );
    }),
  );
  return 'couldNotCheck' in found ? undefined : found.value?.key.id;
}
