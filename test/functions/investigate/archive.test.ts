import { investigate } from '../../../functions/investigate/investigate';
import { respond } from '../../../functions/respond/respond';
import type { RunningSandbox } from '../../../sandbox/start';
import { parseManifest } from '../../../shared/evidence/pack';
import { verifyManifest } from '../../../shared/evidence/verify';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { TIMER, used } from '../respond/arrange';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const ARCHIVE = 'acme-archive';
const ENV = { TOURNIQUET_ARCHIVE_BUCKET: ARCHIVE, TOURNIQUET_REGIONS: 'cn-hangzhou', TOURNIQUET_LANGUAGE: 'en' };

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey('ci')).withEvents(used('ci')).start({ env: ENV });
  await recordIncident(await run('respond'), id(), 'ci-bot');
});
afterEach(() => sandbox.stop());

const run = (of: 'respond' | 'investigate' = 'investigate') => aRun(sandbox, ENV, of);
const id = () => incidentOf(sandbox, 'ci');
const archived = () => [...(sandbox.oss.buckets.get(ARCHIVE)?.objects.keys() ?? [])].sort();
const folders = () => [...new Set(archived().map((key) => key.split('/').slice(0, 5).join('/')))];
const tasks = () =>
  [...(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])].filter((k) => k.includes('--archive'));
const fails = (action = 'CopyObject', times = 1000) =>
  sandbox.kernel.faults.add({ match: { service: 'oss', action }, fault: 'deny', times });
const round = async (number = 1) => {
  const { event } = await handOver(await run('respond'), id(), number);
  return investigate(event, await run());
};
const retain = (days: number) => {
  const bucket = sandbox.oss.buckets.get(ARCHIVE);
  if (bucket) bucket.retention = { id: 'W', created: sandbox.clock.now(), days, locked: true };
};

/** Whether the copy in a folder is whole by its own manifest, its journal with it. */
async function isWhole(folder: string): Promise<boolean> {
  const objects = sandbox.oss.buckets.get(ARCHIVE)?.objects;
  const read = async (path: string) => objects?.get(`${folder}/${path}`)?.body;
  const body = await read('manifest.json');
  const manifest = body && parseManifest(body);
  if (manifest === undefined) return false;
  const problems = await verifyManifest(read, manifest);
  return problems.length === 0 && (await read('journal/000001.json')) !== undefined;
}

test('a finished pack is copied whole, with its journal, and the journal says where it lies', async () => {
  retain(30);
  expect(await round()).toMatchObject({ state: 'finished' });
  const [folder = ''] = folders();
  const { createdAt } = await manifestOf(await run(), id());
  expect(folder).toMatch(
    new RegExp(`/${id().accessKeyId}/${createdAt.slice(0, 10).replaceAll('-', '')}T\\d{6}Z-[0-9a-f]{12}$`),
  );
  expect([folders().length, await isWhole(folder), tasks()]).toEqual([1, true, []]);
  const { state } = await (await run()).journal.read(id());
  expect(state.archived).toMatchObject({ bucket: ARCHIVE, folder: `${folder}/` });
});

test('a later round is another folder: under a retention nothing is ever written over', async () => {
  retain(30);
  await round();
  sandbox.clock.advance(12 * 60_000);
  await round(2);
  expect(folders()).toHaveLength(2);
  for (const folder of folders()) expect(await isWhole(folder)).toBe(true);
});

test('a copy that fails changes nothing about the round; the timer has it made again, and the owner is told', async () => {
  fails();
  expect(await round()).toMatchObject({ state: 'finished', alert: 'sent' });
  expect([archived(), tasks().length]).toEqual([[], 1]);

  sandbox.clock.advance(16 * 60_000);
  const invoked = async () => {
    await respond(Buffer.from(JSON.stringify(TIMER)), await run('respond'));
    const [schedule] = tasks();
    return investigate(Buffer.from(JSON.stringify({ task: 'archive', ...id(), schedule })), await run());
  };
  await expect(invoked()).rejects.toThrow(/CopyObject/);
  expect(sandbox.inbox.mail.at(-1)?.text).toMatch(/could not be copied into the archive/);
  expect(tasks()).toHaveLength(1);

  await sandbox.fc.idle();
  sandbox.kernel.faults.clear();
  // Where another run is at the incident just then, the timer has it made once more.
  for (let tries = 0; tries < 3 && tasks().length > 0; tries += 1) {
    sandbox.clock.advance(16 * 60_000);
    await respond(Buffer.from(JSON.stringify(TIMER)), await run('respond'));
    await sandbox.fc.idle();
  }
  expect(await isWhole(folders()[0] ?? '')).toBe(true);
  expect(tasks()).toEqual([]);
});

test('cut off in the midst: what is there is left, the manifest comes last, and another run ends it', async () => {
  retain(30);
  fails('CopyObject', 1);
  await round();
  expect(archived().some((key) => key.endsWith('/manifest.json'))).toBe(false);
  sandbox.kernel.faults.clear();
  const before = sandbox.kernel.calls.all().filter(({ action }) => action === 'CopyObject').length;
  const there = archived().length;
  const [schedule] = tasks();
  await investigate(Buffer.from(JSON.stringify({ task: 'archive', ...id(), schedule })), await run());
  const copies = sandbox.kernel.calls.all().filter(({ action }) => action === 'CopyObject').length - before;
  expect(copies).toBe(archived().length - there);
  expect(await isWhole(folders()[0] ?? '')).toBe(true);
});

test('a manifest that the journal does not name is not copied', async () => {
  fails();
  await round();
  sandbox.kernel.faults.clear();
  const { cloud, paths } = await run();
  await cloud.evidence.put(paths.manifest(id()), JSON.stringify({ schema: 1, items: [], createdAt: 'x' }));
  await expect(
    investigate(Buffer.from(JSON.stringify({ task: 'archive', ...id() })), await run()),
  ).rejects.toMatchObject({
    name: 'EvidenceChanged',
  });
  expect(archived()).toEqual([]);
});

test('without an archive nothing is put down and nothing copied', async () => {
  const { event } = await handOver(await run('respond'), id());
  const { TOURNIQUET_ARCHIVE_BUCKET: _, ...env } = ENV;
  await investigate(event, await aRun(sandbox, { ...env, TOURNIQUET_ARCHIVE_BUCKET: '' }, 'investigate'));
  expect([archived(), tasks()]).toEqual([[], []]);
});
