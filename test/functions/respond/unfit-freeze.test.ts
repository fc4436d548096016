import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { protectedScope } from '../../../functions/platform';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { createKey, ownerNamed } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { createRole } from '../../../sandbox/world/roles';
import { createUser, userNamed } from '../../../sandbox/world/users';
import { checkFrozen, containEach } from '../../../shared/containment/apply-made';
import { fitForFreeze } from '../../../shared/containment/fit-deny';
import type { MadeIdentity } from '../../../shared/containment/made';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, type Env, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const ALLOW_ALL = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const TRUST = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::9999999999999999:root'] } }],
});
const MADE: readonly MadeIdentity[] = [
  { type: 'user', name: 'svc-backup' },
  { type: 'role', name: 'backdoor' },
];
const by = { reason: 'looked into it', by: 'alice', yes: true };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.leak('ci-bot');
  await account.poll(AUTO);
  account.sandbox.clock.advance(5_000);
  createUser(account.sandbox.world, { name: 'svc-backup' });
  createRole(account.sandbox.world, { name: 'backdoor', trustDocument: TRUST });
});
afterEach(() => account.stop());

/** What the leaked administrator's key can do to a policy of ours before the deny. */
function rewritten(name: string, document = ALLOW_ALL): () => void {
  const version = policyNamed(account.sandbox.world, 'Custom', name).versions.find(({ isDefault }) => isDefault);
  if (version === undefined) throw new Error(`no version of ${name} counts`);
  const before = version.document;
  Object.assign(version, { document });
  return () => void Object.assign(version, { document: before });
}

async function dueWith(made: readonly object[], row = 'persistence-after-leak'): Promise<void> {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  await run.schedule.add(id, 'escalate', run.clock.now(), { row, why: 'it made svc-backup', made });
}

/** The timer's minute, in which the task fails. */
async function failing(why: RegExp, env: Env = AUTO): Promise<void> {
  await expect(account.poll(env)).rejects.toThrow(why);
}

async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

const on = (kind: 'users' | 'roles', name: string): string[] =>
  (account.sandbox.world[kind].get(name)?.attached.current ?? []).map(({ policy }) => policy.name).sort();
/** What was told of what the attack made, and of the leak itself. */
const told = (): string => account.mails.map(({ text }) => text).join('\n');
const stateOf = async () => (await account.incident('ci-bot')).state;
const isDue = (): boolean => account.objects('schedule/').some((key) => key.includes('escalate'));

describe('a freeze that says what somebody else wrote', () => {
  test('goes to nobody: the quarantine stands in, and nobody is called frozen', async () => {
    rewritten(FREEZE);
    await dueWith(MADE);
    await failing(/AkTourniquetFreeze denies less than it must/);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor'), on('users', 'ci-bot')]).toEqual([
      [QUARANTINE],
      [QUARANTINE],
      [QUARANTINE],
    ]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    const text = told();
    expect(text).not.toContain('Frozen as well');
    expect(text).not.toContain('every call is denied');
    expect(text).toMatch(/NOT frozen[^.]*svc-backup[^.]*backdoor/);
    const state = await stateOf();
    expect([...state.alsoFrozen]).toEqual([]);
    expect([...state.alsoQuarantined].sort()).toEqual(['quarantine-role:backdoor', 'quarantine-user:svc-backup']);
    expect(
      state.steps
        .filter(({ ok }) => !ok)
        .map(({ step }) => step)
        .sort(),
    ).toEqual(['attach-freeze', 'freeze-role:backdoor', 'freeze-user:svc-backup']);
  });

  test('is given once it says again what set-up wrote, and nothing is written each minute until then', async () => {
    const mend = rewritten(FREEZE);
    await dueWith(MADE);
    await failing(/AkTourniquetFreeze/);
    const before = (await account.incident('ci-bot')).nextSeq;
    account.sandbox.clock.advance(60_000);
    await failing(/AkTourniquetFreeze/);
    expect((await account.incident('ci-bot')).nextSeq).toBe(before);
    mend();
    account.sandbox.clock.advance(60_000);
    await account.poll(AUTO);
    expect(on('users', 'svc-backup')).toEqual([FREEZE, QUARANTINE]);
    expect(on('users', 'ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(isDue()).toBe(false);
    expect((await stateOf()).steps.every(({ ok }) => ok)).toBe(true);
  });

  test('nor by a person who approves', async () => {
    rewritten(FREEZE);
    await dueWith(MADE);
    await account.poll(ENGLISH);
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).not.toBe(0);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[QUARANTINE], [QUARANTINE]]);
  });

  test('with the quarantine emptied as well, the keys of the user that was made are switched off', async () => {
    rewritten(FREEZE);
    rewritten(QUARANTINE);
    const key = createKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'svc-backup'));
    await dueWith(MADE);
    await failing(/AkTourniquetQuarantine denies less than it must/);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[], []]);
    expect(key.status).toBe('Inactive');
    expect((await stateOf()).disabledKeys.has(key.accessKeyId)).toBe(false);
    expect(told()).toMatch(/NOT frozen/);
  });

  test('which could only not be looked at: nothing is switched off, and the next minute freezes', async () => {
    const key = createKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'svc-backup'));
    await dueWith(MADE);
    account.fault('ram', 'GetPolicy', '500', 1_000);
    await failing(/AkTourniquetFreeze says could not be checked/);
    expect([on('users', 'svc-backup'), key.status]).toEqual([[], 'Active']);
    account.clearFaults();
    account.sandbox.clock.advance(60_000);
    await account.poll(AUTO);
    expect([on('users', 'svc-backup'), key.status]).toEqual([[FREEZE], 'Active']);
  });

  test('which somebody took off as well: what the watch gives instead is known to the journal, and to a release', async () => {
    await dueWith(MADE);
    await account.poll(AUTO);
    expect(on('users', 'svc-backup')).toEqual([FREEZE]);
    const mend = rewritten(FREEZE);
    detachPolicy(
      account.sandbox.world,
      userNamed(account.sandbox.world, 'svc-backup'),
      policyNamed(account.sandbox.world, 'Custom', FREEZE),
    );
    account.sandbox.clock.advance(60_000);
    await failing(/freeze-user:svc-backup.* could not be put back/);
    expect(on('users', 'svc-backup')).toEqual([QUARANTINE]);
    const { alsoQuarantined } = await stateOf();
    expect([...alsoQuarantined]).toContain('quarantine-user:svc-backup');
    expect(account.mails.find(({ subject }) => /could NOT be put back/.test(subject))?.text).toMatch(
      /Done: [^\n]*quarantine[^\n]*svc-backup/,
    );
    const before = (await account.incident('ci-bot')).nextSeq;
    account.sandbox.clock.advance(60_000);
    await failing(/could not be put back/);
    expect((await account.incident('ci-bot')).nextSeq).toBe(before);
    mend();
    account.sandbox.clock.advance(60_000);
    await account.poll(AUTO);
    const wish = { ...by, reactivate: [], ownKeys: [], falseAlarm: true, acceptChanges: true };
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[], []]);
  });

  test('what stands in for it comes off by the release of a false alarm, and is said where it stays', async () => {
    rewritten(FREEZE);
    await dueWith(MADE);
    await failing(/AkTourniquetFreeze/);
    const wish = { ...by, reactivate: [], ownKeys: [], falseAlarm: false, acceptChanges: true };
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
    expect(on('users', 'svc-backup')).toEqual([QUARANTINE]);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...wish, falseAlarm: true })).toBe(0);
    expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([[], []]);
    expect((await stateOf()).alsoQuarantined.size).toBe(0);
  });
});

test('a freeze that cannot be looked at goes to nobody either, until it can', async () => {
  account.fault('ram', 'GetPolicy', '500', 100);
  await dueWith(MADE);
  await failing(/could not be checked/);
  expect([on('users', 'svc-backup'), on('users', 'ci-bot')]).toEqual([[], [QUARANTINE]]);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  account.clearFaults();
  await account.poll(AUTO);
  expect([on('users', 'svc-backup'), on('users', 'ci-bot')]).toEqual([[FREEZE], [FREEZE, QUARANTINE]]);
});

test('what was frozen is looked at afterwards: who does not carry it is not called frozen', async () => {
  await dueWith(MADE);
  account.fault('ram', 'ListEntitiesForPolicy', '500', 100);
  await failing(/who carries AkTourniquetFreeze could not be checked/);
  expect(told()).not.toContain('Frozen as well');
  account.clearFaults();
  await account.poll(AUTO);
  expect((await stateOf()).steps.every(({ ok }) => ok)).toBe(true);
  expect(isDue()).toBe(false);
});

test('a freeze that is rewritten while it is given is seen by the look back, and the quarantine goes beside it', async () => {
  const { kernel } = account.sandbox;
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToRole') rewritten(FREEZE);
    return kernel.faults.take(service, action);
  };
  await dueWith(MADE);
  await failing(/check-user:svc-backup: AkTourniquetFreeze denies less than it must/);
  expect([on('users', 'svc-backup'), on('roles', 'backdoor')]).toEqual([
    [FREEZE, QUARANTINE],
    [FREEZE, QUARANTINE],
  ]);
  expect(told()).not.toContain('Frozen as well');
  expect(told()).toMatch(/NOT frozen[^.]*svc-backup/);
  // It hangs there, and comes off with the rest.
  expect((await stateOf()).alsoFrozen.size).toBe(2);
});

test('taken off, and rewritten so that nobody may have it back: the watch gives the quarantine in its place', async () => {
  await dueWith(MADE);
  await account.poll(AUTO);
  expect(on('users', 'svc-backup')).toEqual([FREEZE]);
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'svc-backup'), policyNamed(world, 'Custom', FREEZE));
  rewritten(FREEZE);
  account.sandbox.clock.advance(60_000);
  await failing(/freeze-user:svc-backup/);
  expect(on('users', 'svc-backup')).toEqual([QUARANTINE]);
});

test('whom no list shows as carrying it is not called frozen', async () => {
  const run = await aRun(account.sandbox, AUTO);
  const [user, role] = MADE as [MadeIdentity, MadeIdentity];
  const fit = await fitForFreeze(run.cloud, protectedScope(run));
  await containEach([user], fit, run);
  const steps = await checkFrozen([user, role], fit, new Set(['check-user:svc-backup']), run);
  expect(steps.map(({ step, ok, detail }) => [step, ok, detail])).toEqual([
    ['check-user:svc-backup', true, 'read back'],
    ['check-role:backdoor', false, 'AkTourniquetFreeze is not attached'],
  ]);
});

test('one look at the freeze before, and one after, however many were made', async () => {
  const looks = (): number =>
    account
      .calls('ram')
      .filter(({ action, parameters }) => action === 'GetPolicy' && parameters['PolicyName'] === FREEZE).length;
  createUser(account.sandbox.world, { name: 'svc-two' });
  const before = looks();
  await dueWith([...MADE, { type: 'user', name: 'svc-two' }]);
  await account.poll(AUTO);
  // Before, after, and the leaked user's own read-back, which evaluates all that he carries.
  expect(looks() - before).toBeLessThanOrEqual(5);
  expect([on('users', 'svc-two'), told().includes('Frozen as well')]).toEqual([[FREEZE], true]);
});
