import { type Measured, measure, measureZcat } from './audit-scan/child';
import { trailFiles } from './audit-scan/generate';
import type { WayName } from './audit-scan/ways';
import { type Benchmark, median, ms, type Rows, ratio, spread } from './result';

const EVENTS = 1_000_000;
const ROUNDS = 9;

interface Row {
  readonly label: string;
  readonly zh: string;
  readonly way: WayName;
  readonly keys: number;
}
const ROWS: readonly Row[] = [
  { label: 'gunzip alone, one thread', zh: '只解压，一个线程', way: 'gunzip', keys: 1 },
  { label: 'gunzip alone, two threads', zh: '只解压，两个线程', way: 'gunzipTwice', keys: 1 },
  { label: 'every event by JSON.parse', zh: '每个事件都用 JSON.parse', way: 'parse', keys: 1 },
  { label: 'ours, 1 key', zh: '我们的，1 个 AccessKey', way: 'ours', keys: 1 },
  {
    label: 'ours with one thread, rejected, 1 key',
    zh: '我们的，只用一个线程（未采用），1 个 AccessKey',
    way: 'oneThread',
    keys: 1,
  },
  { label: 'ours, 20 keys', zh: '我们的，20 个 AccessKey', way: 'ours', keys: 20 },
  {
    label: 'DuckDB read_json, two threads, 1 key',
    zh: 'DuckDB read_json，两个线程，1 个 AccessKey',
    way: 'duckdb',
    keys: 1,
  },
];

/** Beside gunzip alone, and beside ours. */
const AIMS: Partial<Record<WayName, readonly [string, string]>> = {
  ours: ['0.80 ×', ''],
  parse: ['', 'at least 5 ×'],
  duckdb: ['', 'more than 1 ×'],
};
const COLUMNS = [
  ...['Way', 'Keys', 'Median, s', 'Spread, s', 'Processor, s', 'Beside gunzip alone', 'Aim', 'Beside ours', 'Aim'],
  'Memory at its most, MB',
];
const COLUMNS_ZH = [
  ...['方法', 'AccessKey', '中位数（s）', '范围（s）', '处理器（s）', '与只解压之比', '目标', '与我们的之比', '目标'],
  '内存峰值（MB）',
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
  const gunzip = time('gunzip alone, one thread');
  const measuredRows = [...runs].map(([row, measured]): Rows => {
    const [aimGunzip, aimOurs] = AIMS[row.way] ?? ['', ''];
    const cells = [
      ...[
        String(row.keys),
        seconds(time(row.label)),
        spread(
          measured.map((one) => one.ms / 1000),
          2,
        ),
      ],
      ...[
        seconds(median(measured.map((one) => one.cpuMs))),
        times(time(row.label) / gunzip),
        row.keys === 1 ? aimGunzip : '',
      ],
      ...[times(time(row.label) / own), aimOurs, Math.max(...measured.map((one) => one.peakMb)).toFixed(0)],
    ];
    return { en: [row.label, ...cells], zh: [row.zh, ...cells] };
  });
  const unzipped = Number.isNaN(zcat[0])
    ? []
    : [
        '',
        seconds(median(zcat)),
        spread(
          zcat.map((one) => one / 1000),
          2,
        ),
        '',
        times(median(zcat) / gunzip),
        '',
        times(median(zcat) / own),
        '',
        '',
      ];
  const rows = [
    ...measuredRows,
    ...(unzipped.length === 0 ? [] : [{ en: ['zcat', ...unzipped], zh: ['zcat', ...unzipped] }]),
  ];
  return {
    question: 'which events of a trail are the key’s, and how soon is it known?',
    figures,
    table: {
      en: { columns: COLUMNS, rows: rows.map((row) => row.en) },
      zh: { columns: COLUMNS_ZH, rows: rows.map((row) => row.zh) },
    },
  };
}

const seconds = (inMs: number): string => (inMs / 1000).toFixed(2);
const times = (value: number): string => `${value.toFixed(2)} ×`;

/** Whoever was asked the same must have answered the same. */
function agree(measured: readonly Measured[]): void {
  const answers = new Set(measured.flatMap(({ answer }) => (answer ? [JSON.stringify(answer)] : [])));
  if (answers.size !== 1) throw new Error(`The answers differ: ${[...answers].join(' ')}`);
}

export const auditScan: Benchmark = { name: 'audit-scan', run };
