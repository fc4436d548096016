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
async function release(): Promise<void> {
  const { admin } = account.sandbox.identities;
  const run = await aRun(account.sandbox, OBSERVE, 'respond', undefined, admin);
  const cli = { run, credentials: admin, clock: run.clock, config: run.config };
  const wish = { reason: 'a drill', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };
  expect(await releaseCommand(cli, account.keyOf('ci-bot'), wish)).toBe(0);
}
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
    await release();
    await minute();
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});

/** A thief who may write to the bucket deletes what bears no seal; a list that bears one he can delete as well. */
describe('the marker of a leak that observe mode was told of', () => {
  const [anHour, aMinute] = [3_600_000, 60_000];
  const bucket = () => account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
  const takeAway = (folder: string): void => account.objects(folder).forEach((key) => void bucket().delete(key));
  const passed = (ms: number, env: Readonly<Record<string, string>> = OBSERVE) => {
    account.sandbox.clock.advance(ms);
    return account.poll(env);
  };
  const texts = () => account.mails.map(({ text }) => text).join('\n');

  test('is gone: the key is contained in the first minute of enforce', async () => {
    await minute(OBSERVE);
    takeAway('status/');
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/contained--')]);
  });

  test.each(['recorded', 'released', 'closed'])(
    'says %s: the key is contained in the first minute of enforce',
    async (state) => {
      await minute(OBSERVE);
      const [marker = ''] = account.objects('status/');
      bucket().set(marker.replace('observed--', `${state}--`), bucket().get(marker));
      bucket().delete(marker);
      await minute(OBSERVE);
      await minute();
      expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    },
  );

  test('is gone with the list of what is watched: it stands again in the next minute, which tells of it, and the key is contained', async () => {
    await passed(anHour);
    await passed(aMinute);
    takeAway('status/');
    takeAway('watched.json');
    await passed(aMinute);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/observed--')]);
    expect(texts()).toMatch(/written again by what the journals say[\s\S]*status\/observed--/);
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('says recorded: it stands again within the hour, which tells of it', async () => {
    await passed(anHour);
    await passed(aMinute);
    const [marker = ''] = account.objects('status/');
    bucket().set(marker.replace('observed--', 'recorded--'), bucket().get(marker));
    bucket().delete(marker);
    await passed(anHour);
    expect(account.objects('status/')).toEqual([marker]);
    expect(texts()).toContain('written again by what the journals say');
  });

  test('stays where nobody takes it away, and nobody hears of it', async () => {
    await passed(anHour);
    await passed(anHour);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/observed--')]);
    expect(subjects()).toHaveLength(1);
  });
});

describe('a leak that observe mode was told of, and a person is asked about what the thief has made since', () => {
  const found = async (env: Readonly<Record<string, string>>) => {
    const run = await aRun(account.sandbox, env, 'investigate');
    const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
    await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'made a user' });
    await minute(env);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/held--')]);
  };

  test.each([
    ['in observe mode', OBSERVE],
    ['in enforce mode', ENFORCE],
  ])('%s: the key is contained in enforce mode, and he is asked still', async (_, env) => {
    await found(env);
    await minute();
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(subjects().filter((subject) => subject.includes('[CONTAINED]'))).toHaveLength(1);
    expect((await account.incident('ci-bot')).state.questions).toMatchObject([{ row: 'persistence-after-leak' }]);
    expect(account.objects('status/')).toEqual([expect.stringContaining('status/held--')]);
    const writes = account.writingCalls().length;
    await minute();
    expect(account.writingCalls()).toHaveLength(writes);
  });

  test('it stays as it is where he released it', async () => {
    await found(OBSERVE);
    await release();
    await minute();
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});

test('nothing had come of a containment when the mode became observe: enforce mode takes it up again', async () => {
  for (const action of ['AttachPolicyToUser', 'AddUserToGroup', 'UpdateAccessKey'])
    account.fault('ram', action, 'deny', 1_000);
  await minute().catch(() => undefined);
  expect(account.objects('status/')).toEqual([expect.stringContaining('status/not-contained--')]);
  account.clearFaults();
  account.sandbox.clock.advance(120_000);
  await minute(OBSERVE);
  await minute(OBSERVE);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test.each([
  ['a journal', 'bus:my.scanner:e-other'],
  ['the list of what is watched', '"keysOff"'],
])('%s that OSS does not hand out keeps no other leak from being contained, and is told', async (_, inBody) => {
  await account.handled(busEvent(account.keyOf('other'), { userName: 'other' }, 'e-other'), OBSERVE);
  await minute(OBSERVE);
  const body =
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>no right on the key of KMS</Message></Error>';
  account.sandbox.kernel.faults.rewrite({
    service: 'oss',
    action: 'GetObject',
    answer: (reply) =>
      String(reply['body'] ?? '').includes(inBody)
        ? { status: 403, headers: { 'content-type': 'application/xml' }, body }
        : reply,
  });
  await expect(minute()).rejects.toThrow(/observed leaks|AccessDenied/);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
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
