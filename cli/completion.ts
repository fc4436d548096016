import type { Argument, Command, Option } from 'commander';
import { scriptOf } from './completion-script';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** Every command with the words that may follow it, by its name: `` for the program, `evidence verify` for a nested one. */
export function wordsOf(command: Command, path: readonly string[] = []): Map<string, readonly string[]> {
  const options = shownOptions(command).flatMap(({ long }) => long ?? []);
  const all = new Map<string, readonly string[]>([
    [path.join(' '), [...command.commands.map((sub) => sub.name()), ...options, '--help']],
  ]);
  for (const sub of command.commands)
    for (const [name, words] of wordsOf(sub, [...path, sub.name()])) all.set(name, words);
  return all;
}

/** What stands behind an option that takes a value, by the command's name and the option's; none: the files that are there. */
function valuesOf(command: Command, path: readonly string[] = []): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const { long, required, argChoices } of shownOptions(command))
    if (long && required) all.set([...path, long].join(' '), argChoices ?? []);
  for (const sub of command.commands)
    for (const [name, values] of valuesOf(sub, [...path, sub.name()])) all.set(name, values);
  return all;
}

/** What may stand in the place of an argument, where that is one of few words. */
function argumentsOf(command: Command, path: readonly string[] = []): Map<string, readonly string[]> {
  const choices = command.registeredArguments.flatMap(({ argChoices }: Argument) => argChoices ?? []);
  const all = new Map<string, readonly string[]>(choices.length > 0 ? [[path.join(' '), choices]] : []);
  for (const sub of command.commands)
    for (const [name, words] of argumentsOf(sub, [...path, sub.name()])) all.set(name, words);
  return all;
}

const shownOptions = (command: Command): Option[] => command.options.filter(({ hidden }) => !hidden);

/**
 * A script that completes commands, options and their values, behind `ak-tourniquet` and behind `npx … ak-tourniquet`.
 * Made from the commands themselves: a new option is in it at once. Names of commands, options and choices are plain words,
 * so that nothing has to be escaped.
 */
export function completionScript(program: Command, shell: Shell): string {
  const words = wordsOf(program);
  const choices = argumentsOf(program);
  const paths = [...words].flatMap(([path, next]) =>
    next.filter((word) => !word.startsWith('-')).map((word) => (path === '' ? word : `${path} ${word}`)),
  );
  const following = new Map([...words].map(([path, next]) => [path, [...(choices.get(path) ?? []), ...next]]));
  return scriptOf({ paths, following, values: valuesOf(program) }, shell);
}
