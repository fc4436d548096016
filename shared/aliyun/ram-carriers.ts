import RamClient, * as Ram from '@alicloud/ram20150501';
import { CloudNotFound } from '../errors';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';

type Runtime = ReturnType<typeof sdkRuntime>;

/** Names of whom a policy is attached to. */
export interface Carriers {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** Who carries a policy and who is in a group: one look for all of them, however many. Errors: those of callCloud. */
export class RamCarriersService {
  private readonly client: RamClient;

  constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  private call<T>(action: string, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, ORDINARY, this.connection.clock, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  /**
   * Who carries a custom policy; undefined where there is none of this name. RAM answers all at once (RAM 2015-05-01,
   * ListEntitiesForPolicy has no pages). An answer without one of its lists is CloudAnswerMalformed, never "nobody".
   */
  async of(policyName: string): Promise<Carriers | undefined> {
    const request = new Ram.ListEntitiesForPolicyRequest({ policyName, policyType: 'Custom' });
    const action = 'ListEntitiesForPolicy';
    const answer = await orGone(this.call(action, (r) => this.client.listEntitiesForPolicyWithOptions(request, r)));
    if (answer === undefined) return undefined;
    const { users, groups, roles } = answer.body ?? {};
    const named = <T>(list: string, of: readonly T[] | undefined, nameOf: (one: T) => string | undefined): string[] =>
      promised('ram', action, list, of).map((one) => promised('ram', action, `${list} name`, nameOf(one)));
    return {
      users: named('Users.User', users?.user, ({ userName }) => userName),
      groups: named('Groups.Group', groups?.group, ({ groupName }) => groupName),
      roles: named('Roles.Role', roles?.role, ({ roleName }) => roleName),
    };
  }

  /** Every member, page by page (1,000 a page is RAM's most); none where there is no such group. */
  async inGroup(groupName: string): Promise<string[]> {
    const members: string[] = [];
    const action = 'ListUsersForGroup';
    let marker: string | undefined;
    do {
      const request = new Ram.ListUsersForGroupRequest({ groupName, maxItems: 1000, ...(marker ? { marker } : {}) });
      const answer = await orGone(this.call(action, (r) => this.client.listUsersForGroupWithOptions(request, r)));
      if (answer === undefined) return [];
      const users = promised('ram', action, 'Users.User', answer.body?.users?.user);
      for (const { userName } of users) members.push(promised('ram', action, 'UserName', userName));
      // A cut list without a marker cannot be read on: an error, never "these were all".
      marker = answer.body?.isTruncated ? promised('ram', action, 'Marker', answer.body.marker) : undefined;
    } while (marker !== undefined);
    return members;
  }
}

/** Undefined for what is not there (any more). */
async function orGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}
