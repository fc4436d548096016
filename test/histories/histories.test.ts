import { analyse } from '../../shared/findings/analyse';
import { EventCollector } from '../../shared/findings/exported';
import { CHAINED } from './attacks-chained';
import { HIDDEN } from './attacks-hidden';
import { ACCOUNT, LEAK_AT } from './company';
import { WORK } from './ordinary-work';
import { type Score, score } from './score';
import { type Labelled, ATTACKS as OPEN, ORDINARY as USUAL } from './stories';

const ATTACKS = { ...OPEN, ...HIDDEN, ...CHAINED };
const ORDINARY = { ...USUAL, ...WORK };

/** `HISTORIES_SEEDS=20` for the whole table. */
const SEEDS = Array.from({ length: Number(process.env['HISTORIES_SEEDS'] ?? 1) }, (_, i) => 1000 + i * 7919);

function scoreOf(labelled: Labelled): Score {
  const { company, denyAt } = labelled;
  const collector = new EventCollector(ACCOUNT);
  for (const value of company.events) collector.add({ value });
  const given = { accountId: ACCOUNT, leakAt: LEAK_AT, denyAt, now: '2026-05-22T00:00:00Z' };
  return score(analyse(collector.events, { accessKeyId: company.leakedKey, ...given }), labelled);
}

test('a history is its seed, and its labels name what is in it', () => {
  const stories = { ...ATTACKS, ...ORDINARY };
  for (const tell of Object.values(stories)) {
    const [once, again] = [tell(42), tell(42)];
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    const ids = new Set(once.company.events.map(({ eventId }) => eventId));
    expect(once.attackIds.filter((id) => !ids.has(id))).toEqual([]);
    expect(once.company.events.length).toBeGreaterThan(1000);
  }
  expect(ATTACKS['everything is deleted']?.(1).company.leakedKey).not.toBe(
    ORDINARY['a new region']?.(2).company.leakedKey,
  );
});

test.each(Object.entries(ATTACKS))(
  '%s: found, every identity chained, none of the business, nothing false',
  (_, tell) => {
    for (const seed of SEEDS)
      expect({ seed, ...scoreOf(tell(seed)) }).toEqual({ seed, found: true, missed: [], wronged: [], false: [] });
  },
);

test.each(Object.entries(ORDINARY))('%s: no high finding, no actor', (_, tell) => {
  for (const seed of SEEDS)
    expect({ seed, ...scoreOf(tell(seed)) }).toEqual({ seed, found: false, missed: [], wronged: [], false: [] });
});
