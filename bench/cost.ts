import type { FunctionName } from '../shared/ram-policy/role-rights';
import { incidents, nights, quietMinutes, type Work } from './cost/measured';
import { gbSecondsOf, unitsOf, YUAN_A_DOLLAR, yuanOf } from './cost/price-list';
import { type Benchmark, median, type Rows, spread } from './result';

const ROUNDS = 9;
const USERS = 10_000;
const MINUTES_A_MONTH = 60 * 24 * 30;
const NIGHTS_A_MONTH = 30;
/** At once, and after 12 and 30 minutes, 2, 24 and 48 hours. */
const LOOKS = 6;
const AIM_YUAN = 5;

interface Item {
  readonly en: string;
  readonly zh: string;
  readonly times: number;
  readonly parts: readonly { readonly name: FunctionName; readonly works: readonly Work[]; readonly times: number }[];
}

/** What the project takes of a month's bill: measured seconds and requests by the price list. `given`: rounds, users. */
async function run(given = `${ROUNDS}x${USERS}`) {
  const [count = ROUNDS, users = USERS] = given.split('x').map(Number);
  const quiet = await quietMinutes(count);
  const leaks = await incidents(count);
  const night = await nights(count, users);
  const one = (name: FunctionName, works: readonly Work[], times = 1) => ({ name, works, times });
  const items: readonly Item[] = [
    {
      en: 'a poll every minute, a month',
      zh: '每分钟轮询，一个月',
      times: MINUTES_A_MONTH,
      parts: [one('respond', quiet)],
    },
    {
      en: `a night of ${users} users, a month`,
      zh: `每晚 ${users} 个用户，一个月`,
      times: NIGHTS_A_MONTH,
      parts: [one('hygiene', night)],
    },
    {
      en: `an incident with ${LOOKS} looks`,
      zh: `一次事件，${LOOKS} 次查看`,
      times: 1,
      parts: [
        one(
          'respond',
          leaks.map(({ respond }) => respond),
        ),
        one(
          'investigate',
          leaks.map(({ look }) => look),
          LOOKS,
        ),
      ],
    },
  ];
  const rows = items.map(rowOf);
  const months = rows.slice(0, 2);
  const total = months.reduce((sum, { yuan }) => sum + yuan, 0);
  const puts = months.reduce((sum, row) => sum + row.puts, 0);
  const gets = months.reduce((sum, row) => sum + row.gets, 0);
  const whole = ['', '', '', String(Math.round(puts)), String(Math.round(gets)), total.toFixed(3), `${AIM_YUAN}`];
  const table: Rows[] = [...rows, { en: ['a quiet account, a month', ...whole], zh: ['平静的账号，一个月', ...whole] }];
  return {
    question: 'what does it cost?',
    figures: {
      ...Object.fromEntries(
        table.map(({ en: [what, seconds, range, gb, put, get, yuan] }) => [
          what,
          `${yuan} yuan${seconds ? `: ${seconds} s each (${range}), ${gb} GB-s` : ''}; OSS ${put} put, ${get} get`,
        ]),
      ),
      'calls of a quiet minute': median(quiet.map(({ calls }) => calls)),
      'yuan a dollar (taken)': YUAN_A_DOLLAR,
      'the quiet account stays below the aim while 10,000 requests of Put type cost less than': `${((AIM_YUAN - total) / (puts / 10_000)).toFixed(2)} yuan`,
    },
    table: {
      en: {
        columns: [
          'What',
          'Seconds each',
          'Spread, s',
          'GB-seconds',
          'OSS, Put type',
          'OSS, Get type',
          'Function Compute, yuan',
          'Aim, yuan',
        ],
        rows: table.map(({ en }) => en),
      },
      zh: {
        columns: ['内容', '每次秒数', '范围（s）', 'GB-秒', 'OSS Put 类', 'OSS Get 类', '函数计算（元）', '目标（元）'],
        rows: table.map(({ zh }) => zh),
      },
    },
  };
}

function rowOf({ en, zh, times, parts }: Item) {
  const sum = (of: (work: Work) => number): number =>
    times * parts.reduce((all, part) => all + part.times * median(part.works.map(of)), 0);
  const secondsOf = (part: Item['parts'][number]): number =>
    times * part.times * median(part.works.map((work) => work.seconds));
  const yuan = yuanOf(parts.reduce((all, part) => all + unitsOf(part.name, times * part.times, secondsOf(part)), 0));
  const gbSeconds = parts.reduce((all, part) => all + gbSecondsOf(part.name, secondsOf(part)), 0);
  const [puts, gets] = [sum(({ puts: put }) => put), sum(({ gets: get }) => get)];
  const cells = [
    parts.map(({ works }) => median(works.map(({ seconds }) => seconds)).toFixed(2)).join(' + '),
    parts
      .map(({ works }) =>
        spread(
          works.map(({ seconds }) => seconds),
          2,
        ),
      )
      .join(', '),
    ...[gbSeconds.toFixed(0), String(Math.round(puts)), String(Math.round(gets)), yuan.toFixed(3), ''],
  ];
  return { en: [en, ...cells], zh: [zh, ...cells], yuan, puts, gets };
}

export const cost: Benchmark = { name: 'cost', run };
