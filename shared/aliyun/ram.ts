import RamClient, * as Ram from '@alicloud/ram20150501';
import { CloudAlreadyThere, CloudAnswerMalformed, CloudNotFound } from '../errors';
import { type AccessKeyId, listedId, parseUserName, type UserName } from '../ids';
import { readDate } from '../moment';
import { type CallPatience, callCloud, ORDINARY, promised, URGENT } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { RateLimiter } from './limiter';
import type { LoginProfile } from './login-profiles';
import { ramPages } from './pages';
import { keyStatus, policyRefs, profileOf, settled, unlessMissing } from './ram-answers';

/** RAM takes no more of these (RAM 2015-05-01, quotas): beyond it each is throttled and comes later than in its turn. */
const ATTACH_PER_SECOND = 10;
/**
 * A deny that is throttled is attached some seconds later, not in the next minute: another run may be attaching as well, and
 * so may whoever wants the calls of the account used up.
 */
const ATTACH_RETRIES = 5;

export type KeyStatus = 'Active' | 'Inactive';
export interface AccessKey {
  /** As `listedId` lets it stand: masked, and no AccessKeyId, where the service's answer is of a form that nothing can name. */
  readonly id: string;
  readonly status: KeyStatus;
  readonly createdAt: Date | undefined;
}
export type PolicyType = 'System' | 'Custom';
export interface PolicyRef {
  readonly name: string;
  readonly type: PolicyType;
}
/** A policy as a listing of what is attached shows it. */
export interface AttachedPolicy extends PolicyRef {
  /** Its default version, by which it grants (`v3`); absent where the listing does not tell. */
  readonly version?: string;
  /** ISO 8601 UTC; absent where the listing does not tell. */
  readonly attachedAt?: string;
}
export interface RamUser {
  readonly name: UserName;
  readonly id: string;
  readonly createdAt: Date | undefined;
}
type Runtime = ReturnType<typeof sdkRuntime>;

/** The calls of RAM 2015-05-01 that the project uses. Errors: those of callCloud. */
export class RamService {
  private readonly client: RamClient;

  private readonly attachTurns: RateLimiter;

  constructor(private readonly connection: Connection) {
    this.attachTurns = new RateLimiter(ATTACH_PER_SECOND, connection.clock);
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, patience: CallPatience, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, patience, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  /** All AccessKeys of one RAM user. RAM answers them unpaged (2 a user by quota). Throws CloudNotFound if the user is
   *  gone. An empty UserName would list the caller's own keys: `UserName` cannot be empty, and is checked once more. */
  async listAccessKeys(userName: UserName, patience = ORDINARY): Promise<AccessKey[]> {
    const request = new Ram.ListAccessKeysRequest({ userName: parseUserName(userName) });
    const answer = await this.call('ListAccessKeys', patience, (r) =>
      this.client.listAccessKeysWithOptions(request, r),
    );
    const keys = promised('ram', 'ListAccessKeys', 'AccessKeys.AccessKey', answer.body?.accessKeys?.accessKey);
    return keys.map((key) => ({
      id: listedId(promised('ram', 'ListAccessKeys', 'AccessKeyId', key.accessKeyId)),
      status: keyStatus(key.status),
      createdAt: readDate(key.createDate),
    }));
  }

  /** Switches one key of one user on or off; the user is always named (an empty name means the caller's own key). */
  async updateAccessKey(
    userName: UserName,
    accessKeyId: AccessKeyId,
    status: KeyStatus,
    patience = URGENT,
  ): Promise<void> {
    const request = new Ram.UpdateAccessKeyRequest({
      userName: parseUserName(userName),
      userAccessKeyId: accessKeyId,
      status,
    });
    await this.call('UpdateAccessKey', patience, (r) => this.client.updateAccessKeyWithOptions(request, r));
  }

  /** Last use as RAM knows it; undefined when it never saw one. Lags by up to two hours (credential report page). */
  async getAccessKeyLastUsed(
    userName: UserName,
    accessKeyId: AccessKeyId,
    patience = ORDINARY,
  ): Promise<Date | undefined> {
    const request = new Ram.GetAccessKeyLastUsedRequest({
      userName: parseUserName(userName),
      userAccessKeyId: accessKeyId,
    });
    const answer = await this.call('GetAccessKeyLastUsed', patience, (r) =>
      this.client.getAccessKeyLastUsedWithOptions(request, r),
    );
    const used = promised('ram', 'GetAccessKeyLastUsed', 'AccessKeyLastUsed', answer.body?.accessKeyLastUsed);
    return lastUsedAt(used.lastUsedDate);
  }

  /** Attaches a policy. `already`: it was attached before, which is as good (EntityAlreadyExists.User.Policy). */
  async attachPolicyToUser(userName: UserName, policy: PolicyRef, patience = URGENT): Promise<'attached' | 'already'> {
    const request = new Ram.AttachPolicyToUserRequest({
      userName: parseUserName(userName),
      policyName: policy.name,
      policyType: policy.type,
    });
    const turns = { limiter: this.attachTurns, retries: Math.max(patience.retries, ATTACH_RETRIES) };
    await this.attachTurns.turn();
    const answer = await settled<'attached' | 'already'>(
      this.call('AttachPolicyToUser', { ...patience, turns }, (r) =>
        this.client.attachPolicyToUserWithOptions(request, r),
      ),
      CloudAlreadyThere,
      ['attached', 'already'],
    );
    this.attachTurns.speedUp(ATTACH_PER_SECOND);
    return answer;
  }

  /** Takes a policy off. `already`: it was off before. */
  async detachPolicyFromUser(userName: UserName, policy: PolicyRef): Promise<'detached' | 'already'> {
    const request = new Ram.DetachPolicyFromUserRequest({
      userName: parseUserName(userName),
      policyName: policy.name,
      policyType: policy.type,
    });
    return settled(
      this.call('DetachPolicyFromUser', ORDINARY, (r) => this.client.detachPolicyFromUserWithOptions(request, r)),
      CloudNotFound,
      ['detached', 'already'],
    );
  }

  /** The same for a role: its sessions are evaluated live, so that what is attached binds them at once. */
  async attachPolicyToRole(roleName: string, policy: PolicyRef, patience = URGENT): Promise<'attached' | 'already'> {
    const request = new Ram.AttachPolicyToRoleRequest({ roleName, policyName: policy.name, policyType: policy.type });
    await this.attachTurns.turn();
    return settled(
      this.call('AttachPolicyToRole', patience, (r) => this.client.attachPolicyToRoleWithOptions(request, r)),
      CloudAlreadyThere,
      ['attached', 'already'],
    );
  }

  async detachPolicyFromRole(roleName: string, policy: PolicyRef): Promise<'detached' | 'already'> {
    const request = new Ram.DetachPolicyFromRoleRequest({ roleName, policyName: policy.name, policyType: policy.type });
    return settled(
      this.call('DetachPolicyFromRole', ORDINARY, (r) => this.client.detachPolicyFromRoleWithOptions(request, r)),
      CloudNotFound,
      ['detached', 'already'],
    );
  }

  /** With its id, which a role that is made anew under the name does not inherit, and the text of its trust document. Throws CloudNotFound when there is no such role. */
  async getRole(roleName: string) {
    const request = new Ram.GetRoleRequest({ roleName });
    const answer = await this.call('GetRole', ORDINARY, (r) => this.client.getRoleWithOptions(request, r));
    const role = promised('ram', 'GetRole', 'Role', answer.body?.role);
    return {
      id: promised('ram', 'GetRole', 'Role.RoleId', role.roleId),
      createdAt: readDate(role.createDate),
      arn: role.arn,
      trust: role.assumeRolePolicyDocument,
    };
  }

  async addUserToGroup(userName: UserName, groupName: string, patience = URGENT): Promise<'added' | 'already'> {
    const request = new Ram.AddUserToGroupRequest({ userName: parseUserName(userName), groupName });
    return settled(
      this.call('AddUserToGroup', patience, (r) => this.client.addUserToGroupWithOptions(request, r)),
      CloudAlreadyThere,
      ['added', 'already'],
    );
  }

  async removeUserFromGroup(userName: UserName, groupName: string): Promise<'removed' | 'already'> {
    const request = new Ram.RemoveUserFromGroupRequest({ userName: parseUserName(userName), groupName });
    return settled(
      this.call('RemoveUserFromGroup', ORDINARY, (r) => this.client.removeUserFromGroupWithOptions(request, r)),
      CloudNotFound,
      ['removed', 'already'],
    );
  }

  async listPoliciesForUser(userName: UserName, patience = ORDINARY): Promise<AttachedPolicy[]> {
    const request = new Ram.ListPoliciesForUserRequest({ userName: parseUserName(userName) });
    const answer = await this.call('ListPoliciesForUser', patience, (r) =>
      this.client.listPoliciesForUserWithOptions(request, r),
    );
    return policyRefs('ListPoliciesForUser', answer.body?.policies?.policy);
  }

  async listPoliciesForGroup(groupName: string): Promise<AttachedPolicy[]> {
    const request = new Ram.ListPoliciesForGroupRequest({ groupName });
    const answer = await this.call('ListPoliciesForGroup', ORDINARY, (r) =>
      this.client.listPoliciesForGroupWithOptions(request, r),
    );
    return policyRefs('ListPoliciesForGroup', answer.body?.policies?.policy);
  }

  async listGroupsForUser(userName: UserName): Promise<string[]> {
    return (await this.listMemberships(userName)).map(({ group }) => group);
  }

  /** The same with when he came in (ISO 8601 UTC), where RAM tells. */
  async listMemberships(userName: UserName): Promise<{ readonly group: string; readonly joinedAt?: string }[]> {
    const request = new Ram.ListGroupsForUserRequest({ userName: parseUserName(userName) });
    const answer = await this.call('ListGroupsForUser', ORDINARY, (r) =>
      this.client.listGroupsForUserWithOptions(request, r),
    );
    const groups = promised('ram', 'ListGroupsForUser', 'Groups.Group', answer.body?.groups?.group);
    return groups.map(({ groupName, joinDate }) => ({
      group: promised('ram', 'ListGroupsForUser', 'GroupName', groupName),
      ...(joinDate ? { joinedAt: joinDate } : {}),
    }));
  }

  /** The policy's default version: its document as text, and the version's id. Throws CloudNotFound. */
  async getPolicy(policy: PolicyRef, patience = ORDINARY): Promise<{ document: string; versionId: string }> {
    const request = new Ram.GetPolicyRequest({ policyName: policy.name, policyType: policy.type });
    const answer = await this.call('GetPolicy', patience, (r) => this.client.getPolicyWithOptions(request, r));
    const version = promised('ram', 'GetPolicy', 'DefaultPolicyVersion', answer.body?.defaultPolicyVersion);
    return {
      document: promised('ram', 'GetPolicy', 'DefaultPolicyVersion.PolicyDocument', version.policyDocument),
      versionId: version.versionId ?? '',
    };
  }

  async getUser(userName: UserName): Promise<RamUser> {
    const request = new Ram.GetUserRequest({ userName: parseUserName(userName) });
    const answer = await this.call('GetUser', ORDINARY, (r) => this.client.getUserWithOptions(request, r));
    const user = promised('ram', 'GetUser', 'User', answer.body?.user);
    return {
      name: userName,
      id: promised('ram', 'GetUser', 'User.UserId', user.userId),
      createdAt: readDate(user.createDate),
    };
  }

  /** Every RAM user of the account, page by page; RAM takes 1,000 a page at most. */
  async *listUsers(pageSize = 100): AsyncGenerator<RamUser[]> {
    const pages = ramPages('ListUsers', (marker) => {
      const request = new Ram.ListUsersRequest({ maxItems: pageSize, ...marker });
      return this.call('ListUsers', ORDINARY, (r) => this.client.listUsersWithOptions(request, r));
    });
    for await (const body of pages) {
      const users = promised('ram', 'ListUsers', 'Users.User', body?.users?.user);
      yield users.map((user) => ({
        name: parseUserName(user.userName),
        id: user.userId ?? '',
        createdAt: readDate(user.createDate),
      }));
    }
  }

  /** Whether the user may log in to the console. */
  async hasLoginProfile(userName: UserName): Promise<boolean> {
    return (await this.loginProfile(userName)) !== false;
  }

  /** How the user logs in to the console; false: not at all. */
  loginProfile(userName: UserName): Promise<LoginProfile | false> {
    const request = new Ram.GetLoginProfileRequest({ userName: parseUserName(userName) });
    const look = this.call('GetLoginProfile', ORDINARY, (r) => this.client.getLoginProfileWithOptions(request, r));
    return unlessMissing(look.then(profileOf), false);
  }

  /** Whether a multi-factor device is bound to the user. */
  async hasMfaDevice(userName: UserName): Promise<boolean> {
    return (await this.mfaDevice(userName)) !== false;
  }

  /** The serial number of the user's multi-factor device; true: RAM does not tell it; false: none is bound. */
  mfaDevice(userName: UserName): Promise<string | boolean> {
    const request = new Ram.GetUserMFAInfoRequest({ userName: parseUserName(userName) });
    const look = this.call('GetUserMFAInfo', ORDINARY, (r) => this.client.getUserMFAInfoWithOptions(request, r));
    return unlessMissing(
      look.then((answer) => answer?.body?.MFADevice?.serialNumber || true),
      false,
    );
  }
}

/** The date of a last use; undefined: never. What cannot be read is no "never": a key is switched off by this answer. */
export function lastUsedAt(lastUsedDate: string | undefined): Date | undefined {
  const at = readDate(lastUsedDate);
  if (at === undefined && lastUsedDate && !/^(N\/A|-)$/.test(lastUsedDate))
    throw new CloudAnswerMalformed('ram', 'GetAccessKeyLastUsed', 'BadDate', 200, undefined, 'LastUsedDate is no date');
  return at;
}
