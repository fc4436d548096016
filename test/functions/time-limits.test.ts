import { eachInTime } from '../../functions/time-limits';

/** A clock that stands at so many milliseconds of the run, by what has been begun. */
const aRun = (elapsedMs: () => number) => ({ clock: { elapsedMs } }) as Parameters<typeof eachInTime>[0];

test('what fails keeps no other from its turn, and is thrown behind the last', async () => {
  const done: number[] = [];
  const act = async (item: number): Promise<void> => {
    if (item % 2 === 0) throw new Error(`item ${item}`);
    done.push(item);
  };
  await expect(
    eachInTime(
      aRun(() => 0),
      [0, 1, 2, 3, 4, 5],
      2,
      1_000,
      act,
    ),
  ).rejects.toThrow('item 0');
  expect(done).toEqual([1, 3, 5]);
});

test('what the time does not suffice for is answered', async () => {
  const done: number[] = [];
  const run = aRun(() => done.length * 400);
  expect(await eachInTime(run, [0, 1, 2, 3, 4], 1, 1_000, async (item) => void done.push(item))).toEqual([3, 4]);
  expect(done).toEqual([0, 1, 2]);
});
