import { isSecretName, onlyTells } from './names';
import { type Span, withoutSpans } from './quotes';

/** `<`, as HTML, or as JSON writes it. */
const LESS = String.raw`(?:<|&lt;|(?<!\\)\\+u003[cC])`;
/** One of them stands in it. */
const LESS_HOLDS = ['<', '&lt;', 'u003'];
/** To the tag's end: what its attributes may hold, but no other tag's begin. */
const REST = String.raw`(?:[^<>&\\]|&(?!lt;|gt;)|\\+(?!\\|u003[cCeE]))*`;
/** What begins or ends an element, or begins its text as it is. One never reaches into the next. */
const TAG = new RegExp(
  String.raw`${LESS}(?:(\\*/)?([A-Za-z_][\w.:-]*)(?=[\s\\>&])${REST}(?:>|&gt;|\\+u003[eE])|!\[CDATA\[)`,
  'g',
);
const IS_EMPTY = /\/(?:>|&gt;|\\+u003[eE])$/;
/** Of a text that stands in JSON: behind it the string around it is at its end. */
const STRING_END = /(?<!\\)\\*"(?=\s*(?:[,}\]:]|\\*"|$))/;
const WORD = /^[^\s"'\\]*/;
const CDATA_END = /\]\](?:>|&gt;|\\+u003[eE])/;
const IS_BLANK = /^(?:\s|\\{1,4}[nrt])*$/;

/**
 * A text less what stands in elements of XML whose names mean a secret: their text, in whatever pieces, and that of the
 * elements in them which do not only tell about it. Goes through the tags once. JSON stays JSON.
 */
export function withoutSecretElements(text: string): string {
  if (!LESS_HOLDS.some((sign) => text.includes(sign))) return text;
  const tags = [...text.matchAll(TAG)];
  const lastEnd = new Map<string, number>();
  for (const { index, 1: ends, 2: name = '' } of tags) if (ends !== undefined) lastEnd.set(name, index);
  const spans: Span[] = [];
  /** The outermost secret element; and whether the innermost of any kind only tells about it. */
  let secret: string | undefined;
  let tells = false;
  for (const [i, { index, 0: tag, 1: ends, 2: name }] of tags.entries()) {
    const from = index + tag.length;
    const piece = text.slice(from, tags[i + 1]?.index);
    if (ends !== undefined) {
      if (name === secret) secret = undefined;
      tells = false;
    } else if (name !== undefined && !IS_EMPTY.test(tag)) {
      tells = onlyTells(name);
      if (secret === undefined && isSecretName(name)) {
        if ((lastEnd.get(name) ?? 0) > index) secret = name;
        // Of one that was cut off.
        else spans.push({ from, to: from + (WORD.exec(piece)?.[0].length ?? 0) });
      }
    }
    if (secret === undefined) continue;
    const ofString = STRING_END.exec(piece)?.index;
    if (ofString !== undefined) secret = undefined;
    const length = Math.min(ofString ?? piece.length, CDATA_END.exec(piece)?.index ?? piece.length);
    if (!tells && !IS_BLANK.test(piece.slice(0, length))) spans.push({ from, to: from + length });
  }
  return withoutSpans(text, spans);
}
