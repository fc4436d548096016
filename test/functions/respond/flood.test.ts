import { releaseCommand } from '../../../cli/release';
import type { Handled } from '../../../functions/respond/handle';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { UnparseableEvent } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const HOUR_MS = 3_600_000;
let account: Account;
afterEach(() => account.stop());

describe('a flood of events that nobody can read', () => {
  beforeEach(async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()));
    // The hour of the clock has most of itself before it.
    account.sandbox.clock.advance(HOUR_MS - (account.sandbox.clock.now().getTime() % HOUR_MS));
  });
  const garbage = (text: string) => account.respond(Buffer.from(text), ENGLISH);
  const subjects = () => account.mails.map(({ subject }) => subject);

  test('is one alert an hour, and each of them is kept', async () => {
    for (let n = 0; n < 12; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
    expect(account.mails[0]?.text).toMatch(/kept there too, and is not told again/);
    expect(account.chats).toHaveLength(1);
    expect(account.objects('outbox/')).toEqual([]);
    expect(account.objects('unparsed/')).toHaveLength(12);
    account.sandbox.clock.advance(HOUR_MS);
    // Delivered once more, it has been told of by the alert of its hour.
    await expect(garbage('garbage 1')).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
    await expect(garbage('garbage 12')).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(2);
  });

  test('hides none that fails in another way', async () => {
    for (let n = 0; n < 3; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    const others = [
      `"${'x'.repeat(1024 * 1024)}"`,
      '{"hello":"world"}',
      '{"command":"delete"}',
      JSON.stringify(busEvent('a key cut sh')),
    ];
    for (const [told, text] of others.entries()) {
      await garbage(text).catch(() => undefined);
      await garbage(text.replace(/[ex]/, '-')).catch(() => undefined);
      expect(subjects()).toHaveLength(told + 2);
    }
    expect(account.objects('unparsed/')).toHaveLength(3 + 2 * others.length);
  });

  test('that comes at the same moment is told by one run, and none of the others takes it for told before it is', async () => {
    const all = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => garbage(`garbage ${n}`)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(account.mails).toHaveLength(1);
    for (let n = 0; n < 6; n += 1) await expect(garbage(`garbage ${n}`)).rejects.toThrow(UnparseableEvent);
    expect(account.mails).toHaveLength(1);
  });
});

describe('a flood of notices about one key', () => {
  const EXCLUDED = { ...ENGLISH, TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
  const start = async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  };
  const notice = (n: number) => busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, `e-${n}`);
  const send = async (from: number, to: number, env = ENGLISH) => {
    const all = Array.from({ length: to - from }, (_, i) => notice(from + i));
    const handled: Handled[] = [];
    for (let i = 0; i < all.length; i += 20) handled.push(...(await account.handled(all.slice(i, i + 20), env)));
    return handled;
  };
  /** What the notices up to this one would have had written down, as the first did: each of them costs a run. */
  const remembered = async (upTo: number) => {
    const run = await aRun(account.sandbox, ENGLISH);
    let incident = await account.incident('ci-bot');
    const first = incident.entries.find((entry) => entry.type === 'decision');
    if (first?.type !== 'decision') throw new Error('nothing was decided');
    for (let n = 1; n < upTo; n += 1) {
      const leakId = first.signal.leakId.replace(/e-0$/, `e-${n}`);
      incident = await run.journal.appendTo(incident, { ...first, signal: { ...first.signal, leakId } });
    }
  };
  const MOST = 60;
  const SENT = 48;
  const flooded = async (env = ENGLISH) => {
    const [first] = await send(0, 1, env);
    await remembered(SENT);
    return [first, ...(await send(SENT, MOST, env))];
  };
  const journal = () => account.objects('incidents/').filter((key) => key.includes('/journal/')).length;
  const decided = async (): Promise<number> =>
    (await account.incident('ci-bot')).entries.filter(({ type }) => type === 'decision').length;
  const tasks = () => account.objects('schedule/').map((key) => key.split('--').at(-1));
  const takeOff = () => {
    const { world } = account.sandbox;
    detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  };

  test('that is contained: the journal does not grow with it, and the key stays contained', async () => {
    await start();
    const handled = await flooded();
    expect(new Set(handled.map((one) => `${one?.verdict} ${one?.failures}`))).toEqual(new Set(['contain ']));
    expect(handled.filter((one) => one?.note !== undefined)).toHaveLength(MOST - 50);
    expect(handled.at(-1)?.note).toMatch(/50 notices .* not written down/);
    expect(await decided()).toBe(50);
    const grown = journal();
    expect(grown).toBeLessThan(120);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(tasks()).toEqual(['investigate.json']);
    expect(account.mails).toHaveLength(1);
    // The account, not the journal, says whether it is contained.
    takeOff();
    const [again] = await send(MOST, MOST + 1);
    expect(again).toMatchObject({ verdict: 'contain', failures: [], note: expect.any(String) });
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(journal()).toBe(grown);
  });

  test('of an excluded user likewise, until the decision is another one', async () => {
    await start();
    const handled = await flooded(EXCLUDED);
    expect(new Set(handled.map((one) => `${one?.row} ${one?.failures}`))).toEqual(new Set(['excluded ']));
    expect(await decided()).toBe(50);
    const [grown, waits] = [journal(), tasks().length];
    expect(grown).toBeLessThan(120);
    expect(account.calls('fc')).toHaveLength(1);
    account.sandbox.clock.advance(3_600_000);
    expect(await send(MOST, MOST + 5, EXCLUDED)).toHaveLength(5);
    expect([journal(), tasks().length, account.mails.length]).toEqual([grown, waits, 1]);
    // Security Center's are always written down and told.
    account.leak('ci-bot');
    await account.poll(EXCLUDED);
    expect(await decided()).toBe(51);
    expect(account.mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/excluded/),
      expect.stringMatching(/excluded/),
      // Due since an hour after the first.
      expect.stringMatching(/excluded|remind/i),
    ]);
    // The owner takes him off his list.
    expect(await send(MOST + 5, MOST + 7)).toMatchObject([{ verdict: 'contain' }, { verdict: 'contain' }]);
    expect(await decided()).toBe(53);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('ends with a release: one that was not written down is another leak behind it, and a person is asked', async () => {
    await start();
    await flooded();
    const credentials = account.sandbox.identities.admin;
    const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
    const cli = { run, credentials, clock: run.clock, config: run.config };
    const by = { reason: 'nobody has it', by: 'alice', yes: true, reactivate: [], ownKeys: [], falseAlarm: true };
    expect(await releaseCommand(cli, account.keyOf('ci-bot'), by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    const [known, leftOut] = [await send(3, 4), await send(55, 56)];
    expect([...known, ...leftOut]).toMatchObject([{ row: 'released-same-leak' }, { row: 'released-new-leak' }]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });

  test('that could not be contained: the notice by which it can be is written down and told', async () => {
    await start();
    account.fault('ram', 'AttachPolicyToUser', 'deny', 10_000);
    account.fault('ram', 'AddUserToGroup', 'deny', 10_000);
    await account.respond(notice(0), ENGLISH).catch(() => undefined);
    await remembered(SENT);
    for (let n = SENT; n < 55; n += 1) await account.respond(notice(n), ENGLISH).catch(() => undefined);
    expect(await decided()).toBe(50);
    expect(account.policiesOf('ci-bot')).toEqual([]);
    account.clearFaults();
    const before = account.mails.length;
    expect(await send(55, 56)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect((await account.incident('ci-bot')).state).toMatchObject({
      denyAt: expect.any(String),
      verification: { state: 'deny attached' },
    });
    expect(account.mails.slice(before).map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/high-risk calls are denied/),
    ]);
  });
});
