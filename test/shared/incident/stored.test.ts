import { createHash } from 'node:crypto';
import type { StoredObject } from '../../../shared/aliyun/object-store';
import { CloudCallFailed, CloudNotFound } from '../../../shared/errors';
import { Seal } from '../../../shared/incident/seal';
import { isUnread, openStored } from '../../../shared/incident/stored';

const KEY = 'ak-tourniquet/watched.json';
const seal = new Seal('a-state-key-of-32-characters-long');
const md5 = (body: Buffer): string => createHash('md5').update(body).digest('hex').toUpperCase();

/** A store that answers one after the other, and counts how often it was asked. */
function answering(...answers: readonly (StoredObject | Error)[]) {
  const left = [...answers];
  const get = async (): Promise<StoredObject> => {
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error('asked once more than expected');
    return next;
  };
  return { get, left };
}

async function ours(): Promise<Buffer> {
  return Buffer.from(await seal.close(KEY, { schema: 1, keys: { LTAI5tOne: 'x' } }));
}

const gone = new CloudNotFound('oss', 'GetObject', 'NoSuchKey', 404, undefined, 'gone');
const down = new CloudCallFailed('oss', 'GetObject', 'InternalError', 500, undefined, 'down');

test('an object that comes by half once is read once more, and is ours', async () => {
  const body = await ours();
  const etag = md5(body);
  for (const length of [0, 1, Math.ceil(body.length / 2), body.length - 1]) {
    const store = answering({ body: body.subarray(0, length), etag }, { body, etag });
    expect(await openStored(store, seal, KEY)).toEqual({ content: { schema: 1, keys: { LTAI5tOne: 'x' } } });
    expect(store.left).toEqual([]);
  }
});

test('without a state key, what is no JSON is read once more as well', async () => {
  const body = Buffer.from('{"schema":1}');
  const store = answering({ body: body.subarray(0, 5), etag: md5(body) }, { body, etag: md5(body) });
  expect(await openStored(store, new Seal(undefined), KEY)).toEqual({ content: { schema: 1 } });
});

test('what opens, and what is all of a stranger’s bytes, is read once', async () => {
  const body = await ours();
  expect(await openStored(answering({ body, etag: 'of a write in parts' }), seal, KEY)).toHaveProperty('content');
  for (const text of ['junk', '{}', '{"schema":1,"hmac":"']) {
    const strange = Buffer.from(text);
    expect(await openStored(answering({ body: strange, etag: md5(strange) }), seal, KEY)).toBe('strange');
  }
});

test('what was written in parts has no sum: it is a stranger’s where it comes twice the same', async () => {
  const body = Buffer.from('junk');
  const parts = { body, etag: 'D41D8CD98F00B204E9800998ECF8427E-2' };
  const store = answering(parts, parts);
  expect(await openStored(store, seal, KEY)).toBe('strange');
  expect(store.left).toEqual([]);
});

test('what fills all that is read of an object is none of ours, and is not read twice', async () => {
  expect(await openStored(answering({ body: Buffer.alloc(9, 'x'), etag: 'x-2' }), seal, KEY, { most: 9 })).toBe(
    'strange',
  );
});

test('what comes in other bytes each time could not be looked at, and that may pass', async () => {
  const body = await ours();
  const etag = md5(body);
  const cut = (length: number) => ({ body: body.subarray(0, length), etag });
  const read = await openStored(answering(cut(9), cut(7)), seal, KEY);
  expect(read).toMatchObject({ unread: { key: KEY, isRefused: false, error: { cloudCode: 'Cut' } } });
});

test('the second look has the last word: gone, refused, or written anew since by another run', async () => {
  const body = await ours();
  const half = { body: body.subarray(0, 20), etag: md5(body) };
  expect(await openStored(answering(half, gone), seal, KEY)).toBe('gone');
  expect(isUnread(await openStored(answering(half, down), seal, KEY))).toBe(true);
  const anew = Buffer.from(await seal.close(KEY, { schema: 1, keys: {} }));
  expect(await openStored(answering(half, { body: anew, etag: md5(anew) }), seal, KEY)).toEqual({
    content: { schema: 1, keys: {} },
  });
});
