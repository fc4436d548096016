import { looked } from '../../shared/identity/looked';
import type { RotationState } from '../../shared/incident/rotation-state';
import { busyOf, newKeyUser, nextStep, type OldKeyNow, stageOf } from '../../shared/rotation/stage';
import type { Said } from '../../shared/rotation/start-line';
import { orphansOf } from './orphans';
import type { Room } from './room';
import { rotating } from './whose';

/** `command` undefined: nothing comes next. `unseen`: what could not be looked at, so that the command may ask for more. */
export interface Next {
  readonly command: string | undefined;
  readonly unseen?: string;
}

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
): Promise<Next> {
  const isOpen = stageOf(rotation) === 'begun' && busyOf(rotation, room.run, room.cli.clock.now()) === undefined;
  const lost = isOpen && said.discard === undefined ? await looked(lostKeyOf(room)) : { value: said.discard };
  const discard = 'value' in lost ? lost.value : undefined;
  const command = nextStep(rotation, room.id.accessKeyId, old, { ...said, discard });
  return 'value' in lost ? { command } : { command, unseen: lost.couldNotCheck };
}

/** A key that is this rotation's for certain, and whose secret nobody has. Throws what the looks throw. */
async function lostKeyOf(room: Room): Promise<string | undefined> {
  const { incident, userName } = await rotating(room);
  const { rotation } = incident.state;
  const orphans = await orphansOf(room, incident, userName);
  return orphans.find(
    ({ doubts, attempt, ...one }) =>
      doubts.length === 0 && !attempt.isTakenBack && rotation && one.userName === newKeyUser(rotation),
  )?.key.id;
}
