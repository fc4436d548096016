import { pollIfOverdue } from '../../../functions/respond/overdue';
import type { Fault } from '../../../sandbox/kernel/types';
import { CountedHere, HourlyCap } from '../../../shared/incident/cap';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;

let account: Account;
let started = 0;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  // An instance remembers when it polled last, and all of these are one instance.
  started += 1;
  later(started * 10);
});
afterEach(() => account.stop());

let events = 0;
const event = () => account.handled(busEvent('LTAI5tNobodysKey00000001', {}, `e-${events++}`), ENGLISH);
const isContained = (): boolean => account.policiesOf('ci-bot').includes(QUARANTINE);
const polls = (): number => account.calls('sas').filter(({ action }) => /LeakList$/.test(action)).length;
const HEARTBEAT = 'ak-tourniquet/heartbeat.json';
const objects = () => account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();

const later = (minutes: number): void => void account.sandbox.clock.advance(minutes * MINUTE_MS);

describe('the timer was there, and is gone with a leak behind it', () => {
  beforeEach(async () => {
    await account.poll(ENGLISH);
    account.leak('ci-bot');
    later(2);
  });

  test.each<[string, () => void, boolean]>([
    ['its heartbeat is there', () => undefined, false],
    ['its heartbeat is old', () => later(3), true],
    ['its heartbeat was deleted as well', () => objects().delete(HEARTBEAT), true],
    [
      'something else lies in its place',
      () => objects().set(HEARTBEAT, { ...objects().get(HEARTBEAT), body: Buffer.from('{"at":"2099-01-01"}') }),
      true,
    ],
    [
      'something huge lies in its place',
      () => objects().set(HEARTBEAT, { ...objects().get(HEARTBEAT), body: Buffer.alloc(20 * 1024 * 1024) }),
      true,
    ],
  ])('%s: whether an event brings the poll along', async (_, arrange, expected) => {
    arrange();
    await event();
    expect(isContained()).toBe(expected);
  });
});

test('where no heartbeat is there, events poll, once a minute, and write none: the timer is silent', async () => {
  await event();
  await event();
  expect(polls()).toBe(1);
  later(1);
  account.leak('ci-bot');
  await event();
  expect([polls(), isContained()]).toEqual([2, true]);
  expect(objects().has(HEARTBEAT)).toBe(false);
});

test.each<[string, Fault, number]>([
  ['refuses the heartbeat, nobody knows that the timer comes', 'deny', 1],
  // Everything else of an event's run waits for the store as well then.
  ['does not answer, that tells nothing of the timer', '500', 0],
])('where the store %s', async (_, fault, expected) => {
  const run = await aRun(account.sandbox, ENGLISH);
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, run.clock, run.config, new CountedHere());
  account.fault('oss', 'GetObject', fault, 10);
  await pollIfOverdue(run, cap);
  expect(polls()).toBe(expected);
});
