import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { StepResult } from '../../shared/containment/types';
import { type AccessKeyId, parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { KeyHolder } from './holder';
import { makeUser, type Proposal } from './new-user';
import type { Place } from './place';
import { noted, type Room, type RotateOptions, record } from './room';

export interface MakePlan {
  readonly target: KeyHolder;
  readonly discard: string | undefined;
  readonly makeUser: boolean;
  readonly proposal: Proposal | undefined;
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
): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  const { place } = plan;
  let key: MadeKey | undefined;
  if (await prepared(room, plan, steps)) {
    await noted(steps, room, 'create-key', async () => {
      mayAct();
      key = await plan.target.create();
      return key.accessKeyId;
    });
  }
  if (key === undefined) {
    await place.giveUp();
    await record(room, 'start', options, steps, { ended: true });
    return steps;
  }
  const made = { ...key };
  const created = steps.pop();
  if (created) steps.push({ ...created, step: `create-key:${made.accessKeyId}`, detail: `of ${plan.target.name}` });
  const handed: StepResult[] = [];
  const [isHandedOver] = await Promise.all([
    noted(handed, room, 'hand-over', () => place.take(made)),
    record(room, 'start', options, [...steps], { ended: false }),
  ]);
  if (!isHandedOver) {
    await noted(handed, room, `switch-off-new:${made.accessKeyId}`, () => switchOff(plan.target, made.accessKeyId));
    await place.giveUp();
  }
  const { previousVersion } = place;
  await record(room, 'start', options, [...steps, ...handed], {
    ended: true,
    ...(previousVersion === undefined ? {} : { previousVersion }),
  });
  return [...steps, ...handed];
}

async function prepared(room: Room, plan: MakePlan, steps: StepResult[]): Promise<boolean> {
  const { discard, target, proposal, place } = plan;
  const isReady = await noted(steps, room, 'prepare-place', async () => {
    await place.prepare();
    return 'ready';
  });
  if (!isReady) return false;
  if (discard !== undefined) {
    const isGone = await noted(steps, room, `discard-key:${discard}`, () => target.delete(parseAccessKeyId(discard)));
    if (!isGone) return false;
  }
  return proposal === undefined || makeUser(room, parseUserName(target.name), plan.makeUser, proposal, steps);
}

async function switchOff(target: KeyHolder, accessKeyId: AccessKeyId): Promise<string> {
  await target.turn(accessKeyId, 'Inactive');
  return 'its secret is lost, so that it opens nothing';
}
