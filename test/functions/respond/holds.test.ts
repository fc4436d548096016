import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { inThisHour } from '../../../functions/alerting';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const HOUR_MS = 3_600_000;
let account: Account;
afterEach(() => account.stop());

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const by = { reason: 'looked into it', by: 'alice', yes: true };
const toRelease = { ...by, reactivate: [], ownKeys: [], falseAlarm: true };
const english = { TOURNIQUET_LANGUAGE: 'en' };
const excluded = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };

const finishes = () => account.objects('schedule/').filter((key) => key.endsWith('--finish.json')).length;

/** The command line of the account's administrator. */
async function cli(env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, env, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

describe('an excluded user or key', () => {
  test('is held and asked about; reminders are put down', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    const env = { ...excluded, ...english };
    expect(await account.poll(env)).toMatchObject([{ row: 'excluded', verdict: 'hold', failures: [] }]);
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails[0]?.text).toContain('approve');
    const tasks = account.objects('schedule/').map((key) => key.split('--').at(-1));
    expect(tasks.sort()).toEqual(['investigate.json', 'remind-1.json', 'remind-24.json', 'remind-4.json']);
    expect(account.objects('status/')).toEqual([expect.stringContaining('held--')]);
  });

  test('is told once an hour of what anybody may send, and of each place that Security Center lists', async () => {
    account = await Account.start(inUse());
    const env = { ...excluded, ...english };
    const notice = (id: string) => account.respond(busEvent(account.keyOf('ci-bot'), {}, id), env);
    for (const id of ['one', 'two', 'three']) await notice(id);
    expect(account.mails).toHaveLength(1);
    account.leak('ci-bot');
    await account.poll(env);
    expect(account.mails).toHaveLength(2);
    account.leak('ci-bot');
    await account.poll(env);
    expect(account.mails).toHaveLength(3);
    account.sandbox.clock.advance(3_600_000);
    await notice('four');
    await notice('five');
    expect(account.mails).toHaveLength(4);
  });

  test('is held by key as well', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    expect(await account.poll({ TOURNIQUET_EXCLUDE_KEYS: account.keyOf('ci-bot') })).toMatchObject([
      { row: 'excluded' },
    ]);
    expect(account.writingCalls()).toEqual([]);
  });

  test('defect 26 (GCP SRA): excluding ci-bot does not spare ci-bot2', async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey(), aUser('ci-bot2').withKey()));
    account.leak('ci-bot');
    account.leak('ci-bot2');
    await account.poll(excluded);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(account.policiesOf('ci-bot2')).toEqual([QUARANTINE]);
  });

  describe('and names that were changed since last night', () => {
    const named = (name: string) => userNamed(account.sandbox.world, name);
    const rename = (name: string, to: string): void => renameUser(account.sandbox.world, named(name), to);
    const deny = (): readonly string[] => account.policiesOf('ci-bot');
    beforeEach(async () => {
      const users = [aUser('thief').withKey(), aUser('ci-bot').withKey()];
      account = await Account.start(
        aSandbox()
          .withUser(...users)
          .withEvents(used('thief'), used('ci-bot')),
      );
      const night = await aRun(account.sandbox, {}, 'hygiene');
      await night.ownerIndex.write(new Map(['thief', 'ci-bot'].map((name) => [account.keyOf(name), name])), true);
    });

    test('who takes the name of an excluded user is not spared, nor when the deny is taken off him', async () => {
      rename('ci-bot', 'former');
      rename('thief', 'ci-bot');
      account.leak('thief');
      expect(await account.poll(excluded)).toMatchObject([{ verdict: 'contain' }]);
      expect(deny()).toEqual([QUARANTINE]);
      detachPolicy(account.sandbox.world, named('ci-bot'), policyNamed(account.sandbox.world, 'Custom', QUARANTINE));
      await account.poll(excluded);
      expect(deny()).toEqual([QUARANTINE]);
    });

    test('the excluded user is spared under his new name, whoever forges a notice of him', async () => {
      rename('ci-bot', 'former');
      const notice = busEvent(account.keyOf('ci-bot'), { userName: 'former' });
      expect(await account.handled(notice, excluded)).toMatchObject([
        { row: 'excluded', reason: 'the user former, until today ci-bot, is on the exclusion list' },
      ]);
    });

    test('a name that nobody had last night is as good as the list says', async () => {
      rename('thief', 'new-name');
      account.leak('thief');
      const env = { TOURNIQUET_EXCLUDE_USERS: 'new-name' };
      expect(await account.poll(env)).toMatchObject([{ row: 'excluded' }]);
    });
  });

  test('is reminded of while nobody decides, and no more once somebody has', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    await account.poll(excluded);
    account.sandbox.clock.advance(3_600_000 + 60_000);
    await account.respond(TIMER, excluded);
    expect(account.mails).toHaveLength(2);
    await approveCommand(await cli(excluded), [account.keyOf('ci-bot')], by);
    const before = account.mails.length;
    account.sandbox.clock.advance(24 * 3_600_000);
    await account.respond(TIMER, excluded);
    expect(account.mails).toHaveLength(before);
    expect(account.objects('schedule/').filter((key) => key.includes('remind'))).toEqual([]);
  });
});

describe('approve', () => {
  test('contains what an exclusion held, and stands in the journal', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    await account.poll(excluded);
    expect(await approveCommand(await cli(excluded), [account.keyOf('ci-bot')], by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    const { state, entries } = await account.incident('ci-bot');
    expect(state).toMatchObject({ approval: { by: 'alice', reason: 'looked into it' }, held: null });
    expect(entries.filter(({ type }) => type === 'approval')).toHaveLength(1);
    expect(account.objects('status/')).toEqual([expect.stringContaining('contained--')]);
  });

  test('--all contains everything that the cap held, of which one alert was sent', async () => {
    const users = ['a', 'b', 'c', 'd'];
    account = await Account.start(aSandbox().withUser(...users.map((name) => aUser(name).withKey())));
    const capped = { TOURNIQUET_MAX_PER_HOUR: '1' };
    const events = users.map((name) => busEvent(account.keyOf(name), { userName: name }, `e-${name}`));
    const rows = (await account.handled(events, capped)).map(({ row, failures }) => [row, failures]);
    expect(rows.filter(([row]) => row === 'over-cap')).toHaveLength(3);
    expect(users.filter((name) => account.policiesOf(name).length > 0)).toHaveLength(1);
    // One for the key that was contained, one for the cap.
    expect(account.mails).toHaveLength(2);
    expect(await approveCommand(await cli(capped), 'all', by)).toBe(0);
    for (const name of users) expect(account.policiesOf(name)).toEqual([QUARANTINE]);
  });

  test('a notice of a key that is contained already takes no place of the hour from another', async () => {
    account = await Account.start(aSandbox().withUser(...['a', 'b'].map((name) => aUser(name).withKey())));
    const capped = { TOURNIQUET_MAX_PER_HOUR: '1' };
    const told = (name: string, id: string) =>
      account.handled(busEvent(account.keyOf(name), { userName: name }, id), capped);
    await told('a', 'e-1');
    account.sandbox.clock.advance(3 * 3_600_000);
    await told('a', 'e-2');
    await told('b', 'e-3');
    expect(['a', 'b'].map((name) => account.policiesOf(name))).toEqual([[QUARANTINE], [QUARANTINE]]);
  });

  test.each(['en', 'zh'])(
    'every key that the cap holds is named in a message within the hour, though one asks about all: %s',
    async (language) => {
      account = await Account.start(aSandbox().withUser(...['a', 'b', 'c'].map((name) => aUser(name).withKey())));
      const { clock } = account.sandbox;
      clock.advance(HOUR_MS - (clock.now().getTime() % HOUR_MS) + 60_000);
      const env = { TOURNIQUET_MAX_PER_HOUR: '0', TOURNIQUET_LANGUAGE: language };
      for (const name of ['a', 'b', 'c']) {
        await account.handled(busEvent(account.keyOf(name), { userName: name }, `e-${name}`), env);
        clock.advance(10 * 60_000);
      }
      expect(account.mails).toHaveLength(1);
      clock.advance(31 * 60_000);
      await account.respond(TIMER, env);
      expect(account.mails).toHaveLength(2);
      const { text = '' } = account.mails[1] ?? {};
      // Where he reads what to do, not among what could not be checked.
      const [todo = ''] = text.split('\n').filter((line) => /^(You now|请您现在)/.test(line));
      expect(todo).toMatch(language === 'en' ? /2 others of this account wait as well: / : /本账号还有 2 个也在等待：/);
      for (const name of ['b', 'c']) expect(todo).toContain(account.keyOf(name));
    },
  );

  test('a second key of a contained user that is held is not said to go on unhindered', async () => {
    account = await Account.start(aSandbox().withUser(aUser('a').withKey('first').withKey('second')));
    const env = { TOURNIQUET_MAX_PER_HOUR: '1', TOURNIQUET_LANGUAGE: 'en' };
    for (const key of ['first', 'second'])
      await account.handled(busEvent(account.keyOf(key), { userName: 'a' }, `e-${key}`), env);
    const first = account.keyOf('first').slice(-4);
    expect(account.mails.at(-1)?.text).toMatch(
      new RegExp(`a carries a deny of ours already, for .*${first}, another key of his`),
    );
  });

  test('what the cap held stays due while a run that may have died holds the claim of its alert', async () => {
    account = await Account.start(inUse());
    const capped = { TOURNIQUET_MAX_PER_HOUR: '0' };
    const run = await aRun(account.sandbox, capped);
    const key = run.paths.told(inThisHour(run, 'over-cap'));
    const claim = { schema: 1, nonce: 'another run', at: run.clock.now().toISOString(), sent: false };
    await run.cloud.evidence.create(key, await run.seal.close(key, claim));
    await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), capped);
    expect([account.mails.length, finishes()]).toEqual([0, 1]);
    account.sandbox.clock.advance(130_000);
    await account.respond(TIMER, capped);
    expect([account.mails.length, finishes()]).toEqual([1, 0]);
  });

  test('--all goes on past a journal that cannot be read, and says so', async () => {
    account = await Account.start(aSandbox().withUser(aUser('a').withKey(), aUser('b').withKey()));
    await account.respond(
      ['a', 'b'].map((name) => busEvent(account.keyOf(name), { userName: name }, `e-${name}`)),
      { TOURNIQUET_MAX_PER_HOUR: '0' },
    );
    const bucket = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
    const journal = account.objects('incidents/').filter((key) => key.includes(`${account.keyOf('a')}/journal/`));
    // More objects than a journal of ours can have: somebody has laid them there.
    const like = bucket?.get(journal[0] ?? '');
    const folder = journal[0]?.replace(/[^/]*$/, '');
    for (let n = 10; like && n < 5_020; n += 1) {
      const key = `${folder}${String(n).padStart(6, '0')}.json`;
      bucket?.set(key, { ...like, key });
    }
    expect(await approveCommand(await cli(), 'all', by)).toBe(3);
    expect([account.policiesOf('a'), account.policiesOf('b')]).toEqual([[], [QUARANTINE]]);
  });

  test('of a key without an incident is bad usage, and writes nothing', async () => {
    account = await Account.start(inUse());
    await expect(approveCommand(await cli(), [account.keyOf('ci-bot')], by)).rejects.toThrow(/no incident/);
    expect(account.objects('incidents/')).toEqual([]);
  });
});

describe('release', () => {
  test('takes the deny off; the same leak does not contain again, and is told who released it', async () => {
    account = await Account.start(inUse());
    const event = busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' });
    await account.respond(event);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), toRelease)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(await account.handled(event, english)).toMatchObject([
      { row: 'released-same-leak', verdict: 'none', failures: [] },
    ]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(account.mails.at(-1)?.text).toContain('alice');
    expect(account.objects('status/')).toEqual([expect.stringContaining('released--')]);
  });

  test('a new leak after it is held, a plain manual signal too; an approval contains again and is told again', async () => {
    account = await Account.start(inUse());
    const key = account.keyOf('ci-bot');
    await account.respond(busEvent(key, { userName: 'ci-bot' }));
    await releaseCommand(await cli(), key, toRelease);
    expect(await account.handled(busEvent(key, { userName: 'ci-bot' }, 'e-2'))).toMatchObject([
      { row: 'released-new-leak', verdict: 'hold' },
    ]);
    expect(await account.handled({ accessKeyId: key })).toMatchObject([{ row: 'released-new-leak', verdict: 'hold' }]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    const before = account.mails.length;
    expect(await approveCommand(await cli(), [key], by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect((await account.incident('ci-bot')).state.denyAt).not.toBeNull();
    expect(account.mails.length).toBeGreaterThan(before);
  });

  test('is refused while the key is active, unless it was a false alarm', async () => {
    account = await Account.start(inUse());
    await account.respond({ accessKeyId: account.keyOf('ci-bot') });
    const release = releaseCommand(await cli(), account.keyOf('ci-bot'), { ...toRelease, falseAlarm: false });
    await expect(release).rejects.toThrow(/still active/);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('a release that a thief wrote without our key releases nothing, and is told', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    const { entries } = await account.incident('ci-bot');
    expect(entries).toEqual([]);
    const run = await aRun(account.sandbox);
    const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
    const [leak] = (await run.cloud.securityCenter.describeAccesskeyLeakList(1)).records;
    const forged = {
      type: 'release',
      by: 'thief',
      reason: '',
      leakIds: [`sas:${leak?.id}`],
      steps: [],
      complete: true,
    };
    const entry = { ...forged, schema: 1, seq: 1, at: new Date().toISOString(), previous: null };
    await run.cloud.evidence.put(run.paths.entry(id, 1), JSON.stringify({ ...entry, hmac: 'a'.repeat(64) }));
    expect(await account.poll(english)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.mails[0]?.text).toContain('does not bear our seal');
  });
});

test('an invalid secret is held: junk secrets can be posted to set us off', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot', { tokenValid: 2 });
  expect(await account.poll()).toMatchObject([{ row: 'secret-invalid', verdict: 'hold' }]);
  expect(account.writingCalls()).toEqual([]);
});

test('an approval in disable mode leaves on what a release has switched on again: the deny alone comes back', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const env = { TOURNIQUET_CONTAINMENT: 'disable' };
  await account.poll(env);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  const key = account.keyOf('ci-bot');
  expect(await releaseCommand(await cli(env), key, { ...toRelease, reactivate: [key] })).toBe(0);
  expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Active', []]);
  expect(await approveCommand(await cli(env), [key], by)).toBe(0);
  expect([account.statusOf('ci-bot'), account.policiesOf('ci-bot')]).toEqual(['Active', [QUARANTINE]]);
});
