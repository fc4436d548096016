import type { Run } from '../../../functions/platform';
import { etagOf } from '../../../sandbox/oss/objects';
import type { RunningSandbox } from '../../../sandbox/start';
import { CloudCallFailed } from '../../../shared/errors';
import { parseAccessKeyId } from '../../../shared/ids';
import type { EntryBody } from '../../../shared/incident/entries';
import { damageOf, Journal } from '../../../shared/incident/journal';
import type { IncidentId } from '../../../shared/incident/paths';
import { sha256 } from '../../../shared/incident/seal';
import { WatchList } from '../../../shared/incident/watch-list';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';

let sandbox: RunningSandbox;
let run: Run;
/** Another run, before this one: what it wrote must be read from the cloud. */
let before: Run;
let count = 0;

beforeAll(async () => {
  sandbox = await aSandbox().start();
  run = await aRun(sandbox);
  before = await aRun(sandbox);
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.kernel.faults.clear());

const newIncident = (): IncidentId => {
  count += 1;
  const accessKeyId = parseAccessKeyId(`LTAI5tJournalTest${String(count).padStart(4, '0')}`);
  return { accountId: run.accountId, accessKeyId };
};
const failure = (message: string): EntryBody => ({ type: 'failure', where: 'test', code: 'TEST', message });
const approval: EntryBody = { type: 'approval', by: 'alice', reason: 'it is ours' };
const objects = () => {
  const bucket = sandbox.oss.buckets.get(run.config.evidence.bucket);
  if (!bucket) throw new Error('no evidence bucket');
  return bucket.objects;
};
const objectOf = (id: IncidentId, seq: number) => {
  const object = objects().get(run.paths.entry(id, seq));
  if (!object) throw new Error(`no entry ${seq}`);
  return object;
};
/** What a thief with rights in the bucket can do: the object's bytes, without our key. */
const overwrite = (key: string, like: IncidentId, text: string) => {
  const body = Buffer.from(text);
  objects().set(key, { ...objectOf(like, 1), key, body, etag: etagOf(body) });
};

async function written(...bodies: EntryBody[]): Promise<IncidentId> {
  const id = newIncident();
  for (const body of bodies) await before.journal.append(id, () => body);
  return id;
}

test('an incident that nobody wrote of is new', async () => {
  const incident = await run.journal.read(newIncident());
  expect(incident).toMatchObject({ entries: [], nextSeq: 1, tail: null, tampered: [] });
});

test('an entry of a kind that this version does not know changes nothing, and the next one follows', async () => {
  const id = await written(approval, { type: 'of-a-version-to-come' } as never, failure('later'));
  const { state, entries, tampered } = await run.journal.read(id);
  expect([entries.length, state.approval?.by, tampered]).toEqual([3, 'alice', []]);
});

test('without a state key, what is not of our form is none of ours: journal, schedule, list of the watched', async () => {
  const open = await aRun(sandbox, { TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: '' });
  const id = await written(approval);
  const put = (key: string, content: object) => overwrite(key, id, JSON.stringify(content));
  put(run.paths.entry(id, 2), { schema: 1, seq: 2, failures: [] });
  put(run.paths.watched, { schema: 1 });
  const task = `${run.paths.schedule}2020-01-01T000000Z--${id.accessKeyId}--finish.json`;
  put(task, { schema: 1, task: 5 });
  expect((await open.journal.read(id)).tampered).toEqual([run.paths.entry(id, 2)]);
  expect(await new WatchList(open.cloud.evidence, open.paths, open.seal).read()).toMatchObject({
    tampered: [run.paths.watched],
  });
  expect(await open.schedule.due()).toEqual({ tasks: [], tampered: [task], unread: [] });
  for (const key of [task, run.paths.watched]) objects().delete(key);
});

test('twenty appends at once make twenty entries and one chain', async () => {
  const id = newIncident();
  const runs = await Promise.all(Array.from({ length: 4 }, () => aRun(sandbox)));
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => (runs[i % 4] as Run).journal.append(id, () => failure(`append ${i}`))),
  );
  const { entries, nextSeq, tail } = await run.journal.read(id);
  expect(nextSeq).toBe(21);
  expect(new Set(entries.map((entry) => entry.type === 'failure' && entry.message)).size).toBe(20);
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  entries.forEach((entry, i) => {
    expect(entry.previous).toBe(i === 0 ? null : sha256(objectOf(id, i).body));
  });
  expect(tail).toBe(sha256(objectOf(id, 20).body));
});

test('two who write the same in the same millisecond are still two, and one of them lost', async () => {
  const id = newIncident();
  const frozen = { ...run.clock, now: () => new Date('2026-05-20T12:00:00Z') };
  const journal = new Journal(run.cloud.evidence, run.paths, run.seal, frozen);
  const incident = await journal.read(id);
  const races = await Promise.allSettled([1, 2, 3].map(() => journal.appendTo(incident, approval)));
  expect(races.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('who loses a race decides again, on what the winner wrote', async () => {
  const id = newIncident();
  const once = () =>
    run.journal.append(id, ({ state }) => (state.approval === null ? approval : undefined)).then(({ written: w }) => w);
  const results = await Promise.all([once(), once(), once()]);
  expect(results.filter(Boolean)).toHaveLength(1);
  expect((await run.journal.read(id)).entries).toHaveLength(1);
});

test('what was read already is not read again, but after a lost race', async () => {
  const id = await written(failure('first'));
  const start = await run.journal.read(id);
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'deny', times: 99 });
  const { incident, written: isWritten } = await run.journal.append(id, () => approval, start);
  expect([isWritten, incident.nextSeq, incident.state.approval?.by]).toEqual([true, 3, 'alice']);
  sandbox.kernel.faults.clear();
  const seen: number[] = [];
  const decide = ({ nextSeq }: { nextSeq: number }) => {
    seen.push(nextSeq);
    return failure('late');
  };
  expect((await run.journal.append(id, decide, start)).incident).toEqual(await run.journal.read(id));
  expect(seen).toEqual([2, 3]);
});

test('a write that is refused is no lost race: it is decided once, and fails', async () => {
  const id = await written(failure('first'));
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'PutObject' }, fault: 'deny', times: 99 });
  let decided = 0;
  const refused = run.journal.append(id, () => {
    decided += 1;
    return approval;
  });
  await expect(refused).rejects.toThrow(CloudCallFailed);
  expect(decided).toBe(1);
});

test.each(['deny', '500'] as const)(
  'defect 10 (ASR): a read that fails (%s) is an error, never a new incident',
  async (fault) => {
    const id = await written(failure('first'));
    const patience = { timeoutMs: 2000, retries: 0 };
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault, times: 1 });
    await expect(run.journal.read(id, patience)).rejects.toThrow(CloudCallFailed);
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'ListObjectsV2' }, fault, times: 1 });
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'ListObjects' }, fault, times: 1 });
    await expect(run.journal.read(id, patience)).rejects.toThrow(CloudCallFailed);
    sandbox.kernel.faults.clear();
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault, times: 4 });
    const another = await aRun(sandbox);
    await expect(another.journal.append(id, () => approval)).rejects.toThrow(CloudCallFailed);
    sandbox.kernel.faults.clear();
    expect((await run.journal.read(id)).entries).toHaveLength(1);
  },
);

test('a put whose answer never came is our own entry, not a lost race', async () => {
  const id = await written(failure('first'));
  const incident = await run.journal.read(id);
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'PutObject' }, fault: 'timeout', times: 1 });
  const after = await run.journal.appendTo(incident, failure('second'), { timeoutMs: 300, retries: 2 });
  expect(after.nextSeq).toBe(3);
  expect((await run.journal.read(id)).entries).toHaveLength(2);
});

test('an entry that somebody else wrote is ignored and reported', async () => {
  const id = await written(failure('first'));
  const forged = { type: 'approval', by: 'thief', reason: '', schema: 1, seq: 2, at: new Date(0).toISOString() };
  overwrite(run.paths.entry(id, 2), id, JSON.stringify({ ...forged, previous: sha256(objectOf(id, 1).body) }));
  const incident = await run.journal.read(id);
  expect(incident.state.approval).toBeNull();
  expect(incident.tampered).toEqual([run.paths.entry(id, 2)]);
  expect(incident.entries).toHaveLength(1);

  await run.journal.append(id, () => approval);
  expect((await run.journal.read(id)).state.approval).toMatchObject({ by: 'alice' });
});

test('an entry of ours that was overwritten is ignored and reported; those behind it still hold', async () => {
  const id = await written(failure('first'), approval, failure('third'));
  overwrite(run.paths.entry(id, 2), id, 'not even JSON');
  const incident = await run.journal.read(id);
  expect(incident.tampered).toEqual([run.paths.entry(id, 2)]);
  expect(incident.entries.map(({ seq }) => seq)).toEqual([1, 3]);
  expect(incident.nextSeq).toBe(4);
  expect((await run.journal.append(id, () => failure('fourth'))).written).toBe(true);
});

test('a true entry copied to another place, or from another incident, is none', async () => {
  const id = await written(failure('first'));
  const released = await written(failure('first'), approval);
  overwrite(run.paths.entry(id, 2), id, objectOf(released, 2).body.toString());
  const incident = await run.journal.read(id);
  expect(incident.state.approval).toBeNull();
  expect(incident.tampered).toEqual([run.paths.entry(id, 2)]);
});

test.each([
  [[1], [2, 3]],
  [[2], [1, 3]],
  [[1, 2], [3]],
])('entries %j of three taken away are named, and the others still hold', async (gone, left) => {
  const id = await written(failure('first'), approval, failure('third'));
  for (const seq of gone) objects().delete(run.paths.entry(id, seq));
  const incident = await run.journal.read(id);
  expect(incident.missing).toEqual(gone.map((seq) => run.paths.entry(id, seq)));
  expect(incident).toMatchObject({ nextSeq: 4, tampered: [] });
  expect(incident.entries.map(({ seq }) => seq)).toEqual(left);
  expect(damageOf(incident)[0]).toMatch(/000001|000002/);
  await run.journal.append(id, () => failure('fourth'));
  const after = await run.journal.read(id);
  expect(after.missing).toEqual(incident.missing);
  expect(after.entries.at(-1)).toMatchObject({ seq: 4, type: 'failure' });
});

test('an older entry of ours put back in the place of a later one is named, and the journal goes on', async () => {
  const id = await written(failure('first'), approval, failure('third'));
  const old = objectOf(id, 3).body.toString();
  for (const seq of [2, 3]) objects().delete(run.paths.entry(id, seq));
  await run.journal.append(id, () => failure('another second'));
  overwrite(run.paths.entry(id, 3), id, old);
  expect(await run.journal.read(id)).toMatchObject({ unchained: [run.paths.entry(id, 3)], nextSeq: 4 });
  await run.journal.append(id, () => failure('fourth'));
  expect(await run.journal.read(id)).toMatchObject({ unchained: [run.paths.entry(id, 3)], nextSeq: 5 });
});

test('the last entry overwritten for one append and put back: the next is named, all of them count, and more follow', async () => {
  const id = await written(failure('first'), approval);
  const old = objectOf(id, 2).body.toString();
  overwrite(run.paths.entry(id, 2), id, 'x');
  await run.journal.append(id, () => failure('third'));
  overwrite(run.paths.entry(id, 2), id, old);
  const incident = await run.journal.read(id);
  expect(incident).toMatchObject({ tampered: [], missing: [], unchained: [run.paths.entry(id, 3)], nextSeq: 4 });
  expect([incident.entries.length, incident.state.approval?.by]).toEqual([3, 'alice']);
  await run.journal.append(id, () => failure('fourth'));
  expect((await run.journal.read(id)).unchained).toEqual(incident.unchained);
});

test('what somebody put far behind the end stops nothing', async () => {
  const id = await written(failure('first'));
  overwrite(run.paths.entry(id, 999_999), id, '{}');
  for (const name of ['notes.txt', '000002.json.old', 'x000002.json', 'deeper/000002.json', '0000002.json'])
    overwrite(`${run.paths.journal(id)}${name}`, id, 'hello');
  expect(await run.journal.read(id)).toMatchObject({ nextSeq: 2, tampered: [run.paths.entry(id, 999_999)] });
  await run.journal.append(id, () => approval);
  expect((await run.journal.read(id)).entries).toHaveLength(2);
});

test('a forged entry in the first place is no incident', async () => {
  const like = await written(failure('first'));
  const id = newIncident();
  overwrite(run.paths.entry(id, 1), like, objectOf(like, 1).body.toString());
  expect(await run.journal.read(id)).toMatchObject({ entries: [], nextSeq: 2, tampered: [run.paths.entry(id, 1)] });
});
