/**
 * What acts on a terminal, or on how a line reads, instead of being read: control characters (C0, DEL, C1), format
 * characters (the bidirectional ones, zero-width ones), line and paragraph separators, halves of a surrogate pair.
 */
const ACTS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text from outside as one line that only shows: names, reasons, documents and answers may have been written by a thief.
 * What acts stands as `\u202e`, the way JSON escapes it, so that JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replace(ACTS, (character) => [...codeUnits(character)].map(escaped).join(''));
}

/** The same for a text of ours that has lines of its own: their ends stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** One document for a program, which a terminal may show all the same. */
export function jsonText(value: unknown): string {
  return `${printableLines(JSON.stringify(value, null, 2))}\n`;
}

/** The same on one line. */
export function jsonLine(value: unknown): string {
  return `${printable(JSON.stringify(value))}\n`;
}

function* codeUnits(text: string): Generator<number> {
  for (let i = 0; i < text.length; i += 1) yield text.charCodeAt(i);
}

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
