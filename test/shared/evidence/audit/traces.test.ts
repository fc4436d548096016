import {
  type AuditSource,
  auditSources,
  isAuditWhole,
  type Look,
  NOBODY,
  nextHabitLook,
  nextTraceLook,
  takeLook,
} from '../../../../shared/evidence/audit';

const KEY = { ...NOBODY, keyIds: ['LTAI5tLeaked'] };
const TRACES = { addresses: ['185.220.101.34'], userAgents: ['ctk'], resourceNames: [] };
const slice = (source: string, problems: readonly string[] = []) => ({
  ...{ id: source, lane: source, source, file: source },
  ...{ cursor: null, events: 1, parts: [], done: true, problems },
});
const own: Look = { kind: 'trail', depth: 0, who: KEY, folder: 'audit-trail', slices: [slice('trail')] };
const others = (kind: Look['kind'], problems: readonly string[] = []): Look => ({
  ...{ kind, depth: 1, who: KEY, traces: TRACES, folder: 'others', slices: [slice(kind, problems)] },
});
const source = (kind: Look['kind']) => ({ kind, slices: () => [{ id: kind, lane: kind, source: kind, file: kind }] });
const SOURCES = [source('trail'), source('lookup-events')];
const found =
  (traces = TRACES) =>
  async () => ({ traces, known: KEY });
const none = async () => {
  throw new Error('asked again');
};

test('traces are looked for once the chain is done, by the first source, and the chain is left out', async () => {
  const look = await nextTraceLook([own], SOURCES, found());
  expect(look).toMatchObject({ kind: 'trail', depth: 1, who: KEY, traces: TRACES, folder: 'others-trail' });
});

test('no trace, no look', async () => {
  const nothing = { addresses: [], userAgents: [], resourceNames: [] };
  expect(await nextTraceLook([own], SOURCES, found(nothing))).toBeUndefined();
});

test('what the first source could not give is asked of the next, for the same traces; then it ends', async () => {
  const failed = others('trail', ['NoPermission']);
  expect(await nextTraceLook([own, failed], SOURCES, none)).toMatchObject({ kind: 'lookup-events', traces: TRACES });
  expect(await nextTraceLook([own, others('trail')], SOURCES, none)).toBeUndefined();
  expect(await nextTraceLook([own, failed, others('lookup-events', ['x'])], SOURCES, none)).toBeUndefined();
});

test("a look for others that fails is told by its name, and does not make the key's own audit less whole", () => {
  const window = { from: '2026-05-01T00:00:00.000Z', to: '2026-05-20T00:00:00.000Z' };
  const progress = { ...window, looks: [own, others('trail', ['NoPermission'])], cuts: [] };
  expect(auditSources(progress)).toEqual([
    { source: 'trail', complete: true, count: 1, ...window },
    { source: 'trail, other identities', complete: false, count: 1, cut: 'NoPermission', ...window },
  ]);
  const before = '2026-05-19T00:00:00.000Z';
  expect(auditSources({ ...progress, looks: [{ ...others('trail'), before }] })).toMatchObject([{ to: before }]);
  expect(isAuditWhole(progress)).toBe(true);
});

test('an address that a whole company shares is read so far, and said to be cut; known calls are left out', async () => {
  const page = Array.from({ length: 50 }, (_, i) => ({
    eventId: `e${i}`,
    eventName: 'ListUsers',
    userIdentity: { accessKeyId: i === 0 ? 'LTAI5tLeaked' : 'LTAI5tOther' },
  }));
  let pages = 0;
  let isClosed = false;
  const endless: AuditSource = {
    kind: 'lookup-events',
    slices: () => [{ id: 's', lane: 's', source: 's', file: 's' }],
    async *read() {
      try {
        for (;;) {
          pages += 1;
          yield { events: page, cursor: String(pages) };
        }
      } finally {
        isClosed = true;
      }
    },
  };
  const look = await nextTraceLook([own], [endless], found());
  if (look === undefined) throw new Error('nothing is looked for');
  const window = { from: new Date(0), to: new Date(1), stopAtMs: 1 };
  const taken = await takeLook({ source: endless, write: async () => undefined, folder: 'f' }, look, window);
  expect(taken.slices).toEqual([
    expect.objectContaining({
      ...{ done: true, seen: 5_000, events: 4_900, cursor: '100' },
      problems: [expect.stringMatching(/more than 5000 events of other identities/)],
    }),
  ]);
  expect([pages, isClosed]).toEqual([100, true]);
});

test('whoever is met is asked about once, up to the attack, by the source that gave the traces', async () => {
  const who = { ...NOBODY, keyIds: ['LTAI5tOther'] };
  const before = '2026-05-19T12:00:00.000Z';
  const found = async () => ({ who, before });
  const failed = others('trail', ['NoPermission']);
  expect(await nextHabitLook([own], SOURCES, none)).toBeUndefined();
  const look = await nextHabitLook([own, failed, others('lookup-events')], SOURCES, found);
  expect(look).toMatchObject({ kind: 'lookup-events', who, before, folder: 'habits' });
  if (look === undefined) throw new Error('nobody is asked about');
  expect(await nextHabitLook([own, others('trail'), look], SOURCES, none)).toBeUndefined();
  expect(await nextHabitLook([own, others('trail')], SOURCES, async () => ({ who: NOBODY, before }))).toBeUndefined();
  expect(isAuditWhole({ looks: [own, { ...look, slices: [slice('s', ['x'])] }], cuts: [] })).toBe(true);

  let until: Date | undefined;
  const busy: AuditSource = {
    ...source('lookup-events'),
    async *read(_, __, { to }) {
      until = to;
      for (let i = 0; ; i += 1)
        yield { events: Array.from({ length: 50 }, () => ({ eventName: 'ListUsers' })), cursor: String(i) };
    },
  };
  const window = { from: new Date(0), to: new Date('2026-05-21'), stopAtMs: 1 };
  const taken = await takeLook({ source: busy, write: async () => undefined, folder: 'f' }, look, window);
  expect(taken.slices).toEqual([expect.objectContaining({ done: true, events: 50, problems: [] })]);
  expect(until?.toISOString()).toBe(before);
});
