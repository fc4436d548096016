/**
 * `act` for every item, so many side by side, in their order. Where one fails no further one begins, and those under way
 * come to their end: nothing goes on behind a run that is over. `goesOn` is asked before each. Resolves with the items that
 * none came to. Throws what the first that failed threw.
 */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  act: (item: T) => Promise<void>,
  goesOn: () => boolean = () => true,
): Promise<readonly T[]> {
  const failures: unknown[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0 && goesOn()) {
      const item = items[next] as T;
      next += 1;
      await act(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return items.slice(next);
}
