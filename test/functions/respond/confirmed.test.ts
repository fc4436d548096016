import { approveCommand } from '../../../cli/approve';
import { type ReleaseOptions, releaseCommand } from '../../../cli/release';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
const start = async (): Promise<void> => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey('a')).withEvents(used('a')));
};
afterEach(() => account.stop());

const notice = (id = 'drill-1', env: object = {}) =>
  account.respond(
    busEvent(account.keyOf('a'), { userName: 'ci-bot', reason: 'Planned drill, ticket SEC-1: no leak.' }, id),
    { ...ENGLISH, ...env },
  );
const listed = async (tokenValid: 0 | 1 | 2, env: object = {}): Promise<void> => {
  account.leak('a', { tokenValid });
  await account.poll({ ...ENGLISH, ...env });
};
const subjects = () => account.mails.map(({ subject }) => subject);

async function release(more: Partial<ReleaseOptions> = {}): Promise<number> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const wish = { reason: 'the drill is over', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };
  return releaseCommand({ run, credentials, clock: run.clock, config: run.config }, account.keyOf('a'), {
    ...wish,
    ...more,
  });
}

describe('what Security Center confirms behind a notice that anybody can have sent', () => {
  beforeEach(start);

  test('is told once, however often either is told of again', async () => {
    await notice();
    expect(subjects()).toHaveLength(1);
    await listed(1);
    await listed(1);
    await account.poll(ENGLISH);
    for (const id of ['drill-2', 'drill-3']) await notice(id);
    expect(subjects()).toEqual([
      expect.not.stringContaining('confirmed'),
      expect.stringMatching(/^\[CONTAINED\] AccessKey: the leak is confirmed: ci-bot/),
    ]);
    expect(account.mails.at(-1)?.text).toMatch(
      /Security Center lists this AccessKey with a valid secret.*this is no drill/,
    );
  });

  test('is told in Chinese, and in observe mode as well', async () => {
    const observe = { TOURNIQUET_MODE: 'observe', TOURNIQUET_LANGUAGE: 'zh' };
    await notice('drill-1', observe);
    await listed(1, observe);
    expect(subjects()).toHaveLength(2);
    expect(subjects()[1]).toContain('泄露已证实');
    expect(account.mails[1]?.text).toContain('这不是演练，也不是误报');
  });

  test('is no false alarm, unless that is said of it as well; the plan names it', async () => {
    await notice();
    await listed(1);
    await expect(release()).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/lists sas:\d+ with a valid secret.*bus:\S+drill-1.*--confirmed-too/),
    });
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(await release({ confirmedToo: true })).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});

describe('no such news is', () => {
  beforeEach(start);

  test.each([0, 2] as const)('a record whose secret is not known to be valid (%i)', async (tokenValid) => {
    await notice();
    await listed(tokenValid);
    expect(subjects().join()).not.toContain('confirmed');
    expect(await release()).toBe(0);
  });

  test('a leak that Security Center told of first: one message, and its false alarm is the one that was told', async () => {
    await listed(1);
    await notice();
    expect(subjects()).toHaveLength(1);
    expect(await release()).toBe(0);
  });
});

test('a leak of before that was released says nothing of a drill behind it, and of what confirms that', async () => {
  await start();
  await listed(1);
  expect(await release()).toBe(0);
  account.sandbox.clock.advance(3 * 86_400_000);
  await notice();
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli = { run, credentials, clock: run.clock, config: run.config };
  await approveCommand(cli, [account.keyOf('a')], { reason: 'contain', by: 'alice', yes: true });
  account.sandbox.clock.advance(60_000);
  await listed(1);
  expect(subjects().at(-1)).toContain('the leak is confirmed');
  await expect(release()).rejects.toThrow(/with a valid secret.*--confirmed-too/);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  expect(await release({ confirmedToo: true })).toBe(0);
});
