import { rowOf } from '../../../../sandbox/sls';
import type { RunningSandbox } from '../../../../sandbox/start';
import { LogStoreSource } from '../../../../shared/evidence/audit';
import type { LogStoreSizes } from '../../../../shared/evidence/audit/log-store';
import type { SetAside } from '../../../../shared/evidence/audit/set-aside';
import type { SliceEnd } from '../../../../shared/evidence/audit/source';
import type { Wanted } from '../../../../shared/evidence/trail/wanted';
import { aSandbox, aUser } from '../../../builders';
import { aRun } from '../../../run';

const PROJECT = 'acme-audit';
const WHOLE = { done: true, problems: [] };
const SIZES: LogStoreSizes = { lines: 100, deepest: 10_000, repeats: 4, pauseMs: 1, unfinished: 3 };
let sandbox: RunningSandbox;
let keyId: string;

beforeAll(async () => {
  const habit = (key: string, region?: string) => ({
    key,
    days: 4,
    perDay: 90,
    sourceIps: ['47.96.10.20'],
    calls: [{ service: 'ecs', action: 'DescribeInstances', ...(region ? { region } : {}) }],
  });
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey(), aUser('other').withKey())
    .withEvents(habit('ci-bot'), habit('ci-bot', 'cn-shanghai'), habit('other'))
    // So that the logstore is held to reach back, and not to be silent.
    .withEvents({ key: 'other', daysAgo: 29.99, service: 'ecs', action: 'DescribeInstances' })
    .withEvents({ key: 'ci-bot', daysAgo: 0.002, service: 'ecs', action: 'DescribeInstances' })
    .start();
  keyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  sandbox.addLogTrail('main', PROJECT, 'cn-shanghai');
});
afterAll(() => sandbox.stop());
afterEach(() => {
  sandbox.kernel.faults.clear();
  const store = mainStore();
  store.form = 'json';
  store.index = { fullText: true, keys: { event: 'json' } };
  store.rows.splice(0);
});

const mainStore = () => sandbox.sls.addLogstore(PROJECT, 'cn-shanghai', 'actiontrail_main');
const searches = () => sandbox.kernel.calls.all().filter(({ action }) => action === 'GetLogsV2');
const fault = (kind: 'incomplete' | 'throttle' | 'reset' | 'malformed' | '500', times: number, action = 'GetLogsV2') =>
  sandbox.kernel.faults.add({ match: { service: 'sls', action }, times, fault: kind });
const recorded = (id = keyId) => sandbox.world.events.all().filter((one) => one.userIdentity.accessKeyId === id);
const ids = (events: readonly { eventId?: unknown }[]) => [...new Set(events.map(({ eventId }) => eventId))].sort();

interface Asked {
  readonly days?: number;
  readonly stopAfterMs?: number;
  readonly from?: string | null;
  readonly pages?: number;
  readonly wanted?: Partial<Wanted>;
  readonly project?: string;
  readonly region?: string;
  readonly logstore?: string;
  readonly sizes?: Partial<LogStoreSizes>;
}

async function read(asked: Asked = {}) {
  const { days = 30, stopAfterMs = 60_000, from = null, pages = Number.POSITIVE_INFINITY } = asked;
  const run = await aRun(sandbox, {}, 'investigate', undefined, sandbox.identities.admin);
  const log = run.cloud.logs(asked.region ?? 'cn-shanghai', asked.project ?? PROJECT);
  const sizes = { ...SIZES, ...asked.sizes };
  const source = new LogStoreSource(log, asked.logstore ?? 'actiontrail_main', run.clock, [], sizes);
  const now = run.clock.now();
  const wanted: Wanted = { mode: 'actor', keyIds: [keyId], ...asked.wanted };
  const events: Readonly<Record<string, unknown>>[] = [];
  const sizesOfBatches: number[] = [];
  const aside: SetAside[] = [];
  let cursor = from;
  let end: SliceEnd = { done: true, problems: [] };
  for (const { id } of source.slices(wanted)) {
    const reading = source.read(id, cursor, {
      wanted,
      from: new Date(now.getTime() - days * 86_400_000),
      to: now,
      stopAtMs: run.clock.elapsedMs() + stopAfterMs,
    });
    for (let batches = 1; ; batches += 1) {
      const next = await reading.next();
      if (next.done) {
        end = { done: end.done && next.value.done, problems: [...end.problems, ...next.value.problems] };
        break;
      }
      events.push(...(next.value.events as typeof events));
      aside.push(...(next.value.aside ?? []));
      sizesOfBatches.push(next.value.events.length);
      ({ cursor } = next.value);
      if (batches < pages) continue;
      await reading.return({ done: false, problems: [] });
      return { events, end, cursor, sizesOfBatches, aside };
    }
  }
  return { events, end, cursor, sizesOfBatches, aside };
}

test.each(['json', 'columns'] as const)('every event of the key, page by page, with events as %s', async (form) => {
  mainStore().form = form;
  const before = searches().length;
  const { events, end, sizesOfBatches } = await read();
  expect(recorded().length).toBeGreaterThan(600);
  expect(ids(events)).toEqual(ids(recorded()));
  expect(end).toEqual(WHOLE);
  expect(Math.max(...sizesOfBatches)).toBeLessThanOrEqual(100);
  // Two for how far the logstore reaches, and the empty page that ends it.
  expect(searches().length - before).toBe(Math.ceil(recorded().length / 100) + 3);
});

test('both forms give the same events', async () => {
  const one = await read();
  mainStore().form = 'columns';
  const two = await read();
  const plain = (events: typeof one.events) =>
    events.map(({ eventId, eventName, eventTime, userIdentity, requestParameters }) => ({
      eventId,
      eventName,
      eventTime,
      key: (userIdentity as Record<string, unknown>)['accessKeyId'],
      requestParameters,
    }));
  expect(plain(two.events)).toEqual(plain(one.events));
});

test('goes on behind the page that was read last, and nothing comes twice', async () => {
  const one = await read({ pages: 3 });
  expect(one.events).toHaveLength(300);
  const two = await read({ from: one.cursor });
  expect(one.events.length + two.events.length).toBe(recorded().length);
  expect(ids([...one.events, ...two.events])).toEqual(ids(recorded()));
});

test('a window in which too much is found is searched anew from its last minute on', async () => {
  const { events, end } = await read({ sizes: { deepest: 200 } });
  expect(ids(events)).toEqual(ids(recorded()));
  expect(end).toEqual(WHOLE);
  const offsets = searches()
    .slice(-9)
    .map(({ parameters }) => Number(parameters['offset']));
  expect(Math.max(...offsets)).toBeLessThan(200);
});

test('a search that was not finished is asked again, and nothing is missing', async () => {
  fault('incomplete', 3);
  const { events, end } = await read();
  expect([ids(events), end]).toEqual([ids(recorded()), WHOLE]);
});

test('one that is not finished for a while is searched in shorter windows', async () => {
  // Four go to how far the logstore reaches, then two to the whole time, two to its first half, and two to half of that.
  fault('incomplete', 10);
  const before = searches().length;
  const { events, end } = await read({ sizes: { repeats: 1 } });
  expect(ids(events)).toEqual(ids(recorded()));
  const unsure = 'how far back the logstore reaches could not be checked (Incomplete)';
  expect(end).toEqual({ done: true, problems: [unsure] });
  const windows = searches()
    .slice(before)
    .map(({ parameters }) => Number(parameters['to']) - Number(parameters['from']));
  expect(Math.min(...windows)).toBeLessThan(Math.max(...windows) / 4);
});

test('what stays unfinished is named, and the rest is given up: could not check', async () => {
  fault('incomplete', 10_000);
  const { end } = await read({ sizes: { repeats: 1 } });
  expect(end.done).toBe(true);
  const text = end.problems.join('\n');
  expect(text).toMatch(/Log Service did not finish the search \(Incomplete\)/);
  expect(text).toMatch(/what is later than .* was given up/);
});

test('events outside of the window are left out', async () => {
  const edge = sandbox.clock.now().getTime() - 2 * 86_400_000;
  const { events } = await read({ days: 2 });
  // The window began a moment after the edge was taken.
  const since = (ms: number) => ids(recorded().filter(({ eventTime }) => Date.parse(eventTime) >= ms));
  expect(ids(events)).toEqual(expect.arrayContaining(since(edge + 60_000)));
  expect(since(edge - 1_000)).toEqual(expect.arrayContaining(ids(events)));
  expect(since(edge).length).toBeLessThan(recorded().length);
});

test('a log that is no event, or damaged, is named and set aside; the others are read', async () => {
  const at = String(Math.floor(sandbox.clock.now().getTime() / 1000) - 3600);
  const odd = (content: Record<string, string>) => mainStore().rows.push({ __time__: at, ...content });
  odd({ event: `{"userIdentity":{"accessKeyId":"${keyId}"` });
  odd({ message: `${keyId} said hello` });
  odd({
    event:
      '{"eventName":"GetUser","eventTime":"unknown","eventId":"no-time","userIdentity":{"accessKeyId":"' +
      keyId +
      '"}}',
  });
  odd({
    event: JSON.stringify({
      EventName: 'Masked',
      EventId: 'masked',
      UserIdentity: { AccessKeyId: 'LTAI****' },
      note: keyId,
    }),
  });
  const { events, end, aside } = await read();
  const place = expect.stringMatching(/^a log of 2/);
  expect(aside).toEqual([
    { why: 'not-json', place },
    { why: 'no-event', place },
  ]);
  expect(end).toEqual(WHOLE);
  expect(events).toHaveLength(recorded().length + 1);
  expect(ids(events)).toEqual([...ids(recorded()), 'no-time'].sort());
});

test('an event that was delivered late is found by its own time', async () => {
  const event = {
    ...recorded()[0],
    eventId: 'late',
    eventTime: new Date(sandbox.clock.now().getTime() - 60_000).toISOString(),
  };
  mainStore().rows.push({
    ...rowOf(event, 'json'),
    __time__: String(Math.floor(sandbox.clock.now().getTime() / 1000) + 600),
  });
  expect(ids((await read()).events)).toContain('late');
});

test('many identities are asked for in portions that the service takes', async () => {
  const many = Array.from({ length: 45 }, (_, i) => `LTAI5tNobody${String(i).padStart(12, '0')}`);
  const { events, end } = await read({ wanted: { keyIds: [...many, keyId], userNames: ['other'] } });
  expect(end.done).toBe(true);
  const both = [...recorded(), ...recorded(sandbox.keys.get('other')?.key.accessKeyId)];
  expect(ids(events)).toEqual(ids(both));
  for (const { parameters, status } of searches().slice(-20)) {
    expect(status).toBe(200);
    expect(String(parameters['query']).split(' or ').length).toBeLessThanOrEqual(20);
  }
});

test('traces are found by whomever they were left', async () => {
  const wanted = { keyIds: [], addresses: ['47.96.10.20'] };
  const { events } = await read({ wanted });
  const there = sandbox.world.events.all().filter(({ sourceIpAddress }) => sourceIpAddress === '47.96.10.20');
  expect(ids(events)).toEqual(ids(there));
});

test.each([
  ['fields of the event', { fullText: false, keys: { event: 'json' } }],
  ['the text of the event', { fullText: false, keys: { event: 'text' } }],
] as const)('without a full text index, by %s', async (_, index) => {
  mainStore().index = index;
  const { events, end } = await read();
  expect([ids(events), end]).toEqual([ids(recorded()), WHOLE]);
});

test.each([
  ['leaves fields out', { exclude_keys: ['event'] }],
  ['has some fields alone', { include_keys: ['owner_id'] }],
  ['does not split JSON text', { token: [',', ' '] }],
])('a full text index that %s is not relied on', async (_, line) => {
  mainStore().index = { fullText: true, line, keys: { event: 'json' } };
  const { events, end } = await read();
  expect([ids(events), end]).toEqual([ids(recorded()), WHOLE]);
  expect(searches().at(-1)?.parameters['query']).toBe(`event.userIdentity.accessKeyId: "${keyId}"`);
});

test.each([
  [
    'an index that holds nothing of the event',
    { fullText: false, keys: { owner_id: 'text' as const } },
    /no index by which/,
  ],
  ['no index at all', undefined, /IndexConfigNotExist/],
])('%s is "could not check"', async (_, index, problem) => {
  mainStore().index = index;
  const { events, end } = await read();
  expect(events).toEqual([]);
  expect(end).toMatchObject({ done: true, problems: [expect.stringMatching(problem)] });
});

test.each([
  ['a project that is not there', { project: 'nobody-s' }, /ProjectNotExist/],
  ['a project of another region', { region: 'cn-hangzhou' }, /ProjectNotExist/],
  ['a logstore that is not there', { logstore: 'actiontrail_none' }, /LogStoreNotExist/],
])('%s is "could not check", after one call', async (_, asked, problem) => {
  const before = sandbox.kernel.calls.all().length;
  const { end } = await read(asked);
  expect(end).toMatchObject({ done: true, problems: [expect.stringMatching(problem)] });
  expect(sandbox.kernel.calls.all().length - before).toBe(1);
});

test('without the right it is "could not check"', async () => {
  const run = await aRun(sandbox, {}, 'investigate');
  const source = new LogStoreSource(run.cloud.logs('cn-shanghai', PROJECT), 'actiontrail_main', run.clock);
  const query = { wanted: { mode: 'actor' as const, keyIds: [keyId] }, from: new Date(0), to: run.clock.now() };
  const next = await source.read('search 0', null, { ...query, stopAtMs: Number.POSITIVE_INFINITY }).next();
  expect(next).toMatchObject({ done: true, value: { done: true } });
  expect((next.value as SliceEnd).problems.join()).toMatch(/Unauthorized.*log:GetIndex/s);
});

test.each(['throttle', 'reset', 'malformed', '500'] as const)('after %s it goes on', async (kind) => {
  fault(kind, 2);
  const { events, end } = await read();
  expect([ids(events), end]).toEqual([ids(recorded()), WHOLE]);
});

test('a service that stays away is named', async () => {
  fault('500', 1_000);
  expect((await read()).end).toMatchObject({
    done: true,
    problems: [
      expect.stringMatching(/^how far back .*InternalServerError/),
      expect.stringMatching(/InternalServerError/),
    ],
  });
});

test('when the time is over it is not done', async () => {
  expect((await read({ stopAfterMs: -1 })).end).toMatchObject({ done: false });
  fault('throttle', 1_000_000);
  expect((await read({ stopAfterMs: 1_500 })).end).toMatchObject({ done: false });
});

test('a logstore that does not reach back so far, or has fallen silent, says so', async () => {
  expect((await read({ days: 60 })).end.problems).toEqual([
    expect.stringMatching(/^the logstore has nothing before 2/),
  ]);
  sandbox.clock.advance(2 * 3_600_000);
  const { end } = await read({ days: 29 });
  sandbox.clock.advance(-2 * 3_600_000);
  expect(end.problems).toContainEqual(expect.stringMatching(/^the logstore has received nothing since 2/));
  sandbox.sls.addLogstore(PROJECT, 'cn-shanghai', 'empty');
  expect((await read({ logstore: 'empty' })).end).toEqual({
    done: true,
    problems: ['the logstore has no log of this time'],
  });
});
