import { isSecretName, onlyTells, wordsOf } from './names';
import { depthOf, quotedAt, runAt, type Span } from './quotes';

const REMOVED = '[removed]';
/**
 * A setting in a text: where its line begins (the text, or the string of a JSON text that it stands in), a name, and `:`
 * or `=`. The name of a JSON field is none: behind it stands a quote. `\n` is a line's end as JSON writes it.
 */
const SETTING =
  /(?:(^|\n|(?<!\\)\\+[nr]|(?<!\\)\\*")([ -]{0,100})|(?<![\w.\\-])-{0,2}|(?<=\\[nrtbf]))([A-Za-z_][\w.-]{1,100})'?([ \t]{0,8})(:?=|:)([ \t]{0,8})/g;
/** A word; of a header the scheme as well. */
const WORD = /(?:(?:Bearer|Basic|Digest|Token)[ \t]+)?(?:[^\s,;"'\\<>(){}[\]]|\\+\/)+/iy;
/** YAML: the value is in the lines below. */
const IS_BELOW = /^(?:[|>][+-]?[0-9]?)?$/;
const ITEM = /^((?:- +)*)(?:['"]?([\w.-]{1,100})['"]?:(?:\s+|$))?/;

/** `Credential=LTAI…/20260520/cn-hangzhou/…` of a signature: the id is a trace, and what follows is no secret. */
const TRACE = /(?:LTAI|STS\.|TMP\.)\w{2,}(?![\w.:])/y;

/** An error's code, which a message follows: `InvalidSecurityToken: …`, `SignatureDoesNotMatch: …`. */
const TELLS_A_FAILURE = new Set(
  'invalid missing mismatch match incomplete expired malformed illegal incorrect wrong unsupported revoked denied forbidden error exception failed failure'.split(
    ' ',
  ),
);

/** How many backslashes stand before the `n` of a line's end: none in a text itself, one in a text that JSON holds. */
type Level = number;

/** Whether it is an AccessKey id that stands at this place for the value of a credential. */
export function isTrace(name: string, text: string, at: number): boolean {
  TRACE.lastIndex = at;
  return /credential$/i.test(name) && TRACE.test(text);
}

/**
 * A text less the values of settings whose names mean a secret, as shells, programs, headers and YAML write them:
 * `PASSWORD="…"`, `password: …` on a line or with its lines below. Goes through a text once, and JSON stays JSON: what
 * goes ends before the quote or the line's end that belongs to what stands around it.
 */
export function withoutSecretSettings(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const found of text.matchAll(SETTING)) {
    const [whole, mark, indent = '', name = '', before = '', sign, behind = ''] = found;
    const at = found.index + whole.length;
    if (found.index < done || !isSecretSetting(name) || isTrace(name, text, at)) continue;
    const level = mark === undefined ? undefined : levelOf(mark);
    const isSpaced = sign === ':' ? behind !== '' || endsLine(text, at, level) : before !== '' && behind !== '';
    for (const { from, to } of spansAt(text, at, isSpaced, level, indent.length)) {
      const stays = from === to || text.startsWith(REMOVED, from);
      parts.push(text.slice(done, from), stays ? text.slice(from, to) : REMOVED);
      done = to;
    }
  }
  return done === 0 ? text : `${parts.join('')}${text.slice(done)}`;
}

const isSecretSetting = (name: string): boolean =>
  isSecretName(name) && !wordsOf(name).some((word) => TELLS_A_FAILURE.has(word));

function spansAt(text: string, at: number, isSpaced: boolean, level: Level | undefined, indent: number): Span[] {
  const quoted = quotedAt(text, at);
  if (quoted !== undefined) return [quoted];
  if (!isSpaced) return [];
  if (level === undefined) {
    WORD.lastIndex = at;
    return [{ from: at, to: at + (WORD.exec(text)?.[0].length ?? 0) }];
  }
  const to = lineEnd(text, at, level);
  return IS_BELOW.test(text.slice(at, Math.min(to, at + 9)).trim())
    ? below(text, to, level, indent)
    : [{ from: at, to }];
}

/**
 * The lines that are deeper than their name, or a list right below it: of each its value, unless it only tells something;
 * and the empty rest, so that none of them is looked at again.
 */
function below(text: string, from: number, level: Level, indent: number): Span[] {
  const spans: Span[] = [];
  for (let end = from; ; ) {
    const start = end + breakAt(text, end, level);
    let first = start;
    while (text[first] === ' ') first += 1;
    const next = lineEnd(text, first, level);
    const isDeeper = first - start > indent || (first - start === indent && text.startsWith('- ', first));
    if (start === end || (first < next && !isDeeper)) return [...spans, { from: end, to: end }];
    end = next;
    const [lead = '', , name] = ITEM.exec(text.slice(first, Math.min(end, first + 220))) ?? [];
    const value = first + lead.length;
    const hasValue = !IS_BELOW.test(text.slice(value, Math.min(end, value + 9)).trim());
    if (hasValue && (name === undefined || !onlyTells(name))) spans.push({ from: value, to: end });
  }
}

/** Of what begins behind a quote, which has one backslash less than a line's end in the same text. */
function levelOf(mark: string): Level {
  const unit = mark.endsWith('"') ? mark.length : mark.length - 1;
  return mark === '' || mark === '\n' ? 0 : depthOf(unit);
}

/** Where the line ends, or the string that it stands in. */
export function lineEnd(text: string, from: number, level: Level): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') {
    const run = runAt(text, at);
    const next = text[at + run];
    if (next === '"' && depthOf(run + 1) <= level) return at;
    if ((next === 'n' || next === 'r') && isBreak(run, level)) return at;
    at += run + 1;
  }
  return Math.min(at, text.length);
}

/** How long the line's end is that stands here. */
function breakAt(text: string, at: number, level: Level): number {
  if (level === 0) return /^\r?\n/.exec(text.slice(at, at + 2))?.[0].length ?? 0;
  const run = runAt(text, at);
  if (!isBreak(run, level)) return 0;
  if (text[at + run] === 'r') return run + 1 + breakAt(text, at + run + 1, level);
  return text[at + run] === 'n' ? run + 1 : 0;
}

const endsLine = (text: string, at: number, level: Level | undefined): boolean =>
  level !== undefined && breakAt(text, at, level) > 0;
const isBreak = (run: number, level: Level): boolean => run > 0 && depthOf(run) <= level;
