import RamClient, * as Ram from '@alicloud/ram20150501';
import { CloudAlreadyThere } from '../errors';
import { callCloud, ORDINARY } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import type { PolicyRef } from './ram';

type Runtime = ReturnType<typeof sdkRuntime>;

/** The calls of RAM 2015-05-01 that make policies and groups: set-up's alone, with its user's own rights. */
export class RamSetupService {
  private readonly client: RamClient;

  constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, ORDINARY, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  async createPolicy(policyName: string, policyDocument: string, description: string): Promise<void> {
    const request = new Ram.CreatePolicyRequest({ policyName, policyDocument, description });
    await this.call('CreatePolicy', (r) => this.client.createPolicyWithOptions(request, r));
  }

  /** A new default version; the oldest that is not the default makes room for it (5 versions a policy). */
  async createPolicyVersion(policyName: string, policyDocument: string): Promise<void> {
    const request = new Ram.CreatePolicyVersionRequest({
      policyName,
      policyDocument,
      setAsDefault: true,
      rotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded',
    });
    await this.call('CreatePolicyVersion', (r) => this.client.createPolicyVersionWithOptions(request, r));
  }

  async createGroup(groupName: string, comments: string): Promise<'created' | 'already'> {
    const request = new Ram.CreateGroupRequest({ groupName, comments });
    return orAlready(
      'created',
      this.call('CreateGroup', (r) => this.client.createGroupWithOptions(request, r)),
    );
  }

  async attachPolicyToGroup(groupName: string, policy: PolicyRef): Promise<'attached' | 'already'> {
    const request = new Ram.AttachPolicyToGroupRequest({ groupName, policyName: policy.name, policyType: policy.type });
    return orAlready(
      'attached',
      this.call('AttachPolicyToGroup', (r) => this.client.attachPolicyToGroupWithOptions(request, r)),
    );
  }
}

async function orAlready<T extends string>(done: T, call: Promise<unknown>): Promise<T | 'already'> {
  try {
    await call;
    return done;
  } catch (error) {
    if (error instanceof CloudAlreadyThere) return 'already';
    throw error;
  }
}
