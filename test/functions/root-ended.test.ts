import { hygiene } from '../../functions/hygiene/hygiene';
import { trailEvent } from '../../sandbox/kernel/trail';
import type { Caller } from '../../sandbox/kernel/types';
import { createKey, rootOwner, setKeyStatus } from '../../sandbox/world/keys';
import { aSandbox } from '../builders';
import { NAMED_IDS } from '../odd-ids';
import { aRun } from '../run';
import { callRpc } from '../sdk-clients';
import { NIGHTLY } from './hygiene/arrange';
import { Account } from './respond/arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const HOUR_MS = 3_600_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withRootKey(), ENGLISH);
  account.leak('root');
  await account.poll();
});
afterEach(() => account.stop());

const later = (hours: number) => account.sandbox.clock.advance(hours * HOUR_MS);
const switchOff = () =>
  setKeyStatus(account.sandbox.world, rootOwner(account.sandbox.world), account.keyOf('root'), 'Inactive');
const use = (key: { accessKeyId: string; accessKeySecret: string }) =>
  callRpc(account.sandbox, key, 'ecs', 'DescribeInstances', { RegionId: 'cn-hangzhou' });
/** Root is signed in at the console and makes a key there; with an id: by the key that bears it. */
const replace = (accessKeyId = '') => {
  const { world, clock } = account.sandbox;
  const fresh = createKey(world, rootOwner(world));
  const caller = {
    ...{ type: 'root-account', accountId: world.accountId, principalId: world.accountId, userName: 'root' },
    accessKeyId,
  } as Caller;
  const call = { service: 'ram', action: 'CreateAccessKey', parameters: {}, status: 200, accessKeyId };
  const note = { serviceName: 'Ram', region: 'cn-hangzhou', isGlobal: true, write: true };
  world.events.append(trailEvent(world, caller, call as never, note as never, clock.now()));
  return fresh;
};
const leakedKey = () => account.sandbox.keys.get('root')?.key as never;
const night = async () => hygiene(NIGHTLY, await aRun(account.sandbox, ENGLISH, 'hygiene'));
const nightAndPoll = async () => {
  await night();
  await account.poll();
};
const markers = () => account.objects('status/').map((key) => key.slice('ak-tourniquet/status/'.length).split('--')[0]);
const ended = () => account.mails.filter(({ subject }) => /incident is closed/.test(subject));
const open = { markers: ['root-key'], ended: 0 };
const closed = { markers: ['released'], ended: 1 };
const now = () => ({ markers: markers(), ended: ended().length });
const tasks = () => account.objects('schedule/').filter((key) => key.endsWith('--root-report.json'));

test('switched off in the console: the next report ends the incident, and says so once', async () => {
  expect(now()).toEqual(open);
  later(1);
  await nightAndPoll();
  expect(now()).toEqual(open);

  switchOff();
  later(23);
  await nightAndPoll();
  expect(now()).toEqual(closed);
  expect(ended()[0]?.text).toMatch(/root has no active AccessKey, by the credential report of 20/);
  expect((await account.incident('root')).state.release).toMatchObject({
    by: 'the credential report',
    complete: true,
    leakIds: [expect.stringMatching(/^sas:/)],
  });
  expect(tasks()).toEqual([]);

  later(24);
  await nightAndPoll();
  expect(now()).toEqual(closed);
});

test('reported again from another place: open again, until a younger report', async () => {
  switchOff();
  later(5);
  await nightAndPoll();
  account.leak('root');
  await account.poll();
  expect(now()).toEqual({ markers: ['root-key'], ended: 1 });
  // The report of five hours ago is all there is: it is older than the leak.
  await nightAndPoll();
  expect(now()).toEqual({ markers: ['root-key'], ended: 1 });
  later(24);
  await nightAndPoll();
  expect(now()).toEqual({ markers: ['released'], ended: 2 });
});

test('replaced by a new root key: ends once the leaked one has been quiet for a day', async () => {
  await use(leakedKey());
  later(1);
  const fresh = replace();
  await use(fresh);
  await use(leakedKey());
  switchOff();
  later(20);
  await nightAndPoll();
  expect(now()).toEqual(open);
  later(24);
  await use(fresh);
  await nightAndPoll();
  expect(now()).toEqual(closed);
  expect(ended()[0]?.text).toMatch(/root's 1 active root key was made after the leak/);
});

test('a root key that the leaked one has made keeps the incident open, however quiet the leaked one is', async () => {
  later(1);
  await callRpc(account.sandbox, leakedKey(), 'ram', 'CreateAccessKey', {});
  switchOff();
  later(48);
  await nightAndPoll();
  expect(now()).toEqual(open);
  const { world } = account.sandbox;
  for (const made of world.rootKeys) setKeyStatus(world, rootOwner(world), made.accessKeyId, 'Inactive');
  later(24);
  await nightAndPoll();
  expect(now()).toEqual(closed);
});

test.each(NAMED_IDS)('so does one that a key with the id %s has made', async (id) => {
  later(1);
  replace(id);
  switchOff();
  later(48);
  await nightAndPoll();
  expect(now()).toEqual(open);
});

test('a look that fails ends nothing and is made again', async () => {
  await use(leakedKey());
  later(1);
  replace();
  switchOff();
  later(48);
  await night();
  account.fault('actiontrail', 'GetAccessKeyLastUsedInfo', 'deny', 20);
  await expect(account.poll()).rejects.toThrow(/root-report of LTAI/);
  expect([now().markers, tasks()]).toEqual([['root-key'], [expect.any(String)]]);
  account.clearFaults();
  await account.poll();
  expect(now()).toEqual(closed);
});

test('two nights and two timers at once: one end, one message', async () => {
  switchOff();
  later(24);
  // The one that finds the other in the midst of its message ends incomplete, so that the platform runs it again.
  const nights = await Promise.allSettled([night(), night()]);
  expect(nights.map(({ status }) => status)).toContain('fulfilled');
  await Promise.all([account.poll(), account.poll()]);
  later(1);
  await account.poll();
  expect(now()).toEqual(closed);
  const { entries } = await account.incident('root');
  expect(entries.filter(({ type }) => type === 'release')).toHaveLength(1);
});

test('without a report, or without our seal, nothing ends', async () => {
  switchOff();
  later(24);
  account.fault('ims', 'GetCredentialReport', '500', 100);
  await nightAndPoll();
  expect(now()).toEqual(open);
  account.clearFaults();
  const key = 'ak-tourniquet/schedule/2026-01-01T000000Z--x--root-report.json';
  const forged = {
    schema: 1,
    task: 'root-report',
    data: { report: { generatedAt: '2099-01-01T00:00:00Z', keys: [] } },
  };
  const { cloud } = await aRun(account.sandbox);
  await cloud.evidence.put(key, JSON.stringify(forged));
  await account.poll();
  expect(now()).toEqual(open);
});

test('a forged marker, and one of another account, stop nobody', async () => {
  const { cloud } = await aRun(account.sandbox);
  await cloud.evidence.put('ak-tourniquet/status/root-key--1234--LTAI5tKeyOfSomebodyElse1', '');
  await cloud.evidence.put(`ak-tourniquet/status/root-key--${account.sandbox.accountId}--<b>`, '');
  await cloud.evidence.put(`ak-tourniquet/status/root-key--${account.sandbox.accountId}--LTAI5tKeyOfSomebodyElse1`, '');
  switchOff();
  later(24);
  await nightAndPoll();
  expect(ended()).toHaveLength(1);
  expect(markers()).toContain('released');
});
