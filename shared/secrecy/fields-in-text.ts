/** So long a field's name may be; its first sign is a letter. */
const NAME = /^[A-Za-z][\w-]{2,60}$/;
const LONGEST_NAME = 61;

/** A quote, and how many backslashes stand right before it: none in a text itself, one in a text within a text. */
interface Quote {
  readonly at: number;
  readonly escapes: number;
}

/**
 * A text that is no whole JSON, such as one that was cut off, with `removed` for the value of each field that `isSecret`
 * names, at whatever level of texts within texts. One walk from quote to quote, which goes back nowhere: a text that was
 * made to take long takes no longer than another of its length. Never throws.
 */
export function withoutFields(text: string, isSecret: (name: string) => boolean, removed: string): string {
  const kept: string[] = [];
  let from = 0;
  let open = quoteFrom(text, 0);
  let close = open && quoteFrom(text, open.at + 1);
  let value = close && quoteFrom(text, close.at + 1);
  while (open !== undefined && close !== undefined && value !== undefined) {
    if (!isField(text, open, close, value, isSecret)) {
      [open, close] = [close, value];
      value = quoteFrom(text, value.at + 1);
      continue;
    }
    let end = quoteFrom(text, value.at + 1);
    while (end !== undefined && !ends(end, value)) end = quoteFrom(text, end.at + 1);
    kept.push(text.slice(from, value.at + 1), removed);
    from = end === undefined ? text.length : end.at - end.escapes;
    // The value's last quote is the first of no name.
    open = end && quoteFrom(text, end.at + 1);
    close = open && quoteFrom(text, open.at + 1);
    value = close && quoteFrom(text, close.at + 1);
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(from);
}

function quoteFrom(text: string, from: number): Quote | undefined {
  const at = text.indexOf('"', from);
  if (at < 0) return undefined;
  let first = at;
  while (first > from && text[first - 1] === '\\') first -= 1;
  return { at, escapes: at - first };
}

/** Whether a secret's name stands between the first two quotes, and nothing but a colon between the last two. */
function isField(text: string, open: Quote, close: Quote, value: Quote, isSecret: (name: string) => boolean): boolean {
  if (close.at - close.escapes - open.at - 1 > LONGEST_NAME) return false;
  const name = text.slice(open.at + 1, close.at - close.escapes);
  return NAME.test(name) && isSecret(name) && /^\s*:\s*$/.test(text.slice(close.at + 1, value.at - value.escapes));
}

/**
 * Whether a quote ends the value that `opened` begins: one of the same level behind any number of escaped backslashes, or
 * one of a level further out. An escaped one belongs to the value.
 */
function ends({ escapes }: Quote, opened: Quote): boolean {
  const unit = opened.escapes + 1;
  return escapes < opened.escapes || (escapes + 1) % (2 * unit) === unit;
}
