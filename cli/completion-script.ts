import type { Shell } from './completion';

export interface Vocabulary {
  /** Every command by its words: `evidence`, `evidence verify`. */
  readonly paths: readonly string[];
  /** What may stand behind a command. */
  readonly following: ReadonlyMap<string, readonly string[]>;
  /** The values of an option that takes one, by command and option; none: a file, or what nobody can know. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** The script for one shell. Both run the same functions: zsh through its own bashcompinit. */
export function scriptOf(vocabulary: Vocabulary, shell: Shell): string {
  return [
    ...(shell === 'zsh' ? [ZSH_BEGIN] : []),
    wordsFunction(vocabulary),
    BOTH,
    shell === 'zsh' ? ZSH_END : BASH_END,
    '',
  ].join('\n');
}

/** One case a line; the words stand in double quotes. */
const cases = (map: ReadonlyMap<string, readonly string[]>): string =>
  [...map].map(([name, words]) => `      "${name}") offer="${words.join(' ')}" ;;`).join('\n');

/**
 * The command line from our own name up to the word in hand. An option's value is no command, whatever it says. bash makes
 * words of their own of `=` and `@`, and yet puts what is offered in the place of the `@` as well; zsh leaves them where
 * they are. `path` and `words` are zsh's
 * own, and no names of ours.
 */
const wordsFunction = ({ paths, following, values }: Vocabulary): string => `_ak_tourniquet_words() {
  local name="" option="" word try offer="" current before="" at=""
  shift
  while [ $# -gt 1 ]; do
    word="$1"
    shift
    case "$word" in
      "=") continue ;;
      "@"|"=@") at="@"; continue ;;
    esac
    at=""
    if [ -n "$option" ]; then option=""; continue; fi
    try="\${name:+$name }$word"
    case "$try" in
      ${[...values.keys()].map((one) => `"${one}"`).join('|')}) option="$word" ;;
      ${paths.map((one) => `"${one}"`).join('|')}) name="$try" ;;
    esac
  done
  current="$1"
  case "$current" in
    "=") current="" ;;
    "=@") current="@" ;;
    --*=*) option="\${current%%=*}"; before="$option="; current="\${current#*=}" ;;
  esac
  current="$at$current"
  case "$current" in
    "@"*) _ak_tourniquet_files "\${current#@}" "$before@"; return ;;
  esac
  if [ -n "$option" ]; then
    case "\${name:+$name }$option" in
${cases(values)}
    esac
  else
    case "$name" in
${cases(following)}
    esac
  fi
  COMPREPLY=($(compgen -P "$before" -W "$offer" -- "$current"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then _ak_tourniquet_files "$current" "$before"; fi
}`;

/**
 * Names of files may have blanks. bash quotes them where they stand alone (compopt, since 4.0), and would quote an `@`
 * before them as well: there they are quoted here, and a folder is told by its slash. zsh quotes by itself, and its compgen
 * asks for the files of the whole word in hand, whatever it is given.
 */
const BOTH = `_ak_tourniquet_files() {
  local file
  COMPREPLY=()
  if type compopt >/dev/null 2>&1; then
    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
  else
    for file in "$1"*; do if [ -e "$file" ]; then COMPREPLY+=("$file"); fi; done
  fi
  if [ -n "$2" ]; then _ak_tourniquet_after "$2"
  elif type compopt >/dev/null 2>&1; then compopt -o filenames 2>/dev/null
  fi
}
_ak_tourniquet_after() {
  local file
  local -a found
  found=("\${COMPREPLY[@]}")
  COMPREPLY=()
  for file in "\${found[@]}"; do
    if ! type compopt >/dev/null 2>&1; then COMPREPLY+=("$1$file"); continue; fi
    if [ -d "$file" ]; then compopt -o nospace 2>/dev/null; COMPREPLY+=("$1$(printf %q "$file")/")
    else COMPREPLY+=("$1$(printf %q "$file")")
    fi
  done
}
_ak_tourniquet() {
  _ak_tourniquet_words "\${COMP_WORDS[@]:0:$((COMP_CWORD + 1))}"
}
# Where our own name stands behind npx and its options; 0: it is not what npx runs here.
_ak_tourniquet_behind_npx() {
  local i=1
  _ak_tourniquet_at=0
  while [ "$i" -lt "$COMP_CWORD" ]; do
    case "\${COMP_WORDS[i]}" in
      ak-tourniquet) _ak_tourniquet_at="$i"; return 0 ;;
      -p|--package) i=$((i + 2)) ;;
      -*) i=$((i + 1)) ;;
      *) return 1 ;;
    esac
  done
  return 1
}
_ak_tourniquet_npx() {
  if _ak_tourniquet_behind_npx; then
    _ak_tourniquet_words "\${COMP_WORDS[@]:$((_ak_tourniquet_at)):$((COMP_CWORD - _ak_tourniquet_at + 1))}"
  elif [ -n "\${_ak_tourniquet_npx_before:-}" ]; then
    "$_ak_tourniquet_npx_before" "$@"
  else
    COMPREPLY=($(compgen -W "ak-tourniquet" -- "\${COMP_WORDS[COMP_CWORD]}"))
  fi
}
complete -F _ak_tourniquet ak-tourniquet`;

/**
 * npx keeps the completion that it has, and all its settings: ours asks it for everything but our own words. One that is
 * no function cannot be asked, and is left alone. What bash-completion would load later is loaded now, before ours hides it.
 */
const BASH_END = `_ak_tourniquet_wrap_npx() {
  local spec
  complete -p npx >/dev/null 2>&1 || {
    if declare -F _comp_load >/dev/null; then _comp_load npx
    elif declare -F __load_completion >/dev/null; then __load_completion npx
    fi
  } >/dev/null 2>&1
  spec="$(complete -p npx 2>/dev/null)"
  case "$spec" in
    '') complete -o bashdefault -o default -F _ak_tourniquet_npx npx ;;
    *_ak_tourniquet_npx*) ;;
    *' -F '*)
      _ak_tourniquet_npx_before="\${spec#* -F }"
      _ak_tourniquet_npx_before="\${_ak_tourniquet_npx_before%% *}"
      eval "\${spec/ -F $_ak_tourniquet_npx_before / -F _ak_tourniquet_npx }" ;;
  esac
}
_ak_tourniquet_wrap_npx
unset -f _ak_tourniquet_wrap_npx`;

const ZSH_BEGIN = `whence compdef >/dev/null || { autoload -U compinit && compinit; }
autoload -U +X bashcompinit && bashcompinit`;

/** zsh's own completion of npx stays in its place for everything but our own words. */
const ZSH_END = `[ "\${_comps[npx]}" = _ak_tourniquet_zsh_npx ] || _ak_tourniquet_zsh_before="\${_comps[npx]}"
_ak_tourniquet_zsh_npx() {
  local -a COMP_WORDS
  local COMP_CWORD=$((CURRENT - 1))
  COMP_WORDS=("\${words[@]}")
  if (emulate -L sh; _ak_tourniquet_behind_npx); then _bash_complete -o bashdefault -o default -F _ak_tourniquet_npx
  elif [ -n "$_ak_tourniquet_zsh_before" ]; then eval "$_ak_tourniquet_zsh_before"
  else _default
  fi
}
compdef _ak_tourniquet_zsh_npx npx`;
