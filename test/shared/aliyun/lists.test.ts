import { type ListedPage, readObjectPage } from '../../../shared/aliyun/object-list';
import { pagesOf, ramPages } from '../../../shared/aliyun/pages';
import { CloudAnswerMalformed } from '../../../shared/errors';

async function all<T>(pages: AsyncGenerator<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

describe('the pages of a list', () => {
  const pages = (...tokens: (string | undefined)[]) => {
    let asked = 0;
    return pagesOf(
      'ram',
      'List',
      async () => tokens[asked++ % tokens.length],
      (token) => token,
    );
  };

  test('end with the last', async () => {
    expect(await all(pages('a', 'b', undefined))).toEqual(['a', 'b', undefined]);
  });

  test.each([
    ['the same for ever', ['a']],
    ['a circle', ['a', 'b', 'c']],
  ])('that are %s are none: an error, and never "these were all"', async (_, tokens) => {
    await expect(all(pages(...tokens))).rejects.toMatchObject({ cloudCode: 'SameToken' });
  });

  test('that have no end, each with another token, come to one', async () => {
    let asked = 0;
    const endless = pagesOf(
      'oss',
      'List',
      async () => String(asked++),
      (token) => token,
    );
    await expect(all(endless)).rejects.toMatchObject({ cloudCode: 'TooManyPages' });
  });

  test("of RAM's that are cut without a marker cannot be read on", async () => {
    for (const marker of [undefined, '']) {
      const cut = ramPages('ListUsers', async () => ({
        body: { isTruncated: true, ...(marker === '' ? { marker } : {}) },
      }));
      await expect(all(cut)).rejects.toThrow(CloudAnswerMalformed);
    }
  });
});

describe('a page of a listing of objects', () => {
  const object = (name: unknown) => ({ name, size: 1, lastModified: '2026-05-20T12:00:00.000Z' });
  const page: ListedPage = { objects: [object('p/a'), object('p/b')], prefixes: null, isTruncated: false, keyCount: 2 };

  test('is what was asked for', () => {
    const { objects, next } = readObjectPage({ ...page, nextContinuationToken: null }, 'p/');
    expect([objects.map(({ key }) => key), next]).toEqual([['p/a', 'p/b'], undefined]);
    const folders = { objects: [], prefixes: ['p/x/'], isTruncated: true, keyCount: 1, nextContinuationToken: 't' };
    expect(readObjectPage(folders, 'p/')).toEqual({ objects: [], folders: ['p/x/'], next: 't' });
  });

  test.each<[string, ListedPage]>([
    [
      "a gateway's page, which counts nothing",
      { objects: [], prefixes: null, isTruncated: false, keyCount: Number.NaN },
    ],
    ['an entry missing', { ...page, objects: [object('p/a')] }],
    ["somebody else's key", { ...page, objects: [object('p/a'), object('q/b')] }],
    ["somebody else's folder", { ...page, objects: [object('p/a')], prefixes: ['q/'] }],
    ['a key that is no text', { ...page, objects: [object('p/a'), object(undefined)] }],
    ['a size that is none', { ...page, objects: [object('p/a'), { ...object('p/b'), size: Number.NaN }] }],
    ['a cut without the next page', { ...page, isTruncated: true }],
    ['a next page, and no cut', { ...page, nextContinuationToken: 't' }],
  ])('with %s is no list', (_, given) => {
    expect(() => readObjectPage(given, 'p/')).toThrow(CloudAnswerMalformed);
  });
});
