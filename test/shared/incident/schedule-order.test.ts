import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { inFairOrder, isLook, namedIn } from '../../../shared/incident/schedule-order';

const nameOf = (task: string, at: number): string =>
  `ak-tourniquet/schedule/2026-05-20T12${String(at % 60).padStart(2, '0')}00Z--LTAI5tKey${at}--${task}.json`;
const keys = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts)
    .flatMap(([task, count]) => Array.from({ length: count }, (_, at) => nameOf(task, at)))
    .sort();
const tasksOf = (ordered: ReturnType<typeof inFairOrder>): string[] => ordered.map(({ task }) => task);

test('a name tells key and task; one that nobody of ours has given tells nothing', () => {
  expect(namedIn(nameOf('investigate-12m', 7))).toMatchObject({ accessKeyId: 'LTAI5tKey7', task: 'investigate-12m' });
  expect(namedIn('ak-tourniquet/schedule/readme.txt')).toMatchObject({ accessKeyId: '', task: '' });
  expect(['investigate', 'investigate-48h', 'finish', 'archive'].map((task) => isLook({ task }))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
});

test.each([
  ['a thousand looks keep no finish from its turn', { investigate: 1000, finish: 10 }, 20, 'finish', 10],
  ['nor a thousand reminders a release', { 'remind-1': 1000, released: 1, finish: 3 }, 8, 'released', 1],
])('%s', (_, counts, first, task, found) => {
  for (const given of [keys(counts), keys(counts).reverse()])
    expect(tasksOf(inFairOrder(given)).slice(0, first)).toEqual(
      expect.arrayContaining(Array.from({ length: found }, () => task)),
    );
});

test('those of one kind come as they are given: the oldest first, or the latest', () => {
  const all = keys({ finish: 5 });
  expect(inFairOrder(all).map(({ key }) => key)).toEqual(all);
  expect(inFairOrder([...all].reverse()).map(({ key }) => key)).toEqual([...all].reverse());
});

test('whatever is due comes once, and no kind is more than a turn behind another', () => {
  const some = array(tuple(constantFrom('finish', 'investigate', 'remind-1', 'x'), integer({ min: 0, max: 59 })));
  assert(
    property(some, (given) => {
      const all = given.map(([task, at], of) => nameOf(task, at + of * 60)).sort();
      const ordered = inFairOrder(given.length % 2 === 0 ? [...all].reverse() : all);
      expect([...ordered].map(({ key }) => key).sort()).toEqual(all);
      const seen = new Map<string, number>();
      for (const { task } of ordered) {
        const turn = (seen.get(task) ?? 0) + 1;
        seen.set(task, turn);
        for (const other of new Set(all.map((key) => namedIn(key).task))) {
          const whole = all.filter((key) => namedIn(key).task === other).length;
          expect(Math.min(whole, turn - 1)).toBeLessThanOrEqual(seen.get(other) ?? 0);
        }
      }
    }),
  );
});
