import fc from 'fast-check';
import type { Judgement } from '../../../functions/investigate/judge';
import { isNews, type Told, toldAfter } from '../../../functions/investigate/news';
import { parseAmount, showAmount } from '../../../shared/evidence/decimal';
import type { Finding } from '../../../shared/findings/model';
import type { ToldCost } from '../../../shared/incident/entries';
import type { Incident } from '../../../shared/incident/journal';

const KEY = 'LTAI5tLeakedKeyOfCiBot01';
const MADE = 'LTAI5tKeyThatTheThiefMade';

const finding = (rule: string, severity: Finding['severity'] = 'high', actors = [KEY]): Finding => ({
  ...{ rule, severity, actors, kind: 'persistence', technique: '', title: rule, eventIds: [] },
});
const cost = (amount: string, id = 'bill-new ecs', currency = 'CNY'): ToldCost => ({ id, currency, amount });

const judged = (findings: readonly Finding[], signs: readonly ToldCost[] = []) =>
  ({ thief: { seen: 'yes' }, verification: undefined, findings, cost: { signs } }) as unknown as Judgement;

/** An incident whose rounds are recorded, each with what the owner was told by then. */
const withRounds = (...rounds: { told?: Told; signs?: readonly string[] }[]) =>
  ({
    entries: rounds.map(({ told, signs = [] }, i) => ({
      ...{ type: 'investigated', round: i + 1, thiefSeen: 'yes', verification: null, cost: { balance: null, signs } },
      ...(told ? { told } : {}),
    })),
  }) as unknown as Incident;

/** What becomes of a row of looks: whether each is news. */
function story(...looks: readonly Judgement[]): boolean[] {
  const rounds: { told: Told }[] = [];
  return looks.map((look, i) => {
    const incident = withRounds(...rounds);
    const isTold = isNews(incident, i + 1, look);
    rounds.push({ told: toldAfter(incident, look, isTold) });
    return isTold;
  });
}

describe('findings', () => {
  const user = finding('persistence-user');
  test.each<[string, readonly Finding[][], boolean[]]>([
    ['the same again', [[user], [user], [user]], [true, false, false]],
    ['a grave one more', [[user], [user, finding('trail-stopped', 'critical')], [user]], [true, true, false]],
    ['one that comes back', [[user], [], [user]], [true, false, false]],
    ['one that is not grave', [[user], [user, finding('list-users', 'medium')]], [true, false]],
    ['one that has become grave', [[finding('copy', 'medium')], [finding('copy', 'high')]], [true, true]],
    ['another identity at the same', [[user], [finding('persistence-user', 'high', [KEY, MADE])]], [true, true]],
    ['another session at the same', [[user], [finding('persistence-user', 'high', [KEY, 'STS.NUx1'])]], [true, false]],
    [
      'a critical one of the bills is a sign',
      [[], [{ ...finding('balance-low', 'critical'), kind: 'bill' }]],
      [true, false],
    ],
  ])('%s', (_, rounds, expected) => {
    expect(story(...rounds.map((findings) => judged(findings)))).toEqual(expected);
  });

  test('an entry of before says nothing of findings: a grave one is told once more, and then known', () => {
    const old = withRounds({ signs: [] });
    expect(isNews(old, 2, judged([user]))).toBe(true);
    expect(isNews(old, 2, judged([finding('list-users', 'low')]))).toBe(false);
    const told = toldAfter(old, judged([user]), true);
    expect(isNews(withRounds({ signs: [] }, { told }), 3, judged([user]))).toBe(false);
  });

  test('what no alert has told is news in the next round', () => {
    const before = withRounds({ told: { costs: [], grave: [] } });
    const told = toldAfter(before, judged([user], [cost('900.00')]), false);
    expect(told).toEqual({ costs: [], grave: [] });
  });
});

describe('costs', () => {
  test.each<[string, readonly ToldCost[][], boolean[]]>([
    ['the same again', [[cost('60.00')], [cost('60.00')]], [true, false]],
    ['a thousand times as much', [[cost('60.00')], [cost('60000.00')], [cost('60000.00')]], [true, true, false]],
    ['less than twice as much', [[cost('600.00')], [cost('1199.99')]], [true, false]],
    ['twice as much', [[cost('600.00')], [cost('1200.00')]], [true, true]],
    ['twice as much of a small sum', [[cost('20.00')], [cost('70.00')]], [true, false]],
    ['the same in USD is worth a look', [[cost('5.00', 'b', 'USD')], [cost('12.01', 'b', 'USD')]], [true, true]],
    ['in another currency', [[cost('600.00')], [cost('600.00'), cost('80.00', 'bill-new ecs', 'USD')]], [true, true]],
    ['more given back', [[cost('-60.00')], [cost('-600.00')]], [true, true]],
    ['little by little', [[cost('60.00')], [cost('100.00')], [cost('150.00')]], [true, false, true]],
    [
      'what has no amount',
      [[{ id: 'balance-low', currency: 'CNY' }], [{ id: 'balance-low', currency: 'CNY' }]],
      [true, false],
    ],
  ])('%s', (_, rounds, expected) => {
    expect(story(...rounds.map((signs) => judged([], signs)))).toEqual(expected);
  });

  test('an entry of before knows no amounts: the sign is known, and is measured from the next look on', () => {
    const old = withRounds({ signs: ['bill-new ecs'] });
    const now = judged([], [cost('60.00')]);
    expect(isNews(old, 2, now)).toBe(false);
    const told = toldAfter(old, now, false);
    expect(told.costs).toEqual([cost('60.00')]);
    expect(isNews(withRounds({ signs: ['bill-new ecs'] }, { told }), 3, judged([], [cost('60000.00')]))).toBe(true);
  });

  test('however it grows, an alert goes out once in a doubling, and never for less', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 10n ** 20n), { minLength: 1, maxLength: 20 }), (amounts) => {
        const told = story(...amounts.map((amount) => judged([], [cost(showAmount(amount))])));
        const heard = amounts.filter((_, i) => told[i]);
        for (const [i, amount] of heard.slice(1).entries()) expect(amount >= 2n * (heard[i] ?? 0n)).toBe(true);
        let last = 0n;
        for (const [i, amount] of amounts.entries())
          if (told[i]) last = amount;
          else expect(amount < 2n * last || amount - last <= (parseAmount('50') ?? 0n)).toBe(true);
      }),
    );
  });
});
