import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gunzip } from '../../../../shared/evidence/trail/gunzip';

async function unpacked(body: Buffer, pieceBytes: number) {
  const chunks: Buffer[] = [];
  const packed = async function* () {
    for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes);
  };
  const result = await gunzip(packed, (chunk) => void chunks.push(chunk));
  return { ...result, text: Buffer.concat(chunks) };
}

const random = (bytes: number) => {
  let state = 7;
  return Buffer.from(
    Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
};

test('a whole file, of one member or several, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 5_000 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 9_000 }),
      async (parts, piece) => {
        const result = await unpacked(Buffer.concat(parts.map((part) => gzipSync(part))), piece);
        expect(result).toEqual({ text: Buffer.concat(parts), bytes: result.text.length, cut: undefined });
      },
    ),
    { numRuns: 60 },
  );
});

test('more than one chunk of it comes in order, one after the other has been taken', async () => {
  const text = random(5_000_000);
  let busy = 0;
  const parts: Buffer[] = [];
  const result = await gunzip(
    async function* () {
      yield gzipSync(text);
    },
    async (chunk) => {
      busy += 1;
      expect(busy).toBe(1);
      await new Promise(setImmediate);
      parts.push(chunk);
      busy -= 1;
    },
  );
  expect(result).toEqual({ bytes: text.length, cut: undefined });
  expect(Buffer.concat(parts).equals(text)).toBe(true);
});

test('a file that is cut: what is there is used, and the cut is named', async () => {
  const text = random(300_000);
  const body = gzipSync(text);
  const { text: got, cut } = await unpacked(body.subarray(0, body.length >> 1), 65_536);
  expect(cut).toMatch(/cut/);
  expect(got.length).toBeGreaterThan(100_000);
  expect(text.subarray(0, got.length).equals(got)).toBe(true);
});

test('something behind the end: the whole text, and a word about the rest', async () => {
  const text = random(300_000);
  const { text: got, cut } = await unpacked(Buffer.concat([gzipSync(text), Buffer.from('garbage behind it')]), 1 << 20);
  expect(got.equals(text)).toBe(true);
  expect(cut).toMatch(/follows/);
});

test('damage in the middle: everything before it', async () => {
  const text = random(300_000);
  const body = gzipSync(text);
  body.fill(0xff, body.length >> 1, (body.length >> 1) + 50);
  const { text: got, cut } = await unpacked(body, 1 << 20);
  expect(cut).toBeDefined();
  expect(got.length).toBeGreaterThan(100_000);
  expect(text.subarray(0, 100_000).equals(got.subarray(0, 100_000))).toBe(true);
});

test.each([
  ['nothing', ''],
  ['no gzip', 'plain text'],
])('%s', async (_, body) => {
  expect(await unpacked(Buffer.from(body), 100)).toMatchObject({ bytes: 0, cut: expect.any(String) });
});

test('what the taker throws is thrown', async () => {
  const packed = async function* () {
    yield gzipSync(random(3_000_000));
  };
  await expect(gunzip(packed, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
});
