/**
 * Where the outermost object around a place of JSON text begins and ends, without reading the text before it. Three
 * facts about valid JSON carry it: from a place inside a string the text can be read backwards exactly, since a quote
 * is escaped if and only if an odd number of backslashes stands before it; an object whose `{` follows no colon is the
 * outermost, unless a list that is a field's value holds it; and such a list is `":[`, whose quote opens a string only
 * when a comma, colon, bracket or blank stands before it.
 */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;

export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The last place before `at`, from `least` on, that is no blank; `least - 1` when there is none. */
function beforeBlanks(text: Buffer, at: number, least: number): number {
  let place = at - 1;
  while (place >= least && isBlank(text[place])) place -= 1;
  return place;
}

function isEscaped(text: Buffer, at: number, least: number): boolean {
  let slashes = 0;
  for (let place = at - 1; place >= least && text[place] === BACKSLASH; place -= 1) slashes += 1;
  return slashes % 2 === 1;
}

/** The opening quote of the string that holds the byte before `at`; -1 when it begins before `least`. */
function openingQuote(text: Buffer, at: number, least: number): number {
  for (let place = at - 1; place >= least; place -= 1) {
    if (text[place] === QUOTE && !isEscaped(text, place, least)) return place;
  }
  return -1;
}

/** Whether `at` lies in a string, when `inside`, from where the text is read backwards, does. */
function isInString(text: Buffer, at: number, inside: number): boolean {
  let place = inside;
  for (;;) {
    place = openingQuote(text, place, 0);
    if (place < at) return true;
    while (place > at && text[place - 1] !== QUOTE) place -= 1;
    if (place <= at) return false;
    place -= 1;
  }
}

/** Whether the `[` at this place begins a list that is a field's value; `inside` is a later place within a string. */
function isFieldsList(text: Buffer, at: number, least: number, inside: number): boolean {
  const colon = beforeBlanks(text, at, least);
  if (colon < least || text[colon] !== COLON) return false;
  const quote = beforeBlanks(text, colon, least);
  if (quote < least || text[quote] !== QUOTE || isEscaped(text, quote, least)) return false;
  const before = text[quote - 1];
  const mayOpen =
    quote === least ||
    before === COMMA ||
    before === COLON ||
    before === OPEN ||
    before === OPEN_LIST ||
    isBlank(before);
  // With blanks in between, the quote may just as well have opened a string that begins with them.
  return mayOpen ? !isInString(text, at, inside) : true;
}

/** The place behind the value that begins with a bracket at `at`; -1 when it does not end before `end`. */
export function endOfValue(text: Buffer, at: number, end: number): number {
  let depth = 0;
  for (let place = at; place < end; place += 1) {
    const byte = text[place];
    if (byte === QUOTE) {
      for (place += 1; place < end && text[place] !== QUOTE; place += 1) if (text[place] === BACKSLASH) place += 1;
    } else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth -= 1;
      if (depth === 0) return place + 1;
    }
  }
  return -1;
}

/** The first list, as a field's value, that begins between `from` and `inside` and ends behind it; -1: there is none. */
function enclosingList(text: Buffer, from: number, inside: number): number {
  let place = text.indexOf(OPEN_LIST, from);
  while (place >= 0 && place < inside) {
    let next = place + 1;
    if (isFieldsList(text, place, from, inside)) {
      const end = endOfValue(text, place, inside);
      if (end < 0) return place;
      next = end;
    }
    place = text.indexOf(OPEN_LIST, next);
  }
  return -1;
}

/** From a place between values, backwards over all that is whole, to the `{` around it that follows no colon. */
function outermostBefore(text: Buffer, from: number, least: number): number {
  let depth = 0;
  for (let place = from - 1; place >= least; place -= 1) {
    const byte = text[place];
    if (byte === QUOTE) {
      place = openingQuote(text, place, least);
      if (place < 0) return -1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) depth += 1;
    else if (byte === OPEN || byte === OPEN_LIST) {
      if (depth > 0) depth -= 1;
      else if (byte === OPEN_LIST) return -1;
      else {
        const before = beforeBlanks(text, place, least);
        if (before < least || text[before] !== COLON) return place;
      }
    }
  }
  return -1;
}

/**
 * Where the outermost object begins that holds the place `inside`, itself in a string; `least` is a place outside of
 * all objects before it. -1: none begins there, so the text is no valid JSON or begins in the middle.
 */
export function startOfOutermost(text: Buffer, inside: number, least: number): number {
  const list = enclosingList(text, least, inside);
  if (list >= 0) return outermostBefore(text, list, least);
  const quote = openingQuote(text, inside, least);
  return quote < 0 ? -1 : outermostBefore(text, quote, least);
}
