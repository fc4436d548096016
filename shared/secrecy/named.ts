/** Fields whose values are nobody's business, wherever they stand. ActionTrail masks most of them itself. */
const SECRET_FIELD =
  /^(access_?key_?secret|.*pass(word|wd|phrase)|(x-[a-z]+-)?security-?_?token|(.*_)?private_?key(_?body|_?content)?|user_?data|secret_?(data|key|value|string|access_?key)|client_?secret|(id|refresh|session|bearer)_?token)$/i;
/** The same in an address's query, where other words stand for them. */
const SECRET_PARAMETER = /token|secret|pass(word|wd|phrase)|^pwd$|signature|^sig$|api_?key|^auth/i;
const REMOVED = '[removed]';
/** Tokens that say by their beginning what they are (GitHub and GitLab, "token prefixes"). */
const TOKEN = /(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,})/g;
const LIKELY_SECRET =
  /(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{30}(?![A-Za-z0-9])/g;
/** A field in a text that is no whole JSON, such as one that was cut off. */
const FIELD_IN_TEXT = /(?<!\\)(\\*")([A-Za-z][\w-]{2,60})(\\*"\s*:\s*\\*")((?:[^"\\]|\\(?!\\*").)*)/g;

/** A record of the cloud as it came, less secrets: by the names of its fields, also of those that stand in a JSON text of it. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === 'string') return withoutSecretsInText(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_FIELD.test(name) && typeof item === 'string' && item !== '' ? REMOVED : withoutSecrets(item),
    ]),
  );
}

function withoutSecretsInText(text: string): string {
  if (!/[{[]/.test(text) || !text.includes('"')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    const left = withoutSecrets(parsed);
    const written = JSON.stringify(left);
    // As it was written, where nothing was taken out.
    return written === JSON.stringify(parsed) ? text : written;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text.replace(FIELD_IN_TEXT, (whole, open: string, name: string, between: string) =>
      SECRET_FIELD.test(name) ? `${open}${name}${between}${REMOVED}` : whole,
    );
  }
}

/**
 * A text that somebody handed in, less what looks like an AccessKey's secret: 30 letters of both cases and digits, as RAM
 * makes them, whatever stands beside; less tokens that say what they are; and less the values of fields that are named as
 * secrets.
 */
export function withoutLikelySecrets(text: string): string {
  return withoutSecretsInText(text).replace(LIKELY_SECRET, REMOVED).replace(TOKEN, REMOVED);
}

/** The same of a text that may be an address as well. */
export function withoutHandedSecrets(text: string): string {
  return withoutCredentials(withoutLikelySecrets(text));
}

/** An address without the name and password in it, and without what its query holds of the kind. What is none stays, less `name:password@`. */
export function withoutCredentials(address: string): string {
  const bare = address.replace(/(:\/\/)[^/?#\s]*@/g, '$1');
  return bare.replace(/([?&#;])([^=?&#;]+)=([^&#;]*)/g, (whole, mark: string, name: string) =>
    SECRET_PARAMETER.test(name) ? `${mark}${name}=${REMOVED}` : whole,
  );
}
