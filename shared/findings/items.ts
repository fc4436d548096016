import { Cutter, type Item } from './cutter';

/**
 * The objects of a file that holds an array, one object, or one a line, as they are met; strings at the top are items as
 * well, because some exports write an event as text. What is no JSON is one unread item a line; an end in the midst of an
 * object is `cut-short`; what is longer than any event is `too-long`. `most`: how many bytes that is. Memory: one object
 * and one chunk.
 */
export async function* itemsOf(chunks: AsyncIterable<Buffer> | Iterable<Buffer>, most?: number): AsyncGenerator<Item> {
  const cutter = new Cutter(most);
  for await (const chunk of chunks) yield* cutter.take(chunk);
  yield* cutter.end();
}
