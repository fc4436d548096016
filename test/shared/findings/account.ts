/** ActionTrail events of a small account, as an export holds them, for tests of the findings engine. */
export const ACCOUNT = '1234567890123456';
export const KEY = 'LTAI5tLeakedKeyOfCiBot01';
const OFFICE = '47.96.10.20';
export const THIEF = '185.220.101.34';
export const LEAK_AT = '2026-05-20T12:00:00Z';
const LEAK_MS = Date.parse(LEAK_AT);
const DAY_MS = 86_400_000;
const TOOL = 'AlibabaCloud (linux; x64) Node.js/v20.1.0 Core/1.0.1 TeaDSL/2';

export interface Call {
  /** Minutes after the leak was reported; negative: before. */
  readonly minute: number;
  readonly service: string;
  readonly name: string;
  readonly ip?: string;
  readonly key?: string;
  readonly user?: string;
  readonly type?: string;
  readonly region?: string;
  readonly tool?: string;
  readonly rw?: 'Read' | 'Write';
  readonly request?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly errorCode?: string;
}

let count = 0;

/** One event; its id tells what it is. */
export function anEvent(call: Call): Record<string, unknown> {
  count += 1;
  return {
    eventId: `${call.name}-${count}`,
    eventTime: new Date(LEAK_MS + call.minute * 60_000).toISOString().replace('.000Z', 'Z'),
    eventName: call.name,
    serviceName: call.service,
    eventRW: call.rw ?? 'Write',
    eventType: 'ApiCall',
    acsRegion: call.region ?? 'cn-hangzhou',
    sourceIpAddress: call.ip ?? OFFICE,
    userAgent: call.tool ?? TOOL,
    recipientAccountId: ACCOUNT,
    userIdentity: {
      type: call.type ?? 'ram-user',
      accountId: ACCOUNT,
      userName: call.user ?? 'ci-bot',
      ...(call.key === '' ? {} : { accessKeyId: call.key ?? KEY }),
    },
    ...(call.request ? { requestParameters: call.request } : {}),
    ...(call.response ? { responseElements: call.response } : {}),
    ...(call.errorCode ? { errorCode: call.errorCode } : {}),
  };
}

/** Forty days of a build machine: reads, starts in one region, a session of the role `deploy` each day that acts. */
export function anOrdinaryPast(): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = [];
  for (let day = -40; day <= 1; day += 1) {
    const minute = (day * DAY_MS) / 60_000;
    const session = `STS.Deploy${day + 100}`;
    events.push(
      anEvent({ minute: minute + 1, service: 'Ecs', name: 'DescribeInstances', rw: 'Read' }),
      anEvent({ minute: minute + 2, service: 'Ecs', name: 'RunInstances' }),
      anEvent({ minute: minute + 3, service: 'Oss', name: 'GetObject', rw: 'Read' }),
      anEvent({ minute: minute + 4, ...assume('deploy', session) }),
      anEvent({ minute: minute + 5, service: 'Fc', name: 'UpdateFunction', ...speaking('deploy', session) }),
      anEvent({ minute: minute + 6, service: 'Ecs', name: 'DescribeRegions', rw: 'Read', ...ALICE }),
    );
  }
  return events;
}

export const ALICE = { user: 'alice', key: 'LTAI5tKeyOfAliceTheAdmin', ip: '47.96.10.99' };

export const assume = (role: string, session: string, ip = OFFICE): Omit<Call, 'minute'> => ({
  service: 'Sts',
  name: 'AssumeRole',
  ip,
  request: { RoleArn: `acs:ram::${ACCOUNT}:role/${role}`, RoleSessionName: 's', DurationSeconds: '3600' },
  response: { credentials: { accessKeyId: session, accessKeySecret: '***' } },
});

export const speaking = (role: string, session: string, ip = OFFICE) => ({
  key: session,
  user: `${role}:s`,
  type: 'assumed-role',
  ip,
});
