import { type RunningSandbox, startSandbox } from '../sandbox/start';
import type { TrailEvent } from '../sandbox/world/events';
import { connect } from '../shared/aliyun';
import { loadConfig } from '../shared/config';
import { LookupEventsSource } from '../shared/evidence/audit';
import { parseAccessKeyId } from '../shared/ids';
import { LaneClock } from './audit-api/lane-clock';
import { PACES } from './audit-api/paces';
import { Dice } from './audit-scan/dice';
import { type Benchmark, median, type Rows, spread } from './result';

const EVENTS = 20_000;
const REGIONS = 20;
const PAGE = 50;
/** LookupEvents takes two calls a second of an account in each region (ActionTrail, "Limits"). */
const PER_SECOND = 2;
const CALL_MS = 20;
const ROUNDS = 9;
const DAY_MS = 86_400_000;
const KEY = parseAccessKeyId('LTAI5tLeakedKeyOfCiBot01');

const WAYS = [
  {
    pace: 'ours',
    en: 'faster while nobody refuses, a refused pace not again for a while',
    zh: '未被拒绝时加快，被拒的速度一段时间内不再尝试',
  },
  {
    pace: 'halved',
    en: 'half the pace after each refusal, faster again at once',
    zh: '每次被拒后速度减半，随即再加快',
  },
  { pace: 'never', en: 'never faster than two a second', zh: '从不超过每秒两次' },
] as const;

/** All that one key has done, by LookupEvents, beside the pace that the account allows. `given`: events. */
async function run(given = String(EVENTS)) {
  const events = Number(given);
  if (!Number.isInteger(events) || events < REGIONS * PAGE)
    throw new Error(`audit-api=<events> takes a whole number from ${REGIONS * PAGE}.`);
  const sandbox = await startSandbox();
  try {
    const clock = new LaneClock(sandbox.clock);
    const regions = Array.from({ length: REGIONS }, (_, at) => `region-${at + 1}`);
    sandbox.world.events.appendPast(eventsOf(sandbox, events, regions));
    const pages = regions.length * Math.ceil(events / REGIONS / PAGE);
    const limit = pages / regions.length / PER_SECOND;
    const rows: Rows[] = [];
    for (const { pace, en, zh } of WAYS) {
      const [seconds, refused]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        const taken = await readAll(sandbox, clock, regions, pace);
        if (taken.events !== events) throw new Error(`${taken.events} of ${events} events were read.`);
        seconds.push(taken.seconds);
        refused.push(taken.refused);
        // What a second's burst may take is there again.
        sandbox.clock.advance(60_000);
      }
      const beside = `${(median(seconds) / limit).toFixed(2)} ×`;
      const measured = [limit.toFixed(1), median(seconds).toFixed(1), spread(seconds, 1), beside];
      const row = [...measured, pace === 'ours' ? '1.10 ×' : '', String(median(refused))];
      rows.push({ en: [en, ...row], zh: [zh, ...row] });
    }
    return {
      question: `how long does it take to read ${events} events of one key in ${REGIONS} regions (${pages} pages)?`,
      figures: Object.fromEntries(
        rows.map(({ en: [way = '', ofS, seconds, times, beside, , refused] }) => [
          way,
          `${seconds} s (${times}) = ${beside} of ${ofS} s, refused for the pace ${refused}`,
        ]),
      ),
      table: {
        en: {
          columns: ['Way', 'Limit, s', 'Median, s', 'Spread, s', 'Ratio', 'Aim', 'Refused'],
          rows: rows.map(({ en }) => en),
        },
        zh: {
          columns: ['方法', '限额（s）', '中位数（s）', '范围（s）', '比值', '目标', '被拒'],
          rows: rows.map(({ zh }) => zh),
        },
      },
    };
  } finally {
    await sandbox.stop();
  }
}

async function readAll(sandbox: RunningSandbox, clock: LaneClock, regions: readonly string[], pace: string) {
  const config = loadConfig(sandbox.endpointEnv);
  const cloud = connect(config, clock, sandbox.openFunctionSession('investigate'), sandbox.accountId);
  // The way to the account and back takes the lane's time; what the local account itself takes does not count.
  const actionTrail = (region?: string) => {
    const trail = cloud.actionTrail(region);
    const lookupEvents: typeof trail.lookupEvents = async (...asked) => {
      await clock.sleep(CALL_MS);
      return trail.lookupEvents(...asked);
    };
    return Object.assign(Object.create(trail) as typeof trail, { lookupEvents });
  };
  const source = new LookupEventsSource({ actionTrail }, clock, regions, PACES[pace]);
  const wanted = { mode: 'actor' as const, keyIds: [KEY] };
  const to = clock.now();
  const query = { wanted, from: new Date(to.getTime() - 80 * DAY_MS), to, stopAtMs: Number.POSITIVE_INFINITY };
  const [beganMs, before] = [clock.elapsedMs(), sandbox.kernel.calls.all().length];
  let events = 0;
  await clock.together(
    source.slices(wanted).map((slice) => async () => {
      const batches = source.read(slice.id, null, query);
      for (;;) {
        const next = await batches.next();
        if (next.done) {
          if (next.value.problems.length > 0) throw new Error(next.value.problems.join('; '));
          return;
        }
        events += next.value.events.length;
      }
    }),
  );
  const refused = sandbox.kernel.calls
    .all()
    .slice(before)
    .filter(({ errorCode }) => errorCode?.startsWith('Throttling'));
  return { events, seconds: (clock.elapsedMs() - beganMs) / 1000, refused: refused.length };
}

/** Eighty days of one key, alike in all regions. */
function eventsOf({ world }: RunningSandbox, count: number, regions: readonly string[]): TrailEvent[] {
  const dice = new Dice(20261102);
  const nowMs = world.now().getTime();
  return Array.from({ length: count }, (_, at) => {
    const eventTime = `${new Date(nowMs - DAY_MS - Math.floor(dice.next() * 78 * DAY_MS)).toISOString().slice(0, 19)}Z`;
    return {
      ...{ eventId: dice.requestId(), requestId: dice.requestId(), eventVersion: 1, eventTime, isGlobal: false },
      ...{ eventName: 'DescribeInstances', eventRW: 'Read', eventType: 'ApiCall', eventCategory: 'Management' },
      ...{ serviceName: 'Ecs', eventSource: 'ecs.aliyuncs.com', acsRegion: regions[at % regions.length] ?? '' },
      ...{ sourceIpAddress: '203.0.113.7', userAgent: 'bench', recipientAccountId: world.accountId },
      userIdentity: {
        ...{ type: 'ram-user', accountId: world.accountId, principalId: '1', userName: 'ci-bot' },
        accessKeyId: KEY,
      },
    } as const;
  });
}

export const auditApi: Benchmark = { name: 'audit-api', run };
