import { createHash } from 'node:crypto';
import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { CloudCallFailed } from '../../../shared/errors';
import { parseAccessKeyId } from '../../../shared/ids';
import { type CapClass, CountedHere, capClassOf, HourlyCap } from '../../../shared/incident/cap';
import type { IncidentId } from '../../../shared/incident/paths';
import { Schedule } from '../../../shared/incident/schedule';
import { SeenLeaks } from '../../../shared/incident/seen';
import { unreadLines } from '../../../shared/incident/stored';
import { WatchList } from '../../../shared/incident/watch-list';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { putArchived, refuseToRead } from '../../strange-objects';

const ONCE = { timeoutMs: 2000, retries: 0 };
let sandbox: RunningSandbox;
let run: Run;

beforeAll(async () => {
  sandbox = await aSandbox().start();
});
beforeEach(async () => {
  sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.clear();
  refuseToRead(sandbox);
  sandbox.kernel.faults.clear();
  run = await aRun(sandbox);
});
afterAll(() => sandbox.stop());

const keyOf = (n: number) => parseAccessKeyId(`LTAI5tStateTest${String(n).padStart(6, '0')}`);
const idOf = (n: number): IncidentId => ({ accountId: run.accountId, accessKeyId: keyOf(n) });

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

  test('of the looks of a storm some are answered, and everything else', async () => {
    const looks = Array.from({ length: 420 }, (_, n) => idOf(n));
    await Promise.all(looks.map((id) => run.schedule.add(id, 'investigate', at(-60))));
    await Promise.all(looks.slice(0, 5).map((id) => run.schedule.add(id, 'finish', at(-1))));
    const { tasks } = await run.schedule.due();
    const counts = (name: string): number => tasks.filter(({ task }) => task === name).length;
    expect(counts('finish')).toBe(5);
    expect(counts('investigate')).toBeGreaterThanOrEqual(40);
    expect(counts('investigate')).toBeLessThan(80);
  });

  test('a task that was written anew while it was worked on stays, and one that is as it was read goes', async () => {
    const due = at(-1);
    await run.schedule.add(idOf(1), 'escalate', due, { made: ['svc-1'] });
    await run.schedule.add(idOf(2), 'escalate', due, { made: ['svc-1'] });
    const { tasks } = await run.schedule.due();
    await run.schedule.add(idOf(1), 'escalate', due, { made: ['svc-1', 'svc-2'] });
    for (const task of tasks) await run.schedule.doneAsRead(task);
    const left = (await run.schedule.due()).tasks;
    expect(left.map(({ incident, data }) => [incident, data])).toEqual([[idOf(1), { made: ['svc-1', 'svc-2'] }]]);
    for (const task of left) await run.schedule.doneAsRead(task);
    for (const task of left) await run.schedule.doneAsRead(task);
    expect((await run.schedule.due()).tasks).toEqual([]);
  });

  test('a task is due at its very moment, and not before', async () => {
    const due = new Date('2026-05-20T12:00:00Z');
    const asOf = (ms: number) =>
      new Schedule(run.cloud.evidence, run.paths, run.seal, { ...run.clock, now: () => new Date(due.getTime() + ms) });
    await run.schedule.add(idOf(1), 'finish', due);
    expect((await asOf(-1).due()).tasks).toEqual([]);
    expect((await asOf(0).due()).tasks).toHaveLength(1);
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

describe('what the schedule holds', () => {
  const stamp = '2020-01-01T000000Z';
  const put = async (name: string, content: object) => {
    const key = `${run.paths.schedule}${name}`;
    await run.cloud.evidence.put(key, await run.seal.close(key, content));
    return key;
  };
  const ofOne = `${stamp}--${keyOf(1)}--finish.json`;
  const task = () => ({ schema: 1, ...idOf(1), task: 'finish', due: '2020-01-01T00:00:00.000Z', data: { a: 1 } });

  test('is named by its second, its key and its task', () => {
    const key = run.schedule.keyOf(idOf(1), 'finish', new Date('2026-05-20T12:34:56.789Z'));
    expect(key).toBe(`${run.paths.schedule}2026-05-20T123456Z--${keyOf(1)}--finish.json`);
  });

  test('comes back as it was put down', async () => {
    const key = await put(ofOne, task());
    const due = new Date('2020-01-01T00:00:00Z');
    expect(await run.schedule.due()).toEqual({
      tasks: [{ key, due, task: 'finish', incident: idOf(1), data: { a: 1 } }],
      tampered: [],
      unread: [],
    });
  });

  test.each<[string, object]>([
    ['no task', { task: undefined }],
    ['no account', { accountId: 1 }],
    ['no key', { accessKeyId: undefined }],
    ['what is no key', { accessKeyId: 'junk' }],
    ['no time', { due: 'soon' }],
    ['no data', { data: [] }],
  ])('starts nothing with %s, sealed as it is', async (_, more) => {
    const key = await put(ofOne, { ...task(), ...more });
    expect(await run.schedule.due()).toEqual({ tasks: [], tampered: [key], unread: [] });
  });

  test.each<[string, string, object]>([
    ['task', ofOne.replace('finish', 'root-report'), {}],
    ['key', ofOne.replace(keyOf(1), keyOf(2)), {}],
    ['time', ofOne, { due: '2019-01-01T00:00:00.000Z' }],
  ])("starts nothing under another %s's name: each role may write some names alone", async (_, name, more) => {
    const key = await put(name, { ...task(), ...more });
    expect(await run.schedule.due()).toEqual({ tasks: [], tampered: [key], unread: [] });
  });

  test("comes to its turn among thousands of a stranger's, which were written before it or after", async () => {
    const bucket = sandbox.oss.buckets.get(run.config.evidence.bucket);
    const of = { 1: await put(ofOne, task()), 2: '' };
    const like = bucket?.objects.get(of[1]);
    if (!bucket || !like) throw new Error('nothing was put');
    const flood = (n: number, task: string) =>
      `${run.paths.schedule}${n % 2 ? '0000' : '2025'}-01-01T000000Z--${n}--${task}.json`;
    const lastModified = new Date(like.lastModified.getTime() + 60_000);
    for (let n = 0; n < 6_000; n += 1) {
      const key = flood(n, n % 3 === 0 ? `kind-${n}` : 'finish');
      bucket.objects.set(key, { ...like, key, lastModified, body: Buffer.from('junk') });
    }
    sandbox.clock.advance(120_000);
    of[2] = await run.schedule.add(idOf(2), 'finish', new Date(run.clock.now().getTime() - 60_000));
    const asOf = (now: string) =>
      new Schedule(run.cloud.evidence, run.paths, run.seal, { ...run.clock, now: () => new Date(now) });
    const found = await Promise.all(
      ['2099-05-20T12:00:30Z', '2099-05-20T12:01:30Z'].map(async (now) => (await asOf(now).due()).tasks),
    );
    expect(found.map((tasks) => tasks.map(({ key }) => key))).toEqual([[of[1]], [of[2]]]);
  });

  test("waits for the version that wrote it, where that is a later one's", async () => {
    await put(`${stamp}--x--finish.json`, { schema: 2, what: 'another form' });
    expect(await run.schedule.due()).toEqual({ tasks: [], tampered: [], unread: [] });
  });

  test('is looked at where its name tells no time: nobody of ours has given it', async () => {
    const names = [`${stamp}--x/y`, '9999-01-01T000000Z-x', 'x9999-01-01T000000Z--x', '9999-13-01T000000Z--x'];
    const keys = await Promise.all(names.map((name) => put(name, { schema: 1 })));
    await put('9999-01-01T000000Z--x', { schema: 1 });
    expect((await run.schedule.due()).tampered.sort()).toEqual(keys.sort());
  });

  test('is no more than one run can begin: the oldest, every other minute the latest', async () => {
    const bucket = sandbox.oss.buckets.get(run.config.evidence.bucket);
    const nth = (n: number) => `${stamp}--LTAI5tStateTest00${String(n).padStart(4, '0')}--finish.json`;
    const taskOf = (n: number) => ({ ...task(), accessKeyId: /--(LTAI\w+)--/.exec(nth(n))?.[1] });
    const first = await put(nth(0), taskOf(0));
    const like = bucket?.objects.get(first);
    if (!bucket || !like) throw new Error('nothing was put');
    for (let n = 1; n <= 430; n += 1) {
      const key = `${run.paths.schedule}${nth(n)}`;
      bucket.objects.set(key, { ...like, key, body: Buffer.from(await run.seal.close(key, taskOf(n))) });
    }
    const asOf = (now: string) =>
      new Schedule(run.cloud.evidence, run.paths, run.seal, { ...run.clock, now: () => new Date(now) });
    const even = (await asOf('2026-05-20T12:00:30Z').due()).tasks.map(({ key }) => key);
    const odd = (await asOf('2026-05-20T12:01:30Z').due()).tasks.map(({ key }) => key);
    expect([even.length, odd.length]).toEqual([400, 400]);
    expect([even.includes(first), odd.includes(first), odd.includes(`${run.paths.schedule}${nth(430)}`)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('of some keys is what their objects say, whenever it is due', async () => {
    const of = (...numbers: number[]) => run.schedule.of(new Set(numbers.map(keyOf)));
    const later = await run.schedule.add(idOf(1), 'remind-1', new Date('2099-01-01T00:00:00Z'));
    await run.schedule.add(idOf(2), 'finish', new Date('2020-01-01T00:00:00Z'));
    const due = await put(ofOne, task());
    // What names the key and is none of ours, or of a later form.
    await put(ofOne.replace('finish', 'escalate'), task());
    await put(ofOne.replace('finish', 'fence'), { schema: 2, what: 'another form' });
    expect((await of(1)).map(({ key, incident }) => [key, incident.accessKeyId])).toEqual([
      [due, keyOf(1)],
      [later, keyOf(1)],
    ]);
    expect((await of(1, 2, 3)).map(({ task: name }) => name).sort()).toEqual(['finish', 'finish', 'remind-1']);
    expect(await of(3)).toEqual([]);
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 1 });
    expect(await of()).toEqual([]);
    await expect(of(1)).rejects.toThrow(CloudCallFailed);
  });

  test('of some keys is read as long as a thief has not laid there more than one can read', async () => {
    const bucket = sandbox.oss.buckets.get(run.config.evidence.bucket);
    const like = bucket?.objects.get(await put(ofOne, task()));
    if (!bucket || !like) throw new Error('nothing was put');
    const body = Buffer.from('junk');
    const etag = createHash('md5').update(body).digest('hex').toUpperCase();
    for (let n = 0; n < 2_050; n += 1) {
      const key = `${run.paths.schedule}2019-01-01T${String(n).padStart(6, '0')}Z--${keyOf(1)}--x.json`;
      bucket.objects.set(key, { ...like, key, body, etag });
    }
    const before = sandbox.kernel.calls.all().length;
    expect(await run.schedule.of(new Set([keyOf(1)]))).toHaveLength(1);
    const read = sandbox.kernel.calls
      .all()
      .slice(before)
      .filter(({ action }) => action === 'GetObject');
    expect(read).toHaveLength(2_000);
  });

  test('starts the others where OSS hands one out to nobody, whatever it is called: that one is a stranger’s', async () => {
    const [thiefs, old] = [`${run.paths.schedule}${ofOne.replace(keyOf(1), keyOf(9))}`, `${run.paths.schedule}junk`];
    await putArchived(sandbox, thiefs, old);
    const key = await put(ofOne, task());
    const { tasks, tampered, unread } = await run.schedule.due();
    expect([tasks.map((one) => one.key), tampered.sort(), unread]).toEqual([[key], [thiefs, old].sort(), []]);
    // Put down again where it was: what lay there takes nobody's place.
    await putArchived(sandbox, key);
    expect(await run.schedule.of(new Set([keyOf(1)]))).toEqual([]);
    await run.schedule.add(idOf(1), 'finish', new Date('2020-01-01T00:00:00Z'));
    expect((await run.schedule.due()).tasks).toHaveLength(1);
  });

  test('starts the others where one is refused, which is told by its name, and stays', async () => {
    const key = await put(ofOne, task());
    const refused = Array.from({ length: 9 }, (_, n) => run.schedule.keyOf(idOf(n + 10), 'finish', new Date(0)));
    for (const one of refused) await run.cloud.evidence.put(one, 'x');
    refuseToRead(sandbox, ...refused);
    const { tasks, tampered, unread } = await run.schedule.due();
    expect([tasks.map((one) => one.key), tampered]).toEqual([[key], []]);
    expect(unread.map((one) => [one.key, one.isRefused]).sort()).toEqual(refused.map((one) => [one, true]));
    const [line = '', ...more] = unreadLines(unread);
    expect(more).toEqual([]);
    expect(line).toMatch(/^oss GetObject failed: AccessDenied \(HTTP 403\): .*; nor could be read: .* 4 more$/);
    expect(refused.filter((one) => line.includes(one))).toHaveLength(5);
    expect(await run.schedule.of(new Set([keyOf(1), keyOf(10)]))).toHaveLength(1);
    for (const one of refused) expect(sandbox.oss.buckets.get(run.config.evidence.bucket)?.objects.has(one)).toBe(true);
    const [first] = tasks;
    if (first === undefined) throw new Error('nothing is due');
    refuseToRead(sandbox, key);
    await expect(run.schedule.doneAsRead(first)).rejects.toThrow(/AccessDenied.*finish/);
    refuseToRead(sandbox);
    expect((await run.schedule.due()).tasks).toHaveLength(1);
  });

  test('is no more read where nobody answers: what is known by then is started, and that is told', async () => {
    for (let n = 0; n < 50; n += 1) await put(ofOne.replace(keyOf(1), keyOf(n)), { ...task(), ...idOf(n) });
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: '500', times: 999 });
    const before = sandbox.kernel.calls.all().length;
    const { tasks, unread } = await run.schedule.due();
    expect([tasks, unread.length]).toEqual([[], 20]);
    expect(sandbox.kernel.calls.all().length - before).toBeLessThan(100);
    expect(unreadLines(unread)).toEqual([expect.stringMatching(/InternalError.*; nor could be read: 19 more$/)]);
    await expect(run.schedule.of(new Set([keyOf(1)]))).rejects.toThrow(CloudCallFailed);
  });
});

describe('watched keys', () => {
  const watched = {
    ...{ userName: 'ci-bot', policies: [], keysOff: [], frozen: [], fence: null, isOpen: false },
    ...{ markedAt: null, readAt: '2026-05-20T12:00:00Z' },
  };
  const aList = () => new WatchList(run.cloud.evidence, run.paths, run.seal);
  const nothing = { keys: new Map(), heldAgainstAt: undefined, tampered: [], unread: [] };

  test('come back as they were written', async () => {
    expect(await aList().read()).toEqual(nothing);
    const keys = new Map([[keyOf(1) as string, watched]]);
    await aList().write({ keys, heldAgainstAt: '2026-05-20T12:00:00Z' });
    expect(await aList().read()).toEqual({ ...nothing, keys, heldAgainstAt: '2026-05-20T12:00:00Z' });
  });

  test('come whole where they came by half the first time: nobody is accused of it', async () => {
    await aList().write({ keys: new Map([[keyOf(1) as string, watched]]), heldAgainstAt: undefined });
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'malformed', times: 1 });
    expect(await aList().read()).toMatchObject({ keys: new Map([[keyOf(1), watched]]), tampered: [] });
  });

  test('are unknown where OSS hands the list out to nobody: it is none of ours, and may be written anew', async () => {
    await putArchived(sandbox, run.paths.watched);
    expect(await aList().read()).toEqual({ ...nothing, tampered: [run.paths.watched] });
    await aList().write({ keys: new Map(), heldAgainstAt: '2026-05-20T12:00:00Z' });
    expect((await aList().read()).tampered).toEqual([]);
  });

  test('are unknown where the list is refused; where it may be read a minute later, that is an error', async () => {
    await aList().write({ keys: new Map(), heldAgainstAt: undefined });
    refuseToRead(sandbox, run.paths.watched);
    const unread = [expect.objectContaining({ key: run.paths.watched, isRefused: true })];
    expect(await aList().read()).toEqual({ ...nothing, unread });
    refuseToRead(sandbox);
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: '500', times: 9 });
    await expect(aList().read()).rejects.toThrow(CloudCallFailed);
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
    expect(capClassOf({ source: 'command-line' }, 1)).toBe('person');
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

  test.each(['AbcDefGhiJkLmNoP', 'ak-cn.hangzhou_0001', 'odd.key_of-his'])(
    'a key of the form %s takes a place like any other',
    async (id) => {
      await aCap(1, 1).note(parseAccessKeyId(id), 'listed');
      expect((await aCap(1, 1).load(ONCE)).names).toEqual([id]);
      expect(await takeAll(aCap(1, 1), [1], 'listed')).toBe(0);
    },
  );

  test('objects that somebody else wrote fill no place', async () => {
    const folder = run.paths.contained(run.clock.now());
    await Promise.all(
      numbers(1, 5).map((n) => run.cloud.evidence.put(`${folder}${keyOf(n)}.json`, '{"class":"unconfirmed"}')),
    );
    expect(await takeAll(aCap(3, 200), numbers(11, 20), 'unconfirmed')).toBe(3);
  });

  test('a new hour begins anew, here and in OSS, and the same key has one place in it', async () => {
    const here = new CountedHere();
    here.note('12', keyOf(1), 'listed');
    here.note('12', keyOf(1), 'listed');
    expect(here.count('12').names).toEqual([keyOf(1)]);
    expect(await here.count('12').read()).toEqual([{ accessKeyId: keyOf(1), class: 'listed' }]);
    expect(here.count('13').names).toEqual([]);
    here.note('13', keyOf(2), 'listed');
    expect(here.count('13').names).toEqual([keyOf(2)]);
  });

  test('what it wrote down is read by another run, and a stranger there is none', async () => {
    const folder = run.paths.contained(run.clock.now());
    await aCap(1, 1).note(keyOf(1), 'listed');
    await Promise.all(['junk.txt', 'sub/.json'].map((name) => run.cloud.evidence.put(`${folder}${name}`, 'junk')));
    await run.cloud.evidence.put(`${folder}${keyOf(2)}.json`, 'junk');
    const counted = await aCap(1, 1).load(ONCE);
    expect(counted.names).toEqual([keyOf(1), keyOf(2)]);
    expect(await counted.read()).toEqual([{ accessKeyId: keyOf(1), class: 'listed', at: expect.any(String) }]);
  });

  test('a place that cannot be read is an error', async () => {
    await aCap(1, 1).note(keyOf(1), 'listed');
    const counted = await aCap(1, 1).load(ONCE);
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 1 });
    await expect(counted.read()).rejects.toThrow(CloudCallFailed);
  });

  test('none is left where the limit is 0', async () => {
    expect(await takeAll(aCap(0, 0), [1, 2], 'confirmed')).toBe(0);
  });

  test('a person at the command line is not capped, and takes no place of others', async () => {
    const cap = aCap(1, 0);
    expect(await takeAll(cap, [1, 2, 3], 'person')).toBe(3);
    expect(await cap.take(keyOf(4), 'unconfirmed', cap.countHere())).toBe(true);
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
    expect(await seen.read()).toEqual({ leakIds: new Set(), keys: new Map(), tampered: false });
    const keys = new Map<string, string>([
      ['sas:1', keyOf(1)],
      ['sas:9', keyOf(9)],
    ]);
    await seen.write({ leakIds: new Set(['sas:1', 'sas:2']), keys });
    expect(await seen.read()).toEqual({
      leakIds: new Set(['sas:1', 'sas:2']),
      keys: new Map([['sas:1', keyOf(1)]]),
      tampered: false,
    });
  });

  test.each(['{"schema":1,"leakIds":["sas:1"]}', 'junk', '[]'])(
    'a list that is not ours is no list: %s',
    async (body) => {
      await run.cloud.evidence.put(run.paths.seen, body);
      const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
      expect(await seen.read()).toEqual({ leakIds: new Set(), keys: new Map(), tampered: true });
    },
  );

  test("a later version's list, of another form, says nothing here", async () => {
    await run.cloud.evidence.put(run.paths.seen, await run.seal.close(run.paths.seen, { schema: 2, leakIds: {} }));
    const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
    expect(await seen.read()).toEqual({ leakIds: new Set(), keys: new Map(), tampered: false });
  });

  test('a list that comes by half once is our list, and nobody is accused', async () => {
    const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
    await seen.write({ leakIds: new Set(['sas:1']), keys: new Map() });
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'malformed', times: 1 });
    expect(await seen.read()).toEqual({ leakIds: new Set(['sas:1']), keys: new Map(), tampered: false });
  });

  test('a list that cannot be read is an error', async () => {
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 1 });
    const seen = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
    await expect(seen.read()).rejects.toThrow(CloudCallFailed);
  });
});
