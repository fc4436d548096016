import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { RunningSandbox } from '../../../sandbox/start';
import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import type { TrailEvent, TrailIdentity } from '../../../sandbox/world/events';
import { ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { cli } from '../../cli/run-cli';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;

let account: Account;
let sandbox: RunningSandbox | undefined;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('other').withKey()).withEvents(used('ci-bot'), used('other')),
  );
  for (const name of ['ci-bot', 'other'])
    await account.handled(busEvent(account.keyOf(name), { userName: name }, name), ENGLISH);
});
afterEach(async () => {
  await account.stop();
  await sandbox?.stop();
  sandbox = undefined;
});

const world = () => account.sandbox.world;
const detach = (user: string): void =>
  detachPolicy(world(), userNamed(world(), user), policyNamed(world(), 'Custom', QUARANTINE));
const told = (): string[] => account.mails.map(({ subject }) => subject).filter((subject) => /undid/.test(subject));
const tampered = async (name: string) =>
  (await account.incident(name)).entries.filter((entry) => entry.type === 'tampered');

const MFA = { sessionContext: { attributes: { mfaAuthenticated: 'true', creationDate: '2026-05-20T11:00:00Z' } } };
const ROOT = { type: 'root-account', userName: 'root', principalId: '1' };
const THIEF = { type: 'ram-user', userName: 'ci-bot', accessKeyId: 'LTAI5tAnotherOne0000001', ...MFA };
const PERSON = { type: 'ram-user', userName: 'alice', ...MFA };
const RESPONDER = { type: 'assumed-role', userName: 'ak-tourniquet-respond:x', accessKeyId: 'STS.x' };

function event(
  identity: Partial<TrailIdentity>,
  more: Partial<TrailEvent> & { requestParameters?: object } = {},
): TrailEvent {
  const id = world().newId('request');
  return {
    eventId: id,
    eventVersion: 1,
    eventName: 'DetachPolicyFromUser',
    eventRW: 'Write',
    eventSource: 'ram.aliyuncs.com',
    eventTime: new Date(account.sandbox.clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventType: 'ApiCall',
    eventCategory: 'Management',
    serviceName: 'Ram',
    acsRegion: 'cn-hangzhou',
    isGlobal: true,
    requestId: id,
    recipientAccountId: account.sandbox.accountId,
    sourceIpAddress: '203.0.113.66',
    userAgent: 'ak-tourniquet/0.1.0',
    requestParameters: { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' },
    ...more,
    userIdentity: { accountId: account.sandbox.accountId, principalId: idOf(identity), ...identity } as TrailIdentity,
  };
}
/** RAM's id of him, as ActionTrail tells it. */
const idOf = ({ userName }: Partial<TrailIdentity>): string =>
  account.sandbox.world.users.get(userName ?? '')?.id ?? '1';
const deliver = (one: TrailEvent) => account.respond(cloudEventOf(one, account.sandbox.accountId, new Date()), ENGLISH);

test('what the leaked user undid is put back at once, with a second factor or without', async () => {
  detach('ci-bot');
  await deliver(event(THIEF));
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await tampered('ci-bot')).toMatchObject([{ row: 'chain', doer: { userName: 'ci-bot' } }]);
  expect(told()).toEqual([expect.stringContaining('it is back')]);
});

test.each([
  ['root', ROOT],
  ['a console session with a second factor', PERSON],
])('%s is asked, and not fought; the timer does not fight him either', async (_, identity) => {
  detach('ci-bot');
  const one = event(identity);
  world().events.append(one);
  await deliver(one);
  for (let time = 0; time < 2; time += 1) {
    account.sandbox.clock.advance(20 * MINUTE_MS);
    await account.respond(TIMER, ENGLISH);
  }
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(told()).toEqual([expect.stringContaining('was it you?')]);
  expect((await tampered('ci-bot')).at(-1)).toMatchObject({ row: 'person', doer: { isConfirmed: true }, again: true });
});

test.each([
  ['the same person again and again', () => ROOT],
  ['two in turn', (n: number) => (n % 2 === 0 ? ROOT : PERSON)],
  ['another each time', (n: number) => ({ ...PERSON, userName: `person-${n}` })],
])('forged events that name %s hold it up no longer than one does: ActionTrail shows who it was', async (_, who) => {
  // Flow control counts real time.
  account.sandbox.kernel.rates.pass = () => true;
  detach('ci-bot');
  world().events.append(event({ type: 'ram-user', userName: 'svc', accessKeyId: 'LTAI5tSvcSvcSvcSvc00001' }));
  for (let minute = 0; minute <= 30; minute += 5) {
    await deliver(event(who(minute / 5)));
    await account.respond(TIMER, ENGLISH);
    if (minute === 10) expect(account.policiesOf('ci-bot')).toEqual([]);
    account.sandbox.clock.advance(5 * MINUTE_MS);
  }
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect((await tampered('ci-bot')).at(-1)).toMatchObject({ verdict: 'put-back', doer: { userName: 'svc' } });
});

test('a forged event that says it was root keeps nobody from putting it back: ActionTrail does not know it', async () => {
  detach('ci-bot');
  await deliver(event(ROOT));
  expect(account.policiesOf('ci-bot')).toEqual([]);
  account.sandbox.clock.advance(10 * MINUTE_MS);
  await account.respond(TIMER, ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  account.sandbox.clock.advance(20 * MINUTE_MS);
  await account.respond(TIMER, ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).toEqual([expect.stringContaining('was it you?'), expect.stringContaining('it is back')]);
});

test('an event about something that is in its place changes nothing, and tells nobody', async () => {
  await deliver(event(THIEF));
  await deliver(event(PERSON, { eventName: 'DeletePolicy', requestParameters: { PolicyName: QUARANTINE } }));
  await deliver(event(PERSON, { eventName: 'SetDefaultPolicyVersion', requestParameters: {} }));
  expect(await tampered('ci-bot')).toEqual([]);
  expect(told()).toEqual([]);
});

test('who it says that it was is said of the user that it names alone', async () => {
  detach('ci-bot');
  detach('other');
  await deliver(event(ROOT));
  expect([account.policiesOf('ci-bot'), account.policiesOf('other')]).toEqual([[], [QUARANTINE]]);
});

test("our own functions' calls, refused calls and other people's policies ask for nothing", async () => {
  detach('ci-bot');
  const before = account.calls('ram').length;
  await deliver(event(RESPONDER));
  await deliver(event(THIEF, { errorCode: 'NoPermission' }));
  await deliver(event(PERSON, { requestParameters: { UserName: 'ci-bot', PolicyName: 'Deploys' } }));
  await deliver(event(PERSON, { eventName: 'RemoveUserFromGroup', requestParameters: { GroupName: 'admins' } }));
  await deliver(
    event(PERSON, { eventName: 'UpdateAccessKey', requestParameters: { UserName: 'nobody', Status: 'Active' } }),
  );
  expect(account.calls('ram')).toHaveLength(before);
});

test('by ResourceManager, from the group, on the policy, and in a form that names nobody: seen all the same', async () => {
  const forms: Partial<TrailEvent>[] = [
    {
      eventName: 'DetachPolicy',
      serviceName: 'ResourceManager',
      requestParameters: { PrincipalName: 'ci-bot@example.onaliyun.com', PolicyName: QUARANTINE },
    },
    { eventName: 'AttachPolicy', serviceName: 'ResourceManager', requestParameters: {} },
    { eventName: 'DetachPolicyFromGroup', requestParameters: { GroupName: QUARANTINE, PolicyName: QUARANTINE } },
    { eventName: 'RemoveUserFromGroup', requestParameters: { GroupName: QUARANTINE, UserName: 'ci-bot' } },
    { requestParameters: 'nobody can read this' as never },
  ];
  for (const form of forms) {
    detach('ci-bot');
    await deliver(event({ type: 'system', userName: 'x' }, form));
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    account.sandbox.clock.advance(60 * MINUTE_MS);
  }
});

test('the same event twice, and twice at once, puts it back once', async () => {
  detach('ci-bot');
  const one = event(THIEF);
  await Promise.all([deliver(one), deliver(one), deliver(one)]);
  await deliver(one);
  expect(await tampered('ci-bot')).toHaveLength(1);
  expect(told()).toHaveLength(1);
});

describe('a key that we switched off', () => {
  const off = async (): Promise<void> => {
    const run = await aRun(account.sandbox, {}, 'investigate');
    const { id } = await account.incident('ci-bot');
    await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'a call succeeded' });
    await account.respond(TIMER, ENGLISH);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  };
  const on = (): void => setKeyStatus(world(), ownerNamed(world(), 'ci-bot'), account.keyOf('ci-bot'), 'Active');
  const switched = (identity: Partial<TrailIdentity>, named = true) =>
    event(identity, {
      eventName: 'UpdateAccessKey',
      requestParameters: {
        ...(named ? { UserName: 'ci-bot' } : {}),
        UserAccessKeyId: account.keyOf('ci-bot'),
        Status: 'Active',
      },
    });

  test.each([true, false])('and that is on again is switched off at once (user named: %s)', async (named) => {
    await off();
    on();
    await deliver(switched({ type: 'ram-user', userName: 'mallory' }, named));
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(await tampered('ci-bot')).toMatchObject([{ gone: [`disable-key:${account.keyOf('ci-bot')}`] }]);
  });

  test('a person with a second factor is asked', async () => {
    await off();
    on();
    await deliver(switched(PERSON));
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(told()).toEqual([expect.stringContaining('was it you?')]);
  });

  test('a release that switches it on is not fought', async () => {
    await off();
    const { id } = await account.incident('ci-bot');
    const run = await aRun(account.sandbox);
    await run.journal.append(id, () => ({ type: 'release-intent', by: 'alice', reason: 'test', leakIds: [] }));
    on();
    await deliver(switched({ type: 'ram-user', userName: 'alice' }));
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(told()).toEqual([]);
  });
});

describe('a key that a person switched off', () => {
  const set = (status: 'Active' | 'Inactive'): void =>
    setKeyStatus(world(), ownerNamed(world(), 'ci-bot'), account.keyOf('ci-bot'), status);
  const switched = (identity: Partial<TrailIdentity>, Status: 'Active' | 'Inactive') =>
    event(identity, {
      eventName: 'UpdateAccessKey',
      requestParameters: { UserName: 'ci-bot', UserAccessKeyId: account.keyOf('ci-bot'), Status },
    });
  const ALICE = { type: 'ram-user', userName: 'alice', accessKeyId: 'LTAI5tAlicesOwnKey00001' };
  const off = async (): Promise<void> => {
    set('Inactive');
    await deliver(switched(ALICE, 'Inactive'));
    expect((await account.incident('ci-bot')).state.followed).toMatchObject({
      key: 'Inactive',
      by: { userName: 'alice' },
    });
    expect(told()).toEqual([]);
  };

  test('and that somebody else switches on again is switched off at once, and a release may give it back', async () => {
    await off();
    set('Active');
    await deliver(switched({ type: 'ram-user', userName: 'mallory' }, 'Active'));
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(await tampered('ci-bot')).toMatchObject([
      { gone: [`disable-key:${account.keyOf('ci-bot')}`], row: 'unknown', doer: { userName: 'mallory' } },
    ]);
    expect(told()).toEqual([expect.stringContaining('it is back')]);
    expect([...(await account.incident('ci-bot')).state.offByUs]).toEqual([account.keyOf('ci-bot')]);
  });

  test.each([
    ['himself', ALICE],
    ['with a second factor', PERSON],
  ])('is left on where he switches it on again, %s: he is asked', async (_, identity) => {
    await off();
    set('Active');
    await deliver(switched(identity, 'Active'));
    account.sandbox.clock.advance(MINUTE_MS);
    await account.respond(TIMER, ENGLISH);
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(told()).toEqual([expect.stringContaining('was it you?')]);
  });

  test.each([
    ['with a second factor', PERSON],
    ['root', ROOT],
  ])('the command that his question prints puts it back, by his word (%s)', async (_, identity) => {
    await off();
    set('Active');
    await deliver(switched(identity, 'Active'));
    const printed = /npx --no ak-tourniquet (respond \S+)/.exec(account.mails.at(-1)?.text ?? '')?.[1] ?? '';
    const env = { ...ENGLISH, USER: 'alice' };
    const { code, stderr } = await cli(account.sandbox, [...printed.split(' '), '--reason', 'not me', '--yes'], env);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/done\s+LTAI\S+: switch off LTAI\S+ again/)]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect((await tampered('ci-bot')).at(-1)).toMatchObject({
      row: 'by-word',
      reason: expect.stringMatching(/: not me$/),
    });
    expect(told()).toEqual([expect.stringContaining('was it you?'), expect.stringContaining('it is back')]);
    account.sandbox.clock.advance(MINUTE_MS);
    await account.respond(TIMER, ENGLISH);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('an event that says so of a key that is on is not believed', async () => {
    await deliver(switched(ALICE, 'Inactive'));
    await deliver(switched({ type: 'ram-user', userName: 'mallory' }, 'Active'));
    expect((await account.incident('ci-bot')).state.followed).toBeNull();
    expect([account.statusOf('ci-bot'), told()]).toEqual(['Active', []]);
  });
});

describe('who it was is a matter of each thing, of its moment, and of the last call', () => {
  const minutes = async (count: number): Promise<void> => {
    account.sandbox.clock.advance(count * MINUTE_MS);
    await account.respond(TIMER, ENGLISH);
  };
  const happens = (identity: Partial<TrailIdentity>, more: Parameters<typeof event>[1] = {}): TrailEvent => {
    const one = event(identity, more);
    world().events.append(one);
    return one;
  };
  const MALLORY = { type: 'ram-user', userName: 'mallory', accessKeyId: 'LTAI5tMalloryKey000001' };
  const switchKey = (status: 'Active' | 'Inactive', identity: Partial<TrailIdentity>): TrailEvent => {
    setKeyStatus(world(), ownerNamed(world(), 'ci-bot'), account.keyOf('ci-bot'), status);
    const asked = { UserName: 'ci-bot', UserAccessKeyId: account.keyOf('ci-bot'), Status: status };
    return happens(identity, { eventName: 'UpdateAccessKey', requestParameters: asked });
  };

  test.each<[string, Partial<TrailEvent>]>([
    [
      'of another kind',
      { eventName: 'SetDefaultPolicyVersion', requestParameters: { PolicyName: QUARANTINE, VersionId: 'v1' } },
    ],
    [
      'on the group, which did not carry it',
      { eventName: 'UpdateGroup', requestParameters: { GroupName: QUARANTINE } },
    ],
    ['of the same kind, from before it was seen in its place', {}],
  ])("a person's older call, %s, is not the thief's: put back", async (_, more) => {
    world().events.visibleAfterMs = 10 * MINUTE_MS;
    happens(PERSON, more);
    await minutes(5);
    account.sandbox.clock.advance(20 * MINUTE_MS);
    detach('ci-bot');
    happens(MALLORY);
    await minutes(1);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(await tampered('ci-bot')).toMatchObject([{ row: 'unknown', doer: null }]);
    expect(told()).toEqual([expect.stringContaining('it is back')]);
  });

  test('what a person took off and put on again is not his when it is gone the next time', async () => {
    detach('ci-bot');
    await deliver(happens(ROOT));
    attachPolicy(world(), userNamed(world(), 'ci-bot'), policyNamed(world(), 'Custom', QUARANTINE));
    await minutes(1);
    world().events.visibleAfterMs = 10 * MINUTE_MS;
    detach('ci-bot');
    await minutes(4);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('a first look back is held against what ActionTrail shows later: the thief behind the owner is seen', async () => {
    await minutes(1);
    world().events.visibleAfterMs = 10 * MINUTE_MS;
    happens(ROOT);
    account.sandbox.clock.advance(8 * MINUTE_MS);
    happens(ROOT, { eventName: 'AttachPolicyToUser' });
    account.sandbox.clock.advance(2 * MINUTE_MS);
    happens(MALLORY);
    detach('ci-bot');
    await minutes(2);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(account.mails.at(-1)?.text).toContain('as ActionTrail shows so far');
    await minutes(9);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(told()).toEqual([expect.stringContaining('was it you?'), expect.stringContaining('it is back')]);
  });

  test.each<[string, Partial<TrailEvent>]>([
    ['Ram', {}],
    [
      'ResourceManager',
      {
        eventName: 'DetachPolicy',
        serviceName: 'ResourceManager',
        requestParameters: { PrincipalName: 'ci-bot@example.onaliyun.com', PolicyName: QUARANTINE },
      },
    ],
  ])('root, by %s, is not fought without any event', async (_, more) => {
    await minutes(1);
    world().events.visibleAfterMs = 10 * MINUTE_MS;
    detach('ci-bot');
    happens(ROOT, more);
    await minutes(12);
    await minutes(30);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(told()).toEqual([expect.stringContaining('was it you?')]);
    expect((await tampered('ci-bot')).at(-1)).toMatchObject({ doer: { type: 'root-account', isConfirmed: true } });
  });

  test("the owner's key stays on beside the thief's detach, which is put back, whichever is seen first", async () => {
    await deliver(switchKey('Inactive', ROOT));
    await deliver(switchKey('Active', ROOT));
    await minutes(40);
    detach('ci-bot');
    await deliver(happens(MALLORY));
    await minutes(30);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
    await deliver(switchKey('Inactive', ROOT));
    world().events.visibleAfterMs = 10 * MINUTE_MS;
    await minutes(60);
    detach('ci-bot');
    const thief = happens({ type: 'ram-user', userName: 'ci-bot', accessKeyId: account.keyOf('ci-bot') });
    await deliver(switchKey('Active', ROOT));
    await deliver(thief);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
    await minutes(40);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Active']);
  });

  test('somebody else who undoes again what a person was asked about is decided anew; an older call is not', async () => {
    detach('ci-bot');
    const older = event(MALLORY);
    account.sandbox.clock.advance(MINUTE_MS);
    await deliver(happens(ROOT));
    await deliver(older);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    account.sandbox.clock.advance(MINUTE_MS);
    await deliver(happens(MALLORY));
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });
});

test('delivered by EventBridge to the built function: back within seconds, without the timer', async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')).start({ deliver: true });
  await sandbox.fc.idle();
  const key = String(sandbox.keys.get('ci-bot')?.key.accessKeyId);
  sandbox.publishEvent('ak-tourniquet', busEvent(key, { userName: 'ci-bot' }));
  await sandbox.fc.idle();
  const policies = () => (sandbox?.world.users.get('ci-bot')?.attached.current ?? []).map(({ policy }) => policy.name);
  expect(policies()).toEqual([QUARANTINE]);
  const detached = { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' };
  const { status } = await callRpc(sandbox, sandbox.identities.admin, 'ram', 'DetachPolicyFromUser', detached);
  expect([status, policies()]).toEqual([200, []]);
  await sandbox.fc.idle();
  expect(policies()).toEqual([QUARANTINE]);
  expect(sandbox.inbox.mail.some(({ subject }) => /撤销了对 ci-bot 的限制/.test(subject))).toBe(true);
});
