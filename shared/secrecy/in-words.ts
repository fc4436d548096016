import { quotedAt, runAt, type Span, withoutSpans } from './quotes';

const MEANS_A_PASSWORD = '(?:pass(?:word|wd|phrase|code)|口令|密码|密钥)';
/** `The specified Password "…" is invalid`, `identified by "…"`; `密码：…`, `密码是…`, as somebody writes it who types Chinese. */
const TOLD = new RegExp(
  String.raw`(?:${MEANS_A_PASSWORD}(?:[ \t]+|\(|[ \t]*=>[ \t]*)|identified by[ \t]+)(?=\\*["'])|${MEANS_A_PASSWORD}[ \t]*(?:[：＝]|是|为)[ \t]*`,
  'gi',
);
/** The same with nothing but a blank between. */
const LOOSELY_TOLD = new RegExp(String.raw`${MEANS_A_PASSWORD}[ \t]+(?:(?:is|was)[ \t]+)?`, 'gi');
/** To the next blank or quote, or the next sign of Chinese; and the escapes that end a word in JSON. */
const PLAIN = /[!#-&(-[\]-~]*/y;
const ENDS_WORD = /[^!-~]|["'nrtu]/;
/** What somebody made up for a password, and no word of a language. */
const LOOKS_MADE = /^(?=.*\d)(?=.*[A-Za-z]).{6,}$/;

/** An AccessKey's id is a trace, also where somebody calls it a key. */
const IS_TRACE = /^(?:LTAI|STS\.|TMP\.)\w+$/;

/** A text less the passwords that a sentence tells, in quotes or behind a sign. JSON stays JSON. */
export function withoutToldPasswords(text: string): string {
  return withoutTold(text, TOLD, () => true);
}

/** The same, and what has letters and digits and stands right behind such a word: for words that somebody wrote to us. */
export function withoutLooselyToldPasswords(text: string): string {
  return withoutTold(withoutToldPasswords(text), LOOSELY_TOLD, (word) => LOOKS_MADE.test(word));
}

function withoutTold(text: string, told: RegExp, isPassword: (word: string) => boolean): string {
  const spans: Span[] = [];
  for (const { index, 0: before } of text.matchAll(told)) {
    const at = index + before.length;
    const span = quotedAt(text, at) ?? word(text, at);
    const value = text.slice(span.from, span.to);
    if (isPassword(value) && !IS_TRACE.test(value)) spans.push(span);
  }
  return withoutSpans(text, spans);
}

function word(text: string, from: number): Span {
  for (let to = from; ; ) {
    PLAIN.lastIndex = to;
    PLAIN.test(text);
    const run = runAt(text, PLAIN.lastIndex);
    to = PLAIN.lastIndex + run;
    if (run === 0 || ENDS_WORD.test(text[to] ?? ' ')) return { from, to: to - run };
  }
}
