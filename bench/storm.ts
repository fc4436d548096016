import { respond } from '../functions/respond/respond';
import { addLeak } from '../sandbox/services/sas';
import { startSandbox } from '../sandbox/start';
import { accountClock, withCallTime } from './account-time';
import { fill } from './hygiene-scale';
import { Minutes } from './minutes';
import { type Benchmark, median, spread } from './result';
import { aRun } from './run';

const KEYS = 100;
/** RAM takes so many attachments a second (RAM, "Limits"), and the local account enforces it. */
const ATTACHES_PER_SECOND = 10;
/** What a call takes of the account's time: four are side by side, so some 30 ms a call. */
const CALL_MS = 7;
const ROUNDS = 9;
const TIMEOUT_SECONDS = 120;
const TIMER = Buffer.from(JSON.stringify({ triggerTime: '', triggerName: 'poll', payload: '' }));

/** `given`: keys and how many times, as in `100x9,1000x1`. All stand in Security Center's list at once; the cap is lifted. */
async function run(given = `${KEYS}x${ROUNDS}`) {
  const rows: string[][] = [];
  for (const one of given.split(',')) {
    const [keys = Number.NaN, count = 1] = one.split('x').map(Number);
    if (!Number.isInteger(keys) || keys < 20 || !Number.isInteger(count))
      throw new Error('storm=<keys>x<times>,… takes whole numbers, keys from 20.');
    rows.push(await rowOf(keys, count));
  }
  return {
    question: 'how long until the last of many keys, leaked at once, is contained?',
    figures: Object.fromEntries(
      rows.map(([keys, times, limit, last, , beside]) => [
        `${keys} keys, ${times} times, limit ${limit} s: the last deny (median)`,
        `${last} s = ${beside}`,
      ]),
    ),
    table: {
      en: {
        columns: ['Keys', 'Times', "RAM's limit, s", 'Last deny, s', 'Spread, s', 'Ratio', 'Aim', 'Runs', 'Refused'],
        rows,
      },
      zh: {
        columns: [
          'AccessKey',
          '次数',
          'RAM 的限额（s）',
          '最后一个拒绝（s）',
          '范围（s）',
          '比值',
          '目标',
          '运行',
          '被拒',
        ],
        rows,
      },
    },
  };
}

async function rowOf(keys: number, count: number): Promise<string[]> {
  const storms: Storm[] = [];
  for (let round = 0; round < count; round += 1) storms.push(await stormOf(keys));
  const limit = keys / ATTACHES_PER_SECOND;
  const seconds = storms.map((one) => one.seconds);
  const most = (what: 'runs' | 'refused') => String(Math.max(...storms.map((one) => one[what])));
  return [
    ...[String(keys), String(count), limit.toFixed(0), median(seconds).toFixed(1), spread(seconds, 1)],
    ...[`${(median(seconds) / limit).toFixed(2)} ×`, '1.1 ×', most('runs'), most('refused')],
  ];
}

interface Storm {
  readonly seconds: number;
  readonly runs: number;
  readonly refused: number;
}

/** The minutes of a storm by the account's own clock, until every key's user carries a deny. Throws where a run fails. */
async function stormOf(keys: number): Promise<Storm> {
  const sandbox = await startSandbox({ env: { TOURNIQUET_MAX_CONFIRMED_PER_HOUR: '5000' } });
  try {
    await sandbox.fc.stop();
    fill(sandbox.world, keys);
    withCallTime(sandbox, CALL_MS);
    const { clock, kernel, world } = sandbox;
    for (const { name, keys: owned } of world.users.values())
      for (const { accessKeyId, status } of owned)
        if (status === 'Active' && name.startsWith('user-')) addLeak(world, { accessKeyId, userName: name });
    const began = clock.now().getTime();
    const attached = () =>
      kernel.calls.all().filter(({ action, status }) => action === 'AttachPolicyToUser' && status === 200);
    const minutes = new Minutes(clock, async (id) => {
      await respond(
        TIMER,
        await aRun(sandbox, 'respond', accountClock(clock), { id, timeoutSeconds: TIMEOUT_SECONDS }),
      );
    });
    await minutes.until(() => attached().length >= keys);
    return {
      seconds: (Math.max(...attached().map(({ time }) => Date.parse(time))) - began) / 1000,
      runs: minutes.runs,
      refused: kernel.calls.all().filter(({ errorCode }) => errorCode?.startsWith('Throttling')).length,
    };
  } finally {
    await sandbox.stop();
  }
}

export const storm: Benchmark = { name: 'storm', run };
