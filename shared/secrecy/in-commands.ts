import { isSecretName } from './names';

const REMOVED = '[removed]';
/** Hardly any record holds a command line. */
const MAY_HOLD_OPTIONS = /(?<![\w.-])--?[A-Za-z]/;
/** An option of a command line, and behind a blank its value, which is no option itself: `--db-password x`, `-password "x y"`. */
const OPTION = /((?<![\w.-])--?([A-Za-z][\w-]{2,80})[ \t]{1,8})(\\*["'][^"'\\\n]{1,500}|(?![-[])[^\s"'\\,]{1,500})/g;
/** The same as a list of arguments, as JSON or YAML write it: `"--db-password", "x"`. What `:` follows names a field. */
const ARGUMENT =
  /((?<!\\)(\\*["'])--?([A-Za-z][\w-]{2,80})\2\s{0,40},\s{0,40}\2)([^"'\\\n]{1,500})(?=\2(?!\s{0,40}:))/g;
/** The user of curl or wget, with his password behind a colon. */
const USER =
  /((?<![\w.-])(?:-u|-U|--user|--proxy-user)(?:[ \t]{1,8}|=)(?:\\*["'])?[\w.@%+-]{1,100}:)([^\s"'\\]{1,500})/g;
/** Whoever holds a token needs no name: `https://<token>@host`. No name of a person's is so long, and has digits in it. */
const TOKEN_FOR_USER = /:\/\/(?=[A-Za-z_-]{0,300}\d)[\w-]{20,300}@/g;

/** A text less the secrets that a command line or its arguments hand over, wherever it stands in it. JSON stays JSON. */
export function withoutSecretArguments(text: string): string {
  let left = text;
  if (MAY_HOLD_OPTIONS.test(text))
    left = left
      .replace(OPTION, (whole, before: string, option: string, value: string) =>
        isSecretName(option) ? `${before}${/^\\*["']/.exec(value)?.[0] ?? ''}${REMOVED}` : whole,
      )
      .replace(ARGUMENT, (whole, before: string, _quote, option: string) =>
        isSecretName(option) ? `${before}${REMOVED}` : whole,
      )
      .replace(USER, `$1${REMOVED}`);
  return left.includes('://') ? left.replace(TOKEN_FOR_USER, `://${REMOVED}@`) : left;
}
