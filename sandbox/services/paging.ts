import { ramError } from '../world/ram-errors';
import type { Parameters } from './parameters';

export interface Page<T> {
  readonly items: readonly T[];
  readonly more: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** A page by Marker and MaxItems, as RAM and IMS cut their lists. `nameOf` must be unique: a marker is the last name
 *  shown, so that what is made or deleted between two pages moves nothing. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  parameters: Parameters,
  limits: { readonly usual: number; readonly most: number },
): Page<T> {
  const size = parameters.integer('MaxItems') ?? limits.usual;
  if (size < 1 || size > limits.most) throw ramError('InvalidParameter.MaxItems');
  const marker = parameters.optional('Marker');
  const after = marker === undefined ? undefined : decodeMarker(marker);
  const rest = [...all]
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .filter((item) => after === undefined || nameOf(item) > after);
  const items = rest.slice(0, size);
  const last = items[items.length - 1];
  if (rest.length <= size || last === undefined) return { items, more: { IsTruncated: false } };
  return { items, more: { IsTruncated: true, Marker: encodeMarker(nameOf(last)) } };
}

const encodeMarker = (name: string): string => Buffer.from(`after:${name}`).toString('base64url');

function decodeMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith('after:')) throw ramError('InvalidParameter.Marker');
  return text.slice('after:'.length);
}
