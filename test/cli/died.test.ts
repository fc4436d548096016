import { approveCommand } from '../../cli/approve';
import { releaseCommand } from '../../cli/release';
import type { CliRun } from '../../cli/run';
import { command } from '../../functions/respond/command';
import { detachPolicy } from '../../sandbox/world/attachments';
import { policyNamed } from '../../sandbox/world/policies';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { commandKilled } from '../any-order/killed';
import { aSandbox, aUser } from '../builders';
import { Account, FREEZE, QUARANTINE, used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { catchOutput } from './catch-output';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };

let account: Account;
afterEach(() => account.stop());

const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), {
    ...ENV,
    ...env,
  });
  account.leak('ci-bot');
  await account.poll();
};
const run = (args: readonly string[], at: string, done = false) =>
  commandKilled(
    account.sandbox,
    [args[0] ?? '', account.keyOf('ci-bot'), ...args.slice(1), ...(args[0] === 'status' ? [] : ['--yes'])],
    { at, done },
  );
const later = async (minutes = 3): Promise<void> => {
  account.sandbox.clock.advance(minutes * 60_000);
  await account.poll();
};
const tasks = () => account.objects('schedule/').filter((key) => /--(released|approved)\.json$/.test(key));
const texts = () => account.mails.map(({ text }) => text).join('\n');
const state = async () => (await account.incident('ci-bot')).state;
async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const made = await aRun(account.sandbox, {}, 'respond', undefined, credentials);
  return { run: made, credentials, clock: made.clock, config: made.config };
}
const status = async (accessKeyId?: string): Promise<unknown> =>
  command((await cli()).run, {
    kind: 'command',
    command: 'status',
    ...(accessKeyId ? { accessKeyId: parseAccessKeyId(accessKeyId) } : {}),
  });

async function heard(act: () => Promise<number>): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const quiet = catchOutput((_, more) => {
    text += more;
  });
  try {
    return { code: await act(), text };
  } finally {
    quiet();
  }
}
const WHY = { reason: 'our own test', by: 'alice', yes: true };

describe('a release whose command died', () => {
  const RELEASE = ['release', '--false-alarm', '--reason', 'our own test'];
  beforeEach(() => start());

  test('before it was told is told by the timer, once', async () => {
    await run(RELEASE, 'smtp send');
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(texts()).not.toContain('our own test');
    await later();
    expect(texts()).toContain('our own test');
    expect((await state()).alerts['released:1']).toMatchObject({ sent: true });
    const before = account.mails.length;
    await later();
    expect([account.mails.length, tasks()]).toEqual([before, []]);
  });

  test('in its midst is told as such: nobody contains the key any more', async () => {
    await run(RELEASE, 'ram DetachPolicyFromUser');
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    await later();
    expect(account.mails.at(-1)?.text).toMatch(/did not come to its end[\s\S]*ak-tourniquet release/);
    expect(tasks()).toEqual([]);
  });

  test('behind its intent has answered nothing: a person is asked still, and hears of it each day', async () => {
    await run(RELEASE, 'never');
    account.leak('ci-bot');
    await account.poll();
    const { held } = await state();
    expect(held).not.toBeNull();
    const { run: made } = await cli();
    const { id } = await account.incident('ci-bot');
    await made.schedule.add(id, 'released', made.clock.now());
    await made.journal.append(id, () => ({ type: 'release-intent', by: 'bob', reason: 'x', leakIds: [] }));
    expect((await state()).held).toMatchObject({ ...held });
    for (const minutes of [3, 24 * 60 + 3]) {
      const { length } = account.mails;
      await later(minutes);
      const told = account.mails.slice(length).map(({ text }) => text);
      expect(told.join()).toMatch(/did not come to its end[\s\S]*ak-tourniquet release/);
    }
    expect(await approveCommand(await cli(), 'all', WHY)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('in its midst is shown by status, and its own machine does not wait for it', async () => {
    await run(RELEASE, 'ram DetachPolicyFromUser');
    const { output, ok } = await run(['status'], 'never');
    expect([ok, output]).toEqual([
      true,
      expect.stringMatching(/release +by \S+ \(acs:ram::\d+:user\/\S+\).*unfinished it is under way/),
    ]);
    account.sandbox.clock.advance(3 * 60_000);
    expect((await run(['status'], 'never')).output).toMatch(
      /nothing is known of its end.*run this again: npx --no ak-tourniquet release LTAI/,
    );
  });

  test('on this machine is not waited for; of another it is said for how long at most', async () => {
    await run(RELEASE, 'ram DetachPolicyFromUser');
    let heard = '';
    const quiet = catchOutput((_, text) => {
      heard += text;
    });
    try {
      const wish = { ...WHY, falseAlarm: true, reactivate: [], ownKeys: [] };
      expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
      expect(heard).not.toContain('waiting for the end of it');
      const made = await cli();
      const about = { by: 'bob', reason: 'again', leakIds: ['another'] };
      const process = { host: 'elsewhere', pid: 1 };
      const { id } = await account.incident('ci-bot');
      await made.run.journal.append(id, () => ({ type: 'release-intent', ...about, process }));
      expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
      expect(heard).toMatch(/bob is releasing LTAI…\S+ right now: waiting for the end of it, for \d+ s at most/);
    } finally {
      quiet();
    }
  });

  test.each([
    ['in its midst', 'ram DetachPolicyFromUser'],
    ['before it was told', 'smtp send'],
  ])('%s is told a Chinese reader without an English sentence', async (_, at) => {
    await run(RELEASE, at);
    account.sandbox.clock.advance(3 * 60_000);
    await account.poll({ ...ENV, TOURNIQUET_LANGUAGE: 'zh' });
    const { text = '' } = account.mails.at(-1) ?? {};
    expect(text).toContain('解除');
    const ours = text
      .replaceAll('our own test', '')
      .replace(/https?:\S+|npx --no ak-tourniquet.*|ak-tourniquet release \S+/g, '');
    expect(ours.match(/\b[a-z]+ [a-z]+ [a-z]+\b/gi) ?? []).toEqual([]);
  });

  test('and one that did not leaves nothing to the timer', async () => {
    const wish = { ...WHY, falseAlarm: true, reactivate: [], ownKeys: [] };
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
    expect(tasks()).toEqual([]);
  });
});

describe('an approval whose command died', () => {
  const APPROVE = ['approve', '--reason', 'our own test'];

  test('before it contained an excluded user: respond is refused by its role, says so, and leaves it to a person', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    await run(APPROVE, 'smtp send');
    await expect(later()).rejects.toThrow(/AttachPolicyToUser failed: NoPermission/);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot'), tasks().length]).toEqual([[], 'Active', 1]);
    expect(texts()).toMatch(/no deny could be attached to ci-bot/);
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], WHY)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    await later();
    expect(tasks()).toEqual([]);
  });

  const OWNER = [
    'actiontrail GetAccessKeyLastUsedInfo',
    'ims GetUser',
    'ims GetAccessKeyInfoInRecycleBin',
    'ram ListUsers',
    'ram ListAccessKeys',
  ];
  const DENY = ['ram AttachPolicyToUser', 'ram AddUserToGroup', 'ram UpdateAccessKey'];
  test.each([
    ['whose owner could not be looked up', OWNER],
    ['whose deny was refused', DENY],
  ])('%s is listed as not contained, told again, and taken up by an approval of all', async (_, calls) => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    const { faults } = account.sandbox.kernel;
    for (const [service = '', action = ''] of calls.map((call) => call.split(' ')))
      faults.add({ match: { service, action }, fault: 'deny', times: 99 });
    const said = await heard(async () => approveCommand(await cli(), [account.keyOf('ci-bot')], WHY));
    expect([said.code, said.text]).toEqual([1, expect.stringMatching(/FAILED[\s\S]*next .*ask for \w+:/)]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    const listed = await status();
    expect(listed).toMatchObject({ incidents: [{ state: 'not-contained' }] });
    const one = JSON.stringify(await status(account.keyOf('ci-bot')));
    expect(one).toMatch(/approved at \S+ by alice, and no deny is on: .*approve LTAI/);
    await later(61).catch(() => undefined);
    expect(texts()).toMatch(/approved its containment, and it could not be carried out/);
    faults.clear();
    const again = await heard(async () => approveCommand(await cli(), 'all', WHY));
    expect([again.code, account.policiesOf('ci-bot')]).toEqual([0, [QUARANTINE]]);
    expect(again.text).toMatch(/approved at \S+ by alice, and not contained/);
    expect(await status()).toMatchObject({ incidents: [{ state: 'contained' }] });
    await later();
    expect(tasks()).toEqual([]);
  });

  test('in observe mode is none: what is held stays held, and an approval that came to nothing stays open', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    const observing = async () => {
      const made = await cli();
      const config = { ...made.config, mode: 'observe' as const };
      return { ...made, run: { ...made.run, config }, config };
    };
    const before = (await state()).held;
    const said = await heard(async () => approveCommand(await observing(), 'all', WHY));
    expect([said.code, said.text]).toEqual([
      0,
      expect.stringMatching(/planned .*nothing was approved, in observe mode: held since/),
    ]);
    expect([(await state()).held, await status()]).toEqual([
      before,
      expect.objectContaining({ incidents: [expect.objectContaining({ state: 'held' })] }),
    ]);
    expect(before).not.toBeNull();
  });

  test('before it contained is brought to its end by the timer, and told', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    const { world } = account.sandbox;
    const role = world.roles.get('ak-tourniquet-respond');
    if (role) detachPolicy(world, role, policyNamed(world, 'Custom', 'ak-tourniquet-respond-excluded'));
    expect(account.policiesOf('ci-bot')).toEqual([]);
    await run(APPROVE, 'smtp send');
    expect([account.policiesOf('ci-bot'), (await state()).approval?.reason]).toEqual([[], 'our own test']);
    await later();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(texts()).toContain('our own test');
    expect(tasks()).toEqual([]);
  });

  test('before it did what an investigation had asked for: that is done', async () => {
    await start();
    const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
    const looks = await aRun(account.sandbox, {}, 'investigate');
    await looks.schedule.add(id, 'escalate', looks.clock.now(), { row: 'persistence-after-leak', why: 'a new user' });
    await account.poll();
    await run(APPROVE, 'smtp send');
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    await later();
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
  });

  test('before it stood in the journal contains nothing', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    const { kernel } = account.sandbox;
    const before = account.objects('incidents/').length;
    // The first object that it puts is the schedule's entry.
    await run(APPROVE, 'oss PutObject', true);
    expect([account.objects('incidents/').length, tasks().length]).toEqual([before, 1]);
    kernel.faults.clear();
    await later();
    expect([account.policiesOf('ci-bot'), tasks()]).toEqual([[], []]);
  });

  test('and a release that came behind it overtakes it', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    await run(APPROVE, 'smtp send');
    const wish = { ...WHY, falseAlarm: true, reactivate: [], ownKeys: [] };
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), wish)).toBe(0);
    await later();
    expect([account.policiesOf('ci-bot'), tasks()]).toEqual([[], []]);
  });

  test('and one that did not leaves nothing to the timer', async () => {
    await start({ TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], WHY)).toBe(0);
    expect([account.policiesOf('ci-bot'), tasks()]).toEqual([[QUARANTINE], []]);
  });
});
