/** Where the first of some words stands at or after `from`; -1 when none does. */
export type Finder = (text: Buffer, from: number) => number;

/**
 * Finds the first of any number of words in one pass: looks at the last two bytes of a window as long as the shortest
 * word, and skips by how far from a word's end these two can stand (Wu and Manber, 1994). One long word is left to
 * Buffer.indexOf, which skips likewise. Throws RangeError without words, or with an empty one.
 */
export function finderOf(needles: readonly Buffer[]): Finder {
  const [only] = needles;
  if (only === undefined || needles.some(({ length }) => length === 0))
    throw new RangeError('There is nothing to find.');
  if (needles.length === 1) return (text, from) => text.indexOf(only, from);
  const shortest = Math.min(...needles.map(({ length }) => length));
  return shortest < 2 ? oneByOne(needles) : skipping(needles, shortest);
}

function oneByOne(needles: readonly Buffer[]): Finder {
  return (text, from) => {
    const found = needles.map((needle) => text.indexOf(needle, from)).filter((at) => at >= 0);
    return found.length === 0 ? -1 : Math.min(...found);
  };
}

function skipping(needles: readonly Buffer[], shortest: number): Finder {
  const most = Math.min(255, shortest - 1);
  const skips = new Uint8Array(65_536).fill(most);
  const endings = new Map<number, Buffer[]>();
  for (const needle of needles) {
    for (let end = shortest - most; end < shortest; end += 1) {
      const pair = ((needle[end - 1] ?? 0) << 8) | (needle[end] ?? 0);
      skips[pair] = Math.min(skips[pair] ?? most, shortest - 1 - end);
    }
    const last = ((needle[shortest - 2] ?? 0) << 8) | (needle[shortest - 1] ?? 0);
    endings.set(last, [...(endings.get(last) ?? []), needle]);
  }
  // Outside of the loop: a closure made in it would cost memory at every step.
  const isAt = (text: Buffer, start: number, pair: number): boolean =>
    endings
      .get(pair)
      ?.some(
        (needle) =>
          text.length - start >= needle.length &&
          text.compare(needle, 0, needle.length, start, start + needle.length) === 0,
      ) ?? false;
  return (text, from) => {
    const { length } = text;
    for (let end = from + shortest - 1; end < length; ) {
      const pair = ((text[end - 1] as number) << 8) | (text[end] as number);
      const skip = skips[pair] as number;
      if (skip > 0) {
        end += skip;
        continue;
      }
      if (isAt(text, end - shortest + 1, pair)) return end - shortest + 1;
      end += 1;
    }
    return -1;
  };
}
