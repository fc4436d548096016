import { respond } from '../../../functions/respond/respond';
import { attachPolicy, detachPolicy } from '../../../sandbox/world/attachments';
import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { addVersion, policyNamed } from '../../../sandbox/world/policies';
import { deleteUser, renameUser } from '../../../sandbox/world/users';
import { parseAccessKeyId } from '../../../shared/ids';
import { Markers } from '../../../shared/incident/markers';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { expectToAddUp, Night } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };
const CHECKS = ['quarantine-missing', 'quarantine-left', 'deny-changed'];
const found = () =>
  night
    .report()
    .findings.filter(({ check }) => CHECKS.includes(check))
    .map(({ check, subject, detail }) => [check, subject.user, detail.en]);
const quarantine = () => policyNamed(night.sandbox.world, 'Custom', 'AkTourniquetQuarantine');
const user = (name: string) => {
  const one = night.sandbox.world.users.get(name);
  if (!one) throw new Error(`no user ${name}`);
  return one;
};

async function contained() {
  night = await Night.in(aSandbox().withUser(aUser('ci-bot').withKey('ci-bot', young), aUser('ann')));
  await night.sandbox.fc.stop();
  const asked = Buffer.from(JSON.stringify({ accessKeyId: night.keyOf('ci-bot'), userName: 'ci-bot' }));
  await respond(asked, await aRun(night.sandbox));
  await night.beat();
}

test('contained, and nobody else: nothing to tell', async () => {
  await contained();
  await night.pass(english);
  expectToAddUp(night.report());
  expect(found()).toEqual([]);
  expect(night.report().checks.find(({ id }) => id === 'quarantine-missing')).toMatchObject({ total: 1, ok: 1 });
});

test('the deny taken off while the incident is open', async () => {
  await contained();
  detachPolicy(night.sandbox.world, user('ci-bot'), quarantine());
  await night.pass(english);
  expect(found()).toEqual([['quarantine-missing', 'ci-bot', 'without AkTourniquetQuarantine']]);
});

test('the deny taken off, and another user of the name carries it', async () => {
  await contained();
  const { world } = night.sandbox;
  detachPolicy(world, user('ci-bot'), quarantine());
  renameUser(world, user('ci-bot'), 'ci-old');
  renameUser(world, user('ann'), 'ci-bot');
  attachPolicy(world, user('ci-bot'), quarantine());
  await night.pass(english);
  expect(found()).toEqual([
    ['quarantine-missing', 'ci-old', 'without AkTourniquetQuarantine'],
    ['quarantine-left', 'ci-bot', 'AkTourniquetQuarantine'],
  ]);
});

describe('a contained user whose leaked key was deleted', () => {
  const deleted = async (): Promise<void> => {
    await contained();
    const { world } = night.sandbox;
    deleteKey(world, ownerNamed(world, 'ci-bot'), night.keyOf('ci-bot'));
  };

  test('and who was renamed carries his deny rightly', async () => {
    await deleted();
    renameUser(night.sandbox.world, user('ci-bot'), 'ci-old');
    await night.pass(english);
    expectToAddUp(night.report());
    expect(found()).toEqual([]);
    expect(night.report().checks.find(({ id }) => id === 'quarantine-missing')).toMatchObject({ total: 1, ok: 1 });
  });

  test.each([
    ['and who was renamed', false],
    ['and whose name another has, who carries the deny', true],
  ])('%s is missed under the name of tonight where his deny is gone', async (_, isNameTaken) => {
    await deleted();
    const { world } = night.sandbox;
    detachPolicy(world, user('ci-bot'), quarantine());
    renameUser(world, user('ci-bot'), 'ci-old');
    if (isNameTaken) {
      renameUser(world, user('ann'), 'ci-bot');
      attachPolicy(world, user('ci-bot'), quarantine());
    }
    await night.pass(english);
    expect(found()).toEqual([
      ['quarantine-missing', 'ci-old', 'without AkTourniquetQuarantine'],
      ...(isNameTaken ? [['quarantine-left', 'ci-bot', 'AkTourniquetQuarantine']] : []),
    ]);
  });

  test('and who was deleted himself is missed by nobody', async () => {
    await deleted();
    const { world } = night.sandbox;
    detachPolicy(world, user('ci-bot'), quarantine());
    deleteUser(world, 'ci-bot');
    await night.pass(english);
    expect(found()).toEqual([]);
  });

  test('and who is in no list tonight, which could not be read to its end, could not be checked', async () => {
    await deleted();
    renameUser(night.sandbox.world, user('ci-bot'), 'ci-old');
    night.fault('ram', 'ListUsers', 'deny');
    await night.pass(english).catch(() => undefined);
    expectToAddUp(night.report());
    expect(found()).toEqual([]);
    for (const check of ['quarantine-missing', 'quarantine-left'])
      expect(night.report().checks.find(({ id }) => id === check)).toMatchObject({ ok: 0, finding: 0 });
  });
});

test('the deny on another than its key’s user, whom nobody can name any more: it is left on that one', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ci-bot').withKey('ci-bot', young), aUser('ann')));
  const { world } = night.sandbox;
  await night.sandbox.fc.stop();
  night.fault('ims', 'GetUser', 'deny');
  const asked = Buffer.from(JSON.stringify({ accessKeyId: night.keyOf('ci-bot'), userName: 'ci-bot' }));
  await respond(asked, await aRun(night.sandbox));
  night.sandbox.kernel.faults.clear();
  await night.beat();
  deleteKey(world, ownerNamed(world, 'ci-bot'), night.keyOf('ci-bot'));
  const run = await aRun(night.sandbox);
  const id = { accountId: run.accountId, accessKeyId: parseAccessKeyId(night.keyOf('ci-bot')) };
  const carries = ['AkTourniquetQuarantine'];
  await run.journal.append(id, () => ({ type: 'misplaced', leakId: 'x', userName: 'ci-bot', carries }));
  await night.pass(english);
  expect(found()).toEqual([['quarantine-left', 'ci-bot', 'AkTourniquetQuarantine']]);
});

test('the quarantine in the place of a freeze that was not fit, on whom the attack made: wanted, and missed', async () => {
  await contained();
  const run = await aRun(night.sandbox);
  const id = { accountId: run.accountId, accessKeyId: parseAccessKeyId(night.keyOf('ci-bot')) };
  const at = run.clock.now().toISOString();
  await run.journal.append(id, ({ state: { decision, lastUse } }) => {
    if (decision === null) throw new Error('nothing was decided');
    const steps = [
      { step: 'freeze-user:ann', ok: false, detail: 'AkTourniquetFreeze denies less than it must', at },
      { step: 'quarantine-user:ann', ok: true, detail: 'attached', at },
    ];
    return { type: 'outcome', leakId: 'made', decision, lastUse, steps, denyAt: null, verification: null };
  });
  attachPolicy(night.sandbox.world, user('ann'), quarantine());
  await night.pass(english);
  expect(found()).toEqual([]);
  detachPolicy(night.sandbox.world, user('ann'), quarantine());
  await night.pass(english);
  expect(found()).toEqual([['quarantine-missing', 'ann', 'without AkTourniquetQuarantine']]);
});

test.each(['released', 'closed'] as const)(
  'whom the attack made stays frozen behind an incident that is %s, and nobody is told to take that off',
  async (how) => {
    await contained();
    const { world } = night.sandbox;
    const run = await aRun(night.sandbox);
    const id = { accountId: run.accountId, accessKeyId: parseAccessKeyId(night.keyOf('ci-bot')) };
    const at = run.clock.now().toISOString();
    await run.journal.append(id, ({ state: { decision, lastUse } }) => {
      if (decision === null) throw new Error('nothing was decided');
      const steps = [{ step: 'freeze-user:ann', ok: true, detail: 'attached', at }];
      return { type: 'outcome', leakId: 'made', decision, lastUse, steps, denyAt: null, verification: null };
    });
    attachPolicy(world, user('ann'), policyNamed(world, 'Custom', 'AkTourniquetFreeze'));
    detachPolicy(world, user('ci-bot'), quarantine());
    deleteKey(world, ownerNamed(world, 'ci-bot'), night.keyOf('ci-bot'));
    await run.journal.append(id, () =>
      how === 'closed'
        ? { type: 'closed', reason: 'the key is deleted' }
        : { type: 'release', by: 'alice', reason: 'replaced', leakIds: [], steps: [], complete: true },
    );
    await new Markers(run.cloud.evidence, run.paths).set(id, how);
    await night.pass(english);
    expect(found()).toEqual([]);
    detachPolicy(world, user('ann'), policyNamed(world, 'Custom', 'AkTourniquetFreeze'));
    attachPolicy(world, user('ann'), quarantine());
    await night.pass(english);
    expect(found()).toEqual([['quarantine-missing', 'ann', 'without AkTourniquetFreeze']]);
  },
);

test('a deny that no incident wants; and one that was emptied', async () => {
  await contained();
  const { world } = night.sandbox;
  attachPolicy(world, user('ann'), quarantine());
  const empty = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Deny', Action: 'x:y', Resource: '*' }] });
  world.setUp(() => addVersion(world, quarantine(), empty, { setAsDefault: true, rotate: false }));
  await night.pass(english);
  expectToAddUp(night.report());
  expect(found()).toEqual([
    ['deny-changed', undefined, 'AkTourniquetQuarantine is changed'],
    ['quarantine-left', 'ann', 'AkTourniquetQuarantine'],
  ]);
});

test.each([
  ['oss', 'GetObject', 'the journal'],
  ['ram', 'ListEntitiesForPolicy', 'who carries it'],
  ['ram', 'ListPolicies', 'which policies there are'],
] as const)('403 on %s %s: %s is not known, and nobody is called well contained', async (service, action, _what) => {
  await contained();
  night.fault(service, action, 'deny');
  await night.pass(english).catch(() => undefined);
  expectToAddUp(night.report());
  const check = night.report().checks.find(({ id }) => id === 'quarantine-missing');
  expect(check).toMatchObject({ ok: 0, couldNotCheck: check?.total });
  expect(check?.total).toBeGreaterThan(0);
});

test('the incidents could not be listed: neither check calls anything clean, and each says so once', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
  await night.beat();
  night.fault('oss', 'ListObjectsV2', 'deny');
  await night.pass(english).catch(() => undefined);
  expectToAddUp(night.report());
  for (const check of ['quarantine-left', 'quarantine-missing'])
    expect(night.report().checks.find(({ id }) => id === check)).toMatchObject({ total: 1, ok: 0, couldNotCheck: 1 });
});
