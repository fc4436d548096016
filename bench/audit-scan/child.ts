import { spawnSync } from 'node:child_process';
import { trailFiles } from './generate';
import { type Answer, WAYS, type WayName } from './ways';

export interface Measured {
  readonly ms: number;
  /** Of all its threads. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly answer: Answer;
}

/** The first argument by which the benchmark's own program runs one way and nothing else. */
export const CHILD = 'audit-scan-child';

/** One way in a process of its own: its memory is its own, and nothing is warm but the disk. */
export function measure(way: WayName, events: number, keys: number): Measured {
  const args = [process.argv[1] ?? '', CHILD, way, String(events), String(keys)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 24 });
  if (status !== 0) throw new Error(`${way} failed:\n${stderr}`);
  return JSON.parse(stdout) as Measured;
}

export async function runChild([way, events, keys]: readonly string[]): Promise<void> {
  const files = trailFiles(Number(events));
  const before = process.cpuUsage();
  const started = performance.now();
  const answer = await WAYS[way as WayName](files, files.keys.slice(0, Number(keys)));
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peakMb, answer }));
}

/** Undefined where there is no zcat. */
export function measureZcat(files: readonly string[]): number | undefined {
  const started = performance.now();
  const { error, status } = spawnSync('zcat', [...files], { stdio: ['ignore', 'ignore', 'ignore'] });
  return error || status !== 0 ? undefined : performance.now() - started;
}
