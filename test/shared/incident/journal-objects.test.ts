import type { Run } from '../../../functions/platform';
import { etagOf } from '../../../sandbox/oss/objects';
import type { RunningSandbox } from '../../../sandbox/start';
import { ORDINARY } from '../../../shared/aliyun/call';
import { CloudAnswerMalformed, JournalCorrupt } from '../../../shared/errors';
import { parseAccessKeyId } from '../../../shared/ids';
import { JournalObjects } from '../../../shared/incident/journal-objects';
import type { IncidentId } from '../../../shared/incident/paths';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { putArchived } from '../../strange-objects';

let sandbox: RunningSandbox;
let run: Run;
let count = 0;

beforeAll(async () => {
  sandbox = await aSandbox().start();
});
beforeEach(async () => {
  run = await aRun(sandbox);
});
afterEach(() => sandbox.kernel.faults.clear());
afterAll(() => sandbox.stop());

const objects = () => {
  const bucket = sandbox.oss.buckets.get(run.config.evidence.bucket);
  if (!bucket) throw new Error('no evidence bucket');
  return bucket.objects;
};

/** An incident of so many entries, written by this run or by another. */
async function written(entries: number, by: Run = run): Promise<IncidentId> {
  count += 1;
  const accessKeyId = parseAccessKeyId(`LTAI5tKnownEntry${String(count).padStart(4, '0')}`);
  const id = { accountId: run.accountId, accessKeyId };
  for (let entry = 1; entry <= entries; entry += 1)
    await by.journal.append(id, () => ({ type: 'failure', where: 'test', code: 'TEST', message: `entry ${entry}` }));
  return id;
}

/** As the cloud would have it after somebody's PutObject. */
function overwrite(id: IncidentId, seq: number, change: (text: string) => string): void {
  const key = run.paths.entry(id, seq);
  const object = objects().get(key);
  if (object === undefined) throw new Error(`no entry ${seq}`);
  const body = Buffer.from(change(object.body.toString()));
  objects().set(key, { ...object, body, etag: etagOf(body) });
}

/** What a read fetched: each GetObject by its number in the journal. */
async function fetched(id: IncidentId): Promise<{ numbers: number[]; messages: string[] }> {
  const before = sandbox.kernel.calls.all().length;
  const { entries } = await run.journal.read(id);
  const calls = sandbox.kernel.calls.all().slice(before);
  const numbers = calls.flatMap(({ action, parameters }) =>
    action === 'GetObject' ? Number(/(\d{6})\.json$/.exec(String(parameters['key']))?.[1]) : [],
  );
  return { numbers, messages: entries.map((entry) => (entry.type === 'failure' ? entry.message : entry.type)) };
}
const all = ['entry 1', 'entry 2', 'entry 3'];

test('what a run has read is fetched once', async () => {
  const id = await written(3, await aRun(sandbox));
  const first = await fetched(id);
  expect([first.numbers.sort(), first.messages]).toEqual([[1, 2, 3], all]);
  expect(await fetched(id)).toEqual({ numbers: [], messages: all });
});

test('what it has written itself is not fetched at all, and what another run wrote behind it is', async () => {
  const id = await written(3);
  expect(await fetched(id)).toEqual({ numbers: [], messages: all });
  const other = await aRun(sandbox);
  await other.journal.append(id, () => ({ type: 'failure', where: 'test', code: 'TEST', message: 'of another' }));
  expect(await fetched(id)).toEqual({ numbers: [4], messages: [...all, 'of another'] });
});

test.each([1, 2, 3])('entry %i, overwritten between two reads of a run, is ignored and named', async (seq) => {
  const id = await written(3);
  await run.journal.read(id);
  overwrite(id, seq, (text) => text.replace('entry', 'other'));
  const { tampered, entries } = await run.journal.read(id);
  expect([tampered, entries.map((entry) => entry.seq)]).toEqual([
    [run.paths.entry(id, seq)],
    [1, 2, 3].filter((other) => other !== seq),
  ]);
});

test.each([1, 2])(
  'entry %i, taken away between two reads of a run, is named; all of them are a new incident',
  async (seq) => {
    const id = await written(3);
    await run.journal.read(id);
    objects().delete(run.paths.entry(id, seq));
    expect(await run.journal.read(id)).toMatchObject({ missing: [run.paths.entry(id, seq)], nextSeq: 4 });
    for (const other of [1, 2, 3]) objects().delete(run.paths.entry(id, other));
    expect(await run.journal.read(id)).toMatchObject({ missing: [], entries: [], nextSeq: 1 });
  },
);

test.each([
  ['its first entry', 0, 1],
  ['another entry', 1, 2],
])('what another run writes between the two looks, %s, is there', async (_, entries, expected) => {
  const id = await written(entries, await aRun(sandbox));
  const store = Object.create(run.cloud.evidence) as typeof run.cloud.evidence;
  const got = new Promise<void>((resolve) => {
    store.get = async (...asked) => run.cloud.evidence.get(...asked).finally(resolve);
  });
  store.list = async (...asked) => {
    await got;
    await (await aRun(sandbox)).journal.append(id, () => ({ type: 'closed', reason: 'between' }));
    return run.cloud.evidence.list(...asked);
  };
  const objectsOf = new JournalObjects(store, run.paths, run.seal);
  const all = await objectsOf.all(id, ORDINARY);
  expect([...all.keys()].sort()).toEqual(Array.from({ length: expected }, (__, i) => i + 1));
  expect(all.get(expected)?.entry).toMatchObject({ type: 'closed' });
});

test('an entry that the list does not name yet, and the first look found, is there', async () => {
  const id = await written(1, await aRun(sandbox));
  const store = Object.create(run.cloud.evidence) as typeof run.cloud.evidence;
  store.list = async () => [];
  const all = await new JournalObjects(store, run.paths, run.seal).all(id, ORDINARY);
  expect([...all.keys()]).toEqual([1]);
});

/** The next answers about this entry come cut in half: so many of them. */
function cut(seq: number, times: number): void {
  let left = times;
  const answer = (reply: Record<string, unknown>): Record<string, unknown> => {
    const text = String(reply['body'] ?? '');
    if (left === 0 || !text.includes(`"seq":${seq},`)) return reply;
    left -= 1;
    return { ...reply, body: text.slice(0, text.length / 2) };
  };
  sandbox.kernel.faults.clear();
  sandbox.kernel.faults.rewrite({ service: 'oss', action: 'GetObject', answer });
}

test.each([1, 3])(
  'entry %i, cut on its way once, is read once more before anything is written behind it',
  async (seq) => {
    const id = await written(3, await aRun(sandbox));
    cut(seq, 1);
    const { numbers, messages } = await fetched(id);
    expect([numbers.sort(), messages]).toEqual([[1, 2, 3, seq].sort(), all]);
    expect((await fetched(id)).numbers).toEqual([]);
  },
);

test.each([1, 3])('entry %i, cut twice, is a read that failed, and no object of a stranger', async (seq) => {
  const id = await written(3, await aRun(sandbox));
  cut(seq, 2);
  await expect(run.journal.read(id)).rejects.toThrow(CloudAnswerMalformed);
  cut(seq, 2);
  await expect(run.journal.append(id, () => ({ type: 'closed', reason: '' }) as never)).rejects.toThrow(
    /came in \d+ of/,
  );
  expect(await fetched(id)).toMatchObject({ messages: all });
  expect(await run.journal.read(id)).toMatchObject({ tampered: [], unchained: [], nextSeq: 4 });
});

test('what a stranger wrote in one go is what its ETag says: read once, and no failure', async () => {
  const id = await written(3);
  overwrite(id, 2, () => 'x');
  expect(await fetched(id)).toEqual({ numbers: [2], messages: ['entry 1', 'entry 3'] });
});

test('what he wrote in parts has an ETag that tells nothing: read twice, and no failure', async () => {
  const id = await written(3);
  overwrite(id, 2, () => 'x');
  const key = run.paths.entry(id, 2);
  const object = objects().get(key);
  if (object) objects().set(key, { ...object, etag: `${object.etag}-1` });
  expect(await fetched(id)).toEqual({ numbers: [2, 2], messages: ['entry 1', 'entry 3'] });
});

test('a store that tells no ETag is read anew each time', async () => {
  const id = await written(3);
  for (const [key, object] of objects()) if (key.includes(id.accessKeyId)) objects().set(key, { ...object, etag: '' });
  const { numbers, messages } = await fetched(id);
  expect([numbers.sort(), messages]).toEqual([[1, 2, 3], all]);
});

test('an entry that a lost answer left there is our own, one of another run is not', async () => {
  const id = await written(1);
  const incident = await run.journal.read(id);
  const body = { type: 'failure', where: 'test', code: 'TEST', message: 'entry 2' } as const;
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'PutObject' }, fault: 'timeout', times: 1 });
  await run.journal.appendTo(incident, body, { timeoutMs: 300, retries: 2 });
  await expect(run.journal.appendTo(incident, body)).rejects.toMatchObject({ name: 'CloudAlreadyThere' });
  expect(await fetched(id)).toEqual({ numbers: [], messages: ['entry 1', 'entry 2'] });
});

test('an entry is written as long as a reader takes it whole, and one byte more is not written at all', async () => {
  const id = await written(1);
  const incident = await run.journal.read(id);
  const body = (length: number) =>
    ({ type: 'failure', where: 'test', code: 'TEST', message: 'x'.repeat(length) }) as const;
  const none = objects().get((await run.journal.appendTo(incident, body(0))) && run.paths.entry(id, 2));
  const most = 2 ** 20 - (none?.body.length ?? 0);
  const second = await run.journal.read(id);
  await expect(run.journal.appendTo(second, body(most + 1))).rejects.toThrow(
    '1048577 bytes, more than 1048576: it was not written',
  );
  expect(objects().has(run.paths.entry(id, 3))).toBe(false);
  await run.journal.appendTo(second, body(most));
  const { entries, tampered } = await (await aRun(sandbox)).journal.read(id);
  expect([entries.length, tampered]).toEqual([3, []]);
});

test('journals beyond those in hand are forgotten, the oldest first', async () => {
  const first = await written(1);
  const second = await written(1);
  for (let other = 0; other < 30; other += 1) await run.journal.read(await written(0));
  expect((await fetched(first)).numbers).toEqual([]);
  await run.journal.read(await written(0));
  expect((await fetched(second)).numbers).toEqual([1]);
  expect((await fetched(first)).numbers).toEqual([]);
});

test('more objects than a journal can have are not read', async () => {
  const id = await written(1);
  const like = objects().get(run.paths.entry(id, 1));
  if (like === undefined) throw new Error('no entry');
  for (let seq = 2; seq <= 5_001; seq += 1) {
    const key = run.paths.entry(id, seq);
    objects().set(key, { ...like, key });
  }
  await expect(run.journal.read(id)).rejects.toThrow(JournalCorrupt);
  for (let seq = 2; seq <= 5_001; seq += 1) objects().delete(run.paths.entry(id, seq));
});

test("an entry's place whose object OSS hands out to nobody is a stranger's: the others count, and the next is written behind", async () => {
  const id = await written(3, await aRun(sandbox));
  await putArchived(sandbox, run.paths.entry(id, 2));
  const { tampered, entries, nextSeq } = await run.journal.read(id);
  expect([tampered, entries.map(({ seq }) => seq), nextSeq]).toEqual([[run.paths.entry(id, 2)], [1, 3], 4]);
  const fresh = { ...id, accessKeyId: parseAccessKeyId('LTAI5tKnownEntryArchived') };
  await putArchived(sandbox, run.paths.entry(fresh, 1));
  await run.journal.append(fresh, () => ({ type: 'failure', where: 'test', code: 'TEST', message: 'one' }));
  const read = await (await aRun(sandbox)).journal.read(fresh);
  expect([read.entries.map(({ seq }) => seq), read.tampered, read.unchained]).toEqual([
    [2],
    [run.paths.entry(fresh, 1)],
    [],
  ]);
});
