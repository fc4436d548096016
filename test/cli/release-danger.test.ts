import { investigateCommand } from '../../cli/investigate';
import { type ReleaseOptions, releaseCommand } from '../../cli/release';
import { isoSeconds } from '../../sandbox/kernel/trail';
import { changeLogin, loginOf } from '../../sandbox/world/login';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { Account, busEvent, QUARANTINE, used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { callRpc } from '../sdk-clients';
import { output } from './release-arrange';

/** What is attached to the user, or to his group, grants by its default version: both may change under the deny. */
const ALLOWS = (action: string) => ({ Effect: 'Allow', Action: action, Resource: '*' });
const WIDER = JSON.stringify({ Version: '1', Statement: [ALLOWS('*')] });

let account: Account;
const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  account = await Account.start(
    aSandbox()
      .withPolicy('deploy', ALLOWS('ecs:*'))
      .withGroup('builders', 'Custom/deploy')
      .withUser(aUser('ci-bot').withKey('a').withKey('b').withPolicy('Custom/deploy').inGroup('builders').withConsole())
      .withEvents(used('a'), used('b')),
    env,
  );
};
afterEach(() => account.stop());

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
async function release(key: string, more: Partial<ReleaseOptions> = {}, env: object = {}) {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, { ...ENGLISH, ...env }, 'respond', undefined, credentials);
  const wish = { reason: 'checked', by: 'alice', yes: true, falseAlarm: false, reactivate: [], ownKeys: [] };
  return releaseCommand({ run, credentials, clock: run.clock, config: run.config }, account.keyOf(key), {
    ...wish,
    ...more,
  });
}
const refused = (message: RegExp) => ({ exitCode: 4, message: expect.stringMatching(message) });
const leaked = (key: string, env: object = {}) =>
  account.respond(busEvent(account.keyOf(key), { userName: 'ci-bot' }, `leak-of-${key}`), { ...ENGLISH, ...env });
const turn = (key: string, status: 'Active' | 'Inactive'): void => {
  const found = account.sandbox.keys.get(key)?.key;
  if (found === undefined) throw new Error(`there is no key ${key}`);
  found.status = status;
};
const byHand = (action: string, parameters: Readonly<Record<string, string>>) =>
  callRpc(account.sandbox, account.sandbox.identities.admin, 'ram', action, parameters);

describe('two leaked keys of one user', () => {
  test.each([
    ['none came', false],
    ['one more came', true],
  ])('one of them was released while it was off, and is on again: %s of its notices in between', async (_, isMore) => {
    await start();
    await leaked('a');
    turn('a', 'Inactive');
    expect(await release('a', { ownKeys: [account.keyOf('b')] })).toBe(0);
    const again = busEvent(account.keyOf('a'), { userName: 'ci-bot' }, 'told-again');
    if (isMore) expect(await account.handled(again, ENGLISH)).toMatchObject([{ row: 'already-inactive' }]);
    turn('a', 'Active');
    await leaked('b');
    const why = refused(/leaked as well, and is active/);
    await expect(release('b', { falseAlarm: true })).rejects.toMatchObject(why);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });

  test('neither is released while it is active, and the deny stays until no finder has the power back', async () => {
    await start();
    await leaked('a');
    await leaked('b');
    await expect(release('a')).rejects.toMatchObject(refused(/is still active/));
    turn('a', 'Inactive');
    expect(await release('a')).toBe(0);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    // Somebody switches it on again: its release is over, and it leaked all the same.
    turn('a', 'Active');
    turn('b', 'Inactive');
    await expect(release('b')).rejects.toMatchObject(refused(/of ci-bot leaked as well, and is active.*--false-alarm/));
    await expect(release('b', { falseAlarm: true })).rejects.toMatchObject(refused(/leaked as well/));
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    // That it was no leak is said of the key that it is said of, in its journal.
    expect(await release('a', { falseAlarm: true })).toBe(0);
    expect(await release('b')).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual(['deploy']);
  });

  test('a leaked key is switched on by neither release, unless it was a false alarm', async () => {
    const disable = { TOURNIQUET_CONTAINMENT: 'disable' };
    await start();
    for (const key of ['a', 'b']) {
      account.leak(key, { status: 'pending', tokenValid: 1 });
      await account.poll({ ...ENGLISH, ...disable });
    }
    expect(['a', 'b'].map((key) => account.statusOf(key))).toEqual(['Inactive', 'Inactive']);
    const [a, b] = [account.keyOf('a'), account.keyOf('b')];
    await expect(release('a', { reactivate: [a] })).rejects.toMatchObject(refused(/would be active again/));
    await expect(release('a', { reactivate: [b], falseAlarm: true, allDenies: true })).rejects.toMatchObject(
      refused(/leaked as well, and would be active again/),
    );
    expect(await release('a', { reactivate: [a], falseAlarm: true })).toBe(0);
    expect(['a', 'b'].map((key) => account.statusOf(key))).toEqual(['Active', 'Inactive']);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });
});

test('a console login that needs a second factor comes back with the deny, by the last release', async () => {
  const enforce = { TOURNIQUET_MFA: 'enforce' };
  await start(enforce);
  const login = () => account.sandbox.world.users.get('ci-bot')?.login?.mfaBindRequired;
  expect(login()).toBe(false);
  for (const key of ['a', 'b']) await leaked(key, enforce);
  expect(login()).toBe(true);
  expect(await release('a', { falseAlarm: true }, enforce)).toBe(0);
  expect([login(), account.policiesOf('ci-bot')]).toEqual([true, [QUARANTINE, 'deploy']]);
  expect(await release('b', { falseAlarm: true }, enforce)).toBe(0);
  expect([login(), account.policiesOf('ci-bot')]).toEqual([false, ['deploy']]);
});

test('his password was changed between two containments of his: the change of ours that covered it says so', async () => {
  const enforce = { TOURNIQUET_MFA: 'enforce' };
  await start(enforce);
  const { clock, world } = account.sandbox;
  const hour = () => clock.advance(3_600_000);
  await leaked('a', enforce);
  hour();
  const user = userNamed(world, 'ci-bot');
  changeLogin(world, user, loginOf(user), { password: 'Theirs!1234567', mfaBindRequired: false });
  const at = isoSeconds(clock.now());
  hour();
  await leaked('b', enforce);
  hour();
  for (const key of ['a', 'b']) turn(key, 'Inactive');
  expect(await release('b', { falseAlarm: true, keepConsole: true }, enforce)).toBe(0);
  await expect(release('a', { falseAlarm: true }, enforce)).rejects.toMatchObject(
    refused(new RegExp(`his console login was changed at ${at}: perhaps its password`)),
  );
});

test.each([
  ['quarantine', {}],
  ['disable', { TOURNIQUET_CONTAINMENT: 'disable' }],
])('a key that is switched on behind a complete release of %s gives his power back as well', async (_, env) => {
  await start();
  await leaked('a', env);
  account.sandbox.clock.advance(3_600_000);
  turn('a', 'Inactive');
  expect(await release('a', { falseAlarm: true })).toBe(0);
  await byHand('AttachPolicyToUser', {
    ...{ PolicyType: 'System', PolicyName: 'AdministratorAccess' },
    UserName: 'ci-bot',
  });
  const again = { falseAlarm: true, reactivate: [account.keyOf('a')], allDenies: true };
  await expect(release('a', again)).rejects.toMatchObject(refused(/AdministratorAccess was attached to him/));
  expect(account.statusOf('a')).toBe('Inactive');
  expect(await release('a', { ...again, acceptChanges: true })).toBe(0);
  expect(account.statusOf('a')).toBe('Active');
});

describe('power that he got under the deny', () => {
  beforeEach(async () => {
    await start();
    await leaked('a');
    turn('a', 'Inactive');
  });

  test('by another version of a policy of his, and by his group', async () => {
    await byHand('CreatePolicyVersion', { PolicyName: 'deploy', PolicyDocument: WIDER, SetAsDefault: 'true' });
    await expect(release('a')).rejects.toMatchObject(
      refused(/: deploy grants by version v2 \(was v1\)\..*--accept-changes/),
    );
    await byHand('AttachPolicyToGroup', {
      ...{ PolicyType: 'System', PolicyName: 'AdministratorAccess' },
      GroupName: 'builders',
    });
    await expect(release('a')).rejects.toMatchObject(refused(/AdministratorAccess was attached to his group builders/));
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await release('a', { acceptChanges: true })).toBe(0);
  });

  test.each(['gone', 'forged'] as const)('nobody knows: what he was before is %s', async (how) => {
    const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
    const key = account.objects().find((name) => name.includes('before')) ?? '';
    const kept = objects?.get(key);
    if (how === 'gone') objects?.delete(key);
    else if (kept) objects?.set(key, { ...kept, body: Buffer.from('{"policies":{"value":[]}}') });
    await expect(release('a')).rejects.toMatchObject(refused(/could not be checked: .*--accept-changes/));
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await release('a', { acceptChanges: true })).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual(['deploy']);
  });

  test('nobody knows: his groups cannot be looked at now', async () => {
    account.fault('ram', 'ListPoliciesForGroup', 'deny', 1);
    await expect(release('a')).rejects.toMatchObject(refused(/could not be checked: the groups that he was in/));
    expect(await release('a')).toBe(0);
  });
});

describe('what the finder of the key did before the deny came', () => {
  const THIEF = { 'x-sandbox-source-ip': '185.220.101.34' };
  const hours = (count: number): void => account.sandbox.clock.advance(count * 3_600_000);
  const asThief = (action: string, parameters: Readonly<Record<string, string>>) =>
    callRpc(account.sandbox, account.sandbox.keys.get('a')?.key as never, 'ram', action, parameters, THIEF);

  beforeEach(async () => {
    account = await Account.start(
      aSandbox()
        .withUser(aUser('ci-bot').withKey('a').withPolicy('System/AliyunRAMFullAccess', 'System/AliyunECSFullAccess'))
        .withEvents(
          ...[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((daysAgo) => ({
            ...used('a'),
            daysAgo,
            sourceIp: '203.0.113.7',
          })),
        ),
    );
  });

  test('a key that it made with the leaked one before the leak was found asks for a word, by the findings', async () => {
    await asThief('CreateAccessKey', { UserName: 'ci-bot' });
    const made = userNamed(account.sandbox.world, 'ci-bot').keys.at(-1)?.accessKeyId ?? '';
    hours(0.5);
    await leaked('a');
    // Nobody has looked yet: it is older than the leak.
    turn('a', 'Inactive');
    const credentials = account.sandbox.identities.admin;
    const run = await aRun(
      account.sandbox,
      { ...ENGLISH, TOURNIQUET_REGIONS: 'cn-hangzhou' },
      'respond',
      undefined,
      credentials,
    );
    await investigateCommand({ run, credentials, clock: run.clock, config: run.config }, account.keyOf('a'), false);
    await expect(release('a')).rejects.toMatchObject(
      refused(new RegExp(`${made}: made with the leaked key, as the findings say, and active.*--own-key ${made}`)),
    );
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    const key = account.objects().find((name) => name.endsWith('/findings.json')) ?? '';
    const { cloud } = run;
    await cloud.evidence.put(key, '{');
    await expect(release('a')).rejects.toMatchObject(refused(/made with the leaked key could not be checked/));
    expect(await release('a', { ownKeys: [made as never] })).toBe(0);
  });

  test('what it gave the user is shown, and given back only when a person has looked at it; of a false alarm there was none', async () => {
    await byHand('CreateGroup', { GroupName: 'admins' });
    account.leak('a');
    hours(1);
    const ADMIN = { PolicyType: 'System', PolicyName: 'AdministratorAccess' };
    await asThief('AttachPolicyToUser', { ...ADMIN, UserName: 'ci-bot' });
    await asThief('AddUserToGroup', { GroupName: 'admins', UserName: 'ci-bot' });
    hours(1);
    await account.poll();
    turn('a', 'Inactive');
    await expect(release('a')).rejects.toMatchObject(
      refused(
        /Between the leak and .*: AdministratorAccess was attached to him at .*; he was put into the group admins/,
      ),
    );
    const said = await output(async () => expect(await release('a', { acceptChanges: true })).toBe(0));
    expect(said).toMatch(/know that between the leak and the containment of ci-bot AdministratorAccess was attached/);
    await leaked('a');
    expect(await release('a', { falseAlarm: true })).toBe(0);
  });
});

test('a key that was switched off while nothing could be written comes back by name, where a person says so', async () => {
  await start();
  account.leak('a', { status: 'pending', tokenValid: 1 });
  const { buckets } = account.sandbox.oss;
  const bucket = buckets.get('ak-tourniquet-evidence');
  buckets.delete('ak-tourniquet-evidence');
  // No deny can be attached: the key is switched off instead.
  for (const action of ['AttachPolicyToUser', 'AddUserToGroup']) account.fault('ram', action, 'deny', 100);
  await expect(account.poll(ENGLISH)).rejects.toThrow();
  account.clearFaults();
  if (bucket) buckets.set('ak-tourniquet-evidence', bucket);
  expect(account.statusOf('a')).toBe('Inactive');
  const wish = { falseAlarm: true, reactivate: [account.keyOf('a')] };
  await expect(release('a', wish)).rejects.toMatchObject(
    refused(/the key of ci-bot is off, of which no journal knows.* respond LTAI.* release LTAI\S+ .*--reactivate LTAI/),
  );
  await leaked('a');
  await expect(release('a', wish)).rejects.toMatchObject(refused(/No journal says.*--all-denies/));
  const said = await output(async () => expect(await release('a', { falseAlarm: true })).toBe(0));
  expect(said).toMatch(/leave LTAI\S+ off: no journal says.*--all-denies --reactivate/);
  expect(account.statusOf('a')).toBe('Inactive');
  expect(await release('a', { ...wish, allDenies: true })).toBe(0);
  expect([account.statusOf('a'), account.policiesOf('ci-bot')]).toEqual(['Active', ['deploy']]);
});
