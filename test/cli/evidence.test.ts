import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { investigate } from '../../functions/investigate/investigate';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { handOver, incidentOf, recordIncident } from '../functions/investigate/an-incident';
import { used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { cli } from './run-cli';

const ARCHIVED = { TOURNIQUET_ARCHIVE_BUCKET: 'acme-archive' };
const ONE_REGION = { TOURNIQUET_REGIONS: 'cn-hangzhou' };
let sandbox: RunningSandbox;
let prefix: string;
let folder: string;

beforeAll(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')).start({ env: ARCHIVED });
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
afterEach(() => {
  for (const at of [folder, `${folder}-elsewhere`]) rmSync(at, { recursive: true, force: true });
});

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
const verify = (place: string, more: Record<string, string | undefined> = {}) =>
  cli(sandbox, ['evidence', 'verify', place], more);
const inBucket = () => `oss://ak-tourniquet-evidence/${prefix}`;

test('a pack as it was written: every object, and the journal vouches for the manifest', async () => {
  const { code, stdout } = await verify(inBucket());
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Whole: \d+ objects[\s\S]*The journal vouches/)]);
  expect(manifest().items.length).toBeGreaterThan(5);
});

test('a copy in the archive, by the journal that was copied with it', async () => {
  const copies = sandbox.oss.buckets.get('acme-archive')?.objects;
  const manifestKey = [...(copies?.keys() ?? [])].find((key) => key.endsWith('/manifest.json')) ?? '';
  const place = `oss://acme-archive/${manifestKey.replace('/manifest.json', '')}`;
  expect(await verify(place)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Whole: \d+ objects[\s\S]*The journal vouches/),
  });
  const report = [...(copies?.keys() ?? [])].find((key) => key.endsWith('/report.json')) ?? '';
  const kept = copies?.get(report);
  if (kept) copies?.set(report, { ...kept, body: Buffer.from('{}') });
  expect(await verify(place)).toMatchObject({ code: 1, stdout: expect.stringMatching(/changed +report\.json/) });
  if (kept) copies?.set(report, kept);
});

test('the same pack in a folder, without a word to the cloud', async () => {
  const before = sandbox.kernel.calls.all().length;
  const { code, stdout } = await verify(folder);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Whole: [\s\S]*The journal vouches/)]);
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
  expect([code, stdout]).toEqual([1, expect.stringMatching(/outside {2}\.\.\//)]);
});

describe('a folder that somebody has changed', () => {
  const at = (...names: string[]) => path.join(folder, ...names);
  const forge = (items: readonly object[]) =>
    writeFileSync(at('manifest.json'), JSON.stringify({ ...manifest(), items }));
  const journal = () => readdirSync(at('journal')).sort();
  const itemOf = (name: string) => {
    const body = readFileSync(at(name));
    return { path: name, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex'), source: 's' };
  };
  const whole = () => manifest().items as { path: string }[];
  const first = () => whole().find((item) => item.path.startsWith('evidence/'))?.path ?? '';

  test.each<[string, () => void, number, RegExp]>([
    [
      'a forged report with its hash in the manifest',
      () => {
        writeFileSync(at('report.html'), 'nothing happened');
        forge(whole().map((item) => (item.path === 'report.html' ? itemOf('report.html') : item)));
      },
      3,
      /the journal names another manifest/,
    ],
    ['an item taken out of the manifest', () => forge(whole().slice(1)), 3, /surplus {2}\S+[\s\S]*another manifest/],
    ['all items taken out', () => forge([]), 1, /NOT WHOLE: the manifest of \S+ names no object/],
    ['an item named twice', () => forge([...whole(), ...whole().slice(0, 1)]), 1, /twice {4}/],
    ['a file added', () => writeFileSync(at('evidence', 'x.jsonl'), '{}'), 3, /surplus {2}evidence\/x\.jsonl/],
    ['an entry taken out of the journal', () => rmSync(at('journal', journal()[2] ?? '')), 1, /is missing/],
    ['the first entry taken out', () => rmSync(at('journal', journal()[0] ?? '')), 1, /000001\.json is missing/],
    [
      'an entry changed',
      () => writeFileSync(at('journal', journal()[2] ?? ''), ' ', { flag: 'a' }),
      1,
      /journal {2}.*(does not follow|cannot be trusted|does not bear our seal)/,
    ],
    ['the journal taken away', () => rmSync(at('journal'), { recursive: true }), 3, /no journal lies in the folder/],
    [
      'a link instead of a file',
      () => {
        writeFileSync(`${folder}-elsewhere`, readFileSync(at(first())));
        rmSync(at(first()));
        symlinkSync(`${folder}-elsewhere`, at(first()));
      },
      1,
      /missing {2}evidence\//,
    ],
  ])('%s is seen, with the state key and without it', async (_, change, expected, line) => {
    change();
    for (const key of [undefined, '']) {
      const { code, stdout } = await verify(folder, key === undefined ? {} : { TOURNIQUET_STATE_KEY: key });
      expect([code, stdout]).toEqual([expected, expect.stringMatching(line)]);
    }
  });

  test('nothing but a folder beside the pack is no harm', async () => {
    mkdirSync(at('alerts'));
    writeFileSync(at('alerts', '1.md'), '');
    const { code, stdout } = await verify(folder);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/No part of the pack, and not looked at: alerts\//)]);
  });
});

test.each<[string, string, number, RegExp]>([
  ['without the state key the chain alone is asked, and the sentence says so', '', 0, /its seal was not checked/],
  ['under another state key no entry vouches', 'x'.repeat(40), 3, /no entry of the journal bears the seal/],
  ['a state key in KMS is not fetched', 'kms:state', 0, /its seal was not checked/],
])('%s', async (_, key, code, line) => {
  const ended = await verify(folder, { TOURNIQUET_STATE_KEY: key });
  expect([ended.code, ended.stdout]).toEqual([code, expect.stringMatching(line)]);
});

test('an entry that somebody without the state key wrote anew, chain and all, does not bear the seal', async () => {
  let previous: string | null = null;
  for (const name of readdirSync(path.join(folder, 'journal')).sort()) {
    const file = path.join(folder, 'journal', name);
    const entry = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (entry['type'] === 'investigated') entry['events'] = 0;
    const text: string = JSON.stringify({ ...entry, previous });
    writeFileSync(file, text);
    previous = createHash('sha256').update(text).digest('hex');
  }
  const [sealed, unsealed] = [await verify(folder), await verify(folder, { TOURNIQUET_STATE_KEY: '' })];
  expect([sealed.code, sealed.stdout]).toEqual([1, expect.stringMatching(/does not bear our seal/)]);
  expect([unsealed.code, unsealed.stdout]).toEqual([
    0,
    expect.stringMatching(/whoever could write the one could have written the other/),
  ]);
});

test('an object that lies in the bucket and not in the manifest is named', async () => {
  const { evidence } = (await aRun(sandbox, {}, 'investigate')).cloud;
  await evidence.put(`${prefix}/evidence/round-1/surplus.jsonl`, '{}');
  const { code, stdout } = await verify(inBucket());
  bucket()?.objects.delete(`${prefix}/evidence/round-1/surplus.jsonl`);
  expect([code, stdout]).toEqual([3, expect.stringMatching(/surplus {2}evidence\/round-1\/surplus\.jsonl/)]);
});

test('an entry that is gone from the journal in the bucket is named', async () => {
  const key = `${prefix}/journal/000002.json`;
  const was = bucket()?.objects.get(key);
  if (was === undefined) throw new Error('there is no such entry');
  bucket()?.objects.delete(key);
  const { code, stdout } = await verify(inBucket());
  bucket()?.objects.set(key, was);
  expect([code, stdout]).toEqual([1, expect.stringMatching(/000002\.json is missing/)]);
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
