/**
 * The wildcards of RAM policies: `*` is any run of characters, empty included, and runs over `/` and `:`; `?` is exactly
 * one character. Policies and requests may be hostile, so nothing here backtracks: a pattern is cut at its stars, and
 * each piece is looked for once, from left to right. A text of n characters against a pattern of m takes at most
 * about n × (1 + m/32) + m steps.
 */

/** A text as its characters (code points), so that `?` takes a whole one. Made once a request. */
export type Characters = readonly number[];

/** Counts the matcher's steps, for whoever wants to see the bound hold. */
export interface Meter {
  steps: number;
}

export interface Pattern {
  matches(text: Characters, meter?: Meter): boolean;
}

const STAR = 42;
const ANY = 63;
const WORD_BITS = 32;

export function charactersOf(text: string): Characters {
  const characters: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    characters.push(point);
  }
  return characters;
}

/** Compiles a pattern. Case counts; where it must not, hand in pattern and text in lower case. */
export function compilePattern(pattern: string): Pattern {
  const pieces: number[][] = [[]];
  for (const character of charactersOf(pattern)) {
    if (character === STAR) pieces.push([]);
    else pieces.at(-1)?.push(character);
  }
  const head = pieces[0] ?? [];
  if (pieces.length === 1) {
    return { matches: (text, meter) => text.length === head.length && standsAt(head, text, 0, meter) };
  }
  const tail = pieces.at(-1) ?? [];
  const searches = pieces
    .slice(1, -1)
    .filter((piece) => piece.length > 0)
    .map(searchFor);
  return {
    matches(text, meter) {
      const end = text.length - tail.length;
      if (end < head.length || !standsAt(head, text, 0, meter) || !standsAt(tail, text, end, meter)) return false;
      let from = head.length;
      for (const search of searches) {
        from = search(text, from, end, meter);
        if (from < 0) return false;
      }
      return true;
    },
  };
}

/** One text against one pattern, for callers that need it once. */
export function matchesPattern(pattern: string, text: string, meter?: Meter): boolean {
  return compilePattern(pattern).matches(charactersOf(text), meter);
}

function standsAt(piece: Characters, text: Characters, at: number, meter?: Meter): boolean {
  for (let i = 0; i < piece.length; i++) {
    if (meter) meter.steps++;
    if (piece[i] !== ANY && piece[i] !== text[at + i]) return false;
  }
  return true;
}

/** Answers the place behind the first occurrence that lies within [from, end), or -1. */
type Search = (text: Characters, from: number, end: number, meter?: Meter) => number;

/** Compiled when the first text gets that far: most texts differ in their head already. */
function searchFor(piece: Characters): Search {
  let search: Search | undefined;
  return (text, from, end, meter) => {
    search ??= compileSearch(piece);
    return search(text, from, end, meter);
  };
}

/**
 * Shift-And: bit i of the state says "the piece's first i+1 characters end here". `?` sets its bit for every character,
 * which the linear searches for plain strings (Knuth-Morris-Pratt and its kin) cannot do.
 */
function compileSearch(piece: Characters): Search {
  const words = Math.ceil(piece.length / WORD_BITS);
  const others = new Uint32Array(words);
  const masks = new Map<number, Uint32Array>();
  piece.forEach((character, i) => {
    if (character === ANY) setBit(others, i);
  });
  piece.forEach((character, i) => {
    if (character === ANY) return;
    const mask = masks.get(character) ?? others.slice();
    setBit(mask, i);
    masks.set(character, mask);
  });
  const last = words - 1;
  const found = 1 << ((piece.length - 1) % WORD_BITS);
  return (text, from, end, meter) => {
    const state = new Uint32Array(words);
    for (let at = from; at < end; at++) {
      const mask = masks.get(text[at] ?? -1) ?? others;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        if (meter) meter.steps++;
        const before = state[word] ?? 0;
        state[word] = ((before << 1) | carry) & (mask[word] ?? 0);
        carry = before >>> (WORD_BITS - 1);
      }
      if (((state[last] ?? 0) & found) !== 0) return at + 1;
    }
    return -1;
  };
}

function setBit(mask: Uint32Array, bit: number): void {
  const word = Math.floor(bit / WORD_BITS);
  mask[word] = (mask[word] ?? 0) | (1 << (bit % WORD_BITS));
}
