import RamClient, * as Ram from '@alicloud/ram20150501';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { ramPages } from './pages';
import type { AttachedPolicy, PolicyRef } from './ram';
import { policyRefs } from './ram-answers';

/** A policy as RAM lists it: which document counts, and whether anybody has it. */
export interface ListedPolicy extends PolicyRef {
  readonly version: string;
  /** As RAM spells it; it moves when the policy is written. */
  readonly updatedAt: string;
  readonly attachments: number;
}

/** Names of whom a policy is attached to. */
export interface PolicyHolders {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** The users' ids by their names, as far as RAM tells them: a name may be another user's tomorrow, an id never is. */
  readonly userIds: ReadonlyMap<string, string>;
}

type Runtime = ReturnType<typeof sdkRuntime>;

/** RAM 2015-05-01 from the policies' side: who has what, without a call for each user. Errors: those of callCloud. */
export class RamPoliciesService {
  private readonly client: RamClient;

  constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, ORDINARY, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  /** The cloud's policies and the account's own, or those of one type, page by page (1,000 a page). */
  async *listPolicies(policyType?: PolicyRef['type']): AsyncGenerator<ListedPolicy[]> {
    const pages = ramPages('ListPolicies', (marker) => {
      const request = new Ram.ListPoliciesRequest({
        maxItems: 1000,
        ...(policyType === undefined ? {} : { policyType }),
        ...marker,
      });
      return this.call('ListPolicies', (r) => this.client.listPoliciesWithOptions(request, r));
    });
    for await (const body of pages) {
      const policies = promised('ram', 'ListPolicies', 'Policies.Policy', body?.policies?.policy);
      yield policies.map((policy) => ({
        name: promised('ram', 'ListPolicies', 'PolicyName', policy.policyName),
        type: policy.policyType === 'System' ? 'System' : 'Custom',
        version: policy.defaultVersion ?? '',
        updatedAt: policy.updateDate ?? '',
        // Not told is not "nobody".
        attachments: policy.attachmentCount ?? 1,
      }));
    }
  }

  /**
   * Everybody whom the policy is attached to: RAM answers all at once (ListEntitiesForPolicy has no pages). Throws
   * CloudNotFound where there is no such policy, and CloudAnswerMalformed for an answer without one of its lists: never
   * "nobody".
   */
  async listEntitiesForPolicy(policy: PolicyRef): Promise<PolicyHolders> {
    const action = 'ListEntitiesForPolicy';
    const request = new Ram.ListEntitiesForPolicyRequest({ policyName: policy.name, policyType: policy.type });
    const answer = await this.call(action, (r) => this.client.listEntitiesForPolicyWithOptions(request, r));
    const users = promised('ram', action, 'Users.User', answer.body?.users?.user);
    const groups = promised('ram', action, 'Groups.Group', answer.body?.groups?.group);
    const roles = promised('ram', action, 'Roles.Role', answer.body?.roles?.role);
    return {
      users: users.map(({ userName }) => promised('ram', action, 'UserName', userName)),
      groups: groups.map(({ groupName }) => promised('ram', action, 'GroupName', groupName)),
      roles: roles.map(({ roleName }) => promised('ram', action, 'RoleName', roleName)),
      userIds: new Map(
        users.flatMap(({ userName, userId }) => (userName && userId ? [[userName, userId] as const] : [])),
      ),
    };
  }

  /** What a role carries. Throws CloudNotFound where there is no such role. Source: RAM 2015-05-01 ListPoliciesForRole. */
  async listPoliciesForRole(roleName: string): Promise<AttachedPolicy[]> {
    const action = 'ListPoliciesForRole';
    const request = new Ram.ListPoliciesForRoleRequest({ roleName });
    const answer = await this.call(action, (r) => this.client.listPoliciesForRoleWithOptions(request, r));
    return policyRefs(action, answer.body?.policies?.policy);
  }

  /** The members of a group, all pages (1,000 a page). Throws CloudNotFound where there is no such group. */
  async listUsersForGroup(groupName: string): Promise<string[]> {
    const action = 'ListUsersForGroup';
    const all: string[] = [];
    const pages = ramPages(action, (marker) => {
      const request = new Ram.ListUsersForGroupRequest({ groupName, maxItems: 1000, ...marker });
      return this.call(action, (r) => this.client.listUsersForGroupWithOptions(request, r));
    });
    for await (const body of pages) {
      const users = promised('ram', action, 'Users.User', body?.users?.user);
      all.push(...users.map(({ userName }) => promised('ram', action, 'UserName', userName)));
    }
    return all;
  }
}
