import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import type { ScannedObject } from './pool';
import { searchFor, TextScan } from './scan';
import { MOST_WHOLE_BYTES } from './sizes';
import type { Wanted } from './wanted';

/** The thread's program, built as a file of its own: unpacks and searches one whole object after the other. */
const search = searchFor(workerData as Wanted);

/** Larger buffers are new memory every time, whose pages the system makes one by one; smaller ones are more calls. */
const CHUNK_BYTES = 524_288;

/** Undefined: the file is damaged, or larger than it told; who sent it reads it the careful way. */
function scanned(packed: Buffer): ScannedObject | undefined {
  let text: Buffer;
  try {
    text = gunzipSync(packed, { chunkSize: CHUNK_BYTES, maxOutputLength: 2 * MOST_WHOLE_BYTES });
  } catch {
    return undefined;
  }
  const scan = new TextScan(search);
  const events = [...scan.push(text), ...scan.end()];
  return { events, bytes: text.length, malformed: scan.malformed };
}

parentPort?.on('message', ({ id, packed }: { id: number; packed: Uint8Array }) => {
  const result = scanned(Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength));
  parentPort?.postMessage({ id, result });
});
