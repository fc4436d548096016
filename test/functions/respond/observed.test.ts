import { releaseCommand } from '../../../cli/release';
import { deleteKey, ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { parseAccessKeyId, parseAccountId } from '../../../shared/ids';
import { Markers } from '../../../shared/incident/markers';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENFORCE = { TOURNIQUET_LANGUAGE: 'en' };
const OBSERVE = { ...ENFORCE, TOURNIQUET_MODE: 'observe' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('other').withKey()).withEvents(used('ci-bot'), used('other')),
  );
  expect(await tell()).toMatchObject([{ verdict: 'contain' }]);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});
afterEach(() => account.stop());

const tell = () => account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), OBSERVE);
const minute = (env: Readonly<Record<string, string>> = ENFORCE) => {
  account.nextMinute();
  return account.poll(env);
};
const subjects = () => account.mails.map(({ subject }) => subject);

describe('a leak that observe mode was told of by the bus', () => {
  test('is left alone while the mode is observe', async () => {
    await minute(OBSERVE);
    await minute(OBSERVE);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(subjects()).toHaveLength(1);
  });

  test('is contained and told in the first minute of enforce, once', async () => {
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(subjects().filter((subject) => subject.includes('[CONTAINED]'))).toHaveLength(1);
    const writes = account.writingCalls().length;
    await minute();
    expect(account.writingCalls()).toHaveLength(writes);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/contained--')]);
  });

  test('is held in enforce where its user is excluded by then', async () => {
    await minute({ ...ENFORCE, TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect((await account.incident('ci-bot')).state.questions).toMatchObject([{ row: 'excluded' }]);
  });

  test('is tried again each minute where it cannot be contained', async () => {
    account.fault('ram', 'AttachPolicyToUser', 'deny', 1_000);
    account.fault('ram', 'AddUserToGroup', 'deny', 1_000);
    account.fault('ram', 'UpdateAccessKey', 'deny', 1_000);
    await expect(minute()).rejects.toThrow();
    account.clearFaults();
    await minute().catch(() => undefined);
    await minute().catch(() => undefined);
    await minute().catch(() => undefined);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('nothing is done where the key was switched off, or deleted, by then', async () => {
    const { world } = account.sandbox;
    setKeyStatus(world, ownerNamed(world, 'ci-bot'), account.keyOf('ci-bot'), 'Inactive');
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([]);
    deleteKey(world, ownerNamed(world, 'ci-bot'), account.keyOf('ci-bot'));
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });

  test('stays as it is where a person released it meanwhile', async () => {
    const { admin } = account.sandbox.identities;
    const run = await aRun(account.sandbox, OBSERVE, 'respond', undefined, admin);
    const cli = { run, credentials: admin, clock: run.clock, config: run.config };
    const wish = { reason: 'a drill', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };
    expect(await releaseCommand(cli, account.keyOf('ci-bot'), wish)).toBe(0);
    await minute();
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});

test('a marker that somebody made says nothing: the journal is asked, and nobody is contained', async () => {
  const run = await aRun(account.sandbox);
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('other') };
  await new Markers(run.cloud.evidence, run.paths).set(id, 'observed');
  await new Markers(run.cloud.evidence, run.paths).set(
    { ...id, accessKeyId: parseAccessKeyId('LTAI5tMadeUpByNobody0001') },
    'observed',
  );
  await minute();
  expect(account.policiesOf('other')).toEqual([]);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});
