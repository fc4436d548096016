import { defang, defangAddress, plain } from '../notify/defang';

/** Text that is markup already. Made only by {@link html}, so that whatever else is put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | undefined | false | readonly Content[];

/** Markup with values in it. Every value that is no {@link Html} is escaped; undefined and false are nothing. */
export function html(words: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(words.map((word, i) => word + (i < values.length ? markup(values[i]) : '')).join(''));
}

function markup(value: Content): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(markup).join('');
}

/** Safe between tags and inside quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text that somebody else chose: one line, nothing hidden in it, no address that a program would make a link of. */
export function outside(text: string, limit = 200): string {
  const shown = defang(text);
  return shown.length > limit ? `${Array.from(shown).slice(0, limit).join('')}…` : shown;
}

/** An address of somebody else's. */
export function foreignAddress(text: string): string {
  return defangAddress(text.slice(0, 500));
}

/** Names of our own world (key ids, paths, hashes): whole, without control characters. */
export function own(text: string): string {
  return plain(text);
}
