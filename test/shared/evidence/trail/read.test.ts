import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CloudCallFailed } from '../../../../shared/errors';
import { ScanPool } from '../../../../shared/evidence/trail/pool';
import { type Reading, readTrail, type TrailObject } from '../../../../shared/evidence/trail/read';
import { searchFor } from '../../../../shared/evidence/trail/scan';
import type { Wanted } from '../../../../shared/evidence/trail/wanted';

const KEY = 'LTAI5tWantedKeyOfTests01';
const WANTED: Wanted = { mode: 'actor', keyIds: [KEY] };
const PROGRAM = path.resolve(__dirname, '../../../../dist/investigate/trail-worker.js');
const folder = mkdtempSync(path.join(tmpdir(), 'threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const breaking = path.join(folder, 'breaks.js');
writeFileSync(breaking, "require('node:worker_threads').parentPort.on('message', () => process.exit(1));");

const pools: Record<string, () => ScanPool> = {
  'two threads, as they are deployed': () => new ScanPool(WANTED, 2, PROGRAM),
  'no threads': () => new ScanPool(WANTED, 2, path.join(folder, 'not-there.js')),
  'threads that break': () => new ScanPool(WANTED, 2, breaking),
};

const event = (id: string, accessKeyId = KEY) => ({ eventId: id, eventName: 'X', userIdentity: { accessKeyId } });
const anObject = (name: string, body: Buffer, pieces = 1): TrailObject => ({
  name,
  size: body.length,
  packed: async function* () {
    const size = Math.ceil(body.length / pieces);
    for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
  },
});
const packed = (...events: readonly object[]) => gzipSync(JSON.stringify(events));

async function all(objects: readonly TrailObject[], pool: ScanPool): Promise<Reading[]> {
  const readings: Reading[] = [];
  for await (const reading of readTrail(objects, searchFor(WANTED), { pool })) readings.push(reading);
  return readings;
}
const idsOf = (readings: readonly Reading[]) =>
  readings.flatMap((reading) => ('events' in reading ? reading.events.map(({ event: { eventId } }) => eventId) : []));
const finished = (readings: readonly Reading[]) =>
  readings.flatMap((reading) => ('finished' in reading ? [reading.finished] : []));

test.each(Object.entries(pools))('%s: every event, in the order of the objects', async (_, pool) => {
  const objects = Array.from({ length: 40 }, (_, n) =>
    anObject(`object ${n}`, packed(event(`${n}a`), event(`${n}x`, 'LTAIother'), event(`${n}b`)), 1 + (n % 3)),
  );
  const readings = await all(objects, pool());
  expect(idsOf(readings)).toEqual(objects.flatMap((_, n) => [`${n}a`, `${n}b`]));
  expect(finished(readings).map(({ name, cut, malformed }) => [name, cut, malformed])).toEqual(
    objects.map(({ name }) => [name, undefined, []]),
  );
});

test.each(Object.entries(pools))('%s: one that is cut, one that is not to be had, and the others', async (_, pool) => {
  const lost = new CloudCallFailed('oss', 'GetObject', 'NoAnswer', undefined, undefined, 'gone');
  const whole = packed(event('2a'), event('2b'));
  const objects: TrailObject[] = [
    anObject('good', packed(event('1'))),
    anObject('cut', whole.subarray(0, -9)),
    {
      name: 'lost',
      size: 100,
      packed: async function* () {
        yield await Promise.reject(lost);
      },
    },
    anObject('last', packed(event('3'))),
  ];
  const readings = await all(objects, pool());
  expect(idsOf(readings)).toEqual(expect.arrayContaining(['1', '2a', '3']));
  expect(finished(readings).map(({ name, cut }) => [name, cut !== undefined])).toEqual([
    ['good', false],
    ['cut', true],
    ['lost', true],
    ['last', false],
  ]);
});

test('an object that is ahead waits for its turn: no more are begun than may be, however many there are', async () => {
  let begun = 0;
  const objects = function* (): Iterable<TrailObject> {
    for (let n = 0; n < 100; n += 1) {
      begun += 1;
      yield anObject(`object ${n}`, packed(...Array.from({ length: 5_000 }, (_, i) => event(`${n}-${i}`))));
    }
  };
  const pool = new ScanPool(WANTED, 2, path.join(folder, 'not-there.js'));
  for await (const reading of readTrail(objects(), searchFor(WANTED), { atOnce: 3, pool })) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if ('finished' in reading) break;
  }
  expect(begun).toBe(3);
});

test('an object that unpacks to more than any of a trail is cut there, and the next one is read', async () => {
  const long = gzipSync(`[${JSON.stringify(event('first'))},${' '.repeat(3_000_000)}${JSON.stringify(event('last'))}]`);
  const objects = [anObject('bomb', long), anObject('next', packed(event('b')))];
  const readings: Reading[] = [];
  const pool = new ScanPool(WANTED, 0);
  for await (const one of readTrail(objects, searchFor(WANTED), { pool, mostUnpacked: 1_000_000 })) readings.push(one);
  expect(idsOf(readings)).toEqual(['b']);
  expect(finished(readings).map(({ name, cut }) => [name, cut])).toEqual([
    ['bomb', 'it unpacks to more than 1000000 bytes: the rest was not read'],
    ['next', undefined],
  ]);
});
