import { type Measured, measure, measureZcat } from './audit-scan/child';
import { trailFiles } from './audit-scan/generate';
import type { WayName } from './audit-scan/ways';
import { type Benchmark, median, ms, ratio } from './result';

const EVENTS = 1_000_000;
const ROUNDS = 5;

interface Row {
  readonly label: string;
  readonly way: WayName;
  readonly keys: number;
}
const ROWS: readonly Row[] = [
  { label: 'gunzip alone, one thread', way: 'gunzip', keys: 1 },
  { label: 'every event by JSON.parse', way: 'parse', keys: 1 },
  { label: 'ours, 1 key', way: 'ours', keys: 1 },
  { label: 'ours, 20 keys', way: 'ours', keys: 20 },
  { label: 'DuckDB read_json, two threads, 1 key', way: 'duckdb', keys: 1 },
];

/** Which of a million trail events are one key's, beside those who read everything. `argument`: another number. */
async function run(argument?: string) {
  const events = argument === undefined ? EVENTS : Number(argument);
  if (!Number.isInteger(events) || events < 1) throw new Error('audit-scan=<events> takes a whole number.');
  const { files, keys } = trailFiles(events);
  const runs = new Map<Row, Measured[]>(ROWS.map((row) => [row, []]));
  const zcat: number[] = [];
  // Round by round, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < (events < 100_000 ? 1 : ROUNDS); round += 1) {
    for (const [row, measured] of runs) measured.push(measure(row.way, events, row.keys));
    zcat.push(measureZcat(files) ?? Number.NaN);
  }
  agree([...runs].flatMap(([{ keys: count }, measured]) => (count === 1 ? measured : [])));
  agree([measure('parse', events, keys.length), ...[...runs].flatMap(([row, all]) => (row.keys > 1 ? all : []))]);

  const time = (label: string) =>
    median([...runs].flatMap(([row, all]) => (row.label === label ? all.map((one) => one.ms) : [])));
  const own = time('ours, 1 key');
  const figures: Record<string, string | number> = { events, files: files.length };
  for (const [{ label }, measured] of runs)
    figures[`${label} (median)`] =
      `${ms(time(label))}, CPU ${ms(median(measured.map((m) => m.cpuMs)))}, peak ${Math.max(...measured.map((m) => m.peakMb)).toFixed(0)} MB`;
  if (!Number.isNaN(zcat[0])) figures['zcat (median)'] = ms(median(zcat));
  figures['ours beside gunzip alone'] = ratio(own, time('gunzip alone, one thread'));
  figures['JSON.parse beside ours'] = ratio(time('every event by JSON.parse'), own);
  figures['DuckDB beside ours'] = ratio(time('DuckDB read_json, two threads, 1 key'), own);
  figures['ours, 20 keys beside 1'] = ratio(time('ours, 20 keys'), own);
  return { question: 'which events of a trail are the key’s, and how soon is it known?', figures };
}

/** Whoever was asked the same must have answered the same. */
function agree(measured: readonly Measured[]): void {
  const answers = new Set(measured.flatMap(({ answer }) => (answer ? [JSON.stringify(answer)] : [])));
  if (answers.size !== 1) throw new Error(`The answers differ: ${[...answers].join(' ')}`);
}

export const auditScan: Benchmark = { name: 'audit-scan', run };
