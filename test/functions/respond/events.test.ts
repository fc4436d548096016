import { setTimeout as sleep } from 'node:timers/promises';
import { releaseCommand } from '../../../cli/release';
import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { RunningSandbox } from '../../../sandbox/start';
import type { TrailEvent, TrailIdentity } from '../../../sandbox/world/events';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, used } from './arrange';

/** A look at 29 regions is paced: what is shown here does not depend on it. */
const ONE_REGION = { TOURNIQUET_REGIONS: 'cn-hangzhou' };
const RISK = 'Forbidden : There is a risk of leakage of this AccessKey.';
const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));

/** A call that Alibaba Cloud refused, because it knows that the key has leaked (RAM, restrictive protection). */
function refusedCall(sandbox: RunningSandbox, identity: Partial<TrailIdentity>, region = 'cn-hangzhou'): TrailEvent {
  const id = sandbox.world.newId('request');
  const at = new Date(sandbox.clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z');
  return {
    eventId: id,
    eventVersion: 1,
    eventName: 'CreateUser',
    eventRW: 'Write',
    eventSource: 'ram.aliyuncs.com',
    eventTime: at,
    eventType: 'ApiCall',
    eventCategory: 'Management',
    serviceName: 'Ram',
    acsRegion: region,
    isGlobal: true,
    requestId: id,
    recipientAccountId: sandbox.accountId,
    sourceIpAddress: '203.0.113.66',
    userAgent: 'ak-tourniquet/0.1.0',
    userIdentity: { type: 'ram-user', accountId: sandbox.accountId, principalId: '1', userName: 'ci-bot', ...identity },
    errorCode: 'Forbidden',
    errorMessage: RISK,
  };
}

async function eventually(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await sleep(50);
}

describe('delivered by EventBridge to the built function', () => {
  let sandbox: RunningSandbox;
  afterEach(() => sandbox.stop());

  const keyId = (): string => sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  const respondRuns = () => sandbox.fc.asyncInvocations.filter(({ functionName }) => functionName.endsWith('respond'));
  const policies = () => (sandbox.world.users.get('ci-bot')?.attached.current ?? []).map(({ policy }) => policy.name);

  test('a refused call of a leaked key contains it, without Security Center; our own writes start nothing', async () => {
    sandbox = await inUse().start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    const before = respondRuns().length;
    for (let time = 0; time < 5; time += 1) sandbox.world.events.append(refusedCall(sandbox, { accessKeyId: keyId() }));
    await sandbox.fc.idle();
    // Five events, the fifth of them twice; what respond itself wrote in the account came back to nobody.
    expect(respondRuns().length - before).toBe(6);
    expect(policies()).toEqual([QUARANTINE]);
    const attached = sandbox.world.events.all().filter(({ eventName }) => eventName === 'AttachPolicyToUser');
    expect(attached.filter(({ errorCode }) => errorCode === undefined)).toHaveLength(1);
    expect(sandbox.inbox.mail.filter(({ attachments }) => attachments.length === 0)).toHaveLength(1);
  });

  test("the thief's own call, refused by Alibaba Cloud's restrictive protection, gives the key away", async () => {
    sandbox = await inUse().start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    const thief = sandbox.keys.get('ci-bot')?.key;
    if (thief === undefined) throw new Error('the account has no such key');
    sandbox.world.restrictedKeys.add(thief.accessKeyId);
    // A read is refused as well, but EventBridge has no events of reads; what is not on the list is not refused.
    const [read, free] = [
      await callRpc(sandbox, thief, 'ram', 'ListUsers', {}),
      await callRpc(sandbox, thief, 'sts', 'GetCallerIdentity', {}),
    ];
    await sandbox.fc.idle();
    expect([read.status, read.body['Message'], free.status, policies()]).toEqual([403, RISK, 200, []]);
    expect((await callRpc(sandbox, thief, 'ram', 'CreateUser', { UserName: 'crossfire' })).body['Message']).toBe(RISK);
    await eventually(() => policies().length > 0);
    await sandbox.fc.idle();
    expect(policies()).toEqual([QUARANTINE]);
    expect(sandbox.world.leaks).toEqual([]);
  });

  test('an event of another region does not come: the rules stand where RAM tells its events', async () => {
    sandbox = await inUse().start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    const before = respondRuns().length;
    sandbox.world.events.append(refusedCall(sandbox, { accessKeyId: keyId() }, 'cn-beijing'));
    await sleep(50);
    await sandbox.fc.idle();
    expect(respondRuns()).toHaveLength(before);
    expect(policies()).toEqual([]);
  });

  test("a notice on the owner's own bus contains; one that names no key goes to nobody", async () => {
    sandbox = await inUse().start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    const before = respondRuns().length;
    const notice = { ...busEvent(keyId(), { userName: 'ci-bot' }, 'scan-1'), type: 'acme:Config:LeakFound' };
    expect(sandbox.publishEvent('ak-tourniquet', { ...notice, data: { repository: 'acme/site' } })).toBe(0);
    const put = { bus: 'ak-tourniquet', event: notice };
    const answer = await fetch(`${sandbox.url}/_sandbox/events`, { method: 'POST', body: JSON.stringify(put) });
    expect(await answer.json()).toEqual({ rules: 1 });
    await sandbox.fc.idle();
    expect([respondRuns().length - before, policies()]).toEqual([1, [QUARANTINE]]);
    expect(() => sandbox.publishEvent('no-such-bus', notice)).toThrow(
      /there is no bus no-such-bus: default, ak-tourniquet/,
    );
  });

  test("Cloud Config's rule, evaluated once a day, has Security Center asked", async () => {
    sandbox = await inUse().start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    sandbox.publishLeak({ key: 'ci-bot', when: 'published' });
    const before = respondRuns().length;
    sandbox.clock.advance(24 * 3_600_000);
    const told = () => respondRuns().filter(({ event }) => event.toString().includes('NonCompliantNotification'));
    await eventually(() => told().length > 0);
    await sandbox.fc.idle();
    expect(told()[0]?.attempts.at(-1)?.error).toBeUndefined();
    // The timer is due at the same moment: whichever of the two looks first finds the leak, and both have looked.
    const answers = respondRuns()
      .slice(before)
      .map(({ attempts }) => JSON.parse(String(attempts.at(-1)?.payload)) as { handled: { leakId: string }[] });
    expect(JSON.parse(String(told()[0]?.attempts.at(-1)?.payload))).toMatchObject({ skipped: [] });
    expect(answers.flatMap(({ handled }) => handled.map(({ leakId }) => leakId)).join()).toMatch(/^sas:/);
    expect(policies()).toEqual([QUARANTINE]);
  });

  test('notices that arrive together pass the cap by what is in flight at most, and none comes after', async () => {
    const users = Array.from({ length: 6 }, (_, n) => `bot-${n}`);
    const builder = aSandbox().withUser(...users.map((name) => aUser(name).withKey()));
    sandbox = await builder.start({ deliver: true, env: { ...ONE_REGION, TOURNIQUET_MAX_PER_HOUR: '1' } });
    await sandbox.fc.idle();
    const notify = async (names: readonly string[]): Promise<string[]> => {
      for (const name of names) {
        const key = sandbox.keys.get(name)?.key.accessKeyId ?? '';
        sandbox.publishEvent('ak-tourniquet', busEvent(key, { userName: name }, `scan-${name}`));
      }
      await sandbox.fc.idle();
      return users.filter((name) => (sandbox.world.users.get(name)?.attached.current.length ?? 0) > 0);
    };
    const first = await notify(users.slice(0, 4));
    expect(first.length).toBeGreaterThanOrEqual(1);
    // However many of them ran side by side: what comes later is held.
    expect(await notify(users.slice(4))).toEqual(first);
  });

  test('a flood of refused calls of one key keeps the responder from no other key', async () => {
    sandbox = await inUse().withUser(aUser('other').withKey()).start({ deliver: true, env: ONE_REGION });
    await sandbox.fc.idle();
    for (let time = 0; time < 60; time += 1)
      sandbox.world.events.append(refusedCall(sandbox, { accessKeyId: keyId() }));
    sandbox.world.events.append(
      refusedCall(sandbox, { accessKeyId: sandbox.keys.get('other')?.key.accessKeyId ?? '' }),
    );
    await sandbox.fc.idle();
    const attaches = sandbox.kernel.calls.all().filter(({ action }) => action === 'AttachPolicyToUser');
    // Each instance once at most for the flooding key, of which there are ten.
    expect(attaches.length).toBeLessThanOrEqual(12);
    expect(attaches.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(sandbox.world.users.get('other')?.attached.current).toHaveLength(1);
  });

  test('a function that keeps failing leaves its event in the dead letters', async () => {
    sandbox = await inUse().start({ deliver: true, env: { ...ONE_REGION, TOURNIQUET_MODE: 'neither' } });
    sandbox.world.events.append(refusedCall(sandbox, { accessKeyId: keyId() }));
    await sandbox.fc.idle();
    const letters = sandbox.deadLetters.all.map(({ from, event }) => [from, (event as { type?: string }).type]);
    expect(letters).toContainEqual(['ak-tourniquet-respond', 'ram:ActionTrail:ApiCall']);
  });
});

describe('a forged event decides nothing: the live look, the exclusions and the cap do', () => {
  let account: Account;
  afterEach(() => account.stop());
  const refused = (identity: Partial<TrailIdentity>) =>
    cloudEventOf(refusedCall(account.sandbox, identity), account.sandbox.accountId, new Date());

  test('it names another user than the owner: the owner is found, and nobody else is touched', async () => {
    account = await Account.start(inUse().withUser(aUser('innocent').withKey()));
    const event = refused({ accessKeyId: account.keyOf('ci-bot'), userName: 'innocent' });
    expect(await account.handled(event)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect([account.policiesOf('ci-bot'), account.policiesOf('innocent')]).toEqual([[QUARANTINE], []]);
  });

  const OLD = '2020-01-01T00:00:00Z';
  const dressed = (data: object = {}) => ({
    ...busEvent(account.keyOf('old')),
    type: 'ecs:ActionTrail:ApiCall',
    time: OLD,
    aliyuneventbusname: 'default',
    data: { errorMessage: RISK, eventTime: OLD, userIdentity: { accessKeyId: account.keyOf('old') }, ...data },
  });

  test.each([
    ['of an unused key', {}, {}],
    ['of a key in use, where keys are to be disabled', { TOURNIQUET_CONTAINMENT: 'disable' }, {}],
    ['with a field of a notice besides', {}, { accessKeyId: 'x' }],
  ])('a forged refusal %s switches nothing off', async (_, env, data) => {
    account = await Account.start(aSandbox().withUser(aUser('old').withKey()));
    await account.respond(dressed(data), env);
    expect(account.statusOf('old')).toBe('Active');
  });

  test('a forged refusal of long ago switches nothing off, even where no deny can be attached', async () => {
    account = await Account.start(aSandbox().withUser(aUser('old').withKey().withKey('second')));
    account.fault('ram', 'AttachPolicyToUser', 'deny', 9);
    account.fault('ram', 'AddUserToGroup', 'deny', 9);
    await expect(account.respond(dressed())).rejects.toThrow();
    expect((account.sandbox.world.users.get('old')?.keys ?? []).map(({ status }) => status)).toEqual([
      'Active',
      'Active',
    ]);
    const { state } = await account.incident('old');
    expect(state.signals.map(({ foundAt }) => foundAt)).toEqual([null]);
  });

  test('a refusal of after a release is another leak: a person is asked, whoever was released before', async () => {
    account = await Account.start(inUse());
    const at = (eventTime: string) => ({
      ...refused({ accessKeyId: account.keyOf('ci-bot') }),
      data: { ...refusedCall(account.sandbox, { accessKeyId: account.keyOf('ci-bot') }), eventTime },
    });
    await account.respond(at(account.sandbox.clock.now().toISOString()));
    const admin = account.sandbox.identities.admin;
    const run = await aRun(account.sandbox, {}, 'respond', undefined, admin);
    const how = { reason: 'a test', by: 'alice', yes: true, reactivate: [], ownKeys: [], falseAlarm: true };
    const cli = { run, credentials: admin, clock: run.clock, config: run.config };
    expect(await releaseCommand(cli, account.keyOf('ci-bot'), how)).toBe(0);
    account.sandbox.clock.advance(3_600_000);
    const [later] = await account.handled(at(account.sandbox.clock.now().toISOString()));
    expect(later).toMatchObject({ row: 'released-new-leak', verdict: 'hold' });
  });

  test('it names a key of an excluded user: a person is asked', async () => {
    account = await Account.start(inUse());
    const event = refused({ accessKeyId: account.keyOf('ci-bot') });
    const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    expect(await account.respond(event, env)).toMatchObject({ handled: [{ row: 'excluded', verdict: 'hold' }] });
    expect(account.writingCalls()).toEqual([]);
  });

  test("it calls a user's key root's: the key is found to be the user's", async () => {
    account = await Account.start(inUse());
    const event = refused({ accessKeyId: account.keyOf('ci-bot'), type: 'root-account', userName: 'root' });
    expect(await account.handled(event)).toMatchObject([{ verdict: 'contain' }]);
  });

  test('it names keys that are none of ours: told, and nothing is touched', async () => {
    account = await Account.start(inUse());
    const event = refused({ accessKeyId: 'LTAI5tSomebodyElses0001', accountId: '9999999999999999' });
    expect(await account.handled(event)).toMatchObject([{ row: 'not-ours', verdict: 'none' }]);
    expect(account.writingCalls()).toEqual([]);
  });

  test('it says "our own role": temporary credentials are no AccessKey', async () => {
    account = await Account.start(inUse());
    const event = refused({
      type: 'assumed-role',
      userName: 'ak-tourniquet-respond:ak-tourniquet-respond',
      accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs1234',
    });
    expect(await account.respond(event)).toMatchObject({ handled: [], skipped: [{}] });
    expect(account.writingCalls()).toEqual([]);
  });

  const ownRole = { type: 'assumed-role', userName: 'ak-tourniquet-respond:ak-tourniquet-respond' };
  test.each([
    ['of our account and role: it asks for nothing', {}, { skipped: [{ why: "a call of our own function's role" }] }],
    ['of that role in another account: the key is looked at', { accountId: '9999999999999999' }, { handled: [{}] }],
    ['of another role with our user agent: the key is looked at', { userName: 'deployer:ci' }, { handled: [{}] }],
    ['of a user who is called like our role: the key is looked at', { type: 'ram-user' }, { handled: [{}] }],
  ])('a refused call %s', async (_, identity, expected) => {
    account = await Account.start(inUse());
    const event = refused({ ...ownRole, accessKeyId: account.keyOf('ci-bot'), ...identity });
    expect(JSON.stringify(event)).toContain('ak-tourniquet/0.1.0');
    expect(await account.respond(event)).toMatchObject(expected);
    expect(account.policiesOf('ci-bot')).toEqual('handled' in expected ? [QUARANTINE] : []);
  });

  test('a flood of them stops at the cap of senders whom nobody knows; what is over it is held', async () => {
    const users = Array.from({ length: 6 }, (_, i) => aUser(`user-${i}`).withKey());
    account = await Account.start(aSandbox().withUser(...users));
    const events = users.map(({ user }, i) => busEvent(account.keyOf(user.name), { userName: user.name }, `e-${i}`));
    const env = { TOURNIQUET_MAX_PER_HOUR: '2' };
    const { handled } = (await account.respond(events, env)) as { handled: { verdict: string }[] };
    expect(handled.map(({ verdict }) => verdict).sort()).toEqual([
      'contain',
      'contain',
      'hold',
      'hold',
      'hold',
      'hold',
    ]);
  });

  test('the user agent decides nothing: a thief who calls himself ak-tourniquet is contained', async () => {
    account = await Account.start(inUse());
    const event = refused({ accessKeyId: account.keyOf('ci-bot') });
    expect(JSON.stringify(event)).toContain('ak-tourniquet/0.1.0');
    expect(await account.handled(event)).toMatchObject([{ verdict: 'contain' }]);
  });
});
