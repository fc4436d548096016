import { heldByNow } from '../../../functions/respond/held-by-now';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { parseAccessKeyId } from '../../../shared/ids';
import type { LeakSignal } from '../../../shared/signal/types';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOT_OURS = /not of this account/;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox()
      .withUser(aUser('ci-bot').withKey('a'), aUser('alice').withKey('b'), aUser('bob').withKey('c'))
      .withEvents(used('a')),
  );
});
afterEach(() => account.stop());

const subjects = () => account.mails.map(({ subject }) => subject);
const holder = () => account.sandbox.world.keyOf(account.keyOf('a'))?.user?.name ?? 'nobody';
const tasks = () => account.objects('schedule/').map((key) => key.split('--').at(-1));
const asked = (action: string) => account.calls().filter((call) => call.action === action).length;

/** Renames the leaked key's user before each list of keys, until told to stop. */
function renamedEachTime(): () => void {
  const { kernel, world } = account.sandbox;
  let n = 0;
  kernel.takeFault = (service, action) => {
    n += 1;
    if (action === 'ListAccessKeys') renameUser(world, userNamed(world, holder()), `ci-${n}`);
    return kernel.faults.take(service, action);
  };
  return () => Reflect.deleteProperty(kernel, 'takeFault');
}

/** The leaked key is nobody's, not even of the recycle bin, until it is put back. */
function hidden(): () => void {
  const { keys } = userNamed(account.sandbox.world, 'ci-bot');
  const [key] = keys.splice(0);
  return () => {
    if (key) keys.push(key);
  };
}

/** One poll a minute. What fails is a result. */
async function minutes(count: number, env: object = {}): Promise<string[]> {
  const ends: string[] = [];
  for (let minute = 0; minute < count; minute += 1) {
    account.nextMinute();
    const end = await account.poll({ ...ENGLISH, ...env }).then(
      (handled) => handled.map(({ row }) => row),
      () => ['failed'],
    );
    ends.push(...end);
  }
  return ends;
}

describe('whoever is renamed while the key is looked for', () => {
  test("of Security Center's list: the run fails aloud, is tried again each minute, and contains him once he stays", async () => {
    const stop = renamedEachTime();
    account.leak('a');
    expect(await minutes(2)).toEqual(['failed', 'failed']);
    expect(subjects()).toEqual([expect.stringMatching(/the responder itself failed/)]);
    expect(account.mails[0]?.text).toMatch(/could not be checked/);
    stop();
    expect(await minutes(1)).toEqual(['in-use']);
    expect(account.policiesOf(holder())).toEqual([QUARANTINE]);
    expect(subjects().join('\n')).not.toMatch(NOT_OURS);
  });

  test('of a notice that comes once: the schedule holds it, as one entry however often it fails', async () => {
    // The hour has most of itself before it.
    const { clock } = account.sandbox;
    clock.advance(HOUR_MS - (clock.now().getTime() % HOUR_MS));
    const stop = renamedEachTime();
    const notice = busEvent(account.keyOf('a'), { userName: 'ci-bot' });
    for (let n = 0; n < 3; n += 1) await account.respond(notice, ENGLISH).catch(() => undefined);
    expect(tasks()).toEqual(['finish.json']);
    expect(await minutes(2)).toEqual(['failed', 'failed']);
    expect(tasks()).toEqual(['finish.json']);
    stop();
    await minutes(1);
    expect(account.policiesOf(holder())).toEqual([QUARANTINE]);
    await minutes(3);
    expect(tasks()).not.toContain('finish.json');
    expect(subjects().join('\n')).not.toMatch(NOT_OURS);
  });

  test('a flood of notices about nobody’s keys leaves nothing in the schedule, even where looks fail', async () => {
    account.fault('ims', 'GetUser', 'deny', 100);
    for (let n = 0; n < 5; n += 1)
      await account.respond(busEvent(`LTAI5tNobodysKey0000000${n}`, {}, `e-${n}`), ENGLISH).catch(() => undefined);
    expect(tasks()).toEqual([]);
    account.clearFaults();
    const handled = await account.handled(busEvent('LTAI5tNobodysKey00000009', { userName: 'alice' }), ENGLISH);
    expect(handled).toMatchObject([{ row: 'not-ours', failures: [] }]);
  });
});

describe("a record of Security Center's list whose key was nobody's", () => {
  test('is asked about twice an hour by one call, and contained when somebody here holds the key', async () => {
    const putBack = hidden();
    account.leak('a');
    expect(await account.poll(ENGLISH)).toMatchObject([{ row: 'not-ours', failures: [] }]);
    const before = asked('GetUser');
    expect(await minutes(120)).toEqual([]);
    expect(asked('GetUser') - before).toBe(4);
    expect(subjects()).toEqual([expect.stringMatching(NOT_OURS)]);
    putBack();
    expect(await minutes(60)).toEqual(['in-use']);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(await minutes(60)).toEqual([]);
  });

  test('who holds it now and cannot be laid hold of: the run fails each minute from then on, not when its turn comes', async () => {
    const putBack = hidden();
    account.leak('a');
    await account.poll(ENGLISH);
    putBack();
    const stop = renamedEachTime();
    const ends = await minutes(61);
    expect(new Set(ends)).toEqual(new Set(['failed']));
    const further = await minutes(3);
    expect(further).toEqual(['failed', 'failed', 'failed']);
    stop();
    expect(await minutes(1)).toEqual(['in-use']);
  });

  test('off when it is held again: looked at like every key that is off', async () => {
    const putBack = hidden();
    account.leak('a');
    await account.poll(ENGLISH);
    putBack();
    const [key] = userNamed(account.sandbox.world, 'ci-bot').keys;
    if (key) key.status = 'Inactive';
    // The hour in which it is met, and every one that begins.
    expect(new Set(await minutes(130))).toEqual(new Set(['already-inactive']));
    if (key) key.status = 'Active';
    expect(await minutes(1)).toEqual(['in-use']);
  });

  test('and is nobody’s once more: it is never done for ever', async () => {
    const putBack = hidden();
    account.leak('a');
    await account.poll(ENGLISH);
    putBack();
    // IMS tells of him, and by the time he is looked for the key is gone.
    const { kernel } = account.sandbox;
    let hideAgain: (() => void) | undefined;
    kernel.takeFault = (service, action) => {
      if (action === 'GetAccessKeyLastUsedInfo') hideAgain ??= hidden();
      return kernel.faults.take(service, action);
    };
    // The minute in which it is met, and an hour that begins behind it.
    expect(new Set(await minutes(60))).toEqual(new Set(['not-ours']));
    hideAgain?.();
    expect(await minutes(1)).toEqual(['in-use']);
  });

  test('in a flood of such records: some calls a minute', async () => {
    const signals: LeakSignal[] = Array.from({ length: 1500 }, (_, n) => ({
      leakId: `sas:${n}`,
      accessKeyId: parseAccessKeyId(`LTAI5tNobodysKey${String(n).padStart(8, '0')}`),
      source: 'security-center',
      foundAt: undefined,
      claims: {},
    }));
    const run = await aRun(account.sandbox, ENGLISH);
    const minute = async () => {
      const before = asked('GetUser');
      expect(await heldByNow(run, signals)).toEqual([]);
      account.sandbox.clock.advance(MINUTE_MS);
      return asked('GetUser') - before;
    };
    const calls = [await minute(), await minute()];
    expect(Math.max(...calls)).toBeLessThan(40);
    expect([asked('ListUsers'), asked('ListAccessKeys')]).toEqual([0, 0]);
    expect(new Set(account.calls('ims').map(({ parameters }) => parameters['UserAccessKeyId'])).size).toBe(
      calls.reduce((sum, count) => sum + count, 0),
    );
  });

  test('IMS cannot be asked: nothing is done, and its turn comes again', async () => {
    hidden();
    account.leak('a');
    await account.poll(ENGLISH);
    account.fault('ims', 'GetUser', 'deny', 1_000);
    expect(await minutes(60)).toEqual([]);
  });
});
