import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import type { ScannedObject } from './pool';
import { searchFor, TextScan } from './scan';
import { chunkBytes, MOST_WHOLE_BYTES } from './sizes';
import type { Wanted } from './wanted';

/** The thread's program, built as a file of its own: unpacks and searches one whole object after the other. */
const search = searchFor(workerData as Wanted);

/**
 * A C library such as glibc takes memory anew from the system for whatever is larger than all that it has seen given
 * back, and the system makes it page by page; smaller buffers it uses again. One large one that is made and left
 * makes all later ones cheap (a third of this thread's time).
 */
Buffer.allocUnsafeSlow(31 * 1_048_576);

/** Undefined: the file is damaged, or larger than it told; who sent it reads it the careful way. */
function scanned(packed: Buffer): ScannedObject | undefined {
  let text: Buffer;
  try {
    text = gunzipSync(packed, {
      chunkSize: chunkBytes(packed),
      maxOutputLength: 2 * MOST_WHOLE_BYTES,
    });
  } catch {
    return undefined;
  }
  const scan = new TextScan(search);
  const events = [...scan.push(text), ...scan.end()];
  return { events, bytes: text.length, malformed: scan.malformed };
}

parentPort?.on('message', ({ id, packed }: { id: number; packed: Uint8Array }) => {
  const result = scanned(Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength));
  try {
    parentPort?.postMessage({ id, result });
  } catch {
    // What is nested too deep cannot be handed over; whoever sent the file reads it himself.
    parentPort?.postMessage({ id, result: undefined });
  }
});
