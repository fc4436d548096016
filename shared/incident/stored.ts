import type { CallPatience } from '../aliyun/call';
import type { ObjectStore } from '../aliyun/object-store';
import { isHandedOutToNobody, isRefused } from '../aliyun/refused';
import { shown } from '../error-base';
import { CloudNotFound } from '../errors';
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

export interface HowToOpen {
  readonly isOfForm?: IsOfForm;
  readonly patience?: CallPatience;
  /** Bytes that are read at most. */
  readonly most?: number;
}

/**
 * What one of our objects says. One that OSS hands out to nobody is a stranger's, as one without our seal is: nothing of ours
 * is written so. Never rejects for what became of the one object, so that it stops no other; throws what fetching the state
 * key throws.
 */
export async function openStored<T extends object>(
  store: Pick<ObjectStore, 'get'>,
  seal: Seal,
  key: string,
  { isOfForm, patience, most }: HowToOpen = {},
): Promise<Stored<T>> {
  let body: Buffer;
  try {
    ({ body } = await store.get(key, patience, most));
  } catch (error) {
    if (isHandedOutToNobody(error)) return 'strange';
    if (error instanceof CloudNotFound) return 'gone';
    return { unread: { key, error, isRefused: isRefused(error) } };
  }
  try {
    const content = await seal.open<T>(key, body.toString(), isOfForm);
    return content === undefined ? 'strange' : { content };
  } catch (error) {
    if (error instanceof SyntaxError) return 'strange';
    throw error;
  }
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
