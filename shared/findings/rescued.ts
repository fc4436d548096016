import { isObject } from '../signal/loose';
import type { Item } from './cutter';

/** A record that is broken must not take the whole ones behind it along: they are read line by line, and in a line one by one. */
export function* rescued(text: string, why: 'not-json' | 'cut-short'): Generator<Item> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const [i, line] of lines.entries()) {
    const value = parsed(line.trim().replace(/,$/, ''));
    if (value !== undefined) yield { value };
    else yield* inLine(line, i === lines.length - 1 ? why : 'not-json');
  }
}

/** Where a record of a list may begin. */
const BEGIN = /(?<=^|[[,\s])\{/g;
/** An object of a list that is no record of an export is a part of one. */
const TELLS = /"(?:event\.)?[eE]ventName"\s*:/;
/** So much is gone through for what may be whole records, however a broken line is nested. */
const MOST_LOOKED = 64 * 2 ** 20;

/** Whole records of a line that is none as a whole, and one unread item for the rest of it. */
function* inLine(line: string, why: 'not-json' | 'cut-short'): Generator<Item> {
  let from = 0;
  let looked = 0;
  let hasFailed = false;
  let isBehind = false;
  for (const { index } of line.matchAll(BEGIN)) {
    if (index < from || looked > MOST_LOOKED) continue;
    const end = endOfObject(line, index);
    looked += (end ?? line.length) - index;
    const piece = end === undefined ? '' : line.slice(index, end);
    const value = TELLS.test(piece) ? parsed(piece) : undefined;
    if (value === undefined || end === undefined) {
      hasFailed = true;
      continue;
    }
    isBehind = hasFailed;
    yield { value };
    from = end;
  }
  // With whole records behind it, it was not the end that was cut.
  yield { unread: isBehind ? 'not-json' : why };
}

/** Behind the bracket that closes the object; undefined: nothing does. */
function endOfObject(line: string, from: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let i = from; i < line.length; i += 1) {
    const sign = line[i];
    if (isInString) {
      if (sign === '\\') i += 1;
      else if (sign === '"') isInString = false;
    } else if (sign === '"') isInString = true;
    else if (sign === '{') depth += 1;
    else if (sign === '}') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || Array.isArray(value) || typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
