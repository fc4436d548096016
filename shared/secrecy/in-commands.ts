import { lineEnd } from './in-lines';
import { isSecretName } from './names';
import { depthOf, quoteEnd, type Span, withoutSpans, wordAt } from './quotes';

/** Hardly any record holds a command line. */
const MAY_HOLD_COMMANDS = /(?:(?<![\w.-])|(?<=\\[nrt]))--?[A-Za-z]|chpasswd/;
/**
 * What a command line is read by: an option; a command that {@link COMMANDS} knows; the line's end, as it is or as JSON
 * writes it; what parts commands; a quote.
 */
const STEP =
  /(?:(?<![\w.-])|(?<=\\[nrt]))(?:(--?[A-Za-z][\w.-]*)|((?:mysql|maria|mongo|ldap|ossutil)\w*|7z\w?|sshpass|redis-cli|login|openssl|sqlcmd|bcp|zip|unzip|curl|ssh|scp|docker|sudo|echo|printf|chpasswd)(?:\.exe)?(?![\w.-]))|(\n|(?<!\\)\\+[nr])|([;&|]+)|["']/g;
/** Commands with the short options that hand over a secret: behind a blank, and right behind the letter. Each does so once. */
const COMMANDS: readonly (readonly [RegExp, string, string])[] = [
  [/^(?:mysql|maria|7z)/, '', 'p'],
  [/^(?:sshpass|login|mongo)/, 'p', 'p'],
  [/^(?:sqlcmd|bcp|zip|unzip)$/, 'P', 'P'],
  [/^ldap/, 'w', 'w'],
  [/^redis/, 'a', ''],
  [/^ossutil/, 'kt', ''],
  [/^openssl/, 'kK', ''],
];
/** A user with his password behind a colon; of curl also behind other letters, or right behind this one. */
const USER = /^(?:-u|-U|--user|--proxy-user)$/;
const USER_OF_CURL = /^-[aBfgGiIjkLlnNOpqRsSvV0-46]*[uU]/;
const PASS_PHRASE = /^-pass(?:in|out)$/;
/** Reads what is piped to it. */
const READS = /^--(?:password-)?stdin$/;

/** Before a value: blanks, also as JSON writes them, and a line's end that a backslash, or the sign of another shell, takes back. */
const BLANKS =
  /(?:[ \t]+|[\\`^]\r?\n|[`^](?:\\{1,4}r)?\\{1,4}n|\\{1,2}t|\\{4}t|(?:\\{3}|\\{6}|\\{12})(?:n|r\\{1,4}n))*/y;
const WHITE = /(?:\s+|\\{1,2}[nrt]|\\{4}[nrt])*/y;
/** Where a value could stand: what has a digit or another sign in it may be one, though it begins like an option. */
const OPTION = /--[A-Za-z]|-[A-Za-z]+(?:-[A-Za-z]+)*(?=[\s"'\\=]|$)/y;
const NEXT_ITEM = /[ \t]*(?:\r?\n|(?:\\{1,4}r)?(\\{1,2}|\\{4})n) *- +/y;
const HERE = /\s*<<<\s*/y;

/** What the steps before have told, of the same line. */
interface Line {
  /** The letters that still hand over a secret. */
  blank: string;
  glued: string;
  command: string;
  quote: string | undefined;
  /** Behind an `echo`, and where what it writes is piped on. */
  echo: number | undefined;
  pipe: number | undefined;
}
const NEW_LINE: Line = { blank: '', glued: '', command: '', quote: undefined, echo: undefined, pipe: undefined };

/**
 * A text less the secrets that a command line or a list of arguments hands over, wherever it stands in it. One walk from
 * step to step, which goes back nowhere: a text that was made to take long takes no longer than another. JSON stays JSON.
 */
export function withoutSecretArguments(text: string): string {
  if (!MAY_HOLD_COMMANDS.test(text)) return text;
  const spans: Span[] = [];
  const line = { ...NEW_LINE };
  STEP.lastIndex = 0;
  for (let found = STEP.exec(text); found !== null; found = STEP.exec(text)) {
    const [step, option, command, lineBreak, parts] = found;
    const end = STEP.lastIndex;
    let next = end;
    if (option !== undefined) {
      const value = valueOfOption(text, found.index, option, line);
      if (value !== undefined) spans.push(value);
      next = Math.max(end, value?.to ?? 0);
      if (READS.test(option) || (line.command === 'sudo' && option === '-S')) spans.push(...piped(text, line, false));
    } else if (command !== undefined) {
      begin(line, command, end);
      if (command === 'chpasswd') spans.push(...piped(text, line, true), ...handed(text, end));
    } else if (lineBreak !== undefined) {
      if (!isTakenBack(text, found.index, step)) Object.assign(line, NEW_LINE);
    } else if (parts === undefined) {
      const quote = text.slice(found.index - runBefore(text, found.index), end);
      if (line.quote === undefined) line.quote = quote;
      else if (line.quote === quote) line.quote = undefined;
    } else if (line.quote === undefined) {
      const isPipe = parts === '|' && line.pipe === undefined && line.echo !== undefined;
      Object.assign(line, NEW_LINE, isPipe ? { echo: line.echo, pipe: found.index } : {});
    }
    STEP.lastIndex = next;
  }
  return withoutSpans(text, spans);
}

function begin(line: Line, command: string, end: number): void {
  const [, blank = '', glued = ''] = COMMANDS.find(([names]) => names.test(command)) ?? [];
  Object.assign(line, { command, blank, glued, quote: undefined });
  if (command === 'echo' || command === 'printf') Object.assign(line, { echo: end, pipe: undefined });
}

function valueOfOption(text: string, start: number, option: string, line: Line): Span | undefined {
  const end = start + option.length;
  const name = option.replace(/^--?/, '');
  if (READS.test(option)) return undefined;
  if (isSecretName(name) || PASS_PHRASE.test(option)) return valueBehind(text, start, end);
  if (USER.test(option)) return behindColon(text, valueBehind(text, start, end));
  if (option.startsWith('--')) return undefined;
  if (line.command === 'curl') {
    const length = USER_OF_CURL.exec(option)?.[0].length ?? 0;
    if (length === 0) return undefined;
    return behindColon(text, length < option.length ? wordAt(text, start + length) : valueBehind(text, start, end));
  }
  const [letter = ''] = name;
  // Right behind the letter stands whatever a word can hold, signs that no option's name has among them.
  const glued = line.glued.includes(letter) ? wordAt(text, start + 2) : undefined;
  const isGlued = glued !== undefined && glued.from < glued.to;
  if (!isGlued && (option.length > 2 || !line.blank.includes(letter))) return undefined;
  line.glued = line.glued.replace(letter, '');
  line.blank = line.blank.replace(letter, '');
  return isGlued ? glued : valueBehind(text, start, end);
}

/** The value of an option: behind a blank or `=`, or the next of a list of arguments, as JSON or YAML write it. */
function valueBehind(text: string, start: number, end: number): Span | undefined {
  const quote = quoteBefore(text, start);
  const isClosed = quote !== '' && text.startsWith(quote, end);
  const behind = isClosed ? end + quote.length : end;
  const first = start - quote.length;
  if (text[first - 1] === ' ' && text[first - 2] === '-') {
    NEXT_ITEM.lastIndex = behind;
    const level = NEXT_ITEM.exec(text)?.[1]?.length;
    if (NEXT_ITEM.lastIndex > 0) return item(text, NEXT_ITEM.lastIndex, level ?? 0);
  }
  if (isClosed) return listed(text, behind, quote);
  const at = text[end] === '=' ? end + 1 : past(BLANKS, text, end);
  if (at === end || past(OPTION, text, at) > at) return undefined;
  return wordAt(text, at);
}

/** What stands behind the comma of a list, unless it is the name of a field. */
function listed(text: string, from: number, quote: string): Span | undefined {
  const comma = past(WHITE, text, from);
  const opens = past(WHITE, text, comma + 1);
  if (text[comma] !== ',' || !text.startsWith(quote, opens)) return undefined;
  const begins = opens + quote.length;
  const to = quoteEnd(text, begins, quote.slice(-1), quote.length - 1);
  const isName = text[past(WHITE, text, to + quote.length)] === ':';
  return { from: isName ? to : begins, to };
}

function item(text: string, at: number, level: number): Span | undefined {
  const word = wordAt(text, at);
  if (word.from > at) return word;
  return past(OPTION, text, at) > at ? undefined : { from: at, to: lineEnd(text, at, level) };
}

/** Less what stands before the colon; nothing of an address. */
function behindColon(text: string, word: Span | undefined): Span | undefined {
  if (word === undefined) return undefined;
  const colon = text.slice(word.from, word.to).indexOf(':');
  const from = colon < 0 ? word.to : word.from + colon + 1;
  return text.startsWith('//', from) ? undefined : { from, to: word.to };
}

/** What `echo` writes to the command behind the pipe; of users with their passwords the users stay. */
function piped(text: string, line: Line, hasUsers: boolean): Span[] {
  const spans: Span[] = [];
  const { echo, pipe } = line;
  if (echo === undefined || pipe === undefined) return spans;
  line.echo = undefined;
  for (let at = past(BLANKS, text, echo); at < pipe; ) {
    const word = wordAt(text, at);
    if (word.from === word.to) break;
    const span = { from: word.from, to: Math.min(word.to, pipe) };
    const colon = hasUsers ? behindColon(text, span) : undefined;
    if (text[at] !== '-') spans.push(colon !== undefined && colon.from < colon.to ? colon : span);
    at = past(BLANKS, text, word.end);
  }
  return spans;
}

/** `<<< "user:password"` */
function handed(text: string, end: number): Span[] {
  const at = past(HERE, text, end);
  const span = at === end ? undefined : behindColon(text, wordAt(text, at));
  return span === undefined ? [] : [span];
}

function past(blanks: RegExp, text: string, from: number): number {
  blanks.lastIndex = from;
  blanks.test(text);
  return Math.max(from, blanks.lastIndex);
}

function quoteBefore(text: string, start: number): string {
  const sign = text[start - 1];
  return sign === '"' || sign === "'" ? text.slice(start - 1 - runBefore(text, start - 1), start) : '';
}

/** How many backslashes stand right before. */
function runBefore(text: string, at: number): number {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return at - first;
}

/** Whether a backslash stands before the line's end: three times as many as it has itself, where JSON writes it. */
function isTakenBack(text: string, at: number, lineBreak: string): boolean {
  if (lineBreak === '\n') return text[at - (text[at - 1] === '\r' ? 2 : 1)] === '\\';
  const run = lineBreak.length - 1;
  return depthOf(run) * 3 === run;
}
