import { setTimeout as sleep } from 'node:timers/promises';
import { openFunctionSession } from '../../../sandbox/identities';
import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import { groupNamed } from '../../../sandbox/world/groups';
import { createKey, ownerNamed } from '../../../sandbox/world/keys';
import { addVersion, deletePolicy, policyNamed } from '../../../sandbox/world/policies';
import { RunIncomplete } from '../../../shared/errors';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, FREEZE, QUARANTINE, used, withFullUser } from './arrange';

let account: Account;
afterEach(() => account.stop());

const allows = (action: string) => ({ Effect: 'Allow', Action: action, Resource: '*' });
const english = { TOURNIQUET_LANGUAGE: 'en' };
const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const policy = (name: string) => policyNamed(account.sandbox.world, 'Custom', name);
const allowEverything = JSON.stringify({ Version: '1', Statement: [allows('*')] });

describe('a user without a free place', () => {
  test('joins the group that carries the quarantine, and the verification sees it there', async () => {
    account = await Account.start(withFullUser('ci-bot'));
    account.leak('ci-bot');
    expect(await account.poll()).toMatchObject([{ verdict: 'contain', failures: [], denyAt: expect.any(String) }]);
    expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
    const { state } = await account.incident('ci-bot');
    expect(state).toMatchObject({ viaGroup: true, verification: { state: 'deny attached' } });
    expect(account.statusOf('ci-bot')).toBe('Active');
  });

  describe('whose group carries the quarantine no more, because a thief took it off', () => {
    beforeEach(async () => {
      account = await Account.start(withFullUser('ci-bot'));
      detachPolicy(account.sandbox.world, groupNamed(account.sandbox.world, QUARANTINE), policy(QUARANTINE));
    });

    test('is not called contained: the key is switched off', async () => {
      account.leak('ci-bot');
      await expect(account.poll()).rejects.toThrow(/no deny could be attached to ci-bot/);
      expect(account.statusOf('ci-bot')).toBe('Inactive');
      expect((await account.incident('ci-bot')).state.steps).toContainEqual(
        expect.objectContaining({ step: 'add-to-group', ok: false, detail: expect.stringContaining('does not carry') }),
      );
    });

    test('switches nothing off where that could not be asked', async () => {
      account.leak('ci-bot');
      account.fault('ram', 'ListPoliciesForGroup', '500', 20);
      await expect(account.poll()).rejects.toThrow(/could not be checked/);
      expect(account.statusOf('ci-bot')).toBe('Active');
      expect((await account.incident('ci-bot')).state.verification?.state).toBe('not verified');
    });
  });

  test('whose group hands out power besides, by a thief: nobody is put into it, and the key is switched off', async () => {
    account = await Account.start(withFullUser('ci-bot'));
    const { world } = account.sandbox;
    attachPolicy(world, groupNamed(world, QUARANTINE), policyNamed(world, 'System', 'AdministratorAccess'));
    account.leak('ci-bot');
    await expect(account.poll()).rejects.toThrow(/no deny could be attached to ci-bot/);
    expect([account.statusOf('ci-bot'), account.groupsOf('ci-bot')]).toEqual(['Inactive', []]);
    expect((await account.incident('ci-bot')).state.steps).toContainEqual(
      expect.objectContaining({
        step: 'add-to-group',
        ok: false,
        detail: expect.stringMatching(/AdministratorAccess/),
      }),
    );
  });

  test('whose group is refused as well: the key is switched off, and those made since the suspicion', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    createKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'));
    account.fault('ram', 'AttachPolicyToUser', 'deny');
    account.fault('ram', 'AddUserToGroup', 'deny');
    await expect(account.poll()).rejects.toThrow(RunIncomplete);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(account.sandbox.world.users.get('ci-bot')?.keys.map(({ status }) => status)).toEqual([
      'Inactive',
      'Inactive',
    ]);
    const { state } = await account.incident('ci-bot');
    expect(state.steps.map(({ step, ok }) => [step.replace(/:.*/, ''), ok])).toEqual([
      ['attach-quarantine', false],
      ['add-to-group', false],
      ['disable-key', true],
      ['disable-key', true],
    ]);
    // The one thing left was done, and the owner is told how it went.
    expect(account.mails.length).toBeGreaterThan(0);
  });

  test('a sender who is unknown switches nothing off, even when nothing else is left', async () => {
    account = await Account.start(inUse());
    account.fault('ram', 'AttachPolicyToUser', 'deny');
    account.fault('ram', 'AddUserToGroup', 'deny');
    await expect(account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }))).rejects.toThrow(
      RunIncomplete,
    );
    expect(account.objects('status/')).toEqual([expect.stringContaining('/not-contained--')]);
    account.clearFaults();
    account.sandbox.clock.advance(60_000);
    await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'e-2'));
    expect(account.objects('status/')).toEqual([expect.stringContaining('/contained--')]);
    expect(account.statusOf('ci-bot')).toBe('Active');
    expect(account.mails.length).toBeGreaterThan(0);
  });
});

test('an attach that is refused goes by the group', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  account.fault('ram', 'AttachPolicyToUser', 'deny');
  expect(await account.poll()).toMatchObject([{ failures: [] }]);
  expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
});

describe('the deny policy', () => {
  test('is missing: freeze takes its place', async () => {
    account = await Account.start(inUse());
    deletePolicy(account.sandbox.world, policy(QUARANTINE), true);
    account.leak('ci-bot');
    expect(await account.poll()).toMatchObject([{ failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
  });

  test('is missing, and freeze with it: the key is switched off', async () => {
    account = await Account.start(inUse());
    for (const name of [QUARANTINE, FREEZE]) deletePolicy(account.sandbox.world, policy(name), true);
    account.leak('ci-bot');
    await expect(account.poll()).rejects.toThrow(RunIncomplete);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('was changed: freeze is attached in its place, and the alert says what happened', async () => {
    account = await Account.start(inUse());
    addVersion(account.sandbox.world, policy(QUARANTINE), allowEverything, { setAsDefault: true, rotate: false });
    account.leak('ci-bot');
    expect(await account.poll(english)).toMatchObject([{ failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
    expect(account.mails).toHaveLength(2);
    expect(account.mails[0]?.text).toContain('AkTourniquetQuarantine was changed by somebody');
    // The next containment will need it as well.
    expect(account.mails[1]?.text).toContain('AkTourniquetQuarantine denies less than it must');
  });

  test('was changed where it is the freeze: the quarantine is attached in its place, and the key switched off', async () => {
    account = await Account.start(inUse());
    addVersion(account.sandbox.world, policy(FREEZE), allowEverything, { setAsDefault: true, rotate: false });
    account.leak('ci-bot');
    await account.poll({ ...english, TOURNIQUET_CONTAINMENT: 'freeze' });
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
  });

  test('was made stricter by its owner: it is what it must be, and nothing else is attached', async () => {
    account = await Account.start(inUse());
    const stands = policy(QUARANTINE).versions.find(({ isDefault }) => isDefault)?.document ?? '';
    const { Statement } = JSON.parse(stands);
    const stricter = {
      Version: '1',
      Statement: [...Statement, { Effect: 'Deny', Action: 'oss:GetObject', Resource: '*' }],
    };
    addVersion(account.sandbox.world, policy(QUARANTINE), JSON.stringify(stricter), {
      setAsDefault: true,
      rotate: false,
    });
    account.leak('ci-bot');
    expect(await account.poll(english)).toMatchObject([{ failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
    expect(account.mails[0]?.subject).toContain('[CONTAINED]');
  });

  test('was changed, and freeze too: the key is switched off', async () => {
    account = await Account.start(inUse());
    for (const name of [QUARANTINE, FREEZE])
      addVersion(account.sandbox.world, policy(name), allowEverything, { setAsDefault: true, rotate: false });
    account.leak('ci-bot');
    await expect(account.poll()).rejects.toThrow(RunIncomplete);
    expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Inactive', []]);
  });

  test('was changed, and the sender is unknown: nothing is attached or switched off, and the run fails', async () => {
    account = await Account.start(inUse());
    for (const name of [QUARANTINE, FREEZE])
      addVersion(account.sandbox.world, policy(name), allowEverything, { setAsDefault: true, rotate: false });
    await expect(account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }))).rejects.toThrow(
      RunIncomplete,
    );
    expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Active', []]);
  });
});

describe('OSS is down', () => {
  test('the deny is attached all the same, the alert says what is not known, and the run fails', async () => {
    account = await Account.start(inUse());
    account.fault('oss', undefined, 'deny', 1000);
    const event = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
    await expect(account.respond(event, english)).rejects.toThrow(RunIncomplete);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    const told = account.mails.map(({ text }) => text).join('\n');
    expect(told).toMatch(/former release cannot be seen/);
    expect(told).toMatch(/cap counts this instance alone/);
    expect(told).toMatch(/nothing of this could be recorded/);

    // The platform delivers again: then everything is recorded, and told as an incident.
    account.clearFaults();
    expect(await account.handled(event, english)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect((await account.incident('ci-bot')).state).toMatchObject({ verification: { state: 'deny attached' } });
  });

  test('each poll comes to it anew, and tells it once an hour', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    account.fault('oss', undefined, 'deny', 10_000);
    for (const _ of [1, 2, 3]) await expect(account.poll(english)).rejects.toThrow(RunIncomplete);
    const incidents = account.mails.filter(({ text }) => text.includes('nothing of this could be recorded'));
    expect(incidents).toHaveLength(1);
    account.sandbox.clock.advance(3_600_000);
    await expect(account.poll(english)).rejects.toThrow(RunIncomplete);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('so it is where versions were switched on under a warm instance: forbid-overwrite is ignored then', async () => {
    account = await Account.start(inUse());
    await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), english);
    const bucket = account.sandbox.oss.buckets.get('ak-tourniquet-evidence');
    if (bucket) bucket.versioning = 'Enabled';
    account.sandbox.clock.advance(60_000);
    const second = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'e-2');
    await expect(account.respond(second, english)).rejects.toThrow(/its versioning is Enabled/);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('OSS that is late is not down: the deny does not wait, and all the same everything is recorded and told once', async () => {
    // What is loaded at the first deny of a process must not look like waiting for OSS.
    account = await Account.start(inUse());
    await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), english);
    await account.stop();
    account = await Account.start(inUse());
    // The journal's list and the hour's.
    account.fault('oss', 'ListObjectsV2', 'timeout', 2);
    const event = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
    expect(await account.handled(event, english)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    const calls = account.calls().filter(({ status }) => status === 200);
    const attached = calls.findIndex(({ action }) => action === 'AttachPolicyToUser');
    const read = calls.findIndex(({ parameters }) => String(parameters['prefix']).endsWith('/journal/'));
    expect([attached, read].every((at) => at >= 0)).toBe(true);
    expect(attached).toBeLessThan(read);
    expect((await account.incident('ci-bot')).state).toMatchObject({ verification: { state: 'deny attached' } });
    expect(account.mails).toHaveLength(1);
    expect(account.mails[0]?.text).toContain('former release cannot be seen');
  });

  test('OSS that is late is not down where nothing is done either: a release that it tells has its say', async () => {
    account = await Account.start(inUse());
    const event = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
    const excluded = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    const { kernel } = account.sandbox;
    let lists = 0;
    kernel.takeFault = async (service, action) => {
      lists += action === 'ListObjectsV2' ? 1 : 0;
      if (lists === 1 && action === 'ListObjectsV2') await sleep(700);
      return kernel.faults.take(service, action);
    };
    expect(await account.handled(event, excluded)).toMatchObject([{ row: 'excluded', failures: [] }]);
    expect((await account.incident('ci-bot')).state.held).not.toBeNull();
    expect(account.mails).toHaveLength(1);
  });

  test('OSS that never answers holds the deny up for no more than its budget', async () => {
    account = await Account.start(inUse());
    account.fault('oss', 'GetObject', 'timeout', 100);
    account.fault('oss', 'ListObjectsV2', 'timeout', 100);
    account.fault('oss', 'ListObjects', 'timeout', 100);
    const event = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
    await expect(account.respond(event)).rejects.toThrow(RunIncomplete);
    const order = account.calls().map(({ action }) => action);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(order.indexOf('AttachPolicyToUser')).toBeGreaterThan(-1);
  });
});

describe('a call that is throttled, fails or breaks off is tried again', () => {
  test.each(['throttle', '500', 'reset'] as const)('%s', async (fault) => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    account.fault('ram', 'ListAccessKeys', fault);
    account.fault('ram', 'AttachPolicyToUser', fault, 2);
    expect(await account.poll()).toMatchObject([{ failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('an answer that breaks off half way: the attach was done, and is found done', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    account.fault('ram', 'AttachPolicyToUser', 'malformed');
    expect(await account.poll()).toMatchObject([{ denyAt: expect.any(String), failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });
});

test("the function's own right to attach is taken away: it is heard of, and nothing is called contained", async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const { world } = account.sandbox;
  const allowed = policyNamed(world, 'Custom', roleName('respond'));
  const document = allowed.document.current
    .replaceAll('ram:AttachPolicyToUser', 'ram:Nothing')
    .replaceAll('ram:AddUserToGroup', 'ram:Nothing')
    .replaceAll(/(ram|ims):UpdateAccessKey"/g, 'ram:Nothing"');
  addVersion(world, allowed, document, { setAsDefault: true, rotate: false });
  expect(openFunctionSession(world, roleName('respond'), 'x').accessKeyId).toMatch(/^STS\./);
  await expect(account.poll(english)).rejects.toThrow(/no deny could be attached/);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  const { state } = await account.incident('ci-bot');
  expect(state).toMatchObject({ denyAt: null, verification: { state: 'not verified' } });
  expect(account.mails.length).toBeGreaterThan(0);
});
