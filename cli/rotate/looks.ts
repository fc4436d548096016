import { lastUseOf } from '../../functions/respond/last-use';
import { looked, messageOf } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import { parseAccessKeyId, parseUserName, type UserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { StepFacts } from '../../shared/rotation/after';
import { newKeyUser } from '../../shared/rotation/stage';
import { judge, type KeyLook } from '../../shared/rotation/verify';
import { keysOf, type Room } from './room';

/** Both keys as they are now, and what their last uses say. A look at a use that fails is its own answer. */
export async function factsOf(room: Room, { state, id }: Incident, userName: UserName): Promise<StepFacts> {
  const { rotation } = state;
  const now = room.cli.clock.now();
  const newUser = rotation ? parseUserName(newKeyUser(rotation)) : userName;
  const [oldKeys, newKeys] = await Promise.all([
    keysOf(room, userName),
    newUser === userName ? undefined : keysOf(room, newUser),
  ]);
  const ofNew = newUser === userName ? oldKeys : newKeys;
  const newKey = rotation?.newKey ?? undefined;
  const [oldLook, newLook] = await Promise.all([
    lookAt(room, userName, id.accessKeyId, oldKeys),
    newKey === undefined ? undefined : lookAt(room, newUser, newKey, ofNew),
  ]);
  return {
    accessKeyId: id.accessKeyId,
    rotation,
    oldKeys,
    newKeys: ofNew,
    verdict: judge({
      now,
      startedAt: rotation?.startedAt ?? now.toISOString(),
      worksSince: rotation?.worksSince ?? null,
      oldKey: oldLook,
      newKey: newLook,
    }),
    isDenied: state.isContaining,
    now,
  };
}

async function lookAt(
  { cli }: Room,
  userName: UserName,
  key: string,
  keys: readonly KeyState[] | undefined,
): Promise<KeyLook> {
  const status = keys?.find(({ id }) => id === key)?.status;
  if (status === undefined) return { status, usedAt: null };
  try {
    const accessKeyId = parseAccessKeyId(key);
    const info = looked(cli.run.cloud.actionTrail().getAccessKeyLastUsedInfo(accessKeyId));
    const use = await lastUseOf(cli.run, userName, accessKeyId, info);
    if (use.kind === 'known') return { status, usedAt: use.at };
    return { couldNotCheck: `last use of ${key}: ${use.kind === 'unknown' ? use.why : 'not asked'}` };
  } catch (error) {
    return { couldNotCheck: `last use of ${key}: ${messageOf(error)}` };
  }
}
