import { createHash } from 'node:crypto';
import type { RpcCall } from '../../kernel/types';
import { invalidQuery } from './errors';

/** Where a lookup goes on, bound to the parameters that it began with. */
export interface Position {
  readonly after: string;
  readonly startTime?: string;
  readonly endTime?: string;
}

function fingerprintOf(parameters: RpcCall['parameters']): string {
  const rest = Object.entries(parameters).filter(([name]) => name !== 'NextToken');
  return createHash('sha256').update(JSON.stringify(rest.sort())).digest('hex').slice(0, 16);
}

export function writeToken(parameters: RpcCall['parameters'], position: Position): string {
  return Buffer.from(JSON.stringify({ query: fingerprintOf(parameters), ...position })).toString('base64');
}

/** Undefined at the beginning. Throws CloudError 400 InvalidQueryParameter for a token of another query, or of none. */
export function readToken(parameters: RpcCall['parameters']): Position | undefined {
  const token = parameters.NextToken;
  if (!token) return undefined;
  try {
    const read = JSON.parse(Buffer.from(token, 'base64').toString()) as Position & { query?: string };
    if (read.query === fingerprintOf(parameters) && typeof read.after === 'string') return read;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw invalidQuery('NextToken does not belong to this query');
}
