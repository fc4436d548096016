import { withoutSecretArguments } from './in-commands';
import { isTrace, withoutSecretSettings } from './in-lines';
import { withoutToldPasswords } from './in-words';
import { withoutSecretElements } from './in-xml';
import { isSecretName } from './names';

const REMOVED = '[removed]';
/**
 * A parameter of an address: as it is, escaped for JSON by Go (`\u0026`), in HTML, or within another's value; or the first
 * of a form, or of a list of settings, which no mark stands before. Its name may be written in escapes as well: OSS reads
 * `security%2Dtoken` like `security-token`.
 */
const PARAMETER =
  /([?&;#]|\\u0026|%3[Ff]|%26|^|\\[nrt]|[\s"',({])((?:[\w.-]|%(?!3[dDfF]|26)[0-9A-Fa-f]{2}){1,100})(=|%3[dD])/g;
/** To the next parameter, or to what can stand in no address. Of one within another's value, to the next of that. */
const VALUE = /(?:(?!\\u0026)[^&#;\s"'\\<>]|\\(?![\\"u]))*/y;
const VALUE_WITHIN = /(?:(?!\\u0026|%26)[^&#;\s"'\\<>]|\\(?![\\"u]))*/y;
/** Before the parameter of an address, and nothing else. */
const IN_ADDRESS = /^(?:[?&;#%]|\\u)/;
/** `sign` and `sig` are signatures (DingTalk, shared access), `code` alone means too much. */
const ONLY_IN_ADDRESSES = /^(?:sign|sig|auth|authkey|key_secret)$/i;
/** What stands before the host, and `@`; a slash may be escaped. A `/` ends it, so no two of them begin in one another. */
const USER_INFO = /(:(?:\\{0,8}\/){2})([^\s/"'\\<>?#]*)@/g;
/** Whoever holds a token needs no name: `https://<token>@host`. No name of a person's is so long, and has digits in it. */
const TOKEN_FOR_USER = /^(?=[^\d]*\d)[\w.~+=-]{20,}$/;
/** To the end of the text where it was cut; `\n` as JSON writes it, however often. */
const PRIVATE_KEY =
  /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)(?:[^"\\-]|-(?!----)|\\+[nrt/])*(-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/g;
/** Kubernetes' own file of a client. */
const CLIENT_KEY = /(client-key-data:\s{0,10})[A-Za-z0-9+/=]+/g;

/**
 * A text less what is a secret by the way it is written, wherever it stands: signatures, tokens and passwords in the
 * parameters of addresses (a presigned URL opens its object for whoever reads it; OSSAccessKeyId stays, it is the trace),
 * the password before a host, private keys in PEM, those of a kubeconfig, elements of XML, arguments of commands and settings
 * that are named as secrets. JSON stays JSON.
 * Source: OSS, "Add signatures to URLs" (Signature, security-token, x-oss-signature, x-oss-security-token).
 */
export function withoutSecretsInWriting(text: string): string {
  let left = withoutSecretArguments(text);
  if (/=|%3d/i.test(left)) left = withoutSecretParameters(left);
  if (left.includes('@')) left = left.replace(USER_INFO, withoutPassword);
  if (left.includes('PRIVATE KEY')) left = left.replace(PRIVATE_KEY, `$1${REMOVED}$2`);
  if (left.includes('client-key-data')) left = left.replace(CLIENT_KEY, `$1${REMOVED}`);
  return withoutSecretSettings(withoutToldPasswords(withoutSecretElements(left)));
}

/** The name before the password may be empty (`redis://:password@host`). */
function withoutPassword(whole: string, before: string, user: string): string {
  const colon = user.indexOf(':');
  if (colon >= 0) return colon < user.length - 1 ? `${before}${user.slice(0, colon + 1)}${REMOVED}@` : whole;
  return TOKEN_FOR_USER.test(user) ? `${before}${REMOVED}@` : whole;
}

function withoutSecretParameters(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { index, 0: whole, 1: mark = '', 2: name = '' } of text.matchAll(PARAMETER)) {
    const begin = index + whole.length;
    // Within a value that was taken out already.
    if (index < done || !isSecretParameter(mark, decoded(name)) || isTrace(name, text, begin)) continue;
    const value = mark.startsWith('%') ? VALUE_WITHIN : VALUE;
    value.lastIndex = begin;
    const length = value.exec(text)?.[0].length ?? 0;
    if (length === 0) continue;
    parts.push(text.slice(done, begin), REMOVED);
    done = begin + length;
  }
  return done === 0 ? text : `${parts.join('')}${text.slice(done)}`;
}

const isSecretParameter = (mark: string, name: string): boolean =>
  isSecretName(name) || (IN_ADDRESS.test(mark) && ONLY_IN_ADDRESSES.test(name));

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}
