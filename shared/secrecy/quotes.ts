/** A part of a text, from its first sign to behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const REMOVED = '[removed]';
/** Behind a quote that ends a JSON text's string. */
const GOES_ON = /(?:[,}\]:\s\\"]|$)/y;
const PLAIN = /[^\s"'\\]+/y;

/**
 * What stands between quotes, as they are or as JSON writes them; undefined where the quote ends a string around it. Ends
 * at the text's end where no quote does.
 */
export function quotedAt(text: string, at: number): Span | undefined {
  const escapes = runAt(text, at);
  const quote = at + escapes;
  const sign = text[quote];
  if (sign !== '"' && (sign !== "'" || escapes > 0)) return undefined;
  return goesOn(text, quote + 1) ? undefined : { from: quote + 1, to: quoteEnd(text, quote + 1, sign, escapes) };
}

/** Where the quote stands, with its backslashes, that ends what one with so many of them began; or one of what is around. */
export function quoteEnd(text: string, from: number, sign: string, escapes: number): number {
  let end = from;
  for (; end < text.length; end += 1) {
    if (sign === "'" && text[end] === "'") break;
    const run = runAt(text, end);
    const quote = end + run;
    // Between single quotes another one is a sign like others, unless it ends a string around it.
    if (text[quote] === '"' && (sign === '"' ? depthOf(run + 1) <= depthOf(escapes + 1) : goesOn(text, quote + 1)))
      break;
    end = quote;
  }
  return Math.min(end, text.length);
}

/**
 * A word as a shell reads it, with what is quoted or escaped in it, less the quotes around it; empty where none is. Goes no
 * further than the string around it. `end`: behind its last quote.
 */
export function wordAt(text: string, start: number): Span & { readonly end: number } {
  const from = quotedAt(text, start)?.from ?? start;
  let [at, to] = [start, from];
  while (at < text.length) {
    PLAIN.lastIndex = at;
    const run = runAt(text, at);
    const sign = text[at + run] ?? '';
    if (PLAIN.test(text)) to = at = PLAIN.lastIndex;
    else if (sign === '"' || (sign === "'" && run === 0)) {
      const quoted = quotedAt(text, at);
      if (quoted === undefined) break;
      const isClosed = runAt(text, quoted.to) === run && text[quoted.to + run] === sign;
      // One that nothing closes: at a word's begin all may be of it, within a word it is a sign like others.
      if (isClosed || at === start) to = quoted.to;
      else to = at + run + 1;
      at = isClosed ? to + run + 1 : to;
    } else if (run === 0 || (/[nrt]/.test(sign) && depthOf(run) === run)) break;
    else to = at = Math.min(at + run + 1, text.length);
  }
  return { from, to, end: at };
}

/** A text less such parts of it, in whatever order; what is empty, or was taken out already, stays. */
export function withoutSpans(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from >= to || from < done || text.startsWith(REMOVED, from)) continue;
    parts.push(text.slice(done, from), REMOVED);
    done = to;
  }
  return done === 0 ? text : `${parts.join('')}${text.slice(done)}`;
}

/**
 * Each text within a text doubles the backslashes before what it writes as an escape: 1, 2, 4. Those of the text itself
 * that stand right before are twice as many each, so that the smallest power of two in the count tells how deep it is.
 */
export const depthOf = (count: number): number => count & -count;

/** How many backslashes stand here. */
export function runAt(text: string, at: number): number {
  let end = at;
  while (text[end] === '\\') end += 1;
  return end - at;
}

function goesOn(text: string, at: number): boolean {
  GOES_ON.lastIndex = at;
  return GOES_ON.test(text);
}
