import fc from 'fast-check';
import { judgeRoot, type RootLooks, type RootReport } from '../../../shared/rotation/root-report';

const LEAK = '2026-05-20T12:00:00.000Z';
const at = (hours: number) => new Date(Date.parse(LEAK) + hours * 3_600_000).toISOString();
const signals = (...hours: number[]) => ({ signals: hours.map((h) => ({ receivedAt: at(h) }) as never), held: null });
const report = (hours: number, ...keys: RootReport['keys'][number][]): RootReport => ({ generatedAt: at(hours), keys });
const OLD = { active: true, createdAt: at(-9000) };
const OFF = { active: false, createdAt: at(-9000) };
const FRESH = { active: true, createdAt: at(5) };
/** The owner has made the fresh one. */
const looks = (lastUse: string | null, ...ownMade: string[]): RootLooks => ({
  lastUse,
  ownMade: ownMade.length > 0 ? ownMade : [FRESH.createdAt],
});

test.each([
  ['no key at all', report(30), true],
  ['every key off', report(30, OFF, OFF), true],
  ['the old key is on', report(30, OLD), false],
  ['one off, and an old one on: which is the leaked one?', report(30, OFF, OLD), false],
  ['whether one is on cannot be read', report(30, { active: null, createdAt: at(5) }), false],
  ['the report is older than the leak', report(-1), false],
  ['made within the minutes that two clocks may differ', report(0.05), false],
  ['a time that is none', { generatedAt: 'yesterday', keys: [] }, false],
  ['one on whose age cannot be read', report(30, { active: true, createdAt: null }), false],
])('%s', (_, given, ends) => expect(judgeRoot(given, signals(0), undefined).ends).toBe(ends));

test('a second leak that is younger than the report keeps it open', () => {
  expect(judgeRoot(report(30), signals(0, 31), undefined)).toMatchObject({ ends: false, why: /older/ });
});

describe('keys that are younger than the leak', () => {
  test.each([
    ['no use is known', null, { ends: false }],
    ['used an hour before the report', at(29), { ends: false }],
    ['a time that is none', 'soon', { ends: false }],
    ['quiet for more than a day', at(5), { ends: true }],
  ])('last use: %s', (_, lastUse, verdict) =>
    expect(judgeRoot(report(30, OFF, FRESH), signals(0), looks(lastUse))).toMatchObject(verdict),
  );

  test('nobody has looked', () => {
    expect(judgeRoot(report(30, OFF, FRESH), signals(0))).toMatchObject({ ends: false, needs: 'looks' });
  });

  test.each<[string, string[], ...RootReport['keys']]>([
    ['by nobody who is known', []],
    ['by the owner, at another time', [at(6)]],
    ['one of two by the owner', [at(5)], FRESH],
  ])('made %s', (_, ownMade, ...more) => {
    const verdict = judgeRoot(report(60, FRESH, ...more), signals(0), { lastUse: at(4), ownMade });
    expect(verdict).toMatchObject({
      ends: false,
      why: expect.stringMatching(/not each is known to be the owner's own/),
    });
  });

  test('older than a later notice, and younger than the first', () => {
    expect(judgeRoot(report(60, FRESH), signals(0, 10), looks(at(4))).ends).toBe(true);
  });
});

test('a person who is asked about what the key made is not answered for', () => {
  const held = { since: at(1), leakId: 'persistence-after-leak:0', reason: 'CreateUser' };
  expect(judgeRoot(report(30), { ...signals(0), held })).toMatchObject({
    ends: false,
    why: expect.stringMatching(/a person is asked since .*: CreateUser/),
  });
});

test('never ends while a key that may be the leaked one is on', () => {
  const key = fc.record({
    active: fc.option(fc.boolean(), { nil: null }),
    createdAt: fc.option(fc.integer({ min: -50, max: 50 }).map(at), { nil: null }),
  });
  fc.assert(
    fc.property(
      fc.array(key),
      fc.integer({ min: -5, max: 60 }),
      fc.integer({ min: -50, max: 60 }),
      (keys, made, used) => {
        const verdict = judgeRoot(
          report(made, ...keys),
          signals(0),
          looks(at(used), ...keys.flatMap((one) => one.createdAt ?? [])),
        );
        if (!verdict.ends) return;
        expect(made).toBeGreaterThan(0);
        for (const { active, createdAt } of keys) {
          expect(active).not.toBeNull();
          if (active) expect(Date.parse(createdAt ?? LEAK)).toBeGreaterThan(Date.parse(LEAK));
        }
      },
    ),
  );
});
