import fc from 'fast-check';
import { Seal } from '../../../shared/incident/seal';

const seal = new Seal('a'.repeat(64));

test('opens what it closed, at its own place', async () => {
  const text = await seal.close('a/b', { n: 1, nested: { hmac: 'mine' } });
  expect(await seal.open('a/b', text)).toEqual({ n: 1, nested: { hmac: 'mine' } });
  expect(await seal.open('a/c', text)).toBeUndefined();
  expect(await new Seal('b'.repeat(64)).open('a/b', text)).toBeUndefined();
});

test('fetches its key once, at the first use; a key that cannot be fetched closes and opens nothing', async () => {
  let fetched = 0;
  const lazy = new Seal(async () => {
    fetched += 1;
    return 'a'.repeat(64);
  });
  expect(fetched).toBe(0);
  expect(await seal.open('a/b', await lazy.close('a/b', { n: 1 }))).toEqual({ n: 1 });
  expect(await lazy.open('a/b', await seal.close('a/b', { n: 2 }))).toEqual({ n: 2 });
  expect(fetched).toBe(1);
  const broken = new Seal(() => Promise.reject(new Error('KMS is down')));
  await expect(broken.close('a/b', {})).rejects.toThrow('KMS is down');
  await expect(broken.open('a/b', `{"hmac":"${'0'.repeat(64)}"}`)).rejects.toThrow('KMS is down');
});

test.each([
  ['changed', (text: string) => text.replace('1', '2')],
  ['without hmac', () => '{"n":1}'],
  ['with a short hmac', () => '{"n":1,"hmac":"00"}'],
  ['with an hmac of another type', () => '{"n":1,"hmac":{}}'],
  ['with more behind its hmac', (text: string) => text.replace(/"}$/, 'zz"}')],
  ['with more in front of its hmac', (text: string) => text.replace('"hmac":"', '"hmac":"zz')],
  ['with its hmac in a list', (text: string) => text.replace(/"([0-9a-f]{64})"/, '["$1"]')],
  ['with a second hmac in front', (text: string) => `{"hmac":"x",${text.slice(1).replace('1', '2')}`],
])('does not open what is %s', async (_, change) => {
  expect(await seal.open('a/b', change(await seal.close('a/b', { n: 1 })))).toBeUndefined();
});

test('without a key nothing is signed, and nothing is refused but what is not of the form', async () => {
  const open = new Seal(undefined);
  expect(await open.close('a/b', { n: 1 })).toBe('{"n":1}');
  expect(await open.open('a/b', await seal.close('a/b', { n: 1 }))).toEqual({ n: 1 });
  expect(await open.open('a/b', '{"n":1}', ({ n }) => n === 2)).toBeUndefined();
});

test('opens whatever it closed, and nothing of which one letter was changed', async () => {
  const letter = fc.constantFrom('0', 'a', '"', '}', ' ', 'é');
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), letter, async (content, where, other) => {
      const { hmac: _, ...plain } = JSON.parse(JSON.stringify(content)) as Record<string, unknown>;
      const text = await seal.close('a/b', plain);
      expect(await seal.open('a/b', text)).toEqual(plain);
      const at = where % text.length;
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      const opened = await seal.open('a/b', changed).catch(() => undefined);
      expect([undefined, JSON.stringify(plain)]).toContain(opened && JSON.stringify(opened));
    }),
  );
});

test('what does not bear the seal is not even parsed: a few megabytes of brackets would take hundreds', async () => {
  for (const text of ['', '7', '{', '['.repeat(1_000_000), `{"a":"hmac":"${'0'.repeat(64)}"}`])
    expect(await seal.open('a/b', text)).toBeUndefined();
});

test('without a key, what is no JSON object is a SyntaxError', async () => {
  const open = new Seal(undefined);
  for (const text of ['', '[]', 'null', '7', '{']) await expect(open.open('a/b', text)).rejects.toThrow(SyntaxError);
});
