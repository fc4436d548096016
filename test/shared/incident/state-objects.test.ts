import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { CloudCallFailed } from '../../../shared/errors';
import { parseAccessKeyId } from '../../../shared/ids';
import { type CapClass, CountedHere, capClassOf, HourlyCap } from '../../../shared/incident/cap';
import type { IncidentId } from '../../../shared/incident/paths';
import { Seal } from '../../../shared/incident/seal';
import { SeenLeaks } from '../../../shared/incident/seen';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';

const ONCE = { timeoutMs: 2000, retries: 0 };
let sandbox: RunningSandbox;
let run: Run;

beforeAll(async () => {
  sandbox = await aSandbox().start();
});
beforeEach(async () => {
  sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.clear();
  sandbox.kernel.faults.clear();
  run = await aRun(sandbox);
});
afterAll(() => sandbox.stop());

const keyOf = (n: number) => parseAccessKeyId(`LTAI5tStateTest${String(n).padStart(6, '0')}`);
const idOf = (n: number): IncidentId => ({ accountId: run.accountId, accessKeyId: keyOf(n) });

describe('seal', () => {
  const seal = new Seal('a'.repeat(64));

  test('opens what it closed, at its own place', async () => {
    const text = await seal.close('a/b', { n: 1, nested: { hmac: 'mine' } });
    expect(await seal.open('a/b', text)).toEqual({ n: 1, nested: { hmac: 'mine' } });
    expect(await seal.open('a/c', text)).toBeUndefined();
    expect(await new Seal('b'.repeat(64)).open('a/b', text)).toBeUndefined();
  });

  test('fetches its key once, at the first use; a key that cannot be fetched closes and opens nothing', async () => {
    let fetched = 0;
    const lazy = new Seal(async () => {
      fetched += 1;
      return 'a'.repeat(64);
    });
    expect(fetched).toBe(0);
    expect(await seal.open('a/b', await lazy.close('a/b', { n: 1 }))).toEqual({ n: 1 });
    expect(await lazy.open('a/b', await seal.close('a/b', { n: 2 }))).toEqual({ n: 2 });
    expect(fetched).toBe(1);
    const broken = new Seal(() => Promise.reject(new Error('KMS is down')));
    await expect(broken.close('a/b', {})).rejects.toThrow('KMS is down');
    await expect(broken.open('a/b', `{"hmac":"${'0'.repeat(64)}"}`)).rejects.toThrow('KMS is down');
  });

  test.each([
    ['changed', (text: string) => text.replace('1', '2')],
    ['without hmac', () => '{"n":1}'],
    ['with a short hmac', () => '{"n":1,"hmac":"00"}'],
    ['with an hmac of another type', () => '{"n":1,"hmac":{}}'],
    ['with a second hmac in front', (text: string) => `{"hmac":"x",${text.slice(1).replace('1', '2')}`],
  ])('does not open what is %s', async (_, change) => {
    expect(await seal.open('a/b', change(await seal.close('a/b', { n: 1 })))).toBeUndefined();
  });

  test('what is no JSON object is a SyntaxError', async () => {
    for (const text of ['', '[]', 'null', '7', '{']) await expect(seal.open('a/b', text)).rejects.toThrow(SyntaxError);
  });
});

describe('schedule', () => {
  const at = (minutes: number) => new Date(run.clock.now().getTime() + minutes * 60_000);

  test('answers what is due, oldest first, and nothing that is not', async () => {
    await run.schedule.add(idOf(1), 'investigate', at(-5));
    await run.schedule.add(idOf(2), 'remind-1', at(-50));
    await run.schedule.add(idOf(3), 'finish', at(-30), { leakId: 'sas:1' });
    await run.schedule.add(idOf(4), 'finish', at(5));
    const { tasks, tampered } = await run.schedule.due();
    expect(tasks.map(({ task, incident }) => [task, incident.accessKeyId])).toEqual([
      ['remind-1', keyOf(2)],
      ['finish', keyOf(3)],
      ['investigate', keyOf(1)],
    ]);
    expect(tasks[1]?.data).toEqual({ leakId: 'sas:1' });
    expect(tampered).toEqual([]);
  });

  test('the same task at the same time is one object, and is gone when done, twice over', async () => {
    const due = at(-1);
    const keys = [await run.schedule.add(idOf(1), 'finish', due), await run.schedule.add(idOf(1), 'finish', due)];
    expect(keys[0]).toBe(keys[1]);
    expect((await run.schedule.due()).tasks).toHaveLength(1);
    await run.schedule.done(keys[0] as string);
    await run.schedule.done(keys[0] as string);
    expect((await run.schedule.due()).tasks).toEqual([]);
  });

  test('an object without our seal, or moved to an earlier time, starts nothing and is reported', async () => {
    const later = await run.schedule.add(idOf(1), 'investigate', at(60));
    const earlier = run.schedule.keyOf(idOf(1), 'investigate', at(-60));
    await run.cloud.evidence.put(earlier, (await run.cloud.evidence.get(later)).body);
    await run.cloud.evidence.put(`${run.paths.schedule}junk`, 'junk');
    const { tasks, tampered } = await run.schedule.due();
    expect(tasks).toEqual([]);
    expect(tampered.sort()).toEqual([earlier, `${run.paths.schedule}junk`].sort());
  });
});

describe('hourly cap', () => {
  const aCap = (maxPerHour: number, maxConfirmedPerHour: number) =>
    new HourlyCap(run.cloud.evidence, run.paths, run.seal, run.clock, { maxPerHour, maxConfirmedPerHour });
  const takeAll = async (cap: HourlyCap, numbers: readonly number[], kind: CapClass) => {
    const counted = await cap.load(ONCE);
    const taken = await Promise.all(numbers.map((n) => cap.take(keyOf(n), kind, counted)));
    await Promise.all(numbers.filter((_, i) => taken[i]).map((n) => cap.note(keyOf(n), kind)));
    return taken.filter(Boolean).length;
  };
  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  test('whose word counts as confirmed', () => {
    expect(capClassOf({ source: 'security-center' }, 1)).toBe('confirmed');
    expect(capClassOf({ source: 'security-center' }, 0)).toBe('listed');
    expect(capClassOf({ source: 'security-center' }, undefined)).toBe('listed');
    expect(capClassOf({ source: 'bus' }, 1)).toBe('unconfirmed');
  });

  test('is exact within one run, however many come at once; a key takes one place', async () => {
    const cap = aCap(3, 5);
    expect(await takeAll(cap, [1, 1, 2, 2, 3, 4, 5], 'unconfirmed')).toBe(5);
    expect(await takeAll(cap, [1], 'unconfirmed')).toBe(1);
    expect(await takeAll(cap, numbers(10, 20), 'confirmed')).toBe(5);
  });

  test('defect 21 (security-hq): holds after a pause, in the runs that follow', async () => {
    expect(await takeAll(aCap(3, 200), numbers(1, 2), 'unconfirmed')).toBe(2);
    expect(await takeAll(aCap(3, 200), numbers(3, 40), 'unconfirmed')).toBe(1);
    expect(await takeAll(aCap(3, 200), numbers(41, 60), 'unconfirmed')).toBe(0);
    // What was contained this hour may be contained again.
    expect(await takeAll(aCap(3, 200), [1], 'unconfirmed')).toBe(1);
  });

  test('while OSS cannot be read, an instance counts what it contained itself, run after run', async () => {
    const here = new CountedHere();
    const limits = { maxPerHour: 2, maxConfirmedPerHour: 5 };
    const aRunsCap = () => new HourlyCap(run.cloud.evidence, run.paths, run.seal, run.clock, limits, here);
    const take = (n: number) => {
      const cap = aRunsCap();
      return cap.take(keyOf(n), 'unconfirmed', cap.countHere());
    };
    expect([await take(1), await take(2), await take(3), await take(1)]).toEqual([true, true, false, true]);
    expect(await aRunsCap().take(keyOf(4), 'person', aRunsCap().countHere())).toBe(true);
  });

  test('who sends to the bus takes no place of what Security Center lists', async () => {
    expect(await takeAll(aCap(4, 6), numbers(1, 3), 'confirmed')).toBe(3);
    expect(await takeAll(aCap(4, 6), numbers(11, 20), 'unconfirmed')).toBe(4);
    expect(await takeAll(aCap(4, 6), numbers(21, 30), 'confirmed')).toBe(3);
    expect(await takeAll(aCap(4, 6), numbers(31, 40), 'listed')).toBe(4);
    expect(await takeAll(aCap(4, 6), numbers(41, 50), 'unconfirmed')).toBe(0);
  });

  test('objects that somebody else wrote fill no place', async () => {
    const folder = run.paths.contained(run.clock.now());
    await Promise.all(
      numbers(1, 5).map((n) => run.cloud.evidence.put(`${folder}${keyOf(n)}.json`, '{"class":"unconfirmed"}')),
    );
    expect(await takeAll(aCap(3, 200), numbers(11, 20), 'unconfirmed')).toBe(3);
  });

  test('none is left where the limit is 0', async () => {
    expect(await takeAll(aCap(0, 0), [1, 2], 'confirmed')).toBe(0);
  });

  test('a list that cannot be read rejects; the run can then be counted alone', async () => {
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 1 });
    const cap = aCap(2, 2);
    await expect(cap.load(ONCE)).rejects.toThrow(CloudCallFailed);
    const taken = [1, 2, 3].map((n) => cap.take(keyOf(n), 'unconfirmed', cap.countHere()));
    expect(await Promise.all(taken)).toEqual([true, true, false]);
  });
});

describe('leaks that are done', () => {
  test('are remembered; nothing yet is an empty list', async () => {
    const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
    expect(await seen.read()).toEqual({ leakIds: new Set(), tampered: false });
    await seen.write(['sas:1', 'sas:2']);
    expect(await seen.read()).toEqual({ leakIds: new Set(['sas:1', 'sas:2']), tampered: false });
  });

  test.each(['{"schema":1,"leakIds":["sas:1"]}', 'junk', '[]'])(
    'a list that is not ours is no list: %s',
    async (body) => {
      await run.cloud.evidence.put(run.paths.seen, body);
      const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
      expect(await seen.read()).toEqual({ leakIds: new Set(), tampered: true });
    },
  );

  test('a list that cannot be read is an error', async () => {
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 1 });
    const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
    await expect(seen.read()).rejects.toThrow(CloudCallFailed);
  });
});
