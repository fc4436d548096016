import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import { messageOf } from '../identity/looked';
import type { AccessKeyId } from '../ids';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import { unfreezeMade } from './apply-made';
import { putLoginBack } from './console/put-back';
import { putBack } from './fence/put-back';
import type { ReleasePlan } from './release';
import { denyOf } from './release-needs';
import type { StepResult } from './types';

interface ReleaseDeps {
  readonly cloud: Pick<Cloud, 'ram' | 'keyPolicies' | 'loginProfiles'>;
  readonly clock: Clock;
}

/** Takes it off, each step on its own. Repeating it changes nothing. Never throws. */
export async function release(plan: ReleasePlan, { cloud, clock }: ReleaseDeps): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  const step = async (name: string, act: () => Promise<string>) => steps.push(await tried(name, act, clock));
  // First, while the deny stands: what fails leaves the key with less power, not with more.
  if (plan.network) steps.push(await putBack(plan.network, { cloud, clock }));
  for (const login of plan.logins) steps.push(await putLoginBack(login, { cloud, clock }));
  for (const name of plan.detach)
    await step(`detach:${name}`, () => cloud.ram.detachPolicyFromUser(plan.userName, { name, type: 'Custom' }));
  if (plan.leaveGroup) await step('leave-group', () => cloud.ram.removeUserFromGroup(plan.userName, QUARANTINE_GROUP));
  steps.push(...(await unfreezeMade(plan.unfreeze, { cloud, clock })));
  for (const key of plan.neededBy) await step(keepStep(key), async () => 'this key is contained, too');
  for (const key of plan.reactivate) {
    await step(`activate-key:${key}`, async () => {
      await cloud.ram.updateAccessKey(plan.userName, key, 'Active');
      return 'active';
    });
  }
  return steps;
}

/**
 * Puts back what this release has taken off and another key of the user needs by now, as a look afterwards has shown: it
 * was contained in the same moment, and what was attached for it came off with the rest. Never throws.
 */
export async function putNeededBack(
  plan: ReleasePlan,
  { missing, neededBy }: Pick<ReleasePlan, 'missing' | 'neededBy'>,
  { cloud, clock }: ReleaseDeps,
): Promise<StepResult[]> {
  const names = plan.detach.filter((name) => missing.has(denyOf({ name, type: 'Custom' }) ?? 'quarantine'));
  const isGroup = plan.leaveGroup && missing.has('quarantine');
  if (names.length === 0 && !isGroup) return [];
  const back = await tried(
    'put-back',
    async () => {
      for (const name of names) await cloud.ram.attachPolicyToUser(plan.userName, { name, type: 'Custom' });
      if (isGroup) await cloud.ram.addUserToGroup(plan.userName, QUARANTINE_GROUP);
      return 'contained meanwhile: put back';
    },
    clock,
  );
  return neededBy.map((key) => ({ ...back, step: keepStep(key) }));
}

const keepStep = (key: AccessKeyId): string => `keep-deny:${key}`;

async function tried(step: string, act: () => Promise<string>, clock: Clock): Promise<StepResult> {
  try {
    return { step, ok: true, detail: await act(), at: clock.now().toISOString() };
  } catch (error) {
    return { step, ok: false, detail: messageOf(error), at: clock.now().toISOString() };
  }
}
