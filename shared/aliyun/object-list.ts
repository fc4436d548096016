import { createHash } from 'node:crypto';
import { CloudAnswerMalformed } from '../errors';
import { readDate } from '../moment';

/** An object as a listing names it. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** When it was last written, to the second; undefined where the list does not tell. */
  readonly modifiedAt: Date | undefined;
  /** What changes with the content, as a read and a write tell it; undefined where the list does not tell. */
  readonly etag: string | undefined;
}

/** A page of ListObjectsV2 as the SDK hands it on: what was not in the answer is missing, or no number. */
export interface ListedPage {
  readonly objects?: readonly {
    readonly name?: unknown;
    readonly size?: unknown;
    readonly lastModified?: unknown;
    readonly etag?: unknown;
  }[];
  readonly prefixes?: readonly unknown[] | null;
  readonly isTruncated?: boolean;
  readonly keyCount?: number;
  readonly nextContinuationToken?: unknown;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** With a delimiter: what lies deeper, by its common beginning. */
  readonly folders: readonly string[];
  readonly next: string | undefined;
}

const ACTION = 'ListObjects';

/**
 * A page of a listing, held against what was asked and what it says of itself. To the SDK any well-formed XML is a list, a
 * gateway's error page an empty one; and what is listed is read, taken for ours and deleted by its name. Throws
 * CloudAnswerMalformed for an answer that does not count what it holds (KeyCount: ListObjectsV2), that names what does not
 * begin with the prefix, or that does not say clearly whether it goes on.
 */
export function readObjectPage(page: ListedPage, prefix: string): ObjectPage {
  const { objects = [], isTruncated = false, keyCount, nextContinuationToken: next } = page;
  const folders = page.prefixes ?? [];
  if (keyCount !== objects.length + folders.length) throw malformed('it does not count what it lists');
  const isGiven = typeof next === 'string' && next !== '';
  if (isTruncated !== isGiven)
    throw malformed(isTruncated ? 'the list is cut and names no next page' : 'it names a next page, and is not cut');
  return {
    objects: objects.map(({ name, size, lastModified, etag }) => {
      if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw malformed('a size is none');
      return { key: within(prefix, name), size, modifiedAt: readDate(lastModified), etag: readEtag(etag) };
    }),
    folders: folders.map((folder) => within(prefix, folder)),
    next: isGiven ? next : undefined,
  };
}

/** An ETag without the quotation marks that it comes in. */
export function readEtag(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.replaceAll('"', '') : undefined;
}

/**
 * Whether these are the bytes that the ETag stands for, of an object that one PutObject wrote: their MD5 (OSS, PutObject,
 * "ETag"). Of any other the ETag is something else, and tells nothing.
 */
export function isAsPut(body: Buffer, etag: string | undefined): boolean {
  return etag?.toUpperCase() === createHash('md5').update(body).digest('hex').toUpperCase();
}

function within(prefix: string, name: unknown): string {
  if (typeof name !== 'string' || !name.startsWith(prefix)) throw malformed('it names what was not asked for');
  return name;
}

function malformed(why: string): CloudAnswerMalformed {
  return new CloudAnswerMalformed('oss', ACTION, 'NotTheList', 200, undefined, why);
}
