import type { Item } from './cutter';

/** A broken line must not take the whole ones behind it along: they are read line by line. */
export function* rescued(text: string, why: 'not-json' | 'cut-short'): Generator<Item> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length <= 1) {
    yield { unread: why };
    return;
  }
  for (const [i, line] of lines.entries()) {
    try {
      yield { value: JSON.parse(line.trim().replace(/,$/, '')) };
    } catch {
      yield { unread: i === lines.length - 1 ? why : 'not-json' };
    }
  }
}
