import type { RunningSandbox } from '../../../../sandbox/start';
import { TrailObjectsSource } from '../../../../shared/evidence/audit';
import type { SliceEnd } from '../../../../shared/evidence/audit/source';
import { trailRoot } from '../../../../shared/evidence/trail/keys';
import { aSandbox, aUser } from '../../../builders';
import { aRun } from '../../../run';

const BUCKET = 'account-trail';
let sandbox: RunningSandbox;
let keyId: string;

beforeAll(async () => {
  const habit = (key: string, region?: string) => ({
    key,
    days: 4,
    perDay: 24,
    sourceIps: ['47.96.10.20'],
    calls: [{ service: 'ecs', action: 'DescribeInstances', ...(region ? { region } : {}) }],
  });
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey(), aUser('other').withKey())
    .withEvents(habit('ci-bot'), habit('ci-bot', 'cn-shanghai'), habit('other'))
    // The habits may be quiet for an hour before now; a trail that is quiet so long is held to be stopped.
    .withEvents({ key: 'ci-bot', daysAgo: 0.002, service: 'ecs', action: 'DescribeInstances' })
    .start();
  keyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
});
afterAll(() => sandbox.stop());

interface Read {
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly end: SliceEnd;
  readonly cursor: string | null;
}

async function read(
  prefix: string,
  { days = 30, stopAfterMs = 60_000, from = null as string | null, most = Number.POSITIVE_INFINITY } = {},
): Promise<Read> {
  const run = await aRun(sandbox, {}, 'investigate', undefined, sandbox.identities.admin);
  const regions = ['cn-hangzhou', 'cn-shanghai'];
  const source = new TrailObjectsSource(run.cloud.bucket(BUCKET), run.clock, regions, trailRoot(prefix));
  const now = run.clock.now();
  const reading = source.read('objects', from, {
    wanted: { mode: 'actor', keyIds: [keyId] },
    from: new Date(now.getTime() - days * 86_400_000),
    to: now,
    stopAtMs: run.clock.elapsedMs() + stopAfterMs,
  });
  const events: Readonly<Record<string, unknown>>[] = [];
  let cursor = from;
  for (let batches = 0; ; batches += 1) {
    const next = await reading.next();
    if (next.done) return { events, end: next.value, cursor };
    events.push(...(next.value.events as typeof events));
    ({ cursor } = next.value);
    if (batches < most) continue;
    await reading.return({ done: false, problems: [] });
    return { events, end: { done: false, problems: [] }, cursor };
  }
}

const recorded = () => sandbox.world.events.all().filter((one) => one.userIdentity.accessKeyId === keyId);
const ids = (events: readonly { eventId?: unknown }[]) => events.map(({ eventId }) => eventId).sort();

const WHOLE = { done: true, problems: [], reach: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) };

test('every event of the key in every region, from the trail alone', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const { events, end } = await read('audit');
  expect(events.length).toBeGreaterThan(100);
  expect(ids(events)).toEqual(ids(recorded()));
  expect(end).toEqual(WHOLE);
});

test('the same order every time', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const [one, two] = [await read('audit'), await read('audit')];
  expect(one.events).toEqual(two.events);
});

test('goes on behind the object that was read last, and misses nothing', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const one = await read('audit', { most: 60 });
  expect(one.events.length).toBeGreaterThan(0);
  expect(one.events.length).toBeLessThan(recorded().length);
  const two = await read('audit', { from: one.cursor });
  const all = new Set(ids([...one.events, ...two.events]));
  expect([...all]).toEqual(ids(recorded()));
  // What an object gave before it was read whole comes again, and no more than that.
  expect(one.events.length + two.events.length - all.size).toBeLessThan(20);
  expect(two.end).toEqual(WHOLE);
});

test('events outside of the window are left out', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const { events } = await read('audit', { days: 2 });
  const times = events.map((event) => String(event['eventTime'])).sort();
  const edge = Date.parse(times[0] ?? '') - 1000;
  expect(edge).toBeGreaterThan(sandbox.clock.now().getTime() - 2 * 86_400_000 - 60_000);
  expect(ids(events)).toEqual(ids(recorded().filter(({ eventTime }) => Date.parse(eventTime) > edge)));
  expect(events.length).toBeLessThan(recorded().length);
});

test('objects that are cut, no gzip or oddly named are named; the others are read', async () => {
  const keys = sandbox.deliverTrail(BUCKET, 'damaged');
  const objects = sandbox.oss.buckets.get(BUCKET)?.objects;
  const [first = '', second = ''] = keys.filter((key) => key.includes('/cn-shanghai/'));
  const replace = (key: string, body: Buffer) => {
    const old = objects?.get(key);
    if (old) objects?.set(key, { ...old, body });
  };
  replace(first, objects?.get(first)?.body.subarray(0, 100) ?? Buffer.alloc(0));
  replace(second, Buffer.from('no gzip at all'));
  const odd = `${first.slice(0, first.lastIndexOf('/'))}/notes.txt`;
  const like = objects?.get(first);
  if (like) objects?.set(odd, { ...like, key: odd });
  const { events, end } = await read('damaged');
  expect(end.done).toBe(true);
  for (const name of [first, second, odd]) expect(end.problems.join()).toContain(name);
  const lost = [first, second].reduce((sum, key) => sum + Number(/_1002_(\d+)_/.exec(key)?.[1]), 0);
  expect(events.length).toBe(recorded().length - lost);
});

test('a connection that breaks is tried again, and nothing comes twice', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, times: 2, fault: 'reset' });
  const { events, end } = await read('audit');
  expect([events.length, end]).toEqual([recorded().length, WHOLE]);
});

test('an empty trail is "could not check"', async () => {
  const { events, end } = await read('nothing-here');
  expect(events).toEqual([]);
  expect(end).toMatchObject({ done: true, problems: ['the trail has no object of this time'] });
});

test('a trail that has delivered nothing lately may have been stopped: "could not check" from then on', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  sandbox.clock.advance(2 * 3_600_000);
  const { events, end } = await read('audit');
  expect(events.length).toBe(recorded().length);
  expect(end).toMatchObject({
    done: true,
    problems: [expect.stringMatching(/^the trail has delivered nothing since 2/)],
  });
  sandbox.clock.advance(-2 * 3_600_000);
});

test('a bucket that is not there is asked a few times, not for every day of every region', async () => {
  const before = sandbox.kernel.calls.all().length;
  const run = await aRun(sandbox, {}, 'investigate', undefined, sandbox.identities.admin);
  const source = new TrailObjectsSource(run.cloud.bucket('no-such-bucket'), run.clock, ['cn-hangzhou', 'cn-beijing']);
  const now = run.clock.now();
  const query = { from: new Date(now.getTime() - 80 * 86_400_000), to: now, stopAtMs: Number.POSITIVE_INFINITY };
  const next = await source.read('objects', null, { ...query, wanted: { mode: 'actor', keyIds: [keyId] } }).next();
  expect(next).toMatchObject({ done: true, value: { done: true } });
  expect((next.value as SliceEnd).problems.join()).toMatch(/NoSuchBucket/);
  expect(sandbox.kernel.calls.all().length - before).toBeLessThan(20);
});

test('when the time is over it is not done', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  expect((await read('audit', { stopAfterMs: -1 })).end).toEqual({ done: false, problems: [] });
});
