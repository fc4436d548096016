import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import { messageOf } from '../identity/looked';
import { type AccessKeyId, maskKey } from '../ids';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import { takeOffMade, takeOffStep } from './apply-made';
import { keepLoginStep, planNeededLogin, putLoginBack, restoreLoginStep } from './console/put-back';
import { keepFenceStep, restoreStep } from './fence/apply';
import { putBack } from './fence/put-back';
import { namedOursAmong } from './named-ours';
import type { ReleasePlan } from './release';
import { denyOf } from './release-needs';
import type { StepResult } from './types';

interface ReleaseDeps {
  readonly cloud: Pick<Cloud, 'ram' | 'ims' | 'keyPolicies' | 'loginProfiles'>;
  readonly clock: Clock;
}

/** Takes it off, each step on its own. `mayAct` throws once it is another's turn. Repeating it changes nothing. Never throws. */
export async function release(plan: ReleasePlan, deps: ReleaseDeps, mayAct: () => void): Promise<StepResult[]> {
  const { cloud, clock } = deps;
  const steps: StepResult[] = [];
  const result = async (name: string, act: () => Promise<StepResult>): Promise<void> => {
    try {
      mayAct();
      steps.push(await act());
    } catch (error) {
      steps.push(failed(name, error, clock));
    }
  };
  const step = (name: string, act: () => Promise<string>): Promise<void> => result(name, () => tried(name, act, clock));
  const { network } = plan;
  // First, while the deny stands: what fails leaves the key with less power, not with more.
  if (network) await result(restoreStep(network.accessKeyId), () => putBack(network, deps));
  for (const login of plan.logins) await result(restoreLoginStep(login.userName), () => putLoginBack(login, deps));
  for (const name of plan.detach)
    await step(`detach:${name}`, () => cloud.ram.detachPolicyFromUser(plan.userName, { name, type: 'Custom' }));
  if (plan.leaveGroup) await step('leave-group', () => cloud.ram.removeUserFromGroup(plan.userName, QUARANTINE_GROUP));
  for (const made of plan.unfreeze) await step(takeOffStep(made), () => takeOffMade(made, cloud));
  if (plan.leaveFence)
    await step(keepFenceStep(plan.accessKeyId), async () => 'it was deleted; once restored, a release puts it back');
  for (const { userName, by } of plan.neededLogins)
    await step(keepLoginStep(userName), async () => `needed by ${by.map(maskKey).join(', ')}`);
  for (const key of plan.neededBy) await step(keepStep(key), async () => 'this key is contained, too');
  for (const name of plan.leaveAttached)
    await step(`leave-deny:${name}`, async () => {
      const since = plan.onBefore.get(name);
      return since === undefined ? 'no record explains it' : `on since ${since}, before this containment`;
    });
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
 * was contained in the same moment, and what was attached for it came off with the rest. So with a console login that
 * another incident has come to hold. Never throws.
 */
export async function putNeededBack(
  plan: ReleasePlan,
  left: Pick<ReleasePlan, 'missing' | 'neededBy' | 'loginNeeds'>,
  deps: ReleaseDeps,
): Promise<StepResult[]> {
  const again = plan.logins.flatMap((back) => planNeededLogin(back, left.loginNeeds.get(back.userName) ?? []) ?? []);
  const logins: StepResult[] = [];
  for (const login of again) logins.push(await putLoginBack(login, deps, keepLoginStep(login.userName)));
  return [...logins, ...(await putDeniesBack(plan, left, deps))];
}

async function putDeniesBack(
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
      const policies = names.map((name) => ({ name, type: 'Custom' }) as const);
      const { allowing } = await namedOursAmong(cloud, policies);
      for (const policy of policies)
        if (!allowing.includes(policy.name)) await cloud.ram.attachPolicyToUser(plan.userName, policy);
      if (isGroup) await cloud.ram.addUserToGroup(plan.userName, QUARANTINE_GROUP);
      if (allowing.length > 0) throw new Error(`${allowing.join(', ')} is no deny: it allows something`);
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
    return failed(step, error, clock);
  }
}

const failed = (step: string, error: unknown, clock: Clock): StepResult => ({
  step,
  ok: false,
  detail: messageOf(error),
  at: clock.now().toISOString(),
});
