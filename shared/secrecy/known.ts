/**
 * The net under the code: what this process knows to be a secret is taken out of every error and every line of a log,
 * however it is written there. What quotes a request (the cloud's "string to sign", an SDK's error) quotes our token too.
 * Whoever comes to know a secret says so by {@link keepSecret}; the credentials of a session go when newer ones push them out.
 */
const IN_ITS_PLACE = '[secret]';
/** Shorter ones would blot out words. */
const LEAST_CHARACTERS = 8;
const MOST_KNOWN = 64;
const TELLS_WHERE = /^(?:\d{1,20}|(?:cn|ap|us|eu|me|na)-[a-z]+(?:-\w+)*)$/;

/** With all the ways to write each; the one that was named longest ago is the first. */
const known = new Map<string, readonly string[]>();

/** From now on none of these stands in an error or a log line. What is not there, or too short to be one, is passed over. */
export function keepSecret(...values: readonly (string | undefined)[]): void {
  for (const value of values) {
    if (value === undefined || value.length < LEAST_CHARACTERS) continue;
    const ways = known.get(value) ?? waysToWrite(value);
    known.delete(value);
    known.set(value, ways);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  }
}

/** What of an address is a secret: its password, the values of its query, and path segments that no person would choose. */
export function keepSecretsOf(address: string | URL | undefined): void {
  if (address === undefined || !URL.canParse(String(address))) return;
  const url = new URL(String(address));
  const segments = url.pathname.split('/').filter((segment) => /^(?=.*\d)[\w.~%-]{16,}$/.test(segment));
  for (const written of [url.password, ...url.searchParams.values(), ...segments])
    keepSecret(written, decoded(written));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The text without any secret that this process knows: as it is, in an address (twice, as signatures quote it), in JSON or HTML, in Base64. */
export function withoutKnownSecrets(text: string): string {
  return without(text, [...known.values()]);
}

/**
 * The same of a record that is worked with: an account's id or a region that stands in somebody's webhook as a parameter
 * is known like its token, and tells here what happened where.
 */
export function withoutKnownSecretsInRecords(text: string): string {
  return without(
    text,
    [...known].flatMap(([secret, ways]) => (TELLS_WHERE.test(secret) ? [] : [ways])),
  );
}

function without(text: string, secrets: readonly (readonly string[])[]): string {
  // Hardly any text holds one: to look for each as it is takes a thousandth of making one pattern of all.
  const there = new Set(secrets.flatMap((ways) => ways.filter((way) => text.includes(way))));
  if (there.size === 0) return text;
  return text.replace(new RegExp([...there].sort(longerFirst).map(literal).join('|'), 'g'), IN_ITS_PLACE);
}

/**
 * An error that somebody else threw, fit to be kept: its name, code, message and stack without secrets, and its causes
 * likewise. What else an SDK hangs on it (the request, with headers and parameters) is left behind. Ours is fit already.
 */
export function withoutSecretsOf(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? withoutKnownSecrets(error) : error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const kept = Object.create(Object.getPrototypeOf(error)) as Error & { code?: unknown };
  const own = {
    name: error.name,
    message: withoutKnownSecrets(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause === undefined || depth > 4 ? {} : { cause: withoutSecretsOf(cause, depth + 1) }),
  };
  for (const [name, value] of Object.entries(own))
    Object.defineProperty(kept, name, { value, enumerable: name === 'code', configurable: true, writable: true });
  // Written when somebody reads it: most failures are answers that were waited for (no such object), and nobody does.
  Object.defineProperty(kept, 'stack', { get: () => withoutKnownSecrets(error.stack ?? ''), configurable: true });
  return kept;
}

const longerFirst = (a: string, b: string): number => b.length - a.length;
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function waysToWrite(secret: string): string[] {
  // An address has no lone surrogates.
  const once = encodeURIComponent(Buffer.from(secret).toString());
  const html = secret.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
  const named = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [
    secret,
    once,
    encodeURIComponent(once),
    JSON.stringify(secret).slice(1, -1),
    html,
    named,
    ...inBase64(secret),
  ];
}

/** Base64 of a text that holds the secret, wherever in it: the letters that its neighbours have no part in. */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
    return whole.length < LEAST_CHARACTERS ? [] : [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
