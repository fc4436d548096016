import type { Language } from '../config/types';

/**
 * One alert, whatever the channel. Nothing in it is escaped: every renderer escapes every string, so that no text from
 * outside can become markup. What a span is marked as decides how it may be shown.
 */
export type Span =
  | string
  | { readonly strong: string }
  /** A key id: masked in group chats, whole elsewhere. */
  | { readonly key: string }
  /** Text that somebody else chose (user names, user agents, error messages): one line, addresses defanged. */
  | { readonly outside: string }
  /** An address that is not ours: shown defanged (`hxxps://host[.]com`), never as a link. */
  | { readonly address: string }
  /** A page of the cloud's own console; renderers link nothing else (see consoles.ts). */
  | { readonly link: string; readonly label: string };

export type Line = readonly Span[];

/** `danger`: the thief can act, now · `decide`: held until a person decides · `contained` · `info`. */
export type Tone = 'danger' | 'decide' | 'contained' | 'info';
export type Severity = 'critical' | 'high' | 'info';

/** The parts of an alert, in the order in which it says them. */
export const PARTS = [
  'verdict',
  'investigation',
  'window',
  'owner',
  'application',
  'limited',
  'impact',
  'sessions',
  'billable',
  'published',
  'done',
  'remaining',
  'decide',
  'report',
  'origin',
] as const;
export type Part = (typeof PARTS)[number];

export type Block = { readonly part: Part } & BlockBody;

export type BlockBody =
  | { readonly kind: 'verdict'; readonly tone: Tone; readonly line: Line }
  | { readonly kind: 'heading' | 'paragraph' | 'note'; readonly line: Line }
  | { readonly kind: 'facts'; readonly rows: readonly { readonly label: string; readonly value: Line }[] }
  | { readonly kind: 'list' | 'steps'; readonly items: readonly Line[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[] }
  /** Something to run in a terminal, and what it is for. */
  | { readonly kind: 'command'; readonly purpose: Line; readonly command: Line };

export interface Message {
  readonly schema: 1;
  /** Letters, digits and `-`; the same facts give the same id, so that a repeat can be recognised. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly language: Language;
  /** When the facts were as the message tells them, ISO 8601 UTC. */
  readonly at: string;
  /** Every key id that the message names: group chats mask them wherever they stand, also inside other text. */
  readonly keys: readonly string[];
  readonly blocks: readonly Block[];
  /** Messages that this one stands for, each whole: a mail shows them one behind the other. */
  readonly whole?: readonly Message[];
}

/** Longer text from outside is cut: a user agent may hold kilobytes. */
const OUTSIDE_LIMIT = 200;

export function outside(text: string, limit = OUTSIDE_LIMIT): Span {
  return { outside: cut(text, limit) };
}

export function address(text: string): Span {
  return { address: cut(text, 500) };
}

/** At most `limit` characters (not UTF-16 halves), an ellipsis where something is missing. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Words with values between them: line`Key ${key} of ${user}`. A value may be a span, a line of spans or a number. */
export function line(words: TemplateStringsArray, ...values: readonly (Span | Line | number)[]): Line {
  const spans: Span[] = [];
  words.forEach((word, at) => {
    if (word !== '') spans.push(word);
    const value = values[at];
    if (value === undefined) return;
    if (typeof value === 'number') spans.push(String(value));
    else if (isLine(value)) spans.push(...value);
    else if (value !== '') spans.push(value);
  });
  return spans;
}

function isLine(value: Span | Line): value is Line {
  return Array.isArray(value);
}

/** Lines with something between them. */
export function join(lines: readonly Line[], between: string): Line {
  return lines.flatMap((each, at) => (at === 0 ? [...each] : [between, ...each]));
}
