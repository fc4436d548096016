import { UnparseableEvent } from '../errors';
import { isDeeperThan } from './loose';

/** Nothing that tells of a leak, or asks for anything, is nested so deep; what is can be neither hashed nor shown. */
export const MOST_NESTING = 100;

/**
 * The JSON of an invocation's event. Throws UnparseableEvent for what is empty, larger than `mostBytes`, no JSON, or nested
 * too deep. Of a list its reader judges each item by itself: one must not take the others along.
 */
export function jsonOf(event: Buffer | string, mostBytes: number): unknown {
  const bytes = Buffer.byteLength(event);
  if (bytes === 0) throw new UnparseableEvent('it is empty', { how: 'bytes' });
  if (bytes > mostBytes) throw new UnparseableEvent(`it has ${bytes} bytes, more than ${mostBytes}`, { how: 'size' });
  const value = parsed(event.toString());
  if (!Array.isArray(value) && isDeeperThan(value, MOST_NESTING)) throw nestedTooDeep();
  return value;
}

export function nestedTooDeep(): UnparseableEvent {
  return new UnparseableEvent(`nothing in it can be read: it is nested more than ${MOST_NESTING} levels deep`, {
    how: 'size',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnparseableEvent('it is not JSON (cut short, perhaps)', { how: 'bytes', cause });
  }
}
