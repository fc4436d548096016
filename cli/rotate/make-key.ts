import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { StepResult } from '../../shared/containment/types';
import { CloudCallFailed } from '../../shared/errors';
import { type AccessKeyId, parseAccessKeyId, parseUserName } from '../../shared/ids';
import { KEY_UNKNOWN } from '../../shared/rotation/attempts';
import type { NamedPolicy } from '../../shared/rotation/new-user-policies';
import { called } from '../../shared/rotation/stage';
import { ArrivalUnknown } from './arrival';
import type { KeyHolder } from './holder';
import { makeUser } from './new-user';
import type { Place } from './place';
import { noted, type Performed, type Room, type RotateOptions, record } from './room';

/** Its step's name: the journal takes the secret neither for handed over nor for lost. */
export const ARRIVAL_UNKNOWN = 'hand-over-unknown';

export interface MakePlan {
  readonly target: KeyHolder;
  readonly discard: string | undefined;
  readonly makeUser: boolean;
  /** What a new user gets; undefined: the key is for the old one. */
  readonly policies: readonly NamedPolicy[] | undefined;
  readonly place: Place;
}

/**
 * Makes the key and hands its secret over, in an order that leaves none behind: the place is taken first; the new key's
 * id is written into the journal beside the handing over, so that neither waits for the other; a key whose secret nobody
 * took is switched off at once. Never throws: what failed is a step.
 */
export async function makeKey(
  room: Room,
  options: RotateOptions,
  plan: MakePlan,
  mayAct: () => void,
): Promise<Performed> {
  const steps: StepResult[] = [];
  const { place } = plan;
  let key: MadeKey | undefined;
  if (await prepared(room, plan, steps)) {
    let isUnknown = false;
    await noted(steps, room, 'create-key', async () => {
      mayAct();
      try {
        key = await plan.target.create();
      } catch (error) {
        isUnknown = !isRefusal(error);
        throw error;
      }
      return key.accessKeyId;
    });
    const last = isUnknown ? steps.pop() : undefined;
    if (last)
      steps.push({
        ...last,
        step: KEY_UNKNOWN,
        detail: `${last.detail}; whether there is a new key now is not known: the next start, or an undo, looks`,
      });
  }
  if (key === undefined) {
    await place.giveUp();
    return { steps, isWritten: await record(room, 'start', options, steps, { ended: true }) };
  }
  const made = { ...key };
  const created = steps.pop();
  if (created)
    steps.push({ ...created, step: `create-key:${made.accessKeyId}`, detail: `of ${called(plan.target.name)}` });
  const [handed] = await Promise.all([
    handOver(room, plan.target, place, made),
    record(room, 'start', options, [...steps], { ended: false }),
  ]);
  const { previousVersion } = place;
  const all = [...steps, ...handed];
  const isWritten = await record(room, 'start', options, all, {
    ended: true,
    ...(previousVersion === undefined ? {} : { previousVersion }),
  });
  return { steps: all, isWritten };
}

/**
 * Puts the secret at its place. A key whose secret nobody has is switched off; one whose secret may have arrived stays on:
 * a workload that reads it would stand still, and nobody else has it. The next start looks again.
 */
async function handOver(room: Room, target: KeyHolder, place: Place, key: MadeKey): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  let isUnknown = false;
  const hasArrived = await noted(steps, room, 'hand-over', async () => {
    try {
      return await place.take(key);
    } catch (error) {
      isUnknown = error instanceof ArrivalUnknown;
      throw error;
    }
  });
  if (hasArrived) return steps;
  if (isUnknown) return steps.map((step) => ({ ...step, step: ARRIVAL_UNKNOWN }));
  await noted(steps, room, `switch-off-new:${key.accessKeyId}`, () => switchOff(target, key.accessKeyId));
  await place.giveUp();
  return steps;
}

async function prepared(room: Room, plan: MakePlan, steps: StepResult[]): Promise<boolean> {
  const { discard, target, policies, place } = plan;
  const isReady = await noted(steps, room, 'prepare-place', async () => {
    await place.prepare();
    return 'ready';
  });
  if (!isReady) return false;
  if (discard !== undefined) {
    const isGone = await noted(steps, room, `discard-key:${discard}`, () => target.delete(parseAccessKeyId(discard)));
    if (!isGone) return false;
  }
  return policies === undefined || makeUser(room, parseUserName(target.name), plan.makeUser, policies, steps);
}

/** Whether RAM said no: else there may be a key whose answer was lost, or cannot be read. */
function isRefusal(error: unknown): boolean {
  return error instanceof CloudCallFailed && error.status !== undefined && error.status >= 400 && error.status < 500;
}

async function switchOff(target: KeyHolder, accessKeyId: AccessKeyId): Promise<string> {
  await target.turn(accessKeyId, 'Inactive');
  return 'its secret is lost, so that it opens nothing';
}
