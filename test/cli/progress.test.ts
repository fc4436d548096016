import { progressLine, wordsOf } from '../../cli/progress';
import { sayWaiting } from '../../cli/waiting';
import { CloudCallFailed } from '../../shared/errors';
import { type AuditSource, type LookProgress, NOBODY, newLook, takeLook } from '../../shared/evidence/audit';

const AT: LookProgress = { look: 'audit', depth: 0, parts: 1, done: 0, pages: 0, events: 0, share: null };

test.each([
  ['nothing came yet', {}, 1_000, 'audit: 0 pages, 0 calls read, 1 s so far'],
  ['one region', { pages: 1, events: 50, share: 0.01 }, 1_000, 'audit: 1 page, 50 calls read, 1 s so far'],
  [
    'a fifth of it',
    { pages: 40, events: 2_000, share: 0.2 },
    20_000,
    'audit: 40 pages, 2,000 calls read, 20 s so far, up to 80 s left at this pace',
  ],
  [
    'regions',
    { parts: 30, done: 3, pages: 9, share: 0.1 },
    60_000,
    'audit: 3 of 30 parts, 9 pages, 0 calls read, 60 s so far, up to 9 min left at this pace',
  ],
  ['all of it', { parts: 2, done: 2, share: 1 }, 9_000, 'audit: 2 of 2 parts, 0 pages, 0 calls read, 9 s so far'],
  ['too early to say', { share: 0.5 }, 500, 'audit: 0 pages, 0 calls read, 1 s so far'],
  ['the chain', { look: 'chain-2', depth: 2 }, 0, 'audit of the chain, step 2: 0 pages, 0 calls read, 0 s so far'],
  ['traces', { look: 'others-sls', depth: 1 }, 0, "others with the attack's traces: 0 pages, 0 calls read, 0 s so far"],
  ['habits', { look: 'habits' }, 0, 'what those did before: 0 pages, 0 calls read, 0 s so far'],
] as const)('%s', (_, more, elapsedMs, words) => {
  expect(wordsOf({ ...AT, ...more }, elapsedMs, elapsedMs)).toBe(words);
});

test('what is left of a look is told by its own time, not by that of the looks before it', () => {
  let nowMs = 0;
  const written: string[] = [];
  const out = { isTTY: true, write: (text: string) => written.push(text) > 0 } as never;
  const line = progressLine({ elapsedMs: () => nowMs }, out);
  line.show({ ...AT, share: 0.5 });
  nowMs = 100_000;
  line.show({ ...AT, look: 'chain-1', depth: 1 });
  nowMs = 110_000;
  line.show({ ...AT, look: 'chain-1', depth: 1, share: 0.5 });
  expect(written.at(-1)).toMatch(/110 s so far, up to 10 s left at this pace$/);
});

test('a look of one region tells pages and events as they come, and how far back it has come', async () => {
  const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-11T00:00:00Z')];
  const days = ['2026-01-10', '2026-01-06', '2026-01-03'];
  const slice = { id: 'r', lane: 'r', source: 'r', file: 'r' };
  const source: AuditSource = {
    kind: 'lookup-events',
    slices: () => [slice],
    async *read() {
      for (const day of days)
        yield { events: [{ eventId: day, eventName: 'GetUser', eventTime: `${day}T00:00:00Z` }], cursor: day };
      return { done: true, problems: [] };
    },
  };
  const heard: LookProgress[] = [];
  const deps = {
    source,
    write: async () => undefined,
    folder: 'f',
    onProgress: (one: LookProgress) => heard.push(one),
  };
  await takeLook(deps, newLook(source, 0, { ...NOBODY, keyIds: ['K'] }), { from, to, stopAtMs: 1 });
  expect(heard.map(({ pages, events, done, share }) => [pages, events, done, share && Math.round(share * 10)])).toEqual(
    [
      [0, 0, 0, null],
      [1, 1, 0, 1],
      [2, 2, 0, 5],
      [3, 3, 0, 8],
      [3, 3, 1, 10],
    ],
  );
});

test('what is left is told by the region that is least far, and by what this run found still to be read', async () => {
  const slice = (id: string, more: object = {}) => ({
    ...{ id, lane: id.slice(0, 1), source: id, file: id, cursor: null, events: 0, parts: [], problems: [] },
    ...{ done: false, ...more },
  });
  // Regions side by side: a was read by an earlier run, b is empty, c is read in two slices, d was read half-way.
  const slices = [slice('a', { done: true }), slice('b'), slice('c1'), slice('c2'), slice('d', { cursor: 'half' })];
  const turns: (() => void)[] = [];
  const pages: Record<string, string[]> = {
    b: [],
    c1: ['2026-09-06'],
    c2: ['2026-09-09'],
    d: ['2026-09-06', '2026-09-03'],
  };
  const source: AuditSource = {
    kind: 'lookup-events',
    slices: () => slices,
    async *read(id) {
      for (const day of pages[id] ?? []) {
        await new Promise<void>((resume) => turns.push(resume));
        yield { events: [{ eventId: day, eventName: 'GetUser', eventTime: `${day}T00:00:00Z` }], cursor: day };
      }
      return { done: true, problems: [] };
    },
  };
  const heard: LookProgress[] = [];
  const look = { ...newLook(source, 0, { ...NOBODY, keyIds: ['K'] }), slices };
  const deps = {
    source,
    write: async () => undefined,
    folder: 'f',
    onProgress: (one: LookProgress) => heard.push(one),
  };
  const query = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-09-11T00:00:00Z'), stopAtMs: 1 };
  const reading = takeLook(deps, look, query);
  for (let waited = 0; waited < 50; waited += 1) {
    turns.shift()?.();
    await new Promise(setImmediate);
  }
  await reading;
  const told = heard.map(({ done, share }) => [done, share === null ? null : Number(share.toFixed(2))]);
  // Until d's second page nobody knows how fast d is read, however much of the others is behind.
  expect(told).toEqual([
    [1, null],
    [2, null],
    [2, null],
    [3, null],
    [3, null],
    [3, null],
    [4, null],
    [4, 0.6],
    [5, 1],
  ]);
});

test('a service that lets the command wait is named, no oftener than every five seconds', () => {
  let nowMs = 0;
  const written: string[] = [];
  const say = sayWaiting({ elapsedMs: () => nowMs }, { isTTY: false, write: (text: string) => written.push(text) > 0 });
  const failure = (code: string) => new CloudCallFailed('oss', 'GetObject', code, undefined, undefined, 'none');
  for (const [atMs, code] of [
    [1_000, 'ECONNRESET'],
    [10_000, 'ResponseTimeoutError'],
    [12_000, 'Timeout'],
    [20_000, 'ConnectionTimeoutError'],
  ] as const) {
    nowMs = atMs;
    say(failure(code));
  }
  expect(written).toEqual([
    'waiting oss GetObject: no answer yet, asking again (10 s so far)\n',
    'waiting oss GetObject: no answer yet, asking again (20 s so far)\n',
  ]);
});
