import { Dice } from '../audit-scan/dice';

export const ACCOUNT = '1234567890123456';
export const LEAKED = 'LTAI5tLeakedKeyOfCiBot01';
const OFFICES = ['47.96.10.20', '47.96.10.21', '121.40.3.9'];
const THIEF = '185.220.101.34';
export const FOUND = Date.parse('2026-05-01T03:12:40Z');
export const DENY = FOUND + 26_000;
/** Half of what the chain follows at most. */
const MADE_USERS = 60;

const QUIET = ['Ecs:DescribeInstances', 'Sls:GetLogStoreLogs', 'Rds:DescribeDBInstances', 'Slb:DescribeLoadBalancers'];
const LOUD = ['Ecs:RunInstances', 'Ram:ListUsers', 'Oss:ListBuckets', 'Ecs:DescribeRegions'];

/** An ActionTrail event with the fields that are read. */
function event(dice: Dice, at: number, call: string, by: { key: string; user: string; ip: string }, more: object = {}) {
  const [service = '', name = ''] = call.split(':');
  return {
    eventId: dice.requestId(),
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    serviceName: service,
    eventName: name,
    acsRegion: 'cn-hangzhou',
    sourceIpAddress: by.ip,
    userAgent: 'AlibabaCloud (linux; x64) Node.js/v20.11.1 Core/1.0.1 TeaDSL/2',
    eventRW: /^(Describe|List|Get)/.test(name) ? 'Read' : 'Write',
    recipientAccountId: ACCOUNT,
    userIdentity: { type: 'ram-user', accountId: ACCOUNT, accessKeyId: by.key, userName: by.user },
    ...more,
  };
}

/**
 * `count` events of an account: ninety days of business by the leaked key and others, then a thief who makes user after
 * user, each by the key of the one before, and keeps calling. As JSON lines, in the order in which sources give them.
 */
export function incidentLines(count: number): string[] {
  const dice = new Dice(20260501);
  const own = { key: LEAKED, user: 'ci-bot', ip: OFFICES[0] ?? '' };
  const events: object[] = [];
  for (let i = 0; i < MADE_USERS; i += 1) {
    const maker = i % 5 === 0 ? { ...own, ip: THIEF } : { key: keyOf(i - 1), user: userOf(i - 1), ip: THIEF };
    const at = FOUND + 4_000 + i * 300;
    events.push(
      event(dice, at, 'Ram:CreateUser', maker, { requestParameters: { UserName: userOf(i) } }),
      event(dice, at, 'Ram:CreateAccessKey', maker, {
        requestParameters: { UserName: userOf(i) },
        responseElements: { AccessKey: { AccessKeyId: keyOf(i) } },
      }),
    );
  }
  const loud = Math.floor(count / 10);
  for (let i = 0; i < loud; i += 1) {
    const at = FOUND + 30_000 + Math.floor(dice.next() * 3 * 3_600_000);
    const refused = dice.next() < 0.6;
    events.push(event(dice, at, dice.pick(LOUD), { ...own, ip: THIEF }, refused ? { errorCode: 'NoPermission' } : {}));
  }
  while (events.length < count) {
    const at = FOUND - 7_200_000 - Math.floor(dice.next() * 89 * 86_400_000);
    const other = dice.next() < 0.4;
    const who = other
      ? { key: `LTAI5tOther${Math.floor(dice.next() * 9)}`, user: 'other', ip: dice.pick(OFFICES) }
      : own;
    events.push(event(dice, at, dice.pick(QUIET), { ...who, ip: dice.pick(OFFICES) }));
  }
  return events.map((one) => JSON.stringify(one));
}

const userOf = (i: number): string => `svc-${String(i).padStart(3, '0')}`;
const keyOf = (i: number): string => `LTAI5tMadeByTheThief${String(i).padStart(4, '0')}`;
