import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { investigate } from '../../functions/investigate/investigate';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { handOver, incidentOf, recordIncident } from '../functions/investigate/an-incident';
import { used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { cli } from './run-cli';

const ONE_REGION = { TOURNIQUET_REGIONS: 'cn-hangzhou' };
let sandbox: RunningSandbox;
let prefix: string;
let folder: string;

beforeAll(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')).start();
  await sandbox.fc.stop();
  const id = incidentOf(sandbox, 'ci-bot');
  await recordIncident(await aRun(sandbox), id, 'ci-bot');
  const { event } = await handOver(await aRun(sandbox), id);
  const run = await aRun(sandbox, ONE_REGION, 'investigate');
  await investigate(event, run);
  prefix = run.paths.incident(id);
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pack-'));
  for (const [name, { body }] of objects()) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bucket = () => sandbox.oss.buckets.get('ak-tourniquet-evidence');
const objects = () =>
  [...(bucket()?.objects ?? [])].flatMap(([key, object]) =>
    key.startsWith(`${prefix}/`) ? [[key.slice(prefix.length + 1), object] as const] : [],
  );
const manifest = () =>
  JSON.parse(
    objects()
      .find(([name]) => name === 'manifest.json')?.[1]
      .body.toString() ?? '{}',
  );
const verify = (place: string) => cli(sandbox, ['evidence', 'verify', place]);
const inBucket = () => `oss://ak-tourniquet-evidence/${prefix}`;

test('a pack as it was written: every object, and the journal vouches for the manifest', async () => {
  const { code, stdout } = await verify(inBucket());
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Whole: \d+ objects[\s\S]*The journal vouches/)]);
  expect(manifest().items.length).toBeGreaterThan(5);
});

test('the same pack in a folder, without a word to the cloud', async () => {
  const before = sandbox.kernel.calls.all().length;
  const { code, stdout } = await verify(folder);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Whole: /)]);
  expect(sandbox.kernel.calls.all()).toHaveLength(before);
});

test.each<[string, (file: string) => void, RegExp]>([
  ['one byte more', (file) => writeFileSync(file, ' ', { flag: 'a' }), /changed {2}evidence\//],
  ['removed', (file) => rmSync(file), /missing {2}evidence\//],
])('an object that was %s is named, and the pack is not whole', async (_, change, line) => {
  change(path.join(folder, manifest().items.find((item: { path: string }) => item.path.startsWith('evidence/')).path));
  const { code, stdout } = await verify(folder);
  expect([code, stdout]).toEqual([1, expect.stringMatching(line)]);
  expect(stdout).toMatch(/NOT WHOLE: 1 of/);
});

test('the manifest was changed: every hash fits, and the journal does not vouch', async () => {
  const items = manifest().items.slice(1);
  const { evidence } = (await aRun(sandbox, {}, 'investigate')).cloud;
  const was = objects().find(([name]) => name === 'manifest.json')?.[1].body ?? Buffer.alloc(0);
  await evidence.put(`${prefix}/manifest.json`, JSON.stringify({ ...manifest(), items }));
  const { code, stdout } = await verify(inBucket());
  expect([code, stdout]).toEqual([3, expect.stringMatching(/Whole: [\s\S]*the journal names another manifest/)]);
  await evidence.put(`${prefix}/manifest.json`, was);
});

test('a forged manifest reads no file beside the pack', async () => {
  const file = path.join(path.dirname(folder), `${path.basename(folder)}-beside`);
  writeFileSync(file, 'x');
  const sha256 = createHash('sha256').update('x').digest('hex');
  const item = { path: `../${path.basename(file)}`, bytes: 1, sha256, source: 's', complete: true };
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest(), items: [item] }));
  const { code, stdout } = await verify(folder);
  rmSync(file);
  expect([code, stdout]).toEqual([1, expect.stringMatching(/missing {2}\.\.\//)]);
});

test.each<[string, () => string, number, RegExp]>([
  ['a folder without manifest', () => path.join(folder, 'evidence'), 1, /no manifest\.json/],
  ['a folder that is not there', () => '/nowhere/at/all', 1, /no manifest\.json/],
  ['another bucket', () => 'oss://somebody-elses/x', 2, /is not TOURNIQUET_EVIDENCE_BUCKET/],
  ['a bucket alone', () => 'oss://ak-tourniquet-evidence', 2, /names no folder/],
])('%s', async (_, place, code, message) => {
  const ended = await verify(place());
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(message)]);
});
