import type { SandboxRequest } from '../kernel/types';
import type { StoredObject } from './store';

/** The bytes that a Range header asks for, both ends included. OSS answers the whole object for a range that does not fit. */
export function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const from = match[1] === '' ? size - Number(match[2]) : Number(match[1]);
  const to = match[1] === '' || match[2] === '' ? size - 1 : Number(match[2]);
  return from >= 0 && from <= to && to < size ? { from, to } : undefined;
}

/** Whether If-Match, If-None-Match and their dates let the answer through. */
export function unmetPrecondition(
  headers: SandboxRequest['headers'],
  object: StoredObject,
): 'failed' | 'not-modified' | undefined {
  const names = (header: string) =>
    header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replaceAll('"', '') === object.etag);
  const seconds = Math.floor(object.lastModified.getTime() / 1000);
  const since = (header: string) => Math.floor(new Date(header).getTime() / 1000);
  if (headers['if-match'] !== undefined && !names(headers['if-match'])) return 'failed';
  if (headers['if-unmodified-since'] !== undefined && seconds > since(headers['if-unmodified-since'])) return 'failed';
  if (headers['if-none-match'] !== undefined && names(headers['if-none-match'])) return 'not-modified';
  if (headers['if-modified-since'] !== undefined && seconds <= since(headers['if-modified-since']))
    return 'not-modified';
  return undefined;
}
