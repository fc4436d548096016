import type { Handled } from '../../../functions/respond/handle';
import { respond } from '../../../functions/respond/respond';
import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { CallRecord, Fault } from '../../../sandbox/kernel/types';
import type { ScenarioLeak } from '../../../sandbox/scenario';
import type { RunningSandbox } from '../../../sandbox/start';
import type { User } from '../../../sandbox/world/entities';
import type { TrailEvent } from '../../../sandbox/world/events';
import { type AccessKeyId, parseAccessKeyId, parseAccountId } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import { aSandbox, aUser, type SandboxBuilder, type UserBuilder } from '../../builders';
import { aRun } from '../../run';

const MINUTE_MS = 60_000;

export type Env = Readonly<Record<string, string>>;

/** An account with the respond function's run; asynchronous work is taken and dropped, as the platform may do. */
export class Account {
  private constructor(readonly sandbox: RunningSandbox) {}

  /** `platform`: functions that are invoked run; else that is taken and dropped. */
  static async start(builder: SandboxBuilder, env: Env = {}, platform = false): Promise<Account> {
    const sandbox = await builder.start({ env });
    if (!platform) await sandbox.fc.stop();
    return new Account(sandbox);
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  keyOf(name: string): AccessKeyId {
    return parseAccessKeyId(this.sandbox.keys.get(name)?.key.accessKeyId);
  }

  /** Whose this key is, whatever he is called by now. */
  userOf(key: string): User {
    const found = this.sandbox.keys.get(key)?.user;
    if (found === undefined) throw new Error(`the account has no user with the key ${key}`);
    return found;
  }

  /** One invocation of respond in a run of its own. */
  async respond(event: unknown, env: Env = {}): Promise<unknown> {
    const bytes = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event));
    return respond(bytes, await aRun(this.sandbox, env));
  }

  /** How each signal of one invocation went. */
  async handled(event: unknown, env: Env = {}): Promise<readonly Handled[]> {
    return ((await this.respond(event, env)) as { handled: readonly Handled[] }).handled;
  }

  poll(env: Env = {}): Promise<readonly Handled[]> {
    return this.handled(TIMER, env);
  }

  /** Security Center's list gets a record of this key, as if it named its owner. */
  leak(key: string, more: Omit<Partial<ScenarioLeak>, 'key' | 'when'> = {}): void {
    this.sandbox.publishLeak({ key, when: 'found', ...more });
  }

  /** On to the middle of the next minute of the clock: however long a poll takes here, none is left out. */
  nextMinute(): void {
    const { clock } = this.sandbox;
    clock.advance(MINUTE_MS - (clock.now().getTime() % MINUTE_MS) + MINUTE_MS / 2);
  }

  fault(service: string, action: string | undefined, fault: Fault, times = 1): void {
    const match = { service, ...(action ? { action } : {}) };
    this.sandbox.kernel.faults.add({ match, fault, times });
  }

  clearFaults(): void {
    this.sandbox.kernel.faults.clear();
  }

  calls(service?: string): readonly CallRecord[] {
    const calls = this.sandbox.kernel.calls.all();
    return service === undefined ? calls : calls.filter((call) => call.service === service);
  }

  /** Successful or not, the calls that would change RAM, IMS, Security Center or a resource. */
  writingCalls(): string[] {
    const writes = /^(Attach|Detach|Update|Create|Delete|Add|Remove|Set|Put|Modify|Deactivate|Bind|Unbind)/;
    return this.calls()
      .filter(({ service, action }) => !['oss', 'fc'].includes(service) && writes.test(action))
      .map(({ action, parameters, status }) => {
        const what = parameters['PolicyName'] ?? parameters['GroupName'] ?? parameters['UserAccessKeyId'] ?? '';
        return `${action} ${parameters['UserName']} ${what} ${status}`;
      });
  }

  policiesOf(user: string): string[] {
    const found = this.sandbox.world.users.get(user);
    return (found?.attached.current ?? []).map(({ policy }) => policy.name).sort();
  }

  groupsOf(user: string): string[] {
    return (this.sandbox.world.users.get(user)?.groups.current ?? []).map(({ group }) => group.name);
  }

  statusOf(key: string): string | undefined {
    return this.sandbox.keys.get(key)?.key.status;
  }

  /** Keys of the evidence bucket, under the prefix. */
  objects(folder = ''): string[] {
    const bucket = this.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    return [...(bucket?.objects.keys() ?? [])].filter((key) => key.startsWith(`ak-tourniquet/${folder}`));
  }

  async incident(key: string): Promise<Incident> {
    const run = await aRun(this.sandbox);
    return run.journal.read({ accountId: parseAccountId(this.sandbox.accountId), accessKeyId: this.keyOf(key) });
  }

  get mails() {
    return this.sandbox.inbox.mail;
  }

  get chats() {
    return this.sandbox.inbox.dingtalk;
  }
}

export const TIMER = { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '' };

export const busEvent = (accessKeyId: string, data: object = {}, id = 'e-1') => ({
  specversion: '1.0',
  id,
  source: 'my.scanner',
  type: 'scanner:leak:found',
  data: { accessKeyId, ...data },
});

/** ActionTrail's event of a key that a person has switched, as it reaches the function. */
export function keySwitched(account: Account, name: string, Status: string, eventName = 'UpdateAccessKey') {
  const { world, accountId, clock } = account.sandbox;
  const id = world.newId('request');
  const event = {
    ...{ eventId: id, requestId: id, eventVersion: 1, eventName, eventRW: 'Write', eventType: 'ApiCall' },
    ...{ eventSource: 'ram.aliyuncs.com', serviceName: 'Ram', eventCategory: 'Management', isGlobal: true },
    ...{ acsRegion: 'cn-hangzhou', recipientAccountId: accountId, sourceIpAddress: '203.0.113.66', userAgent: 'x' },
    eventTime: new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    requestParameters: { UserName: name, UserAccessKeyId: account.keyOf(name), Status },
    userIdentity: { type: 'ram-user', userName: 'alice', accountId, principalId: '1' },
  } as TrailEvent;
  return cloudEventOf(event, accountId, new Date());
}

export const QUARANTINE = 'AkTourniquetQuarantine';
export const FREEZE = 'AkTourniquetFreeze';
/** Used of late: a key in use. */
export const used = (key: string, daysAgo = 2) => ({
  key,
  daysAgo,
  service: 'ecs',
  action: 'DescribeInstances',
  sourceIp: '203.0.113.7',
});

/** An account with a user who uses his key and has as many policies as RAM lets him have: a deny goes on by the group alone. */
export function withFullUser(name: string, more = (user: UserBuilder): UserBuilder => user): SandboxBuilder {
  const names = Array.from({ length: 10 }, (_, i) => `filler-${i}`);
  const allows = { Effect: 'Allow', Action: 'oss:GetObject', Resource: '*' } as const;
  const fillers = names.map((filler) => `Custom/${filler}` as const);
  return names
    .reduce((builder, filler) => builder.withPolicy(filler, allows), aSandbox())
    .withUser(
      more(
        aUser(name)
          .withKey()
          .withPolicy(...fillers),
      ),
    )
    .withEvents(used(name));
}
