import type { RunningSandbox } from '../../../../sandbox/start';
import { trailRoot } from '../../../../shared/evidence/trail/keys';
import { OssTrailSource } from '../../../../shared/evidence/trail/oss-source';
import type { AuditReport, SourcedEvent } from '../../../../shared/evidence/trail/source';
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
    .start();
  keyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
});
afterAll(() => sandbox.stop());

async function read(prefix: string, { days = 30, stopAfterMs = 60_000 } = {}) {
  const run = await aRun(sandbox, {}, 'investigate', undefined, sandbox.identities.admin);
  const source = new OssTrailSource(run.cloud.bucket(BUCKET), run.clock, trailRoot(prefix));
  const now = run.clock.now();
  const reading = source.read({
    wanted: { mode: 'actor', keyIds: [keyId] },
    from: new Date(now.getTime() - days * 86_400_000),
    to: now,
    regions: ['cn-hangzhou', 'cn-shanghai'],
    stopAtMs: run.clock.elapsedMs() + stopAfterMs,
  });
  const events: SourcedEvent[] = [];
  for (;;) {
    const next = await reading.next();
    if (next.done) return { events, report: next.value as AuditReport };
    events.push(next.value);
  }
}

const recorded = () => sandbox.world.events.all().filter((one) => one.userIdentity.accessKeyId === keyId);
const ids = (events: readonly { eventId?: unknown }[]) => events.map(({ eventId }) => eventId).sort();

test('every event of the key in every region, from the trail alone, with its place', async () => {
  const keys = sandbox.deliverTrail(BUCKET, 'audit');
  const { events, report } = await read('audit');
  expect(events.length).toBeGreaterThan(100);
  expect(ids(events.map(({ event }) => event))).toEqual(ids(recorded()));
  expect(keys).toEqual(expect.arrayContaining(events.map(({ at }) => at.object)));
  expect(report).toMatchObject({ source: `trail oss://${BUCKET}/audit/AliyunLogs/Actiontrail`, complete: true });
  expect(report.events).toBe(events.length);
});

test('the same order every time', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const [one, two] = [await read('audit'), await read('audit')];
  expect(one.events).toEqual(two.events);
});

test('events outside of the window are left out', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const { events, report } = await read('audit', { days: 2 });
  const from = new Date(Date.parse(report.from)).toISOString();
  expect(ids(events.map(({ event }) => event))).toEqual(
    ids(recorded().filter(({ eventTime }) => eventTime >= from.slice(0, 19))),
  );
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
  const { events, report } = await read('damaged');
  expect(report.complete).toBe(false);
  for (const name of [first, second, odd]) expect(report.cut).toContain(name);
  const lost = [first, second].reduce((sum, key) => sum + Number(/_1002_(\d+)_/.exec(key)?.[1]), 0);
  expect(events.length).toBe(recorded().length - lost);
});

test('a connection that breaks is tried again, and nothing comes twice', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, times: 2, fault: 'reset' });
  const { events, report } = await read('audit');
  expect([events.length, report.complete]).toEqual([recorded().length, true]);
});

test('a bucket that is not there, or an empty trail, is "could not check"', async () => {
  const { events, report } = await read('nothing-here');
  expect(events).toEqual([]);
  expect(report).toMatchObject({ complete: false, cut: expect.stringContaining('no object') });
});

test('when the time is over it says from where on it did not read', async () => {
  sandbox.deliverTrail(BUCKET, 'audit');
  const { report } = await read('audit', { stopAfterMs: -1 });
  expect(report).toMatchObject({ complete: false, cut: expect.stringContaining('the time was over') });
});
