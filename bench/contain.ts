import { Crowd } from './contain/account';
import { aFarServer } from './contain/processes';
import { contained, none, plainly, STATES, type Times, twoTrips } from './contain/turns';
import { type Benchmark, median, type Rows, spread } from './result';

const ROUNDS = 9;
const AIM = '1.3 ×';
/** At each latency one size, at one latency each size. */
const ACCOUNTS = [
  { users: 10, latencies: [20] },
  { users: 1_000, latencies: [5, 20, 50] },
  { users: 10_000, latencies: [20] },
] as const;
/** The plain handler asks user by user: it is measured in the smallest account, and once over half of so many users. */
const [FEWEST, WALKED] = [10, 200];

const WHAT = {
  floor: { en: 'two plain requests', zh: '两个普通请求' },
  named: { en: 'respond, user named', zh: 'respond，已给出用户' },
  unnamed: { en: 'respond, user not named', zh: 'respond，未给出用户' },
  plain: { en: 'the plain handler', zh: '普通写法' },
};
const STATE = { cold: { en: 'new process', zh: '新进程' }, warm: { en: 'warm process', zh: '热进程' } };

/** From the event of a leak to the deny in the account: the built function, the plain handler and the least there can be. */
async function run(given = String(ROUNDS)) {
  const count = Number(given);
  const far = await aFarServer();
  const table: Rows[] = [];
  try {
    for (const { users, latencies } of ACCOUNTS) {
      const crowd = await Crowd.start(users);
      try {
        for (const latencyMs of latencies) {
          far.setLatency(latencyMs);
          await crowd.setLatency(latencyMs);
          const taken = { floor: none(), named: none(), unnamed: none(), plain: none() };
          for (let round = 0; round < count; round += 1) {
            await twoTrips(far, taken.floor);
            await contained(crowd, true, taken.named);
            await contained(crowd, false, taken.unnamed);
            if (users === FEWEST) await plainly(crowd, taken.plain);
          }
          table.push(...rowsOf(latencyMs, users, taken));
          if (users === FEWEST) table.push(...(await longerWalks(latencyMs, taken)));
        }
      } finally {
        await crowd.sandbox.stop();
      }
    }
  } finally {
    far.stop();
  }
  return {
    question: 'how long from the event of a leak to the deny in the account?',
    figures: Object.fromEntries(
      table.map(({ en: [latencyMs, users, state, what, , middle, range, beside] }) => [
        `${latencyMs} ms a call, ${users} users, ${state}: ${what}`,
        `${middle} ms${range && ` (${range})`} = ${beside}`,
      ]),
    ),
    table: {
      en: {
        columns: [
          'A call, ms',
          'Users',
          'Process',
          'What',
          'Calls',
          'Median, ms',
          'Spread, ms',
          'Beside the floor',
          'Aim',
        ],
        rows: table.map(({ en }) => en),
      },
      zh: {
        columns: [
          '每次调用（ms）',
          '用户数',
          '进程',
          '内容',
          '调用',
          '中位数（ms）',
          '范围（ms）',
          '与下限之比',
          '目标',
        ],
        rows: table.map(({ zh }) => zh),
      },
    },
  };
}

type All = Readonly<Record<keyof typeof WHAT, Times>>;

function rowsOf(latencyMs: number, users: number, taken: All): Rows[] {
  const before = [String(latencyMs), String(users)];
  return STATES.flatMap((state) => {
    const least = median(taken.floor[state].ms);
    return (['floor', 'named', 'unnamed', 'plain'] as const)
      .filter((what) => taken[what][state].ms.length > 0)
      .map((what) => {
        const { ms: times, calls } = taken[what][state];
        const aim = what === 'named' || what === 'unnamed' ? AIM : '';
        const cells = [
          String(median(calls)),
          median(times).toFixed(0),
          spread(times),
          `${(median(times) / least).toFixed(2)} ×`,
          aim,
        ];
        return {
          en: [...before, STATE[state].en, WHAT[what].en, ...cells],
          zh: [...before, STATE[state].zh, WHAT[what].zh, ...cells],
        };
      });
  });
}

/** What the plain handler takes in larger accounts: its time in a small one, and so many more users asked about. */
async function longerWalks(latencyMs: number, { floor, plain }: All): Promise<Rows[]> {
  const crowd = await Crowd.start(WALKED);
  const once = none();
  try {
    await crowd.setLatency(latencyMs);
    await plainly(crowd, once);
  } finally {
    await crowd.sandbox.stop();
  }
  const near = median(plain.cold.ms);
  const aUserMs = (median(once.cold.ms) - near) / ((WALKED - FEWEST) / 2);
  return [1_000, 10_000].map((users) => {
    const ms = near + ((users - FEWEST) / 2) * aUserMs;
    const cells = ['', ms.toFixed(0), '', `${(ms / median(floor.cold.ms)).toFixed(0)} ×`, ''];
    return {
      en: [String(latencyMs), String(users), STATE.cold.en, `${WHAT.plain.en}, calculated`, ...cells],
      zh: [String(latencyMs), String(users), STATE.cold.zh, `${WHAT.plain.zh}，推算`, ...cells],
    };
  });
}

export const contain: Benchmark = { name: 'contain', run };
