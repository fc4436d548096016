import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** Every command with the words that may follow it, by its name: `` for the program, `evidence verify` for a nested one. */
export function wordsOf(command: Command, path: readonly string[] = []): Map<string, readonly string[]> {
  const options = command.options.filter(({ hidden }: Option) => !hidden).flatMap(({ long }) => long ?? []);
  const all = new Map<string, readonly string[]>([
    [path.join(' '), [...command.commands.map((sub) => sub.name()), ...options, '--help']],
  ]);
  for (const sub of command.commands)
    for (const [name, words] of wordsOf(sub, [...path, sub.name()])) all.set(name, words);
  return all;
}

/**
 * A script that completes commands and options. Made from the commands themselves: a new option is in it at once. Names
 * of commands and options are plain words, so that nothing has to be escaped.
 */
export function completionScript(program: Command, shell: Shell): string {
  const cases = [...wordsOf(program)].map(([path, words]) => `    "${path}") words="${words.join(' ')}" ;;`);
  const parents = [...wordsOf(program)].flatMap(([path, words]) =>
    words.filter((word) => !word.startsWith('-')).map((word) => (path === '' ? word : `${path} ${word}`)),
  );
  const zsh = shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : [];
  return [
    ...zsh,
    '_ak_tourniquet() {',
    '  local word path="" try words',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's own
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's own
    '    try="${path:+$path }$word"',
    `    case "$try" in ${parents.map((path) => `"${path}"`).join('|')}) path="$try" ;; esac`,
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's own
    '  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's own
    '  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")); fi',
    '}',
    'complete -F _ak_tourniquet ak-tourniquet',
    '',
  ].join('\n');
}
