import Fc, {
  GetFunctionRequest,
  InvokeFunctionRequest,
  UpdateFunctionInput,
  UpdateFunctionRequest,
} from '@alicloud/fc20230330';
import { RuntimeOptions } from '@darabonba/typescript';
import { investigate } from '../../../functions/investigate/investigate';
import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import { credentialsOf, type Identity } from '../../../sandbox/identities';
import { EVIDENCE_BUCKET } from '../../../sandbox/start';
import { detachPolicy } from '../../../sandbox/world/attachments';
import type { TrailEvent } from '../../../sandbox/world/events';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { messageOf } from '../../../shared/identity/looked';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { Account, type Env, QUARANTINE, TIMER, used } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import { type Client, ossClient } from '../../sandbox/oss/clients';
import { callRpc, type RpcAnswer, type RpcServiceName, sdkConfig } from '../../sdk-clients';

export const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
export const THIEF = 'ci-bot';
const MINUTE_MS = 60_000;
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
export const ALLOW_ALL_DOCUMENT = JSON.stringify({ Version: '1', Statement: [ALLOW_ALL] });

/** The account: the leaked key's user may do everything, and so could whoever has his key. Others have keys besides. */
export function anAccount(more = (builder: SandboxBuilder): SandboxBuilder => builder): SandboxBuilder {
  const innocents = ['alice', 'bob', 'carol', 'excluded'];
  return more(
    aSandbox()
      .withUser(
        aUser(THIEF).withKey().withKey('second').withPolicy('System/AdministratorAccess'),
        ...innocents.map((name) => aUser(name).withKey().withPolicy('System/AdministratorAccess')),
      )
      .withRole('batch', 'System/AdministratorAccess')
      .withEvents(used(THIEF), used('second'), ...innocents.map((name) => used(name))),
  );
}

/** What the thief's calls came to, so far. */
export interface Count {
  through: number;
  refused: number;
}

/** One attack's account, with the leaked key in the thief's hand. Every call of his goes through an unmodified SDK. */
export class Scene {
  readonly before: Count = { through: 0, refused: 0 };
  readonly after: Count = { through: 0, refused: 0 };
  readonly innocents = ['alice', 'bob', 'carol', 'excluded'];
  private denied = false;
  /** When the key made its first user: the secret was public by then. */
  private actedAt: Date | undefined;
  private static readonly open = new Set<Scene>();
  /** What runs of respond threw: each is an alarm, and a second delivery. */
  readonly failures: string[] = [];

  private constructor(
    readonly account: Account,
    readonly env: Env,
  ) {}

  static async start(
    env: Env = {},
    more?: (builder: SandboxBuilder) => SandboxBuilder,
    platform = false,
  ): Promise<Scene> {
    const all = { ...ENGLISH, TOURNIQUET_EXCLUDE_USERS: 'excluded', ...env };
    const scene = new Scene(await Account.start(anAccount(more), all, platform), all);
    Scene.open.add(scene);
    return scene;
  }

  /** Also after an attack that went otherwise than its row says. */
  static async stopAll(): Promise<void> {
    await Promise.all([...Scene.open].map((scene) => scene.account.stop()));
    Scene.open.clear();
  }

  get sandbox() {
    return this.account.sandbox;
  }

  keyOf(name: string): Identity {
    const found = this.sandbox.keys.get(name);
    if (found === undefined) throw new Error(`nobody has a key ${name}`);
    return credentialsOf(found.key);
  }

  get leaked(): Identity {
    return this.keyOf(THIEF);
  }

  /** From here on the thief's calls count as made after the deny. */
  isDenied(): void {
    this.denied = true;
  }

  private count(isThrough: boolean): boolean {
    const count = this.denied ? this.after : this.before;
    if (isThrough) count.through += 1;
    else count.refused += 1;
    return isThrough;
  }

  /** One call of the thief, whatever comes of it. */
  async tries(
    service: RpcServiceName,
    action: string,
    parameters: Readonly<Record<string, string>> = {},
    as: Identity = this.leaked,
  ): Promise<RpcAnswer> {
    const answer = await callRpc(this.sandbox, as, service, action, parameters);
    this.count(answer.status === 200);
    return answer;
  }

  /** A call of the thief that must go through: else the attack was never made. */
  async does(
    service: RpcServiceName,
    action: string,
    parameters: Readonly<Record<string, string>> = {},
    as: Identity = this.leaked,
  ): Promise<RpcAnswer['body']> {
    const { status, body } = await this.tries(service, action, parameters, as);
    if (status !== 200) throw new Error(`the attack's ${action} was answered ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Another administrator, made by the leaked key. */
  async another(UserName = 'svc'): Promise<Identity> {
    this.actedAt ??= this.sandbox.clock.now();
    await this.does('ram', 'CreateUser', { UserName });
    const administrator = { PolicyName: 'AdministratorAccess', PolicyType: 'System' };
    await this.does('ram', 'AttachPolicyToUser', { UserName, ...administrator });
    const { AccessKey } = (await this.does('ram', 'CreateAccessKey', { UserName })) as {
      readonly AccessKey: { readonly AccessKeyId: string; readonly AccessKeySecret: string };
    };
    return { accessKeyId: AccessKey.AccessKeyId, accessKeySecret: AccessKey.AccessKeySecret };
  }

  /** A call through another SDK: whether it went through. */
  async goes(call: () => Promise<unknown>): Promise<boolean> {
    try {
      const answer = (await call()) as { res?: { status?: number }; status?: number } | undefined;
      return this.count((answer?.res?.status ?? answer?.status ?? 200) < 300);
    } catch {
      return this.count(false);
    }
  }

  oss(bucket: string = EVIDENCE_BUCKET, as: Identity = this.leaked): Client {
    return ossClient(Number(new URL(this.sandbox.url).port), as as Required<Identity>, { bucket });
  }

  readonly noQualifier = new GetFunctionRequest({});

  fc(as: Identity = this.leaked): Fc {
    return new Fc(sdkConfig(this.sandbox, as));
  }

  /** At a user's console, with a second factor: takes the deny off the leaked key's user. The sandbox has no sign-in page. */
  async undoesAtConsole(userName: string, policyName = QUARANTINE): Promise<void> {
    const { world, clock, accountId } = this.sandbox;
    detachPolicy(world, userNamed(world, THIEF), policyNamed(world, 'Custom', policyName));
    const id = world.newId('request');
    const one = {
      ...{ eventId: id, requestId: id, eventVersion: 1, eventName: 'DetachPolicyFromUser', eventRW: 'Write' },
      eventTime: new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
      ...{ eventSource: 'ram.aliyuncs.com', serviceName: 'Ram', acsRegion: 'cn-hangzhou', isGlobal: true },
      ...{ eventType: 'ConsoleOperation', eventCategory: 'Management', recipientAccountId: accountId },
      ...{ sourceIpAddress: '127.0.0.1', userAgent: 'Chrome' },
      requestParameters: { UserName: THIEF, PolicyName: policyName, PolicyType: 'Custom' },
      userIdentity: {
        ...{ type: 'ram-user', accountId, principalId: userNamed(world, userName).id, userName },
        sessionContext: { attributes: { mfaAuthenticated: 'true', creationDate: '2026-05-20T11:00:00Z' } },
      },
    } as unknown as TrailEvent;
    world.events.append(one);
    this.count(true);
    await this.event(cloudEventOf(one, accountId, new Date()));
  }

  invokes(functionName: string, payload: unknown, as: Identity = this.leaked): Promise<boolean> {
    const body = Buffer.from(JSON.stringify(payload));
    return this.goes(async () => {
      const request = new InvokeFunctionRequest({ body: (await import('node:stream')).Readable.from([body]) });
      const { statusCode, body: answer } = await this.fc(as).invokeFunction(functionName, request);
      answer?.resume();
      return { status: statusCode };
    });
  }

  changesSettings(functionName: string, environmentVariables: Readonly<Record<string, string>>): Promise<boolean> {
    const body = new UpdateFunctionInput({ environmentVariables });
    const request = new UpdateFunctionRequest({ body });
    return this.goes(() =>
      this.fc().updateFunctionWithOptions(functionName, request, {}, new RuntimeOptions({ autoretry: false })),
    );
  }

  puts(key: string, text: string): Promise<boolean> {
    return this.goes(() => this.oss().put(key, Buffer.from(text)));
  }

  /** Security Center's list has the key; the timer's minute begins. */
  async leaks(name = THIEF, tokenValid: 0 | 1 | 2 = 1): Promise<void> {
    this.account.leak(name, { tokenValid });
    // Whoever was made before the secret was public was not made with it.
    if (this.actedAt) Object.assign(this.sandbox.world.leaks.at(-1) ?? {}, { foundAt: this.actedAt });
    await this.minute();
  }

  /** One minute of the timer: what it throws is an alarm. */
  async minute(count = 1): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      await this.event(TIMER);
      this.sandbox.clock.advance(MINUTE_MS);
    }
  }

  /** What was handed over to investigate runs, and then the minute in which it is heard. `between`: what the thief does first. */
  async investigated(between?: () => Promise<unknown>): Promise<void> {
    // LookupEvents takes whole seconds: the second that runs is not looked at.
    this.sandbox.clock.advance(2_000);
    for (const { functionName, event } of this.sandbox.fc.asyncInvocations)
      if (functionName.endsWith('investigate'))
        await investigate(event, await aRun(this.sandbox, this.env, 'investigate'));
    await between?.();
    await this.minute();
  }

  /** Whatever reaches the respond function. */
  async event(event: unknown): Promise<unknown> {
    try {
      return await this.account.respond(event, this.env);
    } catch (error) {
      this.failures.push(messageOf(error));
      return undefined;
    }
  }

  /** Calls of the gravest kinds: one more user, a machine, another role, and taking the deny off. */
  async power(as: Identity = this.leaked): Promise<number> {
    const grave: readonly (readonly [RpcServiceName, string, Record<string, string>])[] = [
      ['ram', 'CreateUser', { UserName: `made-${this.sandbox.world.newId('request').slice(0, 8)}` }],
      ['sts', 'AssumeRole', this.roleParameters()],
      ['ram', 'DetachPolicyFromUser', { UserName: THIEF, PolicyName: 'AkTourniquetQuarantine', PolicyType: 'Custom' }],
    ];
    let through = 0;
    for (const [service, action, parameters] of grave)
      if ((await this.tries(service, action, parameters, as)).status === 200) through += 1;
    return through;
  }

  roleParameters(): Record<string, string> {
    return { RoleArn: `acs:ram::${this.sandbox.accountId}:role/batch`, RoleSessionName: 'mine' };
  }

  /** What the owner has been told, subjects and texts. */
  get told(): string {
    return this.account.mails.map(({ subject, text }) => `${subject}\n${text}`).join('\n\n');
  }

  /** Innocent users who carry a deny of ours, or whose key is off. */
  get wronged(): string[] {
    return this.innocents.filter(
      (name) =>
        this.account.policiesOf(name).length > 1 ||
        this.account.groupsOf(name).length > 0 ||
        this.account.statusOf(name) === 'Inactive',
    );
  }
}
