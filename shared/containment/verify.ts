import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import type { AccessKey, PolicyRef } from '../aliyun/ram';
import type { Clock } from '../clock';
import { looked } from '../identity/looked';
import type { Looked } from '../identity/types';
import { type AccessKeyId, namedKeys, type UserName } from '../ids';
import type { ProtectedScope } from '../ram-policy/documents';
import { wayToPower } from '../ram-policy/escalation';
import { withoutOurDeny } from '../ram-policy/our-denies';
import { parsePolicy } from '../ram-policy/parse';
import type { Policy } from '../ram-policy/policy';
import { residualPower } from '../ram-policy/power';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { denyInAccount } from './policy-parts';
import type { Verification } from './types';

export interface VerifyTask {
  readonly userName: UserName;
  readonly accessKeyId: AccessKeyId;
  /** The id of the key's user, where the journal has it. */
  readonly userId?: string | undefined;
  readonly policy: DenyPolicy;
  readonly viaGroup: boolean;
  readonly keyShouldBeOff: boolean;
  /** False: nothing was attached, as far as is known. */
  readonly isAttached?: boolean;
  /** What the quarantine document was filled in with at set-up. */
  readonly scope: ProtectedScope;
}

export interface VerifyResult {
  readonly verification: Verification;
  /** The policy's default version denies less than the document that set-up wrote: somebody has weakened it. */
  readonly policyChanged: boolean;
  /** Policies of the deny that do not bind the user: further parts of it, or all that somebody took off in the same moment. */
  readonly missingParts: readonly string[];
  /**
   * The leaked key is one of this user's, or was when somebody deleted it; false: it is not known to be, and so the deny may
   * bind somebody else, or nobody. Undefined: his keys could not be looked at.
   */
  readonly isHis: boolean | undefined;
  /** The user's keys that can have an incident; none where they could not be looked at. */
  readonly keys: readonly AccessKeyId[];
  /** By evaluation of everything but our own deny. */
  readonly administrator: Looked<boolean>;
}

/**
 * Reads back what was done: the policy attached, its default version denying all that ours denies, the key this user's still, its status, and which
 * high-risk power all policies together still leave. What cannot be read makes the result `not verified`, never `attached`.
 */
export async function verify(cloud: Pick<Cloud, 'ram' | 'ims'>, clock: Clock, task: VerifyTask): Promise<VerifyResult> {
  const { userName, policy } = task;
  const [direct, inGroups, intact, keys] = await Promise.all([
    looked(cloud.ram.listPoliciesForUser(userName)),
    looked(groupsOf(cloud, userName)),
    looked(denyInAccount(cloud, policy, task.scope)),
    looked(ifThere(cloud.ram.listAccessKeys(userName))),
  ]);
  const problems: string[] = [];
  const note = <T>(what: string, look: Looked<T>): T | undefined => {
    if ('value' in look) return look.value;
    problems.push(`${what}: ${look.couldNotCheck}`);
    return undefined;
  };
  const attachedHere = note('policies of the user', direct);
  const groups = note('policies of the groups', inGroups);
  const ofGroups = groups?.policies;
  // A deny holds by either way; with one of them unread, only the way that was taken can show it.
  const carriers = attachedHere && ofGroups ? [...attachedHere, ...ofGroups] : task.viaGroup ? ofGroups : attachedHere;
  const deny = note('document of the policy', intact);
  const missing = (deny?.names ?? [POLICY_NAMES[policy]]).filter((name) => !carriers?.some((p) => p.name === name));
  if (carriers && missing.length > 0) problems.push(`${missing.join(', ')} not attached`);
  if (deny?.isSound === false) problems.push(`the document of ${POLICY_NAMES[policy]} was changed`);
  // Where nobody could see what he carries, what was attached is on him.
  const isOn = (name: string): boolean => (carriers ? !missing.includes(name) : task.isAttached !== false);
  const givesPower = (deny?.allowing ?? []).filter(isOn);
  const leaked = keysOf(keys).find((key) => key.id === task.accessKeyId);
  note('keys of the user', keys);
  const isHis = 'value' in keys ? leaked !== undefined || (await isKnownHis(cloud, task)) : undefined;
  if (isHis === false) problems.push(`the leaked key is none of the keys of ${userName}`);
  if (task.keyShouldBeOff && leaked?.status === 'Active') problems.push('the key is still active');

  const read = attachedHere && ofGroups ? documentsOf(cloud, [...attachedHere, ...ofGroups]) : undefined;
  const open = { couldNotCheck: problems.join('; ') };
  const [residual, administrator] = await Promise.all([
    read ? looked(read.then((all) => residualPower(all.map((p) => p.policy)).map((r) => r.action))) : open,
    read ? looked(read.then((all) => isWay(all, userName, groups?.names ?? []))) : open,
  ]);
  return {
    verification: {
      state: problems.length === 0 ? 'deny attached' : 'not verified',
      at: clock.now().toISOString(),
      problems,
      ...(givesPower.length > 0 ? { givesPower } : {}),
      residual,
    },
    policyChanged: deny?.isSound === false,
    missingParts: carriers ? missing : [],
    isHis,
    keys: namedKeys(keysOf(keys)),
    administrator,
  };
}

const keysOf = (look: Looked<readonly AccessKey[] | undefined>): readonly AccessKey[] =>
  'value' in look ? (look.value ?? []) : [];

/**
 * Of a key that is in no list: whether it was one of whoever bears the name now. A deleted key tells by its user's id, as
 * the recycle bin has it, or whoever knew it before it was purged. What could not be looked up is not known to be.
 */
async function isKnownHis(
  { ims, ram }: Pick<Cloud, 'ims' | 'ram'>,
  { accessKeyId, userName, userId }: Pick<VerifyTask, 'accessKeyId' | 'userName' | 'userId'>,
): Promise<boolean> {
  const look = await looked(
    Promise.all([
      userId ?? ims.getAccessKeyInfoInRecycleBin(accessKeyId).then((recycled) => recycled?.userId),
      ifThere(ram.getUser(userName)),
    ]),
  );
  if (!('value' in look)) return false;
  const [his, bearer] = look.value;
  return his !== undefined && bearer?.id === his;
}

/** Whether the user's policies, direct and by group, make an administrator: by evaluation, our own deny left out. */
export async function isAdministrator(cloud: Pick<Cloud, 'ram'>, userName: UserName): Promise<boolean> {
  const [direct, groups] = await Promise.all([cloud.ram.listPoliciesForUser(userName), groupsOf(cloud, userName)]);
  return isWay(await documentsOf(cloud, [...direct, ...groups.policies]), userName, groups.names);
}

/** An administrator or on a way to become one; anything else that a policy says; nothing. Our own denies left out. */
type PowerOf = 'way' | 'some' | 'none';

/** A user's, direct and by group. Throws what the looks throw. */
export async function powerOfUser(cloud: Pick<Cloud, 'ram'>, userName: UserName): Promise<PowerOf> {
  const [direct, groups] = await Promise.all([cloud.ram.listPoliciesForUser(userName), groupsOf(cloud, userName)]);
  const all = await documentsOf(cloud, [...direct, ...groups.policies]);
  return isWay(all, userName, groups.names) ? 'way' : someOf(all);
}

/** A role's, whoever may take it. Throws what the looks throw. */
export async function powerOfRole(cloud: Pick<Cloud, 'ram' | 'ramPolicies'>, roleName: string): Promise<PowerOf> {
  const all = await documentsOf(cloud, await cloud.ramPolicies.listPoliciesForRole(roleName));
  return isWay(all, undefined, []) ? 'way' : someOf(all);
}

const someOf = (all: readonly Read[]): PowerOf => (all.some(isBeyondOurs) ? 'some' : 'none');

const isBeyondOurs = ({ ref, policy }: Read): boolean => withoutOurDeny(ref, policy) !== undefined;

/** By what is his alone: of the account's other administrators nobody is asked here. */
function isWay(all: readonly Read[], user: string | undefined, groups: readonly string[]): boolean {
  const policies = all.filter(isBeyondOurs).flatMap(({ ref }) => (ref.type === 'Custom' ? ref.name : []));
  return (
    wayToPower(
      all.flatMap(({ ref, policy }) => withoutOurDeny(ref, policy) ?? []),
      { ...(user === undefined ? {} : { user }), groups, policies },
    ) !== undefined
  );
}

async function groupsOf(cloud: Pick<Cloud, 'ram'>, userName: UserName) {
  const names = await cloud.ram.listGroupsForUser(userName);
  return { names, policies: (await Promise.all(names.map((name) => cloud.ram.listPoliciesForGroup(name)))).flat() };
}

interface Read {
  readonly ref: PolicyRef;
  readonly policy: Policy;
}

async function documentsOf(cloud: Pick<Cloud, 'ram'>, refs: readonly PolicyRef[]): Promise<Read[]> {
  const distinct = [...new Map(refs.map((ref) => [`${ref.type}/${ref.name}`, ref])).values()];
  return Promise.all(
    distinct.map(async (ref) => ({
      ref,
      policy: parsePolicy((await cloud.ram.getPolicy(ref)).document),
    })),
  );
}
