import { Random } from './random';

export const ACCOUNT = '1234567890123456';
export const LEAK_AT = '2026-05-20T12:00:00Z';
const LEAK_MS = Date.parse(LEAK_AT);
const MINUTES_A_DAY = 1440;
const DAYS = 62;

/** Whose call it is: a user with his key, or a session of a role. */
export interface Voice {
  readonly key?: string;
  readonly user: string;
  readonly type?: 'ram-user' | 'assumed-role';
  /** Another account's identity, which this one let in. */
  readonly account?: string;
  readonly ip: string;
  readonly tool: string;
}

export interface Call {
  readonly service: string;
  readonly name: string;
  readonly region?: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

export type RawEvent = Readonly<Record<string, unknown>> & { readonly eventId: string };

/**
 * A small company's account: a build machine whose key is the leaked one and which becomes the role `deploy` at every
 * deployment, an application that reads objects and sends messages, an administrator who makes users at a console. Some
 * of it comes twice, some of it with fields of other types, as exports do.
 */
export class Company {
  readonly random: Random;
  readonly events: RawEvent[] = [];
  readonly leakedKey: string;
  readonly ci: Voice;
  readonly app: Voice;
  readonly admin: Voice;

  constructor(readonly seed: number) {
    this.random = new Random(seed);
    const { random } = this;
    this.leakedKey = `LTAI5t${random.id(18)}`;
    const sdk = `AlibabaCloud (linux; amd64) ${random.pick(['Node.js/v20.11.0', 'Java/1.8.0_252', 'Golang/1.22.1'])} Core/1.0.1 TeaDSL/2`;
    this.ci = { key: this.leakedKey, user: 'ci-bot', ip: random.ip(), tool: sdk };
    this.app = { key: `LTAI5t${random.id(18)}`, user: 'app-backend', ip: random.ip(), tool: sdk };
    this.admin = { key: `LTAI5t${random.id(18)}`, user: 'alice', ip: random.ip(), tool: 'AliyunConsole' };
    for (let day = -DAYS; day <= 1; day += 1) this.ordinaryDay(day * MINUTES_A_DAY);
  }

  /** One call, so many minutes after the leak was reported; answers its id. */
  call(minute: number, voice: Voice, { service, name, region, request, response, error }: Call): string {
    const { random } = this;
    const at = LEAK_MS + Math.round(minute * 60) * 1000;
    const event: RawEvent = {
      eventId: `${random.id(8)}-${this.events.length}`,
      eventTime: random.int(0, 50) === 0 ? at : new Date(at).toISOString().replace('.000Z', 'Z'),
      eventName: name,
      serviceName: service,
      eventRW: /^(Describe|List|Get|Query)/.test(name) ? 'Read' : 'Write',
      eventType: 'ApiCall',
      acsRegion: region ?? 'cn-hangzhou',
      sourceIpAddress: voice.ip,
      ...(random.int(0, 60) === 0 && name.startsWith('Describe') ? {} : { userAgent: voice.tool }),
      recipientAccountId: ACCOUNT,
      userIdentity: {
        type: voice.type ?? 'ram-user',
        accountId: voice.account ?? ACCOUNT,
        userName: voice.user,
        ...(voice.key ? { accessKeyId: voice.key } : {}),
      },
      ...(request ? { requestParameters: request } : {}),
      ...(response ? { responseElements: response } : {}),
      ...(error ? { errorCode: error, errorMessage: error } : {}),
    };
    this.events.push(event);
    if (random.int(0, 80) === 0) this.events.push(event);
    return event.eventId;
  }

  /** Becomes a role; answers the event's id and the session's voice. */
  assume(
    minute: number,
    voice: Voice,
    role: string,
  ): { readonly id: string; readonly session: Voice & { key: string } } {
    const key = `STS.${this.random.id(24)}`;
    const id = this.call(minute, voice, {
      service: 'Sts',
      name: 'AssumeRole',
      request: { RoleArn: `acs:ram::${ACCOUNT}:role/${role}`, RoleSessionName: 'work', DurationSeconds: 3600 },
      response: { credentials: { accessKeyId: key, accessKeySecret: '***', securityToken: '***' } },
    });
    return { id, session: { key, user: `${role}:work`, type: 'assumed-role', ip: voice.ip, tool: voice.tool } };
  }

  /** The leaked key was made only so many minutes before its leak was reported: what it did before never was. */
  keyIsYoung(minutes: number): void {
    const born = new Date(LEAK_MS - minutes * 60_000).toISOString();
    const isBefore = ({ eventTime, userIdentity }: RawEvent) => {
      const at = typeof eventTime === 'number' ? new Date(eventTime).toISOString() : String(eventTime);
      const { userName } = userIdentity as { userName: string };
      return at < born && (userName === this.ci.user || userName === 'deploy:work');
    };
    const left = this.events.filter((event) => !isBefore(event));
    this.events.length = 0;
    this.events.push(...left);
  }

  private ordinaryDay(start: number): void {
    const { random, ci, app, admin } = this;
    const hour = () => start - random.int(0, 600);
    for (let i = random.int(6, 14); i > 0; i -= 1)
      this.call(hour(), ci, {
        service: 'Ecs',
        name: random.pick(['DescribeInstances', 'DescribeImages', 'DescribeVpcs']),
      });
    if (random.int(0, 6) === 0) this.call(hour(), ci, { service: 'Ecs', name: 'RunInstances' });
    if (random.int(0, 30) === 0) this.call(hour(), ci, { service: 'Ram', name: 'ListUsers', error: 'NoPermission' });
    const at = hour();
    const { session } = this.assume(at, ci, 'deploy');
    for (const name of ['UpdateFunction', 'PublishServiceVersion']) this.call(at + 1, session, { service: 'FC', name });
    for (let i = random.int(10, 30); i > 0; i -= 1)
      this.call(hour(), app, { service: 'Oss', name: random.pick(['GetObject', 'PutObject', 'ListObjects']) });
    for (let i = random.int(0, 4); i > 0; i -= 1) this.call(hour(), app, { service: 'Dysmsapi', name: 'SendSms' });
    for (let i = random.int(1, 5); i > 0; i -= 1)
      this.call(hour(), admin, { service: 'Ram', name: random.pick(['ListUsers', 'GetUser', 'ListPolicies']) });
    if (random.int(0, 9) === 0)
      this.call(hour(), admin, { service: 'Ram', name: 'CreateUser', request: { UserName: `person-${random.id(4)}` } });
  }
}
