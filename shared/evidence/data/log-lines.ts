/** A line holds a URL and two headers; what is longer has no end that could be waited for. */
const LONGEST_LINE = 128 * 1024;

/** Lines that hold one of the words, whole, from bytes as they come; undefined in the place of one that is too long. */
export async function* linesWith(
  words: readonly string[],
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<string | undefined> {
  const needles = words.map((word) => Buffer.from(word));
  const wanted = function* (block: Buffer): Generator<string> {
    if (!needles.some((needle) => block.includes(needle))) return;
    for (const line of block.toString().split('\n'))
      if (words.some((word) => line.includes(word))) yield line.replace(/\r$/, '');
  };
  let rest: Buffer = Buffer.alloc(0);
  // The end of a line that is too long is no line of its own: who can write a part of it could forge one.
  let isSkipping = false;
  for await (const chunk of chunks) {
    const block: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const begin = isSkipping ? block.indexOf(0x0a) + 1 : 0;
    const end = block.lastIndexOf(0x0a) + 1;
    if (isSkipping && begin === 0) continue;
    isSkipping = false;
    yield* wanted(block.subarray(begin, end));
    rest = block.subarray(end);
    if (rest.length > LONGEST_LINE) {
      yield undefined;
      isSkipping = true;
      rest = Buffer.alloc(0);
    }
  }
  yield* wanted(rest);
}
