/**
 * So many levels of what came from outside are read, those of texts within texts among them. No event, notice or policy
 * has a quarter of it; whoever nests deeper means our stack, or hides something.
 */
export const DEEPEST_READ = 128;

/**
 * Whether the JSON of a text is nested deeper than this: by its brackets alone, so that nothing is built of what nobody
 * can walk. Of a text that is no JSON it says how many brackets are open at once.
 */
export function isTextDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = closingQuote(text, at);
    else if (sign === ']' || sign === '}') depth -= 1;
    else if (sign === '[' || sign === '{') {
      depth += 1;
      if (depth > most) return true;
    }
  }
  return false;
}

function closingQuote(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** A value's JSON; words in its place where it is nested too deep to be written; undefined where it has none. Never throws. */
export function written(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return 'nested too deep';
  }
}
