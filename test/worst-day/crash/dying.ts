import type { Table } from '../../../bench/page';
import type { Kill } from '../../any-order/operations';
import { IS_LONG, showTable } from '../table';
import { DyingAccount } from './account';
import type { Case } from './cases';
import { type Differences, differences } from './differences';
import { type Ending, endingOf } from './ending';

/** Who follows the dead run: its event is delivered again as well, or there is nothing but the timer. */
type Way = 'delivered again' | 'only the timer';

interface Point extends Kill {
  readonly at: number;
  readonly way: Way;
}

interface Cell extends Differences {
  readonly point: Point;
  /** It died before anything was written down, and its event comes once: nothing could follow it but the event. */
  readonly neededAgain: boolean;
}

/** `CRASH_EVERY=3 CRASH_FROM=2`: every third call from the second on; `CRASH_AT=17` that one alone, in all four ways. */
const EVERY = Number(process.env['CRASH_EVERY'] ?? 1);
const FROM = Number(process.env['CRASH_FROM'] ?? 1);
const AT = process.env['CRASH_AT'];
/** The sample of `npm test`, as parts of the way through a run. */
const SAMPLE: readonly (readonly [number, boolean, Way])[] = [
  [0.35, true, 'only the timer'],
  [0.7, false, 'delivered again'],
];
/** Where calls are made side by side, two runs may differ by some. */
const MORE = 2;
const SOON_MS = 5_000;

/** So many accounts live side by side: the dying process works while the others are followed. */
const AT_ONCE = 2;

/** Plays every death of a case; a cell for each process that was killed. */
export async function deathsOf(one: Case): Promise<{ readonly calls: number; readonly cells: readonly Cell[] }> {
  const { calls, ending } = await undisturbed(one);
  const left = pointsOf(calls);
  const cells: Cell[] = [];
  const worker = async (): Promise<void> => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) {
      const cell = await died(one, point, ending);
      if (cell === undefined) continue;
      cells.push(cell);
      if (!IS_LONG) continue;
      // A long run is watched while it runs.
      for (const fault of faultsOf([cell])) process.stderr.write(`${one.name.en}, ${fault}\n`);
      if (cells.length % 50 === 0)
        process.stderr.write(`${one.name.en}: ${cells.length} deaths, ${left.length} left\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { calls, cells };
}

function pointsOf(calls: number): Point[] {
  if (AT !== undefined)
    return [true, false].flatMap((done) =>
      (['delivered again', 'only the timer'] as const).map((way) => ({ at: Number(AT), done, way })),
    );
  if (!IS_LONG) return SAMPLE.map(([part, done, way]) => ({ at: Math.max(1, Math.round(calls * part)), done, way }));
  const all: Point[] = [];
  for (let at = FROM; at <= calls + MORE; at += EVERY)
    // The two ways change places from call to call: behind one call and before the next is the same moment for both.
    for (const done of [false, true])
      all.push({ at, done, way: done === (at % 2 === 0) ? 'delivered again' : 'only the timer' });
  return all;
}

async function undisturbed({ builder, env = {}, before, victim, event }: Case) {
  const account = await DyingAccount.start(builder(), env);
  try {
    await before?.(account);
    const told = event(account);
    const calls = await account.callsOf(() => account.invoke(victim, told));
    await account.liveOn();
    if (account.trouble.length > 0) throw new Error(`a run that was left alone failed: ${account.trouble.join('\n')}`);
    return { calls, ending: await endingOf(account) };
  } finally {
    await account.stop();
  }
}

/** Undefined: the run came to its end before that call. */
async function died(one: Case, point: Point, expected: Ending): Promise<Cell | undefined> {
  const { builder, env = {}, before, victim, event } = one;
  const account = await DyingAccount.start(builder(), env);
  try {
    await before?.(account);
    if (!(await account.kill(victim, event(account), point))) return undefined;
    const neededAgain = point.way === 'only the timer' && one.comesOnce === true && !account.hasWritten;
    if (point.way === 'delivered again' || neededAgain) {
      account.later(SOON_MS);
      await account.invoke(victim, event(account));
    }
    const stuck = await account.liveOn().then(
      () => [],
      (error: Error) => [error.message],
    );
    const found = differences(expected, await endingOf(account));
    return { point, neededAgain, ...found, state: [...stuck, ...found.state] };
  } finally {
    await account.stop();
  }
}

/** What was not as it should be, in sentences; empty: nothing. */
export function faultsOf(cells: readonly Cell[]): string[] {
  return cells.flatMap(({ point: { at, done, way }, state, evidence, alerts, chain, firstAlert }) => {
    const told = firstAlert >= 1 && firstAlert <= 2 ? [] : [`the first alert arrived ${firstAlert} times`];
    const all = [...state, ...evidence, ...alerts, ...chain, ...told];
    return all.map((fault) => `killed ${done ? 'after' : 'before'} call ${at}, ${way}: ${fault}`);
  });
}

export type Row = readonly [Case, Awaited<ReturnType<typeof deathsOf>>];

/** `isPart`: of a run of some cases alone, such as `npm run test:crash -- -t 'a later look'`. */
export function showDeaths(name: string, rows: readonly Row[], isPart: boolean): void {
  const count = (cells: readonly Cell[], holds: (cell: Cell) => boolean): string =>
    `${cells.filter(holds).length}/${cells.length}`;
  const table = (language: 'en' | 'zh', columns: readonly string[]): Table => ({
    columns,
    rows: rows.map(([one, { calls, cells }]) => [
      one.name[language],
      String(calls),
      String(cells.length),
      String(cells.filter(({ neededAgain }) => neededAgain).length),
      count(cells, ({ state }) => state.length === 0),
      count(cells, ({ evidence }) => evidence.length === 0),
      `${cells.filter(({ firstAlert }) => firstAlert === 1).length} / ${cells.filter(({ firstAlert }) => firstAlert === 2).length}`,
      count(cells, ({ alerts, firstAlert }) => alerts.length === 0 && firstAlert > 0),
      count(cells, ({ chain }) => chain.length === 0),
    ]),
  });
  const tables = {
    en: table('en', [
      'What was running',
      'Calls in a run',
      'Kills',
      'Told again because nothing was written yet',
      'Same end state',
      'Same evidence',
      'First alert once / twice',
      'No alert lost or made up',
      'Chain whole',
    ]),
    zh: table('zh', [
      '正在运行的内容',
      '每次运行的调用数',
      '杀死次数',
      '尚未写下任何内容而重新投递',
      '最终状态相同',
      '证据相同',
      '首条告警一次 / 两次',
      '告警无遗漏、无多余',
      '链完整',
    ]),
  };
  showTable(name, tables, undefined, isPart);
}
