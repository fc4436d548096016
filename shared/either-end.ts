/** Who begins a minute after another begins at the other end of what there is to do. */
export const isOddMinute = (now: Date): boolean => Math.floor(now.getTime() / 60_000) % 2 === 1;

/** Of a list of which a minute takes so many, those whose turn it is: the next minute goes on behind them. Pure. */
export function ofThisMinute<T>(all: readonly T[], most: number, now: Date): T[] {
  const first = (Math.floor(now.getTime() / 60_000) * most) % Math.max(1, all.length);
  return [...all.slice(first), ...all.slice(0, first)].slice(0, most);
}

/**
 * Everything in the order in which it was written, every other minute from the end: of what a run reads a part alone, what
 * a stranger laid there in thousands lies between what stood there before and what came later. Pure.
 */
export function fromEitherEnd<T>(all: readonly T[], writtenAt: (one: T) => Date | undefined, now: Date): T[] {
  const written = (one: T): number => writtenAt(one)?.getTime() ?? 0;
  const byTime = [...all].sort((a, b) => written(a) - written(b));
  return isOddMinute(now) ? byTime.reverse() : byTime;
}
