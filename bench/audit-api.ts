import { type RunningSandbox, startSandbox } from '../sandbox/start';
import type { TrailEvent } from '../sandbox/world/events';
import { connect } from '../shared/aliyun';
import { loadConfig } from '../shared/config';
import { LookupEventsSource } from '../shared/evidence/audit';
import { parseAccessKeyId } from '../shared/ids';
import { LaneClock } from './audit-api/lane-clock';
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
    const [seconds, refused]: number[][] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const taken = await readAll(sandbox, clock, regions);
      if (taken.events !== events) throw new Error(`${taken.events} of ${events} events were read.`);
      seconds?.push(taken.seconds);
      refused?.push(taken.refused);
      // What a second's burst may take is there again.
      sandbox.clock.advance(60_000);
    }
    const times = seconds ?? [];
    const row = [
      ...[String(events), String(REGIONS), String(pages), limit.toFixed(1), median(times).toFixed(1), spread(times, 1)],
      ...[`${(median(times) / limit).toFixed(2)} ×`, '1.10 ×', String(median(refused ?? []))],
    ];
    const table: Rows = { en: row, zh: row };
    return {
      question: 'how long does it take to read what one key has done, by LookupEvents?',
      figures: {
        [`${events} events in ${REGIONS} regions, ${pages} pages`]: `${row[4]} s (${row[5]}) = ${row[6]} of ${row[3]} s`,
        'refused for the pace': row[8] ?? '',
      },
      table: {
        en: {
          columns: ['Events', 'Regions', 'Pages', 'Limit, s', 'Median, s', 'Spread, s', 'Ratio', 'Aim', 'Refused'],
          rows: [table.en],
        },
        zh: {
          columns: ['事件', '地域', '页', '限额（s）', '中位数（s）', '范围（s）', '比值', '目标', '被拒'],
          rows: [table.zh],
        },
      },
    };
  } finally {
    await sandbox.stop();
  }
}

async function readAll(sandbox: RunningSandbox, clock: LaneClock, regions: readonly string[]) {
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
  const source = new LookupEventsSource({ actionTrail }, clock, regions);
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
