import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CommandNotHere,
  InvalidAccessKeyId,
  OwnerNotFound,
  OwnerUnknown,
  RunIncomplete,
  TemporaryAccessKey,
  UnparseableEvent,
} from '../../../shared/errors';
import { sha256 } from '../../../shared/incident/seal';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
});
afterEach(() => account.stop());

test.each([
  ['empty', Buffer.alloc(0)],
  ['truncated', Buffer.from('{"specversion":"1.0","data":{"accessKeyId":"LTAI')],
  ['binary', Buffer.from([0, 255, 254, 1])],
  ['a megabyte and more', Buffer.alloc(1024 * 1024 + 1, '{')],
])('an event that is %s is kept as it came and told once, however often it is delivered', async (_, bytes) => {
  await expect(account.respond(bytes)).rejects.toThrow(UnparseableEvent);
  await expect(account.respond(bytes)).rejects.toThrow(UnparseableEvent);
  const key = `ak-tourniquet/unparsed/${sha256(bytes)}`;
  const kept = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(key);
  expect(kept?.body.equals(bytes)).toBe(true);
  expect(account.mails).toHaveLength(1);
  expect(account.mails[0]?.text).toContain(key);
  expect(account.writingCalls()).toEqual([]);
});

const HANDED_IN = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0';
test.each([
  ['beside its key', { accessKeyId: 'LTAI5tExampleLeakedKey01', accessKeySecret: HANDED_IN }],
  [
    'as the answer that made it',
    { AccessKey: { AccessKeyId: 'LTAI5tExampleLeakedKey01', AccessKeySecret: HANDED_IN } },
  ],
  ['for a field', { accessKeyId: 'LTAI5tExampleLeakedKey01', [HANDED_IN]: 1 }],
  ['for a command', { command: HANDED_IN }],
  ['behind the id', { accessKeyId: `LTAI5tExampleLeakedKey01,${HANDED_IN}` }],
  ['for the reason', { accessKeyId: 'LTAI5tExampleLeakedKey01', reason: `leaked with ${HANDED_IN}` }],
  ['behind an escape of an address', { accessKeyId: 'LTAI5tExampleLeakedKey01', reason: `found%20${HANDED_IN}` }],
  ['glued to the id', { accessKeyId: 'LTAI5tExampleLeakedKey01', reason: `LTAI5tExampleLeakedKey01${HANDED_IN}` }],
  [
    'in the code of a notice that was cut',
    `{"data":{"code":"ak: LTAI5tExampleLeakedKey01\\n${HANDED_IN}\\n","accessKeyId":`,
  ],
])('a secret that somebody hands in %s is kept nowhere and told nobody', async (_, event) => {
  const answer = await account
    .respond(Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)))
    .then(JSON.stringify, String);
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
  const stored = [...objects.entries()].map(([key, { body }]) => `${key} ${body}`).join('\n');
  const told = JSON.stringify([account.mails, account.sandbox.inbox.dingtalk]);
  for (const text of [answer, stored, told]) expect(text).not.toContain(HANDED_IN);
});

test.each([
  ['a hash of go.sum', { accessKeyId: 'h1:LTAIkx2KHuKTgpRCfBjzZbn3TDGEGK3jhvVNZVWZS8I=' }, InvalidAccessKeyId],
  ['an STS id', { accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs1234' }, TemporaryAccessKey],
  ['a key id of the wrong type', { accessKeyId: { id: 1 } }, InvalidAccessKeyId],
  ['the command release', { command: 'release', accessKeyId: 'LTAI5tExampleLeakedKey01' }, CommandNotHere],
  ['the command approve', { command: 'approve', accessKeyId: 'LTAI5tExampleLeakedKey01' }, CommandNotHere],
  ['the command rotate', { command: 'rotate', accessKeyId: 'LTAI5tExampleLeakedKey01' }, CommandNotHere],
])('%s is refused by name, before any call', async (_, event, kind) => {
  await expect(account.respond(event)).rejects.toThrow(kind);
  expect(account.calls()).toEqual([]);
});

test.each([
  ['an unknown type', { specversion: '1.0', id: '1', source: 'acs.ecs', type: 'ecs:Instance:Reboot', data: {} }],
  ['nothing of a key', { specversion: '1.0', id: '1', source: 'acme', type: 'acme:deploy', data: { key: 'value' } }],
])('a CloudEvent with %s is a recorded "nothing to do"', async (_, event) => {
  expect(await account.respond(event)).toEqual({
    handled: [],
    skipped: [{ what: expect.any(String), why: expect.any(String) }],
  });
  expect(account.calls()).toEqual([]);
});

const NOTICE = { specversion: '1.0', id: '1', source: 'my.scanner', type: 'scanner:leak:found' };
const LEAKED_KEY = 'LTAI5tExampleLeakedKey01';

test.each([
  ['a hash for a key', busEvent('h1:LTAIkx2KHuKTgpRCfBjzZbn3TDGEGK3jhvVNZVWZS8I=')],
  ['an STS id', busEvent('STS.NUQNP4PiGyckMsNiGELCs1234')],
  ['an empty key', busEvent('')],
  ['a list of keys', { ...NOTICE, data: { accessKeyId: [LEAKED_KEY] } }],
  ['a list of findings', { ...NOTICE, data: [{ accessKeyId: LEAKED_KEY }] }],
  ['another name for the key', { ...NOTICE, data: { access_key_ids: [LEAKED_KEY] } }],
  ['the key in a sentence', { ...NOTICE, data: { message: `found ${LEAKED_KEY} in settings.py` } }],
  ['specversion beside accessKeyId', { specversion: '1.0', accessKeyId: LEAKED_KEY }],
])("somebody's notice with %s contains nothing, and is kept and told once", async (_, event) => {
  for (let twice = 0; twice < 2; twice += 1) expect(await account.respond(event)).toEqual({ handled: [], skipped: [] });
  expect(account.writingCalls()).toEqual([]);
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  const kept = [...(objects?.keys() ?? [])].filter((key) => key.includes('/unparsed/'));
  expect(kept).toHaveLength(1);
  expect(objects?.get(kept[0] ?? '')?.body.toString()).toBe(JSON.stringify(event));
  expect(account.mails).toHaveLength(1);
});

test('one bad event of a batch stops no other', async () => {
  const key = account.keyOf('ci-bot');
  const events = [
    busEvent('junk', {}, 'e-0'),
    7,
    busEvent(key, { userName: 'ci-bot' }, 'e-1'),
    busEvent(key, {}, 'e-2'),
  ];
  const result = await account.respond(events);
  expect(result).toMatchObject({
    handled: [
      { verdict: 'contain', failures: [] },
      { verdict: 'contain', failures: [] },
    ],
    skipped: [],
  });
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  // Behind the containment: what nobody could read is kept, and told.
  expect(account.objects('unparsed/')).toHaveLength(1);
  expect(account.mails).toHaveLength(2);
});

test('a key whose owner cannot be checked fails alone: the others are contained, and the failure is told', async () => {
  account.leak('ci-bot');
  const foreign = busEvent('LTAI5tKeyOfSomebodyElse1', {}, 'e-0');
  account.fault('ram', 'ListUsers', 'deny');
  const events = [foreign, busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' })];
  await expect(account.respond(events, { TOURNIQUET_LANGUAGE: 'en' })).rejects.toThrow(RunIncomplete);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.map(({ text }) => text).join()).toContain('could not be checked');
});

describe('status', () => {
  test('of one incident, of all of them, and of a key that nobody has heard of', async () => {
    const key = account.keyOf('ci-bot');
    await account.respond({ accessKeyId: key, userName: 'ci-bot', reason: 'seen on a forum' });
    await account.respond(TIMER);
    expect(await account.respond({ command: 'status', accessKeyId: key })).toMatchObject({
      known: true,
      row: 'in-use',
      attached: ['quarantine'],
      verification: { state: 'deny attached' },
    });
    expect(await account.respond({ command: 'status' })).toMatchObject({
      mode: 'enforce',
      heartbeat: expect.any(String),
      incidents: [{ state: 'contained', accessKeyId: key }],
    });
    expect(await account.respond({ command: 'status', accessKeyId: 'LTAI5tNobodyHasHeardOf1' })).toMatchObject({
      known: false,
    });
  });
});

describe('investigate', () => {
  const UNKNOWN = 'LTAI5tNobodyHasHeardOf1';

  test('of a key that has no incident and no owner is refused: nothing is written, nobody is invoked', async () => {
    const before = account.objects('');
    await expect(account.respond({ command: 'investigate', accessKeyId: UNKNOWN })).rejects.toThrow(OwnerNotFound);
    expect(account.objects('')).toEqual(before);
  });

  test('where the owner could not be looked for, that is not taken for there being none', async () => {
    account.fault('ram', 'ListUsers', 'deny');
    const asked = account.respond({ command: 'investigate', accessKeyId: UNKNOWN });
    await expect(asked).rejects.toThrow(OwnerUnknown);
  });

  test("of a user's key is taken, with an incident and without", async () => {
    const key = account.keyOf('ci-bot');
    const started = { started: true, reportAt: expect.stringContaining(key) };
    expect(await account.respond({ command: 'investigate', accessKeyId: key })).toEqual(started);
    await account.respond({ accessKeyId: key, userName: 'ci-bot' });
    expect(await account.respond({ command: 'investigate', accessKeyId: key })).toEqual(started);
  });
});

describe('the timer', () => {
  test('finishes what a crashed run left behind', async () => {
    account.leak('ci-bot');
    // The run dies right after the deny: nothing but the journal's decision and outcome is there.
    account.fault('ram', 'ListPoliciesForUser', 'deny');
    account.fault('dingtalk', 'send', '500', 9);
    account.fault('smtp', 'send', '500', 9);
    await expect(account.respond(TIMER)).rejects.toThrow(RunIncomplete);
    account.clearFaults();
    account.sandbox.clock.advance(130_000);
    await account.respond(TIMER);
    expect(account.mails.length).toBeGreaterThan(0);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
    expect(account.objects('schedule/').filter((key) => key.includes('--finish'))).toEqual([]);
  });

  test('starts an investigation again that was dropped, until it takes its entry off', async () => {
    account.leak('ci-bot');
    await account.respond(TIMER);
    expect(account.calls('fc')).toHaveLength(1);
    for (const times of [2, 3]) {
      account.sandbox.clock.advance(16 * 60_000);
      await account.respond(TIMER);
      expect(account.calls('fc')).toHaveLength(times);
      expect(account.objects('schedule/').filter((key) => key.includes('--investigate'))).toHaveLength(1);
    }
  });

  test('tells of forged objects once an hour, starts nothing by them, and goes on', async () => {
    const bucket = account.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    await account.respond(TIMER);
    const beat = bucket?.objects.get('ak-tourniquet/heartbeat.json');
    if (!beat) throw new Error('no heartbeat');
    const key = 'ak-tourniquet/schedule/2020-01-01T000000Z--LTAI5tExampleLeakedKey01--investigate.json';
    bucket?.objects.set(key, { ...beat, key });
    for (let minute = 0; minute < 3; minute += 1) await account.respond(TIMER);
    expect(account.calls('fc')).toEqual([]);
    expect(account.mails).toHaveLength(1);
    expect(account.mails[0]?.text).toContain(key);
  });

  test("calls the dead man's switch after a minute that went well, and after no other", async () => {
    const called: string[] = [];
    const outside = createServer(({ method, url }, answer) => {
      called.push(`${method} ${url}`);
      answer.writeHead(500).end();
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const { port } = outside.address() as AddressInfo;
    const env = { TOURNIQUET_HEARTBEAT_URL: `http://127.0.0.1:${port}/beat` };
    await account.respond(TIMER, env);
    expect(called).toEqual(['GET /beat']);
    account.fault('sas', undefined, 'deny');
    await expect(account.respond(TIMER, env)).rejects.toThrow(/poll: /);
    expect(called).toHaveLength(1);
    await new Promise((resolve) => outside.close(resolve));
    // Nobody there: it is the switch that tells of it.
    await account.respond(TIMER, env);
  });

  test('fails, tells it once an hour, and still does the rest when Security Center does not answer', async () => {
    account.fault('sas', undefined, 'deny', 2);
    await expect(account.respond(TIMER)).rejects.toThrow(/poll: /);
    await expect(account.respond(TIMER)).rejects.toThrow(/poll: /);
    expect(account.mails).toHaveLength(1);
    expect(account.objects('heartbeat.json')).toHaveLength(1);
  });
});

describe('a flood', () => {
  const unknown = (n: number): string => `LTAI5tNobodysKey${String(n).padStart(8, '0')}`;
  const notices = (count: number) => Array.from({ length: count }, (_, n) => busEvent(unknown(n), {}, `e-${n}`));

  test('of keys that are nobody’s here is told once an hour', async () => {
    expect(await account.handled(notices(6))).toHaveLength(6);
    await account.handled(notices(9).slice(6));
    expect(account.mails).toHaveLength(1);
    account.sandbox.clock.advance(3_600_000);
    await account.handled(notices(10).slice(9));
    expect(account.mails).toHaveLength(2);
  });

  test('of Security Center’s list does not come before a key that was there last night', async () => {
    const night = await aRun(account.sandbox, {}, 'hygiene');
    await night.ownerIndex.write(new Map([[account.keyOf('ci-bot'), 'ci-bot']]), true);
    account.leak('ci-bot');
    const { leaks } = account.sandbox.world;
    const [first] = leaks;
    if (!first) throw new Error('no leak');
    for (let n = 0; n < 6; n += 1)
      leaks.push({ ...first, id: first.id + 1 + n, accessKeyId: unknown(n), foundAt: new Date(Date.now() + 1_000) });
    await account.respond(TIMER);
    const asked = account.calls('actiontrail').filter(({ action }) => action === 'GetAccessKeyLastUsedInfo');
    expect(asked[0]?.parameters['AccessKey']).toBe(account.keyOf('ci-bot'));
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('that keeps the timer waiting brings the poll along: the true leak waits for nobody', async () => {
    const polls = () => account.calls('sas').filter(({ action }) => action === 'DescribeAccesskeyLeakList').length;
    await account.respond(TIMER);
    account.leak('ci-bot');
    account.sandbox.clock.advance(3 * 60_000);
    await account.handled(notices(1));
    expect(account.policiesOf('ci-bot')).toEqual([]);
    account.sandbox.clock.advance(60_000);
    expect(await account.handled(notices(2).slice(1))).toMatchObject([{ row: 'not-ours' }, { verdict: 'contain' }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    const before = polls();
    await account.handled(notices(3).slice(2));
    expect(polls()).toBe(before);
  });
});
