import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { beginOf } from '../../../shared/findings/begins';
import { ALICE, anEvent, anOrdinaryPast, THIEF } from './account';
import { backdoor, high, look } from './look';

const attack = () => [
  ...backdoor(THIEF),
  anEvent({
    minute: 20,
    service: 'Oss',
    name: 'DeleteBucket',
    ip: THIEF,
    tool: 'ctk',
    request: { bucketName: 'site' },
  }),
];
const verdictOf = (events: readonly Record<string, unknown>[]) => {
  const { findings, notes } = look(events);
  return { grave: findings.filter(({ severity }) => /high|critical/.test(severity)).map(({ rule }) => rule), notes };
};

describe('a call that stands alone long before the rest', () => {
  const whole = verdictOf([...anOrdinaryPast(), ...attack()]);
  test.each([
    ['of 1970', -56.4 * 365.25],
    ['of some years before', -6 * 365],
    ['of two months before', -100],
  ])('%s changes no verdict', (_, days) => {
    const stray = anEvent({
      minute: days * 1440,
      service: 'Ecs',
      name: 'DescribeInstances',
      rw: 'Read',
      ip: '36.7.8.9',
    });
    const seen = verdictOf([stray, ...anOrdinaryPast(), ...attack()]);
    expect(seen.grave).toEqual(whole.grave);
    expect(seen.notes.join()).not.toMatch(/no history/);
  });

  test('nor does it hide ten days of history', () => {
    const past = anOrdinaryPast().filter(({ eventTime }) => String(eventTime) > '2026-05-10');
    const stray = anEvent({
      minute: -89 * 1440,
      service: 'Ecs',
      name: 'DescribeInstances',
      rw: 'Read',
      ip: '36.7.8.9',
    });
    expect(verdictOf([...past, ...attack()])).toEqual(verdictOf([stray, ...past, ...attack()]));
  });
});

test('where a history begins does not move by one call more, wherever that lies', () => {
  const past = anOrdinaryPast().map(parseAuditEvent);
  const inOrder = [...past].sort((a, b) => (a.at < b.at ? -1 : 1));
  const begins = beginOf(inOrder);
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 20_000 }), (days) => {
      const at = new Date(begins - days * 86_400_000).toISOString();
      expect(beginOf([{ ...(inOrder[0] as (typeof past)[number]), at }, ...inOrder])).toBe(begins);
    }),
  );
  expect(beginOf([])).toBeNaN();
});

describe('events whose time cannot be read', () => {
  const undated = (events: readonly Record<string, unknown>[]) =>
    events.map(({ eventTime: _, ...event }) => ({ ...event, eventTime: 'some day' }));

  test("a stranger's are judged by what they are, and what they made is followed", () => {
    const later = anEvent({
      minute: 30,
      service: 'Ecs',
      name: 'RunInstances',
      user: 'crossfire',
      key: 'LTAI5tSecondKeyOfThief01',
    });
    const seen = look([...anOrdinaryPast(), ...undated(backdoor(THIEF)), later]);
    expect(high(seen).length).toBeGreaterThan(0);
    expect(seen.actors.map(({ id }) => id)).toContain('LTAI5tSecondKeyOfThief01');
    expect(seen.notes.join()).toMatch(/events tell no time/);
  });

  test("the business's own stay its own", () => {
    const reads = Array.from({ length: 30 }, () =>
      anEvent({ minute: -5000, service: 'Ecs', name: 'DescribeInstances', rw: 'Read' }),
    );
    expect(high(look([...anOrdinaryPast(), ...undated(reads)]))).toEqual([]);
  });
});

describe("other identities at the attack's address", () => {
  const others = (events: readonly Record<string, unknown>[]) => look(events).others.map(({ id }) => id);
  const byAlice = (minute: number, ip = THIEF) =>
    anEvent({ minute, service: 'Oss', name: 'ListBuckets', rw: 'Read', ...ALICE, ip });

  test('are found as well where the leaked key has no history', () => {
    expect(others([...backdoor(THIEF), byAlice(30)])).toEqual([ALICE.key]);
  });

  test('one call of theirs a day and more before does not make it the account’s', () => {
    const past = [...anOrdinaryPast(), ...backdoor(THIEF)];
    expect(others([...past, byAlice(-26 * 60), byAlice(30)])).toEqual([ALICE.key]);
    const days = [-5, -4, -3].map((day) => byAlice(day * 1440));
    expect(others([...past, ...days, byAlice(30)])).toEqual([]);
  });

  test.each(['10.0.0.5', '172.20.1.1', '192.168.7.8', '100.100.2.136'])('%s is in every network', (ip) => {
    expect(others([...anOrdinaryPast(), ...backdoor(ip), byAlice(30, ip)])).toEqual([]);
  });
});
