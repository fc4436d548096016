import fc from 'fast-check';
import { judgeRoot, type RootReport } from '../../../shared/rotation/root-report';

const LEAK = '2026-05-20T12:00:00.000Z';
const at = (hours: number) => new Date(Date.parse(LEAK) + hours * 3_600_000).toISOString();
const signals = (...hours: number[]) => hours.map((h) => ({ receivedAt: at(h) }) as never);
const report = (hours: number, ...keys: RootReport['keys'][number][]): RootReport => ({ generatedAt: at(hours), keys });
const OLD = { active: true, createdAt: at(-9000) };
const OFF = { active: false, createdAt: at(-9000) };
const FRESH = { active: true, createdAt: at(5) };

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
    ['nobody has asked', undefined, { ends: false, needs: 'last-use' }],
    ['no use is known', null, { ends: false }],
    ['used an hour before the report', at(29), { ends: false }],
    ['a time that is none', 'soon', { ends: false }],
    ['quiet for more than a day', at(5), { ends: true }],
  ])('last use: %s', (_, lastUse, verdict) =>
    expect(judgeRoot(report(30, OFF, FRESH), signals(0), lastUse)).toMatchObject(verdict),
  );

  test('older than a later notice, and younger than the first', () => {
    expect(judgeRoot(report(60, FRESH), signals(0, 10), at(4)).ends).toBe(true);
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
        const verdict = judgeRoot(report(made, ...keys), signals(0), at(used));
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
