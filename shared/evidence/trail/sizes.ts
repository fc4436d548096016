/** What is unpacked in one turn, at least and at most. */
const LEAST_BYTES = 65_536;
const MOST_BYTES = 4_194_304;

/** Longer than any event by far: ActionTrail's are kilobytes. */
export const EVENT_BYTES = 4_194_304;

/** No object of a trail is so long unpacked: a few kilobytes can be told to unpack to terabytes. */
export const MOST_UNPACKED_BYTES = 1_073_741_824;

/** Objects that tell no more than this unpacked, and are no larger than this packed, are taken whole. */
export const MOST_WHOLE_BYTES = 16_777_216;

/**
 * A file that comes in one piece tells its unpacked size in its last four bytes (RFC 1952, ISIZE): with room for just
 * that, it is unpacked in one turn and never copied. In other pieces these bytes are any number, and none does harm.
 */
export function chunkBytes(piece: Buffer): number {
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, toldBytes(piece) + 1));
}

/** Less than a header and a trailer tells nothing. */
export function toldBytes(file: Buffer): number {
  return file.length < 18 ? 0 : file.readUInt32LE(file.length - 4);
}
