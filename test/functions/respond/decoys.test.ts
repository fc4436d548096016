import { attachPolicy } from '../../../sandbox/world/attachments';
import { createKey, ownerNamed } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { createRole } from '../../../sandbox/world/roles';
import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, FREEZE, used } from './arrange';

const AUTO = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_ESCALATE: 'auto' };
const trust = (Principal: object): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] });
const STRANGER = trust({ RAM: ['acs:ram::9999999999999999:root'] });
const DECOYS = Array.from({ length: 12 }, (_, i) => ({ type: 'user', name: `aa-${i}` }));
const EMPTY_ROLES = Array.from({ length: 3 }, (_, i) => ({ type: 'role', name: `ab-${i}` }));

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(AUTO);
  account.sandbox.clock.advance(5_000);
});
afterEach(() => account.stop());

async function found(made: readonly object[]): Promise<void> {
  const run = await aRun(account.sandbox, AUTO);
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  await run.schedule.add(id, 'escalate', run.clock.now(), {
    row: 'persistence-after-leak',
    why: 'it made users',
    made,
  });
  await account.poll(AUTO);
}

const on = (kind: 'users' | 'roles', name: string): string[] =>
  (account.sandbox.world[kind].get(name)?.attached.current ?? []).map(({ policy }) => policy.name).sort();

test('those who have power are frozen before a dozen decoys, and each that is left is told', async () => {
  const { world } = account.sandbox;
  const administrator = policyNamed(world, 'System', 'AdministratorAccess');
  for (const { name } of DECOYS) createUser(world, { name });
  for (const { name } of EMPTY_ROLES) createRole(world, { name, trustDocument: STRANGER });
  attachPolicy(world, createUser(world, { name: 'zz-real' }), administrator);
  createKey(world, ownerNamed(world, 'zz-real'));
  attachPolicy(world, createRole(world, { name: 'zz-role', trustDocument: STRANGER }), administrator);
  await found([...DECOYS, ...EMPTY_ROLES, { type: 'user', name: 'zz-real' }, { type: 'role', name: 'zz-role' }]);
  expect([on('users', 'zz-real'), on('roles', 'zz-role')]).toEqual([
    ['AdministratorAccess', FREEZE],
    ['AdministratorAccess', FREEZE],
  ]);
  const frozen = [...DECOYS, ...EMPTY_ROLES].filter(
    ({ type, name }) => on(type === 'user' ? 'users' : 'roles', name).length > 0,
  );
  expect(frozen).toHaveLength(8);
  const told = account.mails.map(({ text }) => text).join('\n');
  expect(told).toMatch(/was left alone: it has no power, and 10 others came first/);
  // Found again, nothing more is frozen.
  account.sandbox.clock.advance(60_000);
  await found([...DECOYS, ...EMPTY_ROLES, { type: 'user', name: 'zz-real' }, { type: 'role', name: 'zz-role' }]);
  expect((await account.incident('ci-bot')).state.alsoFrozen.size).toBe(10);
});

test('ten or fewer are frozen without a look at what each can do', async () => {
  const some = DECOYS.slice(0, 10);
  for (const { name } of some) createUser(account.sandbox.world, { name });
  const looks = (): number =>
    account.calls('ram').filter(({ parameters }) => String(parameters['UserName']).startsWith('aa-')).length;
  await found(some);
  // GetUser and the attachment.
  expect(looks()).toBe(20);
});

test('a role that a thief made under a name of ours is frozen; one that a function may run under is told of', async () => {
  const { world } = account.sandbox;
  for (const name of ['ak-tourniquet-hygiene', 'ak-tourniquet-investigate']) world.roles.delete(name);
  const ours = world.roles.get('ak-tourniquet-respond');
  if (ours === undefined) throw new Error('no role of ours');
  Object.assign(ours, { createDate: new Date(ours.createDate.getTime() - 86_400_000) });
  const functions = trust({ Service: ['fc.aliyuncs.com'] });
  createRole(world, { name: 'ak-tourniquet-hygiene', trustDocument: STRANGER });
  createRole(world, { name: 'ak-tourniquet-investigate', trustDocument: functions });
  await found([
    { type: 'role', name: 'ak-tourniquet-hygiene' },
    { type: 'role', name: 'ak-tourniquet-investigate' },
    { type: 'role', name: 'ak-tourniquet-respond' },
  ]);
  expect([on('roles', 'ak-tourniquet-hygiene'), on('roles', 'ak-tourniquet-investigate')]).toEqual([[FREEZE], []]);
  const told = account.mails.at(-1)?.text ?? '';
  expect(told).toMatch(
    /role ak-tourniquet-investigate was left alone: .*unless you ran setup since, it is the thief's/,
  );
  expect(told).toMatch(/role ak-tourniquet-respond was left alone: a function of ak-tourniquet runs under it/);
});
