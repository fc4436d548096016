import { attachDeny, attachParts, disableKey, POLICY_NAMES } from '../../../shared/containment/apply';
import { containEach, freezeStep } from '../../../shared/containment/apply-made';
import { fenceStep, setPolicy } from '../../../shared/containment/fence/apply';
import { fitForFreeze, rewritten } from '../../../shared/containment/fit-deny';
import type { StepResult } from '../../../shared/containment/types';
import { parseAccessKeyId } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import type { Gone } from '../../../shared/incident/tamper-entries';
import { protectedScope, type Run } from '../../platform';
import { denyDeps, type SeenDenies } from '../deny-deps';
import type { Denies } from './denies';
import type { LiveLook } from './live';

/**
 * Puts back what is gone, by the steps that made it; where the policy itself denies less than it must, by the other deny.
 * Where no deny can be attached the leaked key is switched off, if an intent of ours has named it. Never throws.
 */
export async function putBack(
  run: Run,
  { id, state }: Incident,
  { userName, made, keysOn }: Pick<LiveLook, 'userName' | 'made' | 'keysOn'>,
  gone: readonly Gone[],
  denies: Denies,
): Promise<StepResult[]> {
  const { standing } = denies;
  const steps: StepResult[] = [];
  const wants = (policy: 'quarantine' | 'freeze'): boolean =>
    gone.includes(`attach-${policy}`) || gone.includes(`policy:${POLICY_NAMES[policy]}`);
  if (userName !== undefined && (wants('quarantine') || wants('freeze'))) {
    // Freeze before quarantine: a wider deny covers both.
    const order = wants('freeze') ? (['freeze', 'quarantine'] as const) : (['quarantine', 'freeze'] as const);
    const policy = order.find((one) => standing.get(one)?.isSound !== false);
    const deny = policy && (await attachDeny(userName, policy, denyDeps(run, seenOf(denies))));
    steps.push(...(deny?.steps ?? []));
    // The group carries the quarantine, whatever that says by now.
    const isWeak = deny?.holds !== undefined && standing.get(deny.holds)?.isSound === false;
    const isSwitchLeft = deny === undefined || deny.switchIsLeft || isWeak;
    if (isSwitchLeft && keysOn.has(id.accessKeyId) && state.mayHaveDisabled.has(id.accessKeyId))
      steps.push(await disableKey(userName, id.accessKeyId, run));
  }
  const parts = gone.flatMap((one) => (one.startsWith('attach-part:') ? one.slice('attach-part:'.length) : []));
  if (userName !== undefined && parts.length > 0) steps.push(...(await attachParts(userName, parts, run)).steps);
  for (const one of gone)
    if (userName !== undefined && one.startsWith('disable-key:'))
      steps.push(await disableKey(userName, parseAccessKeyId(one.slice('disable-key:'.length)), run));
  const { fence } = state;
  if (userName !== undefined && fence !== null && gone.includes(fenceStep(id.accessKeyId))) {
    const domain = fence.userPrincipalName.slice(fence.userPrincipalName.lastIndexOf('@'));
    const key = { userPrincipalName: `${userName}${domain}`, accessKeyId: id.accessKeyId };
    steps.push((await setPolicy(fenceStep(id.accessKeyId), key, fence.document, run)).step);
  }
  const bare = made.filter((one) => gone.includes(freezeStep(one)));
  if (bare.length === 0) return steps;
  // What stands in the account by now may be what took the freeze off: it goes to nobody unseen.
  const fit = await fitForFreeze(run.cloud, protectedScope(run));
  steps.push(...(await containEach(bare, fit, run)));
  return steps;
}

/** What the one look at all of them has shown: a deny that says what it said when it was last sound is sound still. */
function seenOf({ standing, unread }: Pick<Denies, 'standing' | 'unread'>): SeenDenies {
  const read = [...standing].filter(([policy]) => !unread.has(policy));
  return Object.fromEntries(
    read.map(([policy, { names, isSound }]) => [policy, isSound ? { is: 'sound', names } : rewritten(policy)]),
  );
}
