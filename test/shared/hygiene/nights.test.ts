import { againstEarlier } from '../../../functions/hygiene/nights';
import { changeSince, foundOf, lastBefore, rememberFindings } from '../../../shared/hygiene/change';
import { aKey, anAccount, aUser, daysAgo } from '../../../shared/hygiene/checks/samples';
import type { AccountFacts } from '../../../shared/hygiene/facts';
import type { RememberedNight } from '../../../shared/hygiene/memory';
import { countsOf, dayBefore, TREND_DAYS, tellingOf, withNight } from '../../../shared/hygiene/nights';
import { aReport, keyId, leftBy, manyKeys } from './a-report';

const TODAY = '2026-05-20';
const old = (user: string, n: number, but = {}) =>
  aKey({ owner: { type: 'ram-user', name: user }, id: keyId(n), createdAt: { value: daysAgo(200 + n) }, ...but });
const young = (user: string, n: number) => old(user, n, { createdAt: { value: daysAgo(20) } });
const keys = (...all: AccountFacts['keys'][number][]) => anAccount({ keys: all });
const named = (all: readonly { check: string; subject: { user?: string } }[]) =>
  all.map(({ check, subject }) => `${check} ${subject.user}`);

describe('what is different from the night before', () => {
  const before = leftBy(keys(old('ann', 1), old('bob', 2)), '2026-05-19');
  const since = (facts: AccountFacts, but = {}) => aReport(facts, but, before).change;

  test('new findings are named, and those that are gone', () => {
    const change = since(keys(old('ann', 1), young('bob', 2), old('eve', 3)));
    expect(change).toMatchObject({
      since: '2026-05-19',
      freshCount: 1,
      goneCount: 1,
      unknownCount: 0,
      notCompared: [],
    });
    expect([named(change?.fresh ?? []), named(change?.gone ?? [])]).toEqual([['key-old eve'], ['key-old bob']]);
  });

  test('nothing is gone that could not be looked at: neither a result that failed nor a key that was not seen', () => {
    const failed = since(keys(old('ann', 1), old('bob', 2, { createdAt: { couldNotCheck: '403' } })));
    expect(failed).toMatchObject({ freshCount: 0, goneCount: 0, unknownCount: 1 });
    expect(since(keys(old('ann', 1)), { complete: false })).toMatchObject({ goneCount: 0, unknownCount: 1 });
    expect(since(keys(old('ann', 1)))).toMatchObject({ goneCount: 1, unknownCount: 0 });
  });

  test('what a failed night could not see is no news the night after', () => {
    const blind = aReport(keys(old('ann', 1)), { complete: false }, before);
    const found = foundOf(lastBefore(before, TODAY), blind);
    const next = aReport(keys(old('ann', 1), old('bob', 2)), { date: '2026-05-21' }, { found });
    expect(next.change).toMatchObject({ since: TODAY, freshCount: 0, goneCount: 0 });
  });

  test('a key whose id is learnt between two nights is the same key', () => {
    const nameless = leftBy(keys(old('ann', 1, { id: undefined, slot: 1 })), '2026-05-19');
    expect(aReport(keys(old('ann', 1)), {}, nameless).change).toMatchObject({ freshCount: 0, goneCount: 0 });
  });

  test('two keys of one second are two', () => {
    const twins = (...ids: number[]) => keys(...ids.map((n) => old('ann', n, { createdAt: { value: daysAgo(300) } })));
    const change = aReport(twins(1, 2), {}, leftBy(twins(1, 3), '2026-05-19')).change;
    expect(change).toMatchObject({ freshCount: 1, goneCount: 1 });
  });

  test('an excepted finding is not gone: it is still there', () => {
    const exceptions = [{ check: 'key-old', user: 'bob', until: '2026-06-01', reason: 'x' }];
    const change = since(anAccount({ keys: [old('ann', 1), old('bob', 2)], exceptions }));
    expect(change).toMatchObject({ freshCount: 0, goneCount: 0, unknownCount: 0 });
  });

  test('a night that runs twice is compared with the same one, and counts once', () => {
    const first = aReport(keys(old('ann', 1), old('bob', 2), old('eve', 3)), {}, before);
    const nights = withNight(before.nights, { ...countsOf(first), told: 'all' as const });
    const again = aReport(keys(old('ann', 1), old('bob', 2)), {}, { nights, found: foundOf(before.found[0], first) });
    expect(again.change).toMatchObject({ since: '2026-05-19', freshCount: 0, goneCount: 0 });
    expect(again.nights.map(({ date, findings }) => [date, findings.medium])).toEqual([
      ['2026-05-19', 2],
      [TODAY, 2],
    ]);
  });

  test('without an earlier night nothing is called new', () => {
    expect(aReport(keys(old('ann', 1))).change).toBeNull();
  });

  test('more findings than are kept: whole checks are left out, the worst kept, and it is said', () => {
    const many = manyKeys(6_500);
    const night = aReport(many, { date: '2026-05-19' });
    const left = rememberFindings(undefined, night);
    const kept = Object.values(left.checks).reduce((sum, { subjects }) => sum + Object.keys(subjects).length, 0);
    expect(kept).toBeLessThanOrEqual(5_000);
    expect(Object.keys(left.checks)).toContain('key-administrator');
    expect(left.cut).toContain('key-old');
    const change = changeSince(left, aReport(many));
    expect(change).toMatchObject({ freshCount: 0, notCompared: expect.arrayContaining(['key-old']) });
  });
});

describe('the trend', () => {
  const night = (date: string) => countsOf(aReport(anAccount(), { date }));

  test('holds 30 days, oldest first, and no row for a date without a night', () => {
    const dates = Array.from({ length: 40 }, (_, i) => dayBefore(TODAY, i)).filter((_, i) => i !== 3);
    const nights = dates.reduce<readonly ReturnType<typeof night>[]>((all, date) => withNight(all, night(date)), []);
    // Each night drops what is too old for it; the last that is added here is the oldest.
    expect(withNight(dates.slice(1).reverse().map(night), night(TODAY)).map(({ date }) => date)).toEqual(
      Array.from({ length: TREND_DAYS }, (_, i) => dayBefore(TODAY, TREND_DAYS - 1 - i)).filter(
        (date) => date !== dayBefore(TODAY, 3),
      ),
    );
    expect(nights.length).toBeLessThanOrEqual(TREND_DAYS);
  });

  test('a night in which a look failed is marked', () => {
    expect(countsOf(aReport(anAccount(), { failedLooks: 1 })).complete).toBe(false);
    expect(countsOf(aReport(anAccount())).complete).toBe(true);
  });

  test('what is told is for the next nights, not for the report', () => {
    const { nights } = againstEarlier(aReport(anAccount()), leftBy(anAccount(), '2026-05-19', 'line'));
    expect(nights.some((one) => 'told' in one)).toBe(false);
  });
});

describe('what is told of a night', () => {
  const told = (daysAgoTold: number | undefined): RememberedNight[] =>
    Array.from({ length: 10 }, (_, i) => ({
      ...countsOf(aReport(anAccount(), { date: dayBefore(TODAY, 10 - i) })),
      told: 10 - i === daysAgoTold ? ('line' as const) : ('nothing' as const),
    }));
  const calm = aReport(keys(old('ann', 1)), {}, leftBy(keys(old('ann', 1)), '2026-05-19'));
  const unseen = anAccount({ users: [aUser({ mfa: { couldNotCheck: '403' } })] });

  test.each([
    ['nothing new, told yesterday', calm, [], told(1), 'nothing'],
    ['nothing new, told six days ago', calm, [], told(6), 'nothing'],
    ['nothing new, told a week ago', calm, [], told(7), 'line'],
    ['nothing new, never told', calm, [], told(undefined), 'line'],
    ['the same date again', calm, [], [{ ...countsOf(calm), told: 'line' as const }], 'line'],
    ['something new', aReport(keys(old('ann', 1)), {}, leftBy(anAccount(), '2026-05-19')), [], told(1), 'all'],
    ['no earlier night', aReport(anAccount()), [], [], 'all'],
    ['something could not be written', calm, ['its report.html'], told(1), 'all'],
    ['a look failed', { ...calm, failedLooks: 1 }, [], told(1), 'all'],
    ['not every key was seen', { ...calm, complete: false }, [], told(1), 'all'],
    ['no credential report', { ...calm, reportedAt: null }, [], told(1), 'all'],
    ['a credential report of next year', { ...calm, reportedAt: daysAgo(-365).toISOString() }, [], told(1), 'all'],
    ['a credential report of last week', { ...calm, reportedAt: daysAgo(7).toISOString() }, [], told(1), 'all'],
    ['less is known than before', aReport(unseen, {}, leftBy(anAccount(), '2026-05-19')), [], told(1), 'all'],
    [
      'as little is known as before',
      aReport(unseen, {}, leftBy(unseen, '2026-05-19')),
      [],
      [...told(2).slice(0, -1), ...leftBy(unseen, '2026-05-19', 'nothing').nights],
      'nothing',
    ],
  ] as const)('%s', (_, report, failures, earlier, expected) => {
    expect(tellingOf(report, failures, earlier)).toBe(expected);
  });
});
