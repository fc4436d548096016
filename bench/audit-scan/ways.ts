import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { ScanPool } from '../../shared/evidence/trail/pool';
import { readTrail } from '../../shared/evidence/trail/read';
import { searchFor } from '../../shared/evidence/trail/scan';
import type { TrailFiles } from './generate';

/** What a way answers: which events the keys made. Undefined: it was not asked that. */
export type Answer = { readonly events: number; readonly sha256: string } | undefined;
export type Way = (files: TrailFiles, keys: readonly string[]) => Promise<Answer>;

function answer(eventIds: readonly string[]): Answer {
  return {
    events: eventIds.length,
    sha256: createHash('sha256')
      .update([...eventIds].sort().join())
      .digest('hex'),
  };
}

/** What one thread needs for the least: the files unpacked, and nothing done with it. */
async function gunzipAlone({ files }: TrailFiles): Promise<Answer> {
  let bytes = 0;
  for (const file of files) bytes += gunzipSync(readFileSync(file)).length;
  if (bytes === 0) throw new Error('The files are empty.');
  return undefined;
}

/** What two threads of this machine need for the least: half the files each, and nothing done with them. */
async function gunzipTwice({ files }: TrailFiles): Promise<Answer> {
  const program = `const { workerData } = require('node:worker_threads');
    for (const file of workerData) require('node:zlib').gunzipSync(require('node:fs').readFileSync(file));`;
  const half = [0, 1].map((which) => files.filter((_, at) => at % 2 === which));
  const ends = half.map((workerData) => once(new Worker(program, { eval: true, workerData }), 'exit'));
  for (const [code] of await Promise.all(ends)) if (code !== 0) throw new Error('A file could not be unpacked.');
  return undefined;
}

async function parseEverything({ files }: TrailFiles, keys: readonly string[]): Promise<Answer> {
  const wanted = new Set(keys);
  const ids: string[] = [];
  for (const file of files) {
    const events = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
      eventId: string;
      userIdentity: { accessKeyId: string };
    }[];
    for (const event of events) if (wanted.has(event.userIdentity.accessKeyId)) ids.push(event.eventId);
  }
  return answer(ids);
}

const ours: Way = (trail, keyIds) => scanned(trail, keyIds, 2);
/** Rejected: one thread unpacks and searches. */
const oneThread: Way = (trail, keyIds) => scanned(trail, keyIds, 1);

async function scanned({ files }: TrailFiles, keyIds: readonly string[], threads: number): Promise<Answer> {
  const ids: string[] = [];
  const objects = files.map((name) => ({
    name,
    size: statSync(name).size,
    packed: async function* () {
      yield await readFile(name);
    },
  }));
  const search = searchFor({ mode: 'actor', keyIds });
  for await (const reading of readTrail(objects, search, { pool: new ScanPool(search.wanted, threads) })) {
    if ('events' in reading) for (const { event } of reading.events) ids.push(String(event['eventId']));
    else if (reading.finished.cut !== undefined || reading.finished.malformed.length > 0)
      throw new Error(`${reading.finished.name} was not read whole.`);
  }
  return answer(ids);
}

async function duckDb({ files }: TrailFiles, keys: readonly string[]): Promise<Answer> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  const list = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ');
  const found = await connection.runAndReadAll(`
    SELECT eventId FROM read_json([${list(files)}], format = 'array',
      columns = { eventId: 'VARCHAR', userIdentity: 'STRUCT(accessKeyId VARCHAR)' })
    WHERE userIdentity.accessKeyId IN (${list(keys)})`);
  return answer(found.getRows().map(([id]) => String(id)));
}

export const WAYS = {
  gunzip: gunzipAlone,
  gunzipTwice,
  parse: parseEverything,
  ours,
  oneThread,
  duckdb: duckDb,
} satisfies Record<string, Way>;
export type WayName = keyof typeof WAYS;
