import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import { groupNamed, removeFromGroup, renameGroup } from '../../../sandbox/world/groups';
import { deleteKey, ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { addVersion, deletePolicy, policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;

let account: Account;
afterEach(() => account.stop());

async function contained(env: Record<string, string> = {}, names: readonly string[] = ['ci-bot']): Promise<void> {
  const users = names.map((name) => aUser(name).withKey());
  account = await Account.start(
    aSandbox()
      .withUser(...users)
      .withEvents(...names.map((name) => used(name))),
  );
  for (const name of names) await account.handled(busEvent(account.keyOf(name), { userName: name }, name), env);
}
const world = () => account.sandbox.world;
const policy = (name: string) => policyNamed(world(), 'Custom', name);
const detach = (user: string, name = QUARANTINE): void => detachPolicy(world(), userNamed(world(), user), policy(name));
const minute = async (env: Record<string, string> = {}): Promise<void> => {
  account.sandbox.clock.advance(MINUTE_MS);
  await account.respond(TIMER, { ...ENGLISH, ...env });
};
const told = (): string[] => account.mails.map(({ subject }) => subject).filter((subject) => /undid/.test(subject));
const entriesOf = async (name: string, type: string) =>
  (await account.incident(name)).entries.filter((entry) => entry.type === type);
const ramCallsOf = async (act: () => Promise<void>): Promise<string[]> => {
  const before = account.calls('ram').length;
  await act();
  return account
    .calls('ram')
    .slice(before)
    .map(({ action }) => action);
};

test('a deny that somebody took off is seen by the timer, put back, written down and told once', async () => {
  await contained();
  await minute();
  detach('ci-bot');
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  await minute();
  expect(told()).toEqual([expect.stringContaining('somebody undid the containment of ci-bot; it is back')]);
  expect(await entriesOf('ci-bot', 'tampered')).toMatchObject([
    { gone: ['attach-quarantine'], verdict: 'put-back', row: 'unknown', doer: null },
  ]);
  expect(await entriesOf('ci-bot', 'mended')).toMatchObject([{ how: 'put-back' }]);
});

test('without open incidents nobody is asked; many cost as many calls as one', async () => {
  account = await Account.start(aSandbox().withUser(aUser('quiet').withKey()));
  expect(await ramCallsOf(() => minute())).toEqual([]);
  await account.stop();
  const costs: string[][] = [];
  for (const names of [['one'], ['one', 'two', 'three', 'four', 'five']]) {
    await contained({}, names);
    await minute();
    await minute();
    costs.push(await ramCallsOf(() => minute()));
    if (names.length === 1) await account.stop();
  }
  expect(costs[0]).toEqual(['GetPolicy', 'ListEntitiesForPolicy', 'ListAccessKeys']);
  expect(costs[1]).toEqual(costs[0]);
  expect(account.calls('ims').filter(({ action }) => action === 'GetAccessKeyPolicy')).toEqual([]);
});

test('it is put back three times an hour; then a person is asked, and it is put back when the hour has passed', async () => {
  await contained();
  for (let time = 0; time < 4; time += 1) {
    detach('ci-bot');
    await minute();
  }
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(told()).toHaveLength(4);
  expect(told().at(-1)).toContain('was it you?');
  for (let time = 0; time < 3; time += 1) await minute();
  expect(told()).toHaveLength(4);
  account.sandbox.clock.advance(60 * MINUTE_MS);
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).toHaveLength(5);
});

test('a release is never fought: under way, over, and incomplete, of which a person is told', async () => {
  await contained();
  const { id } = await account.incident('ci-bot');
  const run = await aRun(account.sandbox);
  const about = { by: 'alice', reason: 'test', leakIds: [] };
  await run.journal.append(id, () => ({ type: 'release-intent', ...about }));
  detach('ci-bot');
  await minute();
  expect([account.policiesOf('ci-bot'), told()]).toEqual([[], []]);
  await run.journal.append(id, () => ({ type: 'release', ...about, steps: [], complete: false }));
  for (let time = 0; time < 3; time += 1) await minute();
  expect([account.policiesOf('ci-bot'), told()]).toEqual([[], [expect.stringContaining('was it you?')]]);
  expect(account.mails.at(-1)?.text).toContain('A release of it was begun, and did not come to its end');
  const credentials = account.sandbox.identities.admin;
  const admin = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli: CliRun = { run: admin, credentials, clock: admin.clock, config: admin.config };
  const wish = { reason: 'our test', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };
  expect(await releaseCommand(cli, account.keyOf('ci-bot'), wish)).toBe(0);
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(await entriesOf('ci-bot', 'tampered')).toMatchObject([{ row: 'half-released', verdict: 'ask' }]);
  expect(told()).toHaveLength(1);
});

test('a release that died in its midst ends nothing: what it left is looked after, minutes later', async () => {
  await contained();
  const { id } = await account.incident('ci-bot');
  const run = await aRun(account.sandbox);
  await run.journal.append(id, () => ({ type: 'release-intent', by: 'alice', reason: 'test', leakIds: [] }));
  await minute();
  account.sandbox.clock.advance(5 * MINUTE_MS);
  await minute();
  expect(told()).toEqual([]);
  detach('ci-bot');
  await minute();
  expect([account.policiesOf('ci-bot'), told()]).toEqual([[], [expect.stringContaining('was it you?')]]);
});

test('a look that fails is no reason to act: an alarm of the responder', async () => {
  await contained();
  await minute();
  detach('ci-bot');
  account.fault('ram', 'ListEntitiesForPolicy', '500', 10);
  await expect(minute()).rejects.toThrow(/who carries AkTourniquetQuarantine could not be checked/);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.mails.at(-1)?.subject).toMatch(/responder itself failed/);
  account.clearFaults();
  account.fault('ram', 'ListPoliciesForUser', '500', 10);
  await expect(minute()).rejects.toThrow(/is contained still could not be checked/);
  expect(await entriesOf('ci-bot', 'tampered')).toEqual([]);
  account.clearFaults();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('a deny that cannot be put back is told as that, and tried again each minute', async () => {
  await contained();
  detach('ci-bot');
  account.fault('ram', 'AttachPolicyToUser', '500', 100);
  await expect(minute()).rejects.toThrow(/attach-quarantine could not be put back/);
  expect(told()).toEqual([expect.stringContaining('could NOT be put back')]);
  account.clearFaults();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).toHaveLength(2);
  expect(await entriesOf('ci-bot', 'tampered')).toHaveLength(1);
});

test('two runs at once put it back once, and tell it once', async () => {
  await contained();
  await minute();
  detach('ci-bot');
  account.sandbox.clock.advance(MINUTE_MS);
  await Promise.all([account.respond(TIMER, ENGLISH), account.respond(TIMER, ENGLISH)]);
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await entriesOf('ci-bot', 'tampered')).toHaveLength(1);
  expect(told()).toHaveLength(1);
});

test('a policy that was emptied, or is gone: freeze beside it', async () => {
  await contained({}, ['one', 'two']);
  await minute();
  const allow = { Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  addVersion(world(), policy(QUARANTINE), JSON.stringify(allow), { setAsDefault: true, rotate: false });
  await minute();
  for (const name of ['one', 'two']) expect(account.policiesOf(name)).toEqual([FREEZE, QUARANTINE]);
  expect(account.mails.map(({ text }) => text).join()).toContain('AkTourniquetQuarantine denies less than it must');
  const count = account.mails.length;
  await minute();
  deletePolicy(world(), policy(QUARANTINE), true);
  await minute();
  for (const name of ['one', 'two']) expect(account.policiesOf(name)).toEqual([FREEZE]);
  expect(account.mails.slice(count).filter(({ subject }) => /undid/.test(subject))).toEqual([]);
});

test('the group that carries the deny: who is taken out of it is put back', async () => {
  account = await Account.start(withFullUser('full'));
  await account.handled(busEvent(account.keyOf('full'), { userName: 'full' }));
  expect(account.groupsOf('full')).toEqual([QUARANTINE]);
  await minute();
  await minute();
  expect(await ramCallsOf(() => minute())).toEqual([
    'GetPolicy',
    'ListEntitiesForPolicy',
    'ListUsersForGroup',
    'ListAccessKeys',
  ]);
  removeFromGroup(world(), userNamed(world(), 'full'), groupNamed(world(), QUARANTINE));
  await minute();
  expect(account.groupsOf('full')).toEqual([QUARANTINE]);
  expect(told()).toHaveLength(1);
  renameGroup(world(), groupNamed(world(), QUARANTINE), 'innocent');
  await minute().catch(() => undefined);
  // By the renamed group it binds him still: what is said must be true of that, too.
  expect(account.mails.map(({ text }) => text).join()).toContain(`neither directly nor by a group named ${QUARANTINE}`);
});

test('a key that was switched on again has its turn within minutes, and is switched off', async () => {
  account = await Account.start(aSandbox().withUser(aUser('old').withKey(), aUser('older').withKey()));
  for (const name of ['old', 'older']) account.leak(name);
  await account.poll();
  await minute();
  expect(account.statusOf('old')).toBe('Inactive');
  setKeyStatus(world(), ownerNamed(world(), 'old'), account.keyOf('old'), 'Active');
  // One of two each minute.
  for (let time = 0; time < 2; time += 1) await minute();
  expect(account.statusOf('old')).toBe('Inactive');
  expect(await entriesOf('old', 'tampered')).toMatchObject([{ gone: [`disable-key:${account.keyOf('old')}`] }]);
  expect(told()).toHaveLength(1);
});

test('so has one that a person switched off, without any event: in every containment mode', async () => {
  await contained({}, ['one', 'two']);
  const set = (status: 'Active' | 'Inactive'): void =>
    setKeyStatus(world(), ownerNamed(world(), 'one'), account.keyOf('one'), status);
  set('Inactive');
  for (let time = 0; time < 3; time += 1) await minute();
  expect(told()).toEqual([]);
  set('Active');
  for (let time = 0; time < 2; time += 1) await minute();
  expect(account.statusOf('one')).toBe('Inactive');
  expect(account.statusOf('two')).toBe('Active');
  expect(await entriesOf('one', 'tampered')).toMatchObject([{ gone: [`disable-key:${account.keyOf('one')}`] }]);
  expect(told()).toHaveLength(1);
});

test('a user who was deleted needs no deny any more', async () => {
  await contained();
  await minute();
  world().users.delete('ci-bot');
  await minute();
  expect(await entriesOf('ci-bot', 'tampered')).toEqual([]);
  expect(told()).toEqual([]);
});

test('one whose leaked key was deleted does: he may have other ways in', async () => {
  await contained();
  await minute();
  deleteKey(world(), ownerNamed(world(), 'ci-bot'), account.keyOf('ci-bot'));
  await minute();
  expect(told()).toEqual([]);
  detach('ci-bot');
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await entriesOf('ci-bot', 'tampered')).toMatchObject([{ gone: ['attach-quarantine'], verdict: 'put-back' }]);
  // A key that is gone was not switched off.
  expect(await entriesOf('ci-bot', 'followed')).toEqual([]);
  expect(told()).toHaveLength(1);
});

test('what a person puts back himself is noticed, and its next loss is a new one', async () => {
  await contained();
  await minute();
  detach('ci-bot');
  await minute({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
  expect(told()).toEqual([expect.stringContaining('was it you?')]);
  attachPolicy(world(), userNamed(world(), 'ci-bot'), policy(QUARANTINE));
  await minute({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
  expect(await entriesOf('ci-bot', 'mended')).toMatchObject([{ how: 'found' }]);
  detach('ci-bot');
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told()).toHaveLength(2);
});
