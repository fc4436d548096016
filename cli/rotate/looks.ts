import { messageOf } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import { parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { StepFacts } from '../../shared/rotation/after';
import { newKeyUser } from '../../shared/rotation/stage';
import { judge, type KeyLook } from '../../shared/rotation/verify';
import { holderOf, type KeyHolder } from './holder';
import type { Room } from './room';

/** Both keys as they are now, and what their last uses say. A look at a use that fails is its own answer. */
export async function factsOf(room: Room, { state, id }: Incident, userName: string): Promise<StepFacts> {
  const { rotation } = state;
  const now = room.cli.clock.now();
  const newUser = rotation ? newKeyUser(rotation) : userName;
  const [holder, newHolder] = [holderOf(room, userName), holderOf(room, newUser)];
  const [oldKeys, newKeys] = await Promise.all([holder.keys(), newUser === userName ? undefined : newHolder.keys()]);
  const ofNew = newUser === userName ? oldKeys : newKeys;
  const newKey = rotation?.newKey ?? undefined;
  const [oldLook, newLook] = await Promise.all([
    lookAt(room, holder, id.accessKeyId, oldKeys),
    newKey === undefined ? undefined : lookAt(room, newHolder, newKey, ofNew),
  ]);
  return {
    accessKeyId: id.accessKeyId,
    userName,
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
  holder: KeyHolder,
  key: string,
  keys: readonly KeyState[] | undefined,
): Promise<KeyLook> {
  const status = keys?.find(({ id }) => id === key)?.status;
  if (status === undefined) return { status, usedAt: null };
  try {
    const accessKeyId = parseAccessKeyId(key);
    // The later of the two, and both must answer: what one of them missed the other may have seen.
    const [byRam, byTrail] = await Promise.all([
      holder.lastUsed(accessKeyId),
      cli.run.cloud.actionTrail().getAccessKeyLastUsedInfo(accessKeyId),
    ]);
    const times = [byRam, byTrail?.usedAt].flatMap((date) => (date ? [date.getTime()] : []));
    return { status, usedAt: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null };
  } catch (error) {
    return { couldNotCheck: `last use of ${key}: ${messageOf(error)}` };
  }
}
