import { readDate } from '../moment';
import { isTextDeeperThan, written } from '../nesting';

/** Reading JSON that others wrote: fields may be missing, of another type, or spelt with another first letter. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field by its name, or by its name in UpperCamel (`accessKeyId`, `AccessKeyId`). Own fields only. */
export function field(object: JsonObject | undefined, name: string): unknown {
  if (object === undefined) return undefined;
  if (Object.hasOwn(object, name)) return object[name];
  const upper = name.charAt(0).toUpperCase() + name.slice(1);
  return Object.hasOwn(object, upper) ? object[upper] : undefined;
}

export function text(object: JsonObject | undefined, name: string): string | undefined {
  const value = field(object, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A JSON value as a text; what is no text as its JSON: an object may bring a `toString` that `String` stumbles over. What
 * is nested too deep to be written has words in its place. Never throws.
 */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : (written(value) ?? '');
}

/**
 * The field as an object; JSON text is parsed (an SLS record holds events so), however deep it is nested: a field of it
 * may be read all the same. Who walks or writes it looks how deep it is.
 */
export function object(parent: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = field(parent, name);
  if (isObject(value)) return value;
  const parsed = typeof value === 'string' ? json(value) : undefined;
  return isObject(parsed) ? parsed : undefined;
}

/** What the text means as JSON; undefined: it is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The same, to be walked: undefined as well for what is nested deeper than this. */
export function jsonWithin(text: string, most: number): unknown {
  return isTextDeeperThan(text, most) ? undefined : json(text);
}

/** Whether the value is nested deeper than this. Without recursion: what nobody can walk must be told from what one can. */
export function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

/** Whether a text in it is JSON that is nested deeper than this: nobody could look into it. Without recursion. */
export function holdsTextDeeperThan(value: unknown, most: number): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    // As many brackets at least.
    if (typeof next === 'string' && next.length > most && isTextDeeperThan(next, most)) return true;
    if (typeof next === 'object' && next !== null) for (const item of Object.values(next)) left.push(item);
  }
  return false;
}

/** Whether some text in the value holds these words, however deep. Without recursion: nesting is the sender's choice. */
export function mentions(value: unknown, words: string): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string' && next.includes(words)) return true;
    if (typeof next === 'object' && next !== null) for (const item of Object.values(next)) left.push(item);
  }
  return false;
}

/** A time as EventBridge writes it: ISO 8601 with Z, an offset, or the ending `PRC` (Beijing time). */
export function time(value: unknown): Date | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? readDate(value) : undefined;
}
