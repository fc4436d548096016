import type { Cloud } from '../aliyun';
import type { PolicyRef } from '../aliyun/ram';
import type { Clock } from '../clock';
import { messageOf } from '../identity/owner';
import type { UserName } from '../ids';
import { type AccessKeyId, parseAccessKeyId } from '../ids';
import type { IncidentState } from '../incident/state';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import { POLICY_NAMES } from './apply';
import { QUARANTINE_NAMES } from './policy-parts';
import type { StepResult } from './types';

/** What a release would take off, from the journal: what was put on, and nothing else. Keys stay as they are unless asked. */
export interface ReleasePlan {
  readonly userName: UserName;
  readonly detach: readonly string[];
  readonly leaveGroup: boolean;
  readonly reactivate: readonly AccessKeyId[];
}

/** Pure. `reactivate`: keys that the person wants back; only those that were switched off by us are his to ask for. */
export function planRelease(
  state: IncidentState,
  userName: UserName,
  reactivate: readonly AccessKeyId[],
  attachedNow: readonly PolicyRef[],
): ReleasePlan | { readonly refused: string } {
  const offByUs = new Set([...state.disabledKeys, ...state.mayHaveDisabled]);
  const foreign = reactivate.filter((key) => !offByUs.has(key));
  if (foreign.length > 0)
    return { refused: `these keys were not switched off by ak-tourniquet: ${foreign.join(', ')}` };
  // A deny in several parts comes off whole: every part that is attached now belongs to what the journal recorded.
  const ours = new Set([
    ...(state.attached.has('quarantine') && !state.viaGroup ? QUARANTINE_NAMES : []),
    ...(state.attached.has('freeze') ? [POLICY_NAMES.freeze] : []),
  ]);
  const detach = attachedNow.filter(({ name, type }) => type === 'Custom' && ours.has(name)).map(({ name }) => name);
  return { userName, detach, leaveGroup: state.viaGroup, reactivate: reactivate.map((key) => parseAccessKeyId(key)) };
}

/** Takes it off, each step on its own. Repeating it changes nothing. Never throws. */
export async function release(cloud: Pick<Cloud, 'ram'>, clock: Clock, plan: ReleasePlan): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  const step = async (name: string, act: () => Promise<string>): Promise<void> => {
    try {
      steps.push({ step: name, ok: true, detail: await act(), at: clock.now().toISOString() });
    } catch (error) {
      steps.push({ step: name, ok: false, detail: messageOf(error), at: clock.now().toISOString() });
    }
  };
  for (const name of plan.detach)
    await step(`detach:${name}`, () => cloud.ram.detachPolicyFromUser(plan.userName, { name, type: 'Custom' }));
  if (plan.leaveGroup) await step('leave-group', () => cloud.ram.removeUserFromGroup(plan.userName, QUARANTINE_GROUP));
  for (const key of plan.reactivate) {
    await step(`activate-key:${key}`, async () => {
      await cloud.ram.updateAccessKey(plan.userName, key, 'Active');
      return 'active';
    });
  }
  return steps;
}
