import { UnparseableEvent } from '../errors';

/**
 * The JSON of an invocation's event. Throws UnparseableEvent for what is empty, larger than `mostBytes`, or no JSON.
 */
export function jsonOf(event: Buffer | string, mostBytes: number): unknown {
  const bytes = Buffer.byteLength(event);
  if (bytes === 0) throw new UnparseableEvent('it is empty', { how: 'bytes' });
  if (bytes > mostBytes) throw new UnparseableEvent(`it has ${bytes} bytes, more than ${mostBytes}`, { how: 'size' });
  try {
    return JSON.parse(event.toString());
  } catch (cause) {
    throw new UnparseableEvent('it is not JSON (cut short, perhaps)', { how: 'bytes', cause });
  }
}
