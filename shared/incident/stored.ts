import type { CallPatience } from '../aliyun/call';
import { isAsPut } from '../aliyun/object-list';
import { MOST_REMEMBERED, type ObjectStore, type StoredObject } from '../aliyun/object-store';
import { isHandedOutToNobody, isRefused } from '../aliyun/refused';
import { shown } from '../error-base';
import { CloudAnswerMalformed, CloudNotFound } from '../errors';
import { messageOf } from '../identity/looked';
import type { IsOfForm, Seal } from './seal';

/** An object that could not be looked at: nobody knows what stands in it. */
export interface Unread {
  readonly key: string;
  readonly error: unknown;
  /** OSS refuses it, and will in the next minute as well. */
  readonly isRefused: boolean;
}

/** What lies in a place of ours: `strange`: nothing that bears our seal and is of the form. */
export type Stored<T> = { readonly content: T } | 'gone' | 'strange' | { readonly unread: Unread };

export const isUnread = (stored: object | string): stored is { readonly unread: Unread } =>
  typeof stored !== 'string' && 'unread' in stored;

/** A later version wrote it, in a form that this one does not know. */
export function isLater(content: object): boolean {
  const schema = (content as { schema?: unknown }).schema;
  return typeof schema === 'number' && schema > 1;
}

export interface HowToOpen {
  readonly isOfForm?: IsOfForm;
  readonly patience?: CallPatience;
  /** Bytes that are read at most. */
  readonly most?: number;
}

/**
 * What one of our objects says. One that OSS hands out to nobody is a stranger's, as one without our seal is: nothing of ours
 * is written so. What does not open, and is not what its ETag stands for, may have been spoilt on its way: it is read once
 * more, and where it comes in other bytes then, nobody knows what stands there. Never rejects for what became of the one
 * object, so that it stops no other; throws what fetching the state key throws.
 */
export async function openStored<T extends object>(
  store: Pick<ObjectStore, 'get'>,
  seal: Seal,
  key: string,
  { isOfForm, patience, most = MOST_REMEMBERED }: HowToOpen = {},
): Promise<Stored<T>> {
  let spoilt: Buffer | undefined;
  for (;;) {
    let stored: StoredObject;
    try {
      stored = await store.get(key, patience, most);
    } catch (error) {
      if (isHandedOutToNobody(error)) return 'strange';
      if (error instanceof CloudNotFound) return 'gone';
      return unreadOf(key, error);
    }
    const { body, etag } = stored;
    const content = await opened<T>(seal, key, body, isOfForm);
    if (content !== undefined) return { content };
    // Nothing of ours is as long as that. What was written in parts has an ETag that is no sum: it comes twice the same.
    if (body.length >= most || isAsPut(body, etag) || spoilt?.equals(body)) return 'strange';
    if (spoilt !== undefined) return unreadOf(key, spoiltTwice(key));
    spoilt = body;
  }
}

/** Undefined for what does not bear our seal, or is not of the form. Throws what fetching the state key throws. */
async function opened<T extends object>(
  seal: Seal,
  key: string,
  body: Buffer,
  isOfForm: IsOfForm | undefined,
): Promise<T | undefined> {
  try {
    return await seal.open<T>(key, body.toString(), isOfForm);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const unreadOf = (key: string, error: unknown): { readonly unread: Unread } => ({
  unread: { key, error, isRefused: isRefused(error) },
});

function spoiltTwice(key: string): CloudAnswerMalformed {
  const why = `${key} came twice, in other bytes each time, and neither are those of its ETag`;
  return new CloudAnswerMalformed('oss', 'GetObject', 'Cut', 200, undefined, why);
}

/** In one line of a message, beside the first. */
const MOST_NAMED = 4;

/**
 * What could not be read, for a person: a line for what is refused, and one for what may pass. The call's own words come
 * first: by them it is known what kind of failure it is, whatever a stranger called his objects. Pure.
 */
export function unreadLines(unread: readonly Unread[]): readonly string[] {
  const lineOf = ([first, ...others]: readonly Unread[]): readonly string[] => {
    if (first === undefined) return [];
    const named = others.slice(0, first.isRefused ? MOST_NAMED : 0).map(({ key }) => shown(key, 160));
    const more = others.length > named.length ? [`${others.length - named.length} more`] : [];
    const nor = [...named, ...more].join(', ');
    return [`${messageOf(first.error)}${nor === '' ? '' : `; nor could be read: ${nor}`}`];
  };
  return [...lineOf(unread.filter((one) => one.isRefused)), ...lineOf(unread.filter((one) => !one.isRefused))];
}
