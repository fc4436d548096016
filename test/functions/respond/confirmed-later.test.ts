import { releaseCommand } from '../../../cli/release';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey('a'), aUser('other').withKey('b'))
      .withUser(aUser('idle-bot').withKey('unused', { createdDaysAgo: 400 }))
      .withEvents(used('a'), used('b')),
  );
});
afterEach(() => account.stop());

type Word = 0 | 1 | 2;
type Answer = Record<string, unknown>;
const subjects = () => account.mails.map(({ subject }) => subject);
const details = () => account.calls('sas').filter(({ action }) => action === 'DescribeAccessKeyLeakDetail').length;

/** Security Center changes its mind about every record, without another number. */
function says(tokenValid: Word): void {
  const { leaks } = account.sandbox.world;
  for (const [place, leak] of leaks.entries()) leaks[place] = { ...leak, tokenValid };
}

/** How Security Center tells nothing of a secret. */
const UNTOLD: readonly [string, (usual: Answer) => Answer][] = [
  ['no word', ({ TokenValid: _, ...usual }) => usual],
  ['a word that no contract knows', (usual) => ({ ...usual, TokenValid: 3 })],
  ['a text', (usual) => ({ ...usual, TokenValid: 'unknown' })],
  ['a truth value', (usual) => ({ ...usual, TokenValid: true })],
  ['null', (usual) => ({ ...usual, TokenValid: null })],
  ['nothing at all', ({ RequestId }) => ({ RequestId })],
];
const answers = (answer: (usual: Answer) => Answer) =>
  account.sandbox.kernel.faults.rewrite({ service: 'sas', action: 'DescribeAccessKeyLeakDetail', answer });

/** One poll a minute, for as many minutes: what was handled in them. */
async function minutes(count: number, env: object = {}): Promise<unknown[]> {
  const handled: unknown[] = [];
  for (let minute = 0; minute < count; minute += 1) {
    account.nextMinute();
    handled.push(...((await account.poll({ ...ENGLISH, ...env })) as unknown[]));
  }
  return handled;
}

/** Alice gives the key back at her command line, as a false alarm. */
async function release(more: { readonly confirmedToo?: true } = {}): Promise<number> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli = { run, credentials, clock: run.clock, config: run.config };
  const wish = { reason: 'junk', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [], ...more };
  return releaseCommand(cli, account.keyOf('a'), wish);
}

describe('a record whose secret becomes valid later', () => {
  test('was held as invalid: it is contained within the hour', async () => {
    account.leak('a', { tokenValid: 2 });
    expect(await account.poll(ENGLISH)).toMatchObject([{ row: 'secret-invalid', verdict: 'hold' }]);
    says(1);
    expect(await minutes(60)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(subjects().join('\n')).toMatch(/\[CONTAINED\]/);
  });

  test('was quarantined as unconfirmed: freeze follows where that was chosen, and it is told once', async () => {
    const freeze = { TOURNIQUET_CONTAINMENT: 'freeze' };
    account.leak('a', { tokenValid: 0 });
    await account.poll({ ...ENGLISH, ...freeze });
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    says(1);
    await minutes(125, freeze);
    expect(account.policiesOf('ci-bot')).toContain(FREEZE);
    // No investigation runs here, which is told as well.
    expect(subjects().filter((subject) => !subject.includes('responder itself failed'))).toEqual([
      expect.not.stringContaining('confirmed'),
      expect.stringContaining('the leak is confirmed'),
    ]);
    expect(account.mails[1]?.text).toContain('which it was not known to be when the leak was listed');
    const { state } = await account.incident('a');
    expect(state.signals).toMatchObject([{ tokenValid: 1 }]);
  });

  test('behind a notice of anybody’s: no drill, as where it was valid from the first', async () => {
    await account.respond(busEvent(account.keyOf('a'), { userName: 'ci-bot', reason: 'a drill' }, 'drill'), ENGLISH);
    account.leak('a', { tokenValid: 0 });
    await account.poll(ENGLISH);
    expect(subjects().join()).not.toContain('confirmed');
    says(1);
    await minutes(60);
    expect(subjects().filter((subject) => subject.includes('the leak is confirmed'))).toHaveLength(1);
  });

  test.each<[string, object, () => Promise<unknown>]>([
    ['excluded', { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' }, async () => undefined],
    [
      'released-new-leak',
      {},
      async () => {
        await account.respond(busEvent(account.keyOf('a')), ENGLISH);
        expect(await release({ confirmedToo: true })).toBe(0);
      },
    ],
  ])('was held as %s: whoever was asked hears that it is valid, once', async (row, env, before) => {
    await before();
    account.leak('a', { tokenValid: 0 });
    expect(await account.poll({ ...ENGLISH, ...env })).toMatchObject([{ row, verdict: 'hold' }]);
    const told = subjects().length;
    expect(await minutes(60, env)).toEqual([]);
    says(1);
    expect(await minutes(125, env)).toMatchObject([{ row, verdict: 'hold' }]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    const confirmed = account.mails.slice(told).filter(({ subject }) => subject.includes('the leak is confirmed'));
    expect(confirmed).toHaveLength(1);
    expect(confirmed[0]?.text).toContain('which it was not known to be when the leak was listed');
  });

  test('in observe mode: planned as confirmed, and done so in enforce mode', async () => {
    const observe = { TOURNIQUET_MODE: 'observe' };
    account.leak('a', { tokenValid: 2 });
    await account.poll({ ...ENGLISH, ...observe });
    says(1);
    expect(await minutes(60, observe)).toMatchObject([{ verdict: 'contain' }]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(await minutes(1)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });
});

describe('costs', () => {
  test('two details an hour while it is in doubt, and none behind', async () => {
    account.leak('a', { tokenValid: 0 });
    await account.poll(ENGLISH);
    const first = details();
    expect(await minutes(120)).toEqual([]);
    expect(details() - first).toBe(4);
    says(1);
    await minutes(60);
    const sure = details();
    expect(await minutes(120)).toEqual([]);
    expect(details()).toBe(sure);
  });

  test('none where the secret was valid from the first', async () => {
    account.leak('a', { tokenValid: 1 });
    await account.poll(ENGLISH);
    const first = details();
    await minutes(61);
    expect(details()).toBe(first);
  });
});

test('a look that fails says nothing, and its turn comes again', async () => {
  account.leak('a', { tokenValid: 2 });
  await account.poll(ENGLISH);
  says(1);
  account.fault('sas', 'DescribeAccessKeyLeakDetail', '500', 100);
  expect(await minutes(60)).toEqual([]);
  account.clearFaults();
  expect(await minutes(60)).toMatchObject([{ verdict: 'contain' }]);
});

test('the run that hears of it fails: it is contained in the next minute, not when its turn comes again', async () => {
  account.leak('a', { tokenValid: 2 });
  await account.poll(ENGLISH);
  says(1);
  const heard = details();
  while (details() === heard) {
    account.nextMinute();
    account.fault('ram', 'ListAccessKeys', '500', 100);
    account.fault('ims', undefined, '500', 100);
    await account.poll(ENGLISH).catch(() => undefined);
    account.clearFaults();
  }
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(await minutes(1)).toMatchObject([{ verdict: 'contain', failures: [] }]);
  expect(await minutes(62)).toEqual([]);
});

describe.each(UNTOLD)('an answer that tells nothing of the secret: %s', (_, answer) => {
  test('quarantine and no more, as where the call failed; switched off once it is known', async () => {
    account.leak('unused', { tokenValid: 1 });
    answers(answer);
    expect(await account.poll(ENGLISH)).toMatchObject([{ row: 'unused', verdict: 'contain' }]);
    expect([account.policiesOf('idle-bot'), account.statusOf('unused')]).toEqual([[QUARANTINE], 'Active']);
    expect(account.mails[0]?.text).toContain('whether the secret is valid is unknown (Security Center does not tell)');
    account.clearFaults();
    await minutes(60);
    expect(account.statusOf('unused')).toBe('Inactive');
  });
});

test.each<[string, () => void]>([
  ['it was unconfirmed', () => says(0)],
  ['it could not be asked', () => account.fault('sas', 'DescribeAccessKeyLeakDetail', 'deny', 1000)],
  ['it told nothing', () => answers(({ TokenValid: _, ...usual }) => usual)],
])('a person who released it while %s is asked, once, and nothing is done meanwhile', async (_, happens) => {
  account.leak('a', { tokenValid: 1 });
  happens();
  await account.poll(ENGLISH);
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(await minutes(60)).toEqual([]);
  account.clearFaults();
  says(1);
  expect(await minutes(60)).toMatchObject([{ row: 'released-since-confirmed', verdict: 'hold' }]);
  expect(await minutes(60)).toEqual([]);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(subjects().filter((subject) => subject.includes('AccessKey: the leak of'))).toHaveLength(1);
  expect((await account.incident('a')).state.held).toMatchObject({ leakId: expect.stringMatching(/^sas:/) });
  // Released once more: the person has answered.
  expect(await release({ confirmedToo: true })).toBe(0);
  expect((await account.incident('a')).state).toMatchObject({ held: null, release: { by: 'alice' } });
  expect(await minutes(60)).toEqual([]);
});
