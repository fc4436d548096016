import { respond } from '../functions/respond/respond';
import { addLeak } from '../sandbox/services/sas';
import { type RunningSandbox, startSandbox } from '../sandbox/start';
import { accountClock, withCallTime } from './account-time';
import { Dice } from './audit-scan/dice';
import { unitsOf, yuanOf } from './cost/price-list';
import { fill } from './hygiene-scale';
import { Minutes } from './minutes';
import { type Benchmark, median, type Rows } from './result';
import { aRun } from './run';

const LEAKS = 200;
const POLLS_SECONDS = [60, 20, 10, 5] as const;
/** So many minutes an account, one leak in each: what is contained is looked after, and shall not add up. */
const MINUTES = 20;
/** Before the first leak, to see what a minute takes in which nothing is found. */
const QUIET = 3;
const MINUTE_MS = 60_000;
const MINUTES_A_MONTH = 60 * 24 * 30;
/** Of the account's time, each call behind the other. */
const CALL_MS = 20;
const TIMEOUT_SECONDS = 120;
const TIMER = Buffer.from(JSON.stringify({ triggerTime: '', triggerName: 'poll', payload: '' }));

interface Noticed {
  /** From the moment at which each leak stood in the list; in seconds. */
  readonly denies: number[];
  /** From the look that found it. */
  readonly found: number[];
  /** What the runs of quiet minutes took. */
  readonly quiet: number[];
}

/** From Security Center's list to the deny, by the interval of the polls. `given`: leaks, a multiple of the minutes. */
async function run(given = String(LEAKS)) {
  const leaks = Number(given);
  if (!Number.isInteger(leaks / MINUTES) || leaks < MINUTES)
    throw new Error(`notice=<leaks> takes a multiple of ${MINUTES}.`);
  const rows: string[][] = [];
  let beside = Number.NaN;
  for (const pollSeconds of POLLS_SECONDS) {
    const all: Noticed = { denies: [], found: [], quiet: [] };
    // The same moments for each interval.
    const dice = new Dice(1);
    for (let at = 0; at < leaks; at += MINUTES) await noticed(pollSeconds, dice, all);
    const [p50, p95] = [median(all.denies), percentile(all.denies, 0.95)];
    if (pollSeconds === 60) beside = p50;
    const aim = pollSeconds + median(all.found);
    const seconds = median(all.quiet);
    const month = yuanOf(unitsOf('respond', MINUTES_A_MONTH, MINUTES_A_MONTH * seconds));
    rows.push([
      ...[`${pollSeconds}`, `${leaks}`, p50.toFixed(1), p95.toFixed(1), Math.max(...all.denies).toFixed(1)],
      ...[aim.toFixed(1), `${(p95 / aim).toFixed(2)} ×`, '1.00 ×', `${(p50 / beside).toFixed(2)} ×`],
      ...[seconds.toFixed(2), month.toFixed(2)],
    ]);
  }
  const table: Rows[] = rows.map((row) => ({ en: row, zh: row }));
  return {
    question: 'how long from the leak list to the deny, and what does it cost to be sooner?',
    figures: Object.fromEntries(
      rows.map(([poll, , p50, p95, most, aim, ratio, , once, seconds, yuan]) => [
        `a poll every ${poll} s`,
        `p50 ${p50} s (${once} of a poll a minute), p95 ${p95} s = ${ratio} of ${aim} s, most ${most} s; ${seconds} s a minute = ${yuan} yuan a month`,
      ]),
    ),
    table: {
      en: {
        columns: [
          ...['Poll, s', 'Leaks', 'p50, s', 'p95, s', 'Most, s', 'Interval + contain, s', 'p95 beside it', 'Aim'],
          ...['p50 beside a poll a minute', 'Billed of a quiet minute, s', 'A month, yuan'],
        ],
        rows: table.map(({ en }) => en),
      },
      zh: {
        columns: [
          ...['轮询（s）', '泄露', 'p50（s）', 'p95（s）', '最长（s）', '间隔 + 遏制（s）', 'p95 与之比', '目标'],
          ...['p50 与每分钟一次之比', '平静一分钟的计费秒数', '每月（元）'],
        ],
        rows: table.map(({ zh }) => zh),
      },
    },
  };
}

/** An account's quiet minutes, then a leak in each minute at a moment of its own, until the last is contained. */
async function noticed(pollSeconds: number, dice: Dice, all: Noticed): Promise<void> {
  const sandbox = await startSandbox({ env: { TOURNIQUET_POLL_SECONDS: String(pollSeconds) } });
  try {
    await sandbox.fc.stop();
    fill(sandbox.world, MINUTES);
    withCallTime(sandbox, CALL_MS);
    const { clock, kernel } = sandbox;
    const began = clock.now().getTime();
    const moments = publishAt(
      sandbox,
      Array.from({ length: MINUTES }, (_, minute) => began + (QUIET + minute + dice.next()) * MINUTE_MS),
    );
    const minutes = new Minutes(clock, async (id) => {
      const [startedMs, calls] = [clock.now().getTime(), kernel.calls.all().length];
      await respond(
        TIMER,
        await aRun(sandbox, 'respond', accountClock(clock), { id, timeoutSeconds: TIMEOUT_SECONDS }),
      );
      const isQuiet = startedMs < began + QUIET * MINUTE_MS && kernel.calls.all().length > calls;
      if (isQuiet) all.quiet.push((clock.now().getTime() - startedMs) / 1000);
    });
    const attachedMs = () =>
      new Map(
        kernel.calls
          .all()
          .filter(({ action, status }) => action === 'AttachPolicyToUser' && status === 200)
          .map(({ time, parameters }) => [String(parameters['UserName']), Date.parse(time)] as const),
      );
    await minutes.until(() => attachedMs().size === MINUTES);
    const looks = kernel.calls
      .all()
      .filter(({ action }) => action === 'DescribeAccesskeyLeakList')
      .map(({ time }) => Date.parse(time));
    for (const [name, denyMs] of attachedMs()) {
      const momentMs = moments.get(name) ?? Number.NaN;
      all.denies.push((denyMs - momentMs) / 1000);
      all.found.push((denyMs - Math.max(...looks.filter((lookMs) => lookMs <= denyMs))) / 1000);
    }
  } finally {
    await sandbox.stop();
  }
}

/** One user's key for each moment, in the list as soon as the account's time has come to it. */
function publishAt({ world, clock }: RunningSandbox, moments: readonly number[]): ReadonlyMap<string, number> {
  const users = [...world.users.values()].filter(({ name }) => name.startsWith('user-'));
  const due = users.flatMap(({ name, keys }, at) => {
    const accessKeyId = keys.find(({ status }) => status === 'Active')?.accessKeyId;
    const atMs = moments[at];
    return accessKeyId === undefined || atMs === undefined ? [] : [{ name, accessKeyId, atMs }];
  });
  const left = [...due];
  const advance = clock.advance;
  clock.advance = (ms) => {
    advance.call(clock, ms);
    for (let next = left[0]; next && next.atMs <= clock.now().getTime(); next = left[0]) {
      left.shift();
      addLeak(world, { accessKeyId: next.accessKeyId, userName: next.name });
    }
  };
  return new Map(due.map(({ name, atMs }) => [name, atMs]));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const notice: Benchmark = { name: 'notice', run };
