import type { Cloud } from '../aliyun';
import type { Clock } from '../clock';
import { CloudForbidden, CloudLimitExceeded, CloudNotFound } from '../errors';
import { looked, messageOf } from '../identity/looked';
import type { AccessKeyId, UserName } from '../ids';
import { FREEZE_POLICY, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../ram-policy/documents';
import { beyondDenies } from '../ram-policy/our-denies';
import type { DenyLook, FitDeny } from './fit-deny';
import { namedOursAmong } from './named-ours';
import type { StandingDeny } from './standing-deny';
import type { StepResult } from './types';

export interface ApplyDeps {
  readonly cloud: Pick<Cloud, 'ram'>;
  readonly clock: Clock;
}

export interface DenyDeps extends ApplyDeps {
  /** What a look at the deny has shown: asked before it is attached, and so kept short. */
  readonly look: (policy: DenyPolicy) => Promise<DenyLook>;
  /** Which deny is on the user already. Asked only where none can be put on. May reject. */
  readonly standing: (userName: UserName) => Promise<StandingDeny | undefined>;
}

export type DenyPolicy = 'quarantine' | 'freeze';

/** How the deny went: every step as tried, the deny that holds now, and whether only the key's switch is left. */
export interface DenyResult {
  readonly steps: readonly StepResult[];
  readonly holds: DenyPolicy | undefined;
  /** When the deny was attached; undefined when none holds. */
  readonly at: Date | undefined;
  /** No deny could be attached for a reason that trying again does not mend: quota, right or policy; and none was seen on. */
  readonly switchIsLeft: boolean;
  /** Why it could not be looked at whether one is on already. */
  readonly unseen?: string;
}

export const POLICY_NAMES: Readonly<Record<DenyPolicy, string>> = {
  quarantine: QUARANTINE_POLICY,
  freeze: FREEZE_POLICY,
};

/**
 * Attaches the deny to the user, and goes round what is in the way: somebody has rewritten the policy, or it is missing ->
 * the other one; the user has no free place or the attach is refused -> the group that carries the quarantine; neither
 * passes -> the deny that he carries already. A policy that a look has shown to be rewritten is given to nobody, for by one that
 * allows something he would get more power than he has; one that only denies less, where there is no other. One that could not be looked at is attached all the same: nothing
 * says that it is not what set-up wrote, and the read-back looks again. Repeating it changes nothing. Never throws: each
 * step's failure is its result.
 */
export async function attachDeny(userName: UserName, policy: DenyPolicy, deps: DenyDeps): Promise<DenyResult> {
  const done = await putOn(userName, policy, deps);
  if (!done.switchIsLeft) return done;
  const found = await looked(deps.standing(userName));
  if ('couldNotCheck' in found) return { ...done, unseen: found.couldNotCheck };
  if (found.value === undefined) return done;
  const now = deps.clock.now();
  const step = { step: found.value.step, ok: true, detail: 'already', at: now.toISOString() };
  return { steps: [...done.steps, step], holds: found.value.policy, at: now, switchIsLeft: false };
}

async function putOn(userName: UserName, policy: DenyPolicy, deps: DenyDeps): Promise<DenyResult> {
  const steps: StepResult[] = [];
  const held = (holds: DenyPolicy): DenyResult => ({ steps, holds, at: deps.clock.now(), switchIsLeft: false });
  const open = (switchIsLeft: boolean): DenyResult => ({ steps, holds: undefined, at: undefined, switchIsLeft });
  const weak: DenyPolicy[] = [];
  let isRewritten = false;
  for (const one of [policy, other(policy)]) {
    const look = await deps.look(one);
    // Whoever has rewritten one of them can have rewritten the other: that one goes to nobody unseen.
    if (look.is === 'rewritten' || (look.is === 'unseen' && isRewritten)) {
      steps.push(refused(one, look.why, deps));
      isRewritten = true;
      if ('isHarmless' in look) weak.push(one);
      continue;
    }
    const { step, error } = await attach(userName, one, deps);
    steps.push(step);
    if (error === undefined) return held(one);
    if (policyIsMissing(error)) continue;
    if (!isInTheWay(error)) return open(false);
    const group = await joinFit(userName, deps);
    steps.push(group.step);
    return group.error === undefined ? held('quarantine') : open(willNotPass(group.error));
  }
  // What denies less than it must denies more than nothing; the read-back sees what is lacking.
  for (const one of weak) {
    const { step, error } = await attach(userName, one, deps);
    steps.push(step);
    if (error === undefined) return held(one);
  }
  return open(true);
}

/** The one that stands in for it. Pure. */
export const other = (policy: DenyPolicy): DenyPolicy => (policy === 'quarantine' ? 'freeze' : 'quarantine');

/** The group, unless a look has shown that what it carries was rewritten. */
async function joinFit(userName: UserName, deps: DenyDeps): Promise<Tried> {
  const { is } = await deps.look('quarantine');
  if (is !== 'rewritten') return joinGroup(userName, [QUARANTINE_POLICY], deps);
  return tried('add-to-group', deps, async () => {
    throw new GroupUnfit(`the group ${QUARANTINE_GROUP} carries ${QUARANTINE_POLICY}, which denies less than it must`);
  });
}

/**
 * Freeze where a look has found it fit; else the quarantine where that is, and a failed step says why. With neither, only
 * the key's switch is left. Never throws.
 */
export async function attachFit(
  userName: UserName,
  { deny, why, isUnchecked }: FitDeny,
  deps: DenyDeps,
): Promise<DenyResult> {
  const step = why === undefined ? undefined : refused('freeze', why, deps);
  if (deny === undefined)
    return { steps: step ? [step] : [], holds: undefined, at: undefined, switchIsLeft: isUnchecked !== true };
  const seen = async (policy: DenyPolicy): Promise<DenyLook> => {
    if (policy === deny.policy) return { is: 'sound', names: deny.names };
    return policy === 'freeze' && why !== undefined ? { is: 'rewritten', why } : deps.look(policy);
  };
  const done = await attachDeny(userName, deny.policy, { ...deps, look: seen });
  if (step === undefined) return done;
  // Said once, whatever came in between.
  return { ...done, steps: [step, ...done.steps.filter((one) => one.ok || one.step !== step.step)] };
}

/** A deny that nobody is given, because it does not say what set-up wrote. */
const refused = (policy: DenyPolicy, why: string, { clock }: ApplyDeps): StepResult => ({
  step: `attach-${policy}`,
  ok: false,
  detail: why,
  at: clock.now().toISOString(),
});

/** A thief can fill the user's ten places, and an attach may be refused; a group's place is not the user's. */
function isInTheWay(error: unknown): boolean {
  return error instanceof CloudLimitExceeded || error instanceof CloudForbidden;
}

/** Whether trying again would meet the same: a throttled or broken call is no reason to switch a key off. */
function willNotPass(error: unknown): boolean {
  return isInTheWay(error) || error instanceof CloudNotFound || error instanceof GroupUnfit;
}

/**
 * Somebody took the deny off the group, or put another group in its place: being in it binds nobody. Or he attached more to
 * it, or wrote into it what allows something: whoever is put into it would get what that allows.
 */
class GroupUnfit extends Error {}

/**
 * The group carries the quarantine, also for freeze: a narrower deny that holds is better than a wider one that does not.
 * Whether it carries these policies still, and nothing else, and that none of them allows anything, is asked before: a thief
 * with rights to RAM has been there, and a name tells nothing. What could not be asked is the read-back's to say.
 */
function joinGroup(userName: UserName, names: readonly string[], deps: ApplyDeps): Promise<Tried> {
  const { ram } = deps.cloud;
  return tried('add-to-group', deps, async () => {
    const carried = await looked(ram.listPoliciesForGroup(QUARANTINE_GROUP));
    const isCarried = (name: string): boolean =>
      !('value' in carried) || carried.value.some((one) => one.name === name && one.type === 'Custom');
    const missing = names.filter((name) => !isCarried(name));
    if (missing.length > 0) throw new GroupUnfit(`the group ${QUARANTINE_GROUP} does not carry ${missing.join(', ')}`);
    const policies = 'value' in carried ? carried.value : [];
    const more = beyondDenies(policies).map(({ name }) => name);
    if (more.length > 0)
      throw new GroupUnfit(`the group ${QUARANTINE_GROUP} carries ${more.join(', ')} besides, and would hand it out`);
    const { allowing } = await namedOursAmong(deps.cloud, policies);
    if (allowing.length > 0)
      throw new GroupUnfit(
        `the group ${QUARANTINE_GROUP} carries ${allowing.join(', ')}, which allows something, and would hand it out`,
      );
    return ram.addUserToGroup(userName, QUARANTINE_GROUP);
  });
}

function policyIsMissing(error: unknown): boolean {
  return error instanceof CloudNotFound && error.cloudCode === 'EntityNotExist.Policy';
}

function attach(userName: UserName, policy: DenyPolicy, deps: ApplyDeps): Promise<Tried> {
  return tried(`attach-${policy}`, deps, () =>
    deps.cloud.ram.attachPolicyToUser(userName, { name: POLICY_NAMES[policy], type: 'Custom' }),
  );
}

/**
 * Attaches what a deny in several parts needs besides its first; where the user has no place for one, the group, which
 * carries them all. Resolves with the steps and whether all parts hold. Never throws.
 */
export async function attachParts(
  userName: UserName,
  names: readonly string[],
  deps: ApplyDeps,
): Promise<{ readonly steps: readonly StepResult[]; readonly hold: boolean }> {
  const attached = await Promise.all(
    names.map((name) =>
      tried(`attach-part:${name}`, deps, () => deps.cloud.ram.attachPolicyToUser(userName, { name, type: 'Custom' })),
    ),
  );
  const steps = attached.map(({ step }) => step);
  const failed = attached.filter(({ error }) => error !== undefined);
  if (!failed.some(({ error }) => isInTheWay(error))) return { steps, hold: failed.length === 0 };
  const group = await joinGroup(userName, names, deps);
  return { steps: [...steps, group.step], hold: group.error === undefined };
}

/** Switches one key off. Never throws; never deletes. */
export async function disableKey(userName: UserName, accessKeyId: AccessKeyId, deps: ApplyDeps): Promise<StepResult> {
  const { step } = await tried(`disable-key:${accessKeyId}`, deps, async () => {
    await deps.cloud.ram.updateAccessKey(userName, accessKeyId, 'Inactive');
    return 'disabled';
  });
  return step;
}

interface Tried {
  readonly step: StepResult;
  readonly error: unknown;
}

async function tried(step: string, deps: ApplyDeps, act: () => Promise<string>): Promise<Tried> {
  try {
    const detail = await act();
    return { step: { step, ok: true, detail, at: deps.clock.now().toISOString() }, error: undefined };
  } catch (error) {
    return { step: { step, ok: false, detail: messageOf(error), at: deps.clock.now().toISOString() }, error };
  }
}
