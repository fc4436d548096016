import { leaksOfTurn } from '../../../functions/respond/leak-turn';
import { parseAccessKeyId } from '../../../shared/ids';
import type { LeakSignal } from '../../../shared/signal/types';

const MINUTE_MS = 60_000;
const accessKeyId = parseAccessKeyId('LTAI5tNobodysKey000001');
const leaks = (count: number): LeakSignal[] =>
  Array.from({ length: count }, (_, place) => ({
    ...{ leakId: `sas:${place}`, accessKeyId, source: 'security-center', foundAt: undefined, claims: {} },
  }));
/** Whose turn it was in each of so many minutes. */
const turns = (minutes: number, listed: (minute: number) => readonly LeakSignal[]) =>
  Array.from({ length: minutes }, (_, minute) =>
    leaksOfTurn(listed(minute), new Date(minute * MINUTE_MS)).map(({ leakId }) => leakId),
  );

test.each([
  [1, 30],
  [500, 50],
  [3_000, 300],
])('each of %i leaks has its turn once in %i minutes, and no minute has many', (count, minutes) => {
  const each = turns(minutes, () => leaks(count));
  expect(each.flat().sort()).toEqual(
    leaks(count)
      .map(({ leakId }) => leakId)
      .sort(),
  );
  expect(Math.max(...each.map(({ length }) => length))).toBeLessThan(40);
});

test('a list that loses its first leak each minute takes nobody’s turn', () => {
  const all = leaks(120);
  const last = all.at(-1)?.leakId;
  expect(turns(60, (minute) => all.slice(minute)).flat()).toContain(last);
});
