import type { Fault } from '../../../sandbox/kernel/types';
import { FUNCTIONS, ROLE_RIGHTS } from '../../../shared/ram-policy/role-rights';
import { rightsDocument } from '../../permissions/role-documents';
import { IS_LONG, showTable } from '../table';
import { callsOf, EVERY_CHANNEL, type Trouble } from './calls';
import { type Played, play } from './cell';
import type { Drive } from './drives';
import { type Judged, judge } from './judge';
import { LOOK_DRIVES } from './look-drives';
import { NIGHT_DRIVES } from './night-drives';
import { RESPOND_DRIVES } from './respond-drives';
import { COLUMNS, FAULTS, OUTCOMES } from './words';

/** How many of a call's answers are in trouble: the first, the first three, all. */
const TIMES = [1, 3, Number.POSITIVE_INFINITY];
const DRIVES = [...RESPOND_DRIVES, ...LOOK_DRIVES, ...NIGHT_DRIVES];
const rows = new Map<string, Map<Fault, Judged[]>>();
const broken: string[] = [];
/** What each function's runs asked for. */
const powers = new Map(FUNCTIONS.map((role) => [role, new Set<string>()]));
let cells = 0;

const rowOf = ({ role }: Drive, call: string): string => `${role} ${call}`;

/** The calls that no earlier drive of the function has made. */
function newCalls(drive: Drive, calm: Played): string[] {
  const made = callsOf(calm.attempts);
  const both = made.includes('smtp send') && made.includes('dingtalk send') ? [EVERY_CHANNEL] : [];
  return [...made, ...both].filter((call) => !rows.has(rowOf(drive, call)));
}

async function tryCell(drive: Drive, calm: Played, trouble: Trouble): Promise<void> {
  const judged = judge(drive, trouble, calm, await play(drive, trouble));
  cells += 1;
  const row = rows.get(rowOf(drive, trouble.call)) ?? new Map<Fault, Judged[]>();
  rows.set(rowOf(drive, trouble.call), row);
  row.set(trouble.fault, [...(row.get(trouble.fault) ?? []), judged]);
  for (const what of judged.broken) {
    broken.push(`${drive.role} ${trouble.call} ${trouble.fault} × ${trouble.times}: ${what}`);
    process.stderr.write(`broken: ${broken.at(-1)}\n`);
  }
}

/** The first call of each service that the function has not been tried with yet; the faults and their times in turn. */
function sample({ role }: Drive, calls: readonly string[]): Trouble[] {
  const first = calls.filter((call, at) => {
    const isFirst = calls.findIndex((other) => serviceOf(other) === serviceOf(call)) === at;
    return isFirst && ![...rows.keys()].some((row) => row.startsWith(`${role} ${serviceOf(call)} `));
  });
  return first.map((call, at) => ({
    call,
    fault: FAULTS[(cells + at) % FAULTS.length] as Fault,
    times: TIMES[(cells + at) % TIMES.length] as number,
  }));
}

const serviceOf = (call: string): string => call.split(' ')[0] ?? call;
const everyCell = (call: string): Trouble[] =>
  FAULTS.flatMap((fault) => TIMES.map((times) => ({ call, fault, times })));

/** A row of the table: the outcome of each fault for one, three and all answers, once where it is the same. */
function cellsOf(row: string, language: 'en' | 'zh'): string[] {
  const [role = '', ...call] = row.split(' ');
  const cellOf = (fault: Fault): string => {
    const words = (rows.get(row)?.get(fault) ?? []).map(({ outcome }) => OUTCOMES[outcome][language]);
    return new Set(words).size === 1 ? (words[0] ?? '') : words.join(' / ');
  };
  return [role, `\`${call.join(' ')}\``, ...FAULTS.map(cellOf)];
}

/** Together they meet every service. */
const SHORT = [RESPOND_DRIVES[0], ...LOOK_DRIVES.slice(0, 2), NIGHT_DRIVES[0]] as readonly Drive[];

test.each(IS_LONG ? DRIVES : SHORT)(
  '$role: $name',
  async (drive) => {
    const calm = await play(drive, undefined, IS_LONG);
    expect(calm.failure).toBeUndefined();
    for (const power of calm.powers) powers.get(drive.role)?.add(power.toLowerCase());
    const calls = newCalls(drive, calm);
    if (!IS_LONG) for (const trouble of sample(drive, calls)) await tryCell(drive, calm, trouble);
    else
      for (const call of calls) {
        for (const trouble of everyCell(call)) await tryCell(drive, calm, trouble);
        process.stderr.write(`${cellsOf(rowOf(drive, call), 'en').join(' | ')}\n`);
      }
  },
  3_600_000,
);

afterAll(() => {
  if (!IS_LONG) return;
  const shown = (language: 'en' | 'zh') => ({
    columns: COLUMNS[language],
    rows: [...rows.keys()].map((row) => cellsOf(row, language)),
  });
  showTable('faults', { en: shown('en'), zh: shown('zh') });
  process.stderr.write(`\n${rows.size} calls, ${cells} cells, ${broken.length} promises broken\n`);
});

test('no promise is broken', () => expect(broken).toEqual([]));

/** Not the functions' own calls: the platform's, which writes their logs and takes what failed out of their hands. */
const OF_THE_PLATFORM = ['log:PostLogStoreLogs', 'mns:SendMessage'];

if (IS_LONG)
  test('no right of a role is without a call in the table', () => {
    const missing = ROLE_RIGHTS.flatMap(({ of, suffix }) =>
      rightsDocument(of, suffix)
        .Statement.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : []))
        .filter((power) => !OF_THE_PLATFORM.includes(power) && !powers.get(of)?.has(power.toLowerCase()))
        .map((power) => `${of} ${power}`),
    );
    expect(missing).toEqual([]);
  });
