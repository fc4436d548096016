import { planFence } from '../../../functions/investigate/fence';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { parseAccessKeyId } from '../../../shared/ids';

const KEY = parseAccessKeyId('LTAI5tLeakedKey00000001');
const BEGAN = '2026-05-20T12:00:00Z';
const event = (sourceIpAddress: string, eventTime: string, more: object = {}, accessKeyId: string = KEY) =>
  parseAuditEvent({
    eventId: `${sourceIpAddress} ${eventTime}`,
    eventName: 'X',
    sourceIpAddress,
    eventTime,
    userIdentity: { accessKeyId },
    ...more,
  });
const daily = (ip: string, count: number) =>
  Array.from({ length: count }, (_, i) => event(ip, `2026-05-${String(10 + i).padStart(2, '0')}T08:00:00Z`));
const plan = (more: Partial<Parameters<typeof planFence>[0]>) =>
  planFence({
    accessKeyId: KEY,
    business: [],
    attack: new Set(),
    began: BEGAN,
    settledAt: '',
    usage: { ips: [], failures: [] },
    ...more,
  });
const reasons = (...[more]: Parameters<typeof plan>) => {
  const { kept, left } = plan(more);
  return Object.fromEntries([...kept, ...left].map(({ address, reason }) => [address, reason]));
};

test('only where the key itself worked, and was not refused, before the suspicion', () => {
  const business = [
    event('203.0.113.7', '2026-05-10T08:00:00Z'),
    event('203.0.113.8', '2026-05-10T08:00:00Z', { errorCode: 'NoPermission' }),
    event('203.0.113.9', '2026-05-10T08:00:00Z', {}, 'LTAI5tAnotherKey0000001'),
    // Within the hour before the notice: a leak is found after it was published.
    event('203.0.113.10', '2026-05-20T11:30:00Z'),
  ];
  expect(reasons({ business })).toEqual({ '203.0.113.7': 'worked-before', '203.0.113.10': 'since-suspicion' });
});

test('too little history to measure by: who came on its last day alone is left out, unless it came on other days', () => {
  const business = [
    ...daily('203.0.113.7', 1),
    event('203.0.113.7', '2026-05-20T02:00:00Z'),
    event('185.220.101.34', '2026-05-20T02:00:00Z'),
  ];
  expect(reasons({ business })).toEqual({ '203.0.113.7': 'worked-before', '185.220.101.34': 'shortly-before' });
  expect(plan({ business: business.slice(-1) })).toMatchObject({ verdict: 'none' });
});

test("the usage index knows the last use alone: before the suspicion it is the business's, since then it proves nothing", () => {
  const use = (name: string, usedAt: string) => ({
    name,
    usedAt: new Date(usedAt),
    serviceName: 'Oss',
    source: undefined,
    detail: undefined,
  });
  const ips = [use('203.0.113.7', '2025-09-01T00:00:00Z'), use('185.220.101.34', '2026-05-20T12:10:00Z')];
  expect(reasons({ usage: { ips, failures: [] } })).toEqual({
    '203.0.113.7': 'worked-before',
    '185.220.101.34': 'since-suspicion',
  });
});

test('an address of business and attack is kept where the business had it for days, and is said to be shared', () => {
  const stolen = event('203.0.113.7', '2026-05-20T12:05:00Z');
  expect(reasons({ business: daily('203.0.113.7', 5), attack: new Set([stolen]) })).toEqual({
    '203.0.113.7': 'shared-with-attack',
  });
  expect(reasons({ business: daily('203.0.113.7', 2), attack: new Set([stolen]) })).toEqual({
    '203.0.113.7': 'attack',
  });
});

test('one address in two spellings is one', () => {
  const business = [event('::ffff:203.0.113.7', '2026-05-10T08:00:00Z'), event('203.0.113.7', '2026-05-20T12:01:00Z')];
  expect(reasons({ business })).toEqual({ '203.0.113.7': 'worked-before' });
});

test.each([
  [{ incomplete: 'cut' }, 'cut'],
  [{ usage: { ips: [], failures: ['actiontrail GetAccessKeyLastUsedIps failed: Throttling'] } }, 'Throttling'],
])('a history that could not be read whole fences nothing: %j', (more, why) => {
  expect(plan({ business: daily('203.0.113.7', 5), ...more })).toMatchObject({
    verdict: 'none',
    why: expect.stringContaining(why),
  });
});
