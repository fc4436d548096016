import type { Fault } from '../../../sandbox/kernel/types';
import { IS_LONG, showTable } from '../table';
import { callsOf, EVERY_CHANNEL, type Trouble } from './calls';
import { type Played, play } from './cell';
import type { Drive } from './drives';
import { type Judged, judge } from './judge';
import { LOOK_DRIVES } from './look-drives';
import { RESPOND_DRIVES } from './respond-drives';
import { COLUMNS, FAULTS, OUTCOMES } from './words';

/** How many of a call's answers are in trouble: the first, the first three, all. */
const TIMES = [1, 3, Number.POSITIVE_INFINITY];
const DRIVES = [...RESPOND_DRIVES, ...LOOK_DRIVES];
const rows = new Map<string, Map<Fault, Judged[]>>();
const broken: string[] = [];
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

/** The calls one after the other, each service's first, and the faults in turn: each is met once, and so is each service. */
function sample(calls: readonly string[]): Trouble[] {
  const services = calls.filter((call, at) => calls.findIndex((other) => serviceOf(other) === serviceOf(call)) === at);
  return services.map((call, at) => ({
    call,
    fault: FAULTS[at % FAULTS.length] as Fault,
    times: TIMES[at % TIMES.length] as number,
  }));
}

const serviceOf = (call: string): string => call.split(' ')[0] ?? call;
const everyCell = (calls: readonly string[]): Trouble[] =>
  calls.flatMap((call) => FAULTS.flatMap((fault) => TIMES.map((times) => ({ call, fault, times }))));

const SHORT = [RESPOND_DRIVES[0], LOOK_DRIVES[0]] as readonly Drive[];

test.each(IS_LONG ? DRIVES : SHORT)(
  '$role: $name',
  async (drive) => {
    const calm = await play(drive);
    expect(calm.failure).toBeUndefined();
    const calls = newCalls(drive, calm);
    for (const trouble of IS_LONG ? everyCell(calls) : sample(calls)) await tryCell(drive, calm, trouble);
  },
  3_600_000,
);

afterAll(() => {
  if (!IS_LONG) return;
  const shown = (language: 'en' | 'zh') => ({
    columns: COLUMNS[language],
    rows: [...rows].map(([row, byFault]) => {
      const [role = '', ...call] = row.split(' ');
      const cellOf = (fault: Fault): string => {
        const words = (byFault.get(fault) ?? []).map(({ outcome }) => OUTCOMES[outcome][language]);
        return new Set(words).size === 1 ? (words[0] ?? '') : words.join(' / ');
      };
      return [role, `\`${call.join(' ')}\``, ...FAULTS.map(cellOf)];
    }),
  });
  showTable('faults', { en: shown('en'), zh: shown('zh') });
  process.stderr.write(`\n${rows.size} calls, ${cells} cells, ${broken.length} promises broken\n`);
});

test('no promise is broken', () => expect(broken).toEqual([]));
