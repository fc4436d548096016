import fc from 'fast-check';
import { inLanes } from '../../shared/lanes';

/** Resolves at the turn of the event loop after this one. */
const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Seen {
  readonly begun: number[];
  readonly ended: number[];
  most: number;
}

/** An act that takes some turns, and fails for some items. */
function acting(turns: readonly number[], failing: ReadonlySet<number> = new Set()) {
  const seen: Seen = { begun: [], ended: [], most: 0 };
  const act = async (item: number): Promise<void> => {
    seen.begun.push(item);
    seen.most = Math.max(seen.most, seen.begun.length - seen.ended.length);
    for (let turn = 0; turn < (turns[item] ?? 0); turn += 1) await aTurn();
    seen.ended.push(item);
    if (failing.has(item)) throw new Error(`item ${item}`);
  };
  return { seen, act };
}

const TURNS = fc.array(fc.nat(5), { maxLength: 20 });
const LANES = fc.integer({ min: 1, max: 6 });

test('every item once, in their order, never more side by side than there are lanes', () =>
  fc.assert(
    fc.asyncProperty(TURNS, LANES, async (turns, lanes) => {
      const { seen, act } = acting(turns);
      expect(await inLanes([...turns.keys()], lanes, act)).toEqual([]);
      expect([seen.begun, [...seen.ended].sort((a, b) => a - b)]).toEqual([[...turns.keys()], [...turns.keys()]]);
      expect(seen.most).toBeLessThanOrEqual(lanes);
    }),
  ));

test('behind a failure nothing begins, what is under way ends first, and the first failure is thrown', () =>
  fc.assert(
    fc.asyncProperty(TURNS, LANES, fc.uniqueArray(fc.nat(19), { minLength: 1 }), async (turns, lanes, some) => {
      const failing = new Set(some.filter((item) => item < turns.length));
      fc.pre(failing.size > 0);
      const { seen, act } = acting(turns, failing);
      const thrown = await inLanes([...turns.keys()], lanes, act).catch((error: Error) => error.message);
      const first = seen.ended.find((item) => failing.has(item)) ?? -1;
      expect(thrown).toBe(`item ${first}`);
      expect([...seen.ended].sort((a, b) => a - b)).toEqual(seen.begun);
      // Whoever had a lane when it failed, and no other.
      expect(seen.begun.length).toBeLessThanOrEqual(seen.ended.indexOf(first) + lanes);
    }),
  ));

test('what is not begun is answered, in its order', async () => {
  const { seen, act } = acting([0, 0, 0, 0, 0]);
  expect(await inLanes([0, 1, 2, 3, 4], 2, act, () => seen.begun.length < 3)).toEqual([3, 4]);
  expect(await inLanes([0, 1], 2, act, () => false)).toEqual([0, 1]);
  expect(await inLanes([], 2, act)).toEqual([]);
});
