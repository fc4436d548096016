import RamClient, * as Ram from '@alicloud/ram20150501';
import type { UserName } from '../ids';
import { callCloud, ifThere, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { ramPages } from './pages';
import type { AttachedPolicy, PolicyRef } from './ram';
import { policyRefs } from './ram-answers';

type Runtime = ReturnType<typeof sdkRuntime>;

/** A role as a listing shows it: without its trust policy. */
export interface ListedRole {
  readonly name: string;
  /** When it was made, or changed last: its trust policy, its description, its longest session; ISO 8601 UTC. */
  readonly changedAt: string;
}

/** Roles, and what takes away what set-up made: with its user's own rights, never a function's. */
export class RamRolesService {
  private readonly client: RamClient;

  constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, ORDINARY, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  /** Who may take the role, as RAM keeps it; undefined where there is no such role. */
  async trustOf(roleName: string): Promise<string | undefined> {
    const answer = await ifThere(
      this.call('GetRole', (r) => this.client.getRoleWithOptions(new Ram.GetRoleRequest({ roleName }), r)),
    );
    return answer && promised('ram', 'GetRole', 'Role', answer.body?.role).assumeRolePolicyDocument;
  }

  /** Every role of the account, without its trust policy (1,000 a page). */
  async listRoles(): Promise<ListedRole[]> {
    const all: ListedRole[] = [];
    const pages = ramPages('ListRoles', (marker) => {
      const request = new Ram.ListRolesRequest({ maxItems: 1000, ...marker });
      return this.call('ListRoles', (r) => this.client.listRolesWithOptions(request, r));
    });
    for await (const body of pages)
      for (const { roleName, createDate, updateDate } of promised('ram', 'ListRoles', 'Roles.Role', body?.roles?.role))
        all.push({
          name: promised('ram', 'ListRoles', 'RoleName', roleName),
          changedAt: promised('ram', 'ListRoles', 'UpdateDate', updateDate || createDate),
        });
    return all;
  }

  async createRole(roleName: string, trust: string, description: string, maxSessionSeconds: number): Promise<void> {
    const request = new Ram.CreateRoleRequest({
      roleName,
      assumeRolePolicyDocument: trust,
      description,
      maxSessionDuration: maxSessionSeconds,
    });
    await this.call('CreateRole', (r) => this.client.createRoleWithOptions(request, r));
  }

  async setTrust(roleName: string, trust: string): Promise<void> {
    const request = new Ram.UpdateRoleRequest({ roleName, newAssumeRolePolicyDocument: trust });
    await this.call('UpdateRole', (r) => this.client.updateRoleWithOptions(request, r));
  }

  /** None where there is no such role. */
  async policiesOf(roleName: string): Promise<AttachedPolicy[]> {
    const request = new Ram.ListPoliciesForRoleRequest({ roleName });
    const answer = await ifThere(
      this.call('ListPoliciesForRole', (r) => this.client.listPoliciesForRoleWithOptions(request, r)),
    );
    return answer === undefined ? [] : policyRefs('ListPoliciesForRole', answer.body?.policies?.policy);
  }

  async detachPolicyFromGroup(groupName: string, { name, type }: PolicyRef): Promise<void> {
    const request = new Ram.DetachPolicyFromGroupRequest({ groupName, policyName: name, policyType: type });
    await ifThere(this.call('DetachPolicyFromGroup', (r) => this.client.detachPolicyFromGroupWithOptions(request, r)));
  }

  async deleteGroup(groupName: string): Promise<void> {
    const request = new Ram.DeleteGroupRequest({ groupName });
    await ifThere(this.call('DeleteGroup', (r) => this.client.deleteGroupWithOptions(request, r)));
  }

  async deleteRole(roleName: string): Promise<void> {
    const request = new Ram.DeleteRoleRequest({ roleName });
    await ifThere(this.call('DeleteRole', (r) => this.client.deleteRoleWithOptions(request, r)));
  }

  async deleteUser(userName: UserName): Promise<void> {
    const request = new Ram.DeleteUserRequest({ userName });
    await ifThere(this.call('DeleteUser', (r) => this.client.deleteUserWithOptions(request, r)));
  }

  /** With its versions: RAM deletes no policy that has others than the default one. */
  async deletePolicy(policyName: string): Promise<void> {
    const list = new Ram.ListPolicyVersionsRequest({ policyName, policyType: 'Custom' });
    const answer = await ifThere(
      this.call('ListPolicyVersions', (r) => this.client.listPolicyVersionsWithOptions(list, r)),
    );
    for (const { versionId, isDefaultVersion } of answer?.body?.policyVersions?.policyVersion ?? []) {
      if (isDefaultVersion) continue;
      const request = new Ram.DeletePolicyVersionRequest({ policyName, versionId });
      await ifThere(this.call('DeletePolicyVersion', (r) => this.client.deletePolicyVersionWithOptions(request, r)));
    }
    const request = new Ram.DeletePolicyRequest({ policyName });
    await ifThere(this.call('DeletePolicy', (r) => this.client.deletePolicyWithOptions(request, r)));
  }
}
