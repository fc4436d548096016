import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Dice } from './dice';
import { trailEvent } from './event';

/** Trail files on disk, and what is asked of them. */
export interface TrailFiles {
  readonly folder: string;
  /** Oldest first. */
  readonly files: readonly string[];
  readonly events: number;
  /** The first is the one wanted key; with the others there are twenty. */
  readonly keys: readonly string[];
}

/** About five minutes of a busy account: one object of the trail. */
const EVENTS_A_FILE = 2_000;
/** One event in a thousand is the wanted key's, as many each of the nineteen others'. */
const WANTED_SHARE = 0.001;
const WANTED_KEYS = 20;
const START = Date.parse('2026-03-01T00:00:00Z');

/**
 * Writes `count` events as a trail delivers them, the same for the same count, and answers where they lie. What an
 * earlier run has written is used again.
 */
export function trailFiles(count: number): TrailFiles {
  const folder = path.join(tmpdir(), `ak-tourniquet-audit-scan-v1-${count}`);
  const dice = new Dice(20260301);
  const keys = Array.from({ length: WANTED_KEYS }, () => dice.accessKeyId());
  const others = Array.from({ length: 180 }, () => dice.accessKeyId());
  const names = Array.from({ length: Math.ceil(count / EVENTS_A_FILE) }, (_, n) => fileName(n));
  const result = { folder, files: names.map((name) => path.join(folder, name)), events: count, keys };
  if (existsSync(folder)) return result;

  const fresh = `${folder}.new-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  let left = count;
  for (const [n, name] of names.entries()) {
    const size = Math.min(EVENTS_A_FILE, left);
    left -= size;
    const texts: string[] = [];
    for (let i = 0; i < size; i += 1) {
      const roll = Math.floor(dice.next() / WANTED_SHARE);
      const key = keys[roll] ?? dice.pick(others);
      const mentioned = dice.next() < WANTED_SHARE / 10 ? keys[0] : undefined;
      const at = new Date(START + n * 300_000 + Math.floor((i / size) * 300) * 1000);
      texts.push(JSON.stringify(trailEvent(dice, at, key, mentioned)));
    }
    writeFileSync(path.join(fresh, name), gzipSync(`[${texts.join(',')}]`));
  }
  renameSync(fresh, folder);
  return result;
}

function fileName(n: number): string {
  const digits = new Date(START + n * 300_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return `Actiontrail_cn-hangzhou_${digits}_1002_${String(n).padStart(6, '0')}.gz`;
}
