import { againstEarlier } from '../../../functions/hygiene/nights';
import { foundOf } from '../../../shared/hygiene/change';
import { aKey, anAccount, aUser, daysAgo, SAMPLE_NOW } from '../../../shared/hygiene/checks/samples';
import type { AccountFacts, KeyFacts } from '../../../shared/hygiene/facts';
import { judge } from '../../../shared/hygiene/judge';
import type { RememberedNight } from '../../../shared/hygiene/memory';
import type { HygieneReport } from '../../../shared/hygiene/model';
import { countsOf } from '../../../shared/hygiene/nights';

type Earlier = Parameters<typeof againstEarlier>[1];

/** The report of facts as of {@link SAMPLE_NOW}, beside what earlier nights left. */
export function aReport(facts: AccountFacts, but: Partial<HygieneReport> = {}, earlier: Earlier = {}): HygieneReport {
  const tonight = {
    schema: 1 as const,
    date: '2026-05-20',
    createdAt: SAMPLE_NOW.toISOString(),
    accountId: '1234567890123456',
    language: 'en' as const,
    reportedAt: SAMPLE_NOW.toISOString(),
    complete: true,
    failedLooks: 0,
    notes: [],
    exempt: { users: [], keys: [] },
    ...judge(facts, SAMPLE_NOW),
    ...but,
  };
  return { ...tonight, ...againstEarlier(tonight, earlier) };
}

/** What a night of these facts leaves to the next. */
export function leftBy(facts: AccountFacts, date: string, told: RememberedNight['told'] = 'all'): Required<Earlier> {
  const night = aReport(facts, { date });
  return { nights: [{ ...countsOf(night), told }], found: foundOf(undefined, night) };
}

/** Key ids that are told apart by their last letters. */
export const keyId = (n: number): string => `LTAI5tKey${String(n).padStart(5, '0')}AbCdEfGhIj`;

/** So many keys of as many users, of all ages and uses; every seventh is disabled, every tenth may be everything. */
export function manyKeys(count: number): AccountFacts {
  const keys = Array.from({ length: count }, (_, i): KeyFacts => {
    const age = (i * 37) % 900;
    const action = i % 4 === 0 ? 'ecs:RunInstances' : 'ram:CreateUser';
    return aKey({
      owner: { type: 'ram-user', name: `user-${String(i).padStart(5, '0')}` },
      id: keyId(i),
      active: { value: i % 7 !== 3 },
      createdAt: { value: daysAgo(age) },
      lastUse: { value: i % 5 === 0 ? 'never' : daysAgo(Math.min(age, i % 140)) },
      administrator: { value: i % 10 === 0 ? { how: 'any-right' } : undefined },
      off: { value: i % 7 === 3 ? { at: daysAgo(i % 60), exact: i % 2 === 0 } : undefined },
      use: {
        value: {
          at: daysAgo(1).toISOString(),
          calls: i % 6 === 1 ? [{ action, lastAt: daysAgo(2).toISOString() }] : [],
          buckets: [],
        },
      },
    });
  });
  return anAccount({ keys, users: [aUser(), aUser({ name: 'bob', mfa: { value: false } })] });
}
