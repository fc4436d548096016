import { attachPolicy } from '../../../sandbox/world/attachments';
import { createKey, ownerNamed } from '../../../sandbox/world/keys';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { createUser, userNamed } from '../../../sandbox/world/users';
import { isAdministrator, powerOfUser } from '../../../shared/containment/verify';
import { parseAccountId, parseUserName } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, FREEZE, QUARANTINE, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
const READ = { Effect: 'Allow', Action: 'oss:GetObject', Resource: '*' } as const;
const PART = 'AkTourniquetQuarantine2';

let account: Account;
afterEach(() => account.stop());

const attach = (user: string, policy: string): void => {
  const { world } = account.sandbox;
  attachPolicy(world, userNamed(world, user), policyNamed(world, 'Custom', policy));
};

function rewrite(name: string, ...statements: object[]): void {
  const { world } = account.sandbox;
  const document = JSON.stringify({ Version: '1', Statement: statements });
  world.setUp(() =>
    addVersion(world, policyNamed(world, 'Custom', name), document, { setAsDefault: true, rotate: false }),
  );
}

test.each([
  ['alone', [ALL]],
  ['beside a deny of everything', [{ ...ALL, Effect: 'Deny' as const }, ALL]],
])(
  'the alert calls him an administrator who has every right by a part of the quarantine, %s',
  async (_, statements) => {
    account = await Account.start(
      aSandbox()
        .withPolicy(PART, ...statements)
        .withUser(aUser('ci-bot').withKey().withPolicy(`Custom/${PART}`))
        .withEvents(used('ci-bot')),
    );
    account.leak('ci-bot');
    await account.poll(ENGLISH);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(account.mails[0]?.text).toContain('Administrator: YES');
  },
);

test('without our own deny is without all of it, and a document that cannot be read is no answer', async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('bare').withPolicy(), aUser('boss').withPolicy('System/AdministratorAccess')),
  );
  for (const user of ['bare', 'boss']) for (const deny of [QUARANTINE, FREEZE]) attach(user, deny);
  const { cloud } = await aRun(account.sandbox, ENGLISH);
  const ask = async (user: string) => [
    await isAdministrator(cloud, parseUserName(user)),
    await powerOfUser(cloud, parseUserName(user)),
  ];
  expect(await ask('bare')).toEqual([false, 'none']);
  expect(await ask('boss')).toEqual([true, 'way']);
  rewrite(FREEZE, READ);
  expect(await ask('bare')).toEqual([false, 'some']);
  account.sandbox.kernel.faults.add({ match: { service: 'ram', action: 'GetPolicy' }, fault: 'deny', times: 100 });
  await expect(ask('bare')).rejects.toThrow();
});

test('of eleven made users the one with every right under a name of ours is frozen, not spared for having no power', async () => {
  account = await Account.start(
    aSandbox()
      .withPolicy(PART, ALL)
      .withPolicy('small', READ)
      .withUser(aUser('ci-bot').withKey())
      .withEvents(used('ci-bot')),
  );
  account.leak('ci-bot');
  await account.poll(AUTO);
  account.sandbox.clock.advance(5_000);
  const { world } = account.sandbox;
  const made = Array.from({ length: 11 }, (_, i) => {
    const name = i === 10 ? 'zz-admin' : `svc-${i}`;
    const { id } = createUser(world, { name });
    createKey(world, ownerNamed(world, name));
    attach(name, i === 10 ? PART : 'small');
    return { type: 'user', name, id };
  });
  const { schedule, clock } = await aRun(account.sandbox, ENGLISH, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  await schedule.add(id, 'escalate', clock.now(), { row: 'persistence-after-leak', why: 'it made users', made });
  await account.poll(AUTO);
  expect(account.policiesOf('zz-admin')).toContain(FREEZE);
  expect(account.policiesOf('svc-9')).not.toContain(FREEZE);
  expect(account.mails.at(-1)?.text).toContain('user svc-9 was left alone: 10 others with as much power or more');
});

describe('the group that stands in where the user has no place', () => {
  const inGroup = (policy: string): void => {
    const { world } = account.sandbox;
    const group = world.groups.get('AkTourniquetQuarantine');
    if (!group) throw new Error('no group');
    attachPolicy(world, group, policyNamed(world, 'Custom', policy));
  };

  test('a part of the quarantine in it that allows something: nobody is put into it', async () => {
    account = await Account.start(withFullUser('reader').withPolicy(PART, ALL));
    inGroup(PART);
    account.leak('reader');
    await expect(account.poll(ENGLISH)).rejects.toThrow(/carries AkTourniquetQuarantine2, which allows something/);
    expect(account.groupsOf('reader')).toEqual([]);
    expect(account.statusOf('reader')).toBe('Inactive');
  });

  test('the quarantine in it rewritten to allow something: nobody is put into it', async () => {
    account = await Account.start(withFullUser('reader'));
    rewrite(QUARANTINE, ALL);
    account.leak('reader');
    await expect(account.poll(ENGLISH)).rejects.toThrow(/no deny could be attached to reader/);
    expect(account.groupsOf('reader')).toEqual([]);
    expect(account.statusOf('reader')).toBe('Inactive');
  });

  test("a part that only denies stands in nobody's way, nor a document that cannot be read", async () => {
    account = await Account.start(withFullUser('reader').withPolicy(PART, { ...ALL, Effect: 'Deny' }));
    inGroup(PART);
    account.sandbox.kernel.faults.add({ match: { service: 'ram', action: 'GetPolicy' }, fault: 'deny', times: 2 });
    account.leak('reader');
    await account.poll(ENGLISH);
    expect(account.groupsOf('reader')).toEqual(['AkTourniquetQuarantine']);
  });
});
