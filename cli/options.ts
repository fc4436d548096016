import { InvalidArgumentError } from 'commander';
import { keepSecretsIn } from '../shared/config';
import { withoutKnownSecrets } from '../shared/secrecy/known';
import { withoutHandedSecrets } from '../shared/secrecy/named';

/** The options that several commands share, in the same words everywhere. */
export const WHY = ['--reason <text>', 'why: it stands in the journal'] as const;
export const YES = ['--yes', 'do not ask'] as const;
export const JSON_OUT = ['--json', 'for a program: one JSON document on standard output'] as const;

/**
 * An option's text without the space around it. A reason that says nothing is none: {@link ownWords}.
 * @throws InvalidArgumentError for a text of nothing but space.
 */
export function notBlank(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it must not be blank.');
  return text.trim();
}

/**
 * A person's own words, for what is written and sent: a secret in them is left out, as of a leak notice's words. So is what
 * this shell's settings hold.
 * @throws InvalidArgumentError for a text of nothing but space.
 */
export function ownWords(text: string): string {
  keepSecretsIn(process.env);
  return withoutHandedSecrets(withoutKnownSecrets(notBlank(text)));
}

/**
 * A parser of whole days, from `least` to `most`.
 * @throws InvalidArgumentError for anything else.
 */
export function wholeDays(least: number, most: number): (text: string) => number {
  return (text) => {
    const days = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (days >= least && days <= most) return days;
    throw new InvalidArgumentError(`a whole number of days, from ${least} to ${most}.`);
  };
}

/**
 * A file's path as it was given.
 * @throws InvalidArgumentError for a blank one, and for `-`, by which others mean standard output: a file of that name
 * would hold a secret that nobody looks for there.
 */
export function newFile(text: string): string {
  if (text === '-') throw new InvalidArgumentError('standard output is --to-stdout; a file of that name is ./-');
  notBlank(text);
  return text;
}
