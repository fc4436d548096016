import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { TextDecoder } from 'node:util';
import { gunzip, type Unpacked } from '../../shared/evidence/trail/gunzip';
import { MOST_PIECE_BYTES } from '../../shared/findings/cutter';
import type { EventCollector } from '../../shared/findings/exported';
import { itemsOf } from '../../shared/findings/items';
import { readable, type Source } from './sources';

/** So many places of one file are named. */
const MOST_PLACES = 10;

/** Takes what the source holds; resolves with why it is not whole, where it is not. Throws CommandEnded: it cannot be read. */
export async function readInto(collector: EventCollector, source: Source): Promise<string[]> {
  const { name } = source;
  const before = collector.taken;
  const tooLong: number[] = [];
  let isCut = false;
  const { chunks, unpacked } = textOf(source);
  const all = async () => {
    for await (const item of itemsOf(asUtf8(chunks))) {
      collector.add(item);
      if (!('unread' in item)) continue;
      if (item.unread === 'cut-short') isCut = true;
      else if (item.unread === 'too-long') tooLong.push(item.offset);
    }
    return (await unpacked)?.cut;
  };
  const broken = await readable(name, all());
  const wrong = [
    ...(isCut ? ['it ends in the midst of an event'] : []),
    ...(broken === undefined ? [] : [`unpacked up to a broken place, and no further (${broken})`]),
    ...(tooLong.length === 0 ? [] : [tooLongAt(tooLong)]),
  ];
  if (wrong.length > 0) return [`${name}: ${wrong.join('; ')}`];
  return collector.taken === before ? [`${name}: it holds no event`] : [];
}

function tooLongAt(offsets: readonly number[]): string {
  const places = offsets.slice(0, MOST_PLACES).join(', ');
  const more = offsets.length > MOST_PLACES ? ` and ${offsets.length - MOST_PLACES} more` : '';
  return `longer than any event (${MOST_PIECE_BYTES / 2 ** 20} MiB) and set aside, at byte ${places}${more}`;
}

/** The text; of a packed one that is damaged all that can be unpacked: it is evidence as well. */
function textOf({ isGzip, bytes }: Source): {
  chunks: AsyncIterable<Buffer>;
  unpacked: Promise<Unpacked | undefined>;
} {
  if (!isGzip) return { chunks: bytes(), unpacked: Promise.resolve(undefined) };
  const text = new PassThrough({ highWaterMark: 1 << 20 });
  const unpacked = gunzip(bytes, async (chunk) => {
    if (!text.write(chunk)) await once(text, 'drain');
  });
  unpacked.then(
    () => text.end(),
    (error: Error) => text.destroy(error),
  );
  return { chunks: text, unpacked };
}

/** Text that begins with UTF-16's byte order mark, as some programs export it, becomes UTF-8. */
async function* asUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst && chunk.length >= 2) {
      const mark = chunk.readUInt16BE(0);
      decoder =
        mark === 0xfffe ? new TextDecoder('utf-16le') : mark === 0xfeff ? new TextDecoder('utf-16be') : undefined;
    }
    isFirst = false;
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}
