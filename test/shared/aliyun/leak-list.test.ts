import { readLeakList } from '../../../shared/aliyun/leak-list';
import type { LeakPage, LeakRecord } from '../../../shared/aliyun/security-center';

const record = (id: string): LeakRecord => ({
  id,
  accessKeyId: `LTAI-${id}`,
  userName: undefined,
  userType: undefined,
  status: undefined,
  dealType: undefined,
  dealTime: undefined,
  foundAt: undefined,
  url: undefined,
});
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

/** A server that puts `size` records on a page of the list as it stands at each call, counted from 1. */
function served(listAt: (call: number) => readonly string[], size = 100, count?: (real: number) => number | undefined) {
  const asked: number[] = [];
  const ask = async (page: number): Promise<LeakPage> => {
    asked.push(page);
    const list = listAt(asked.length);
    const totalCount = count === undefined ? list.length : count(list.length);
    return { records: list.slice((page - 1) * size, page * size).map(record), totalCount };
  };
  return { asked, ask };
}

const whole = undefined;

test.each<[string, ReturnType<typeof served>, readonly string[], string | undefined, readonly number[]]>([
  ['an empty list', served(() => []), [], whole, [1]],
  ['one page', served(() => numbers(1, 7)), numbers(1, 7), whole, [1]],
  ['two pages that are full', served(() => numbers(1, 200)), numbers(1, 200), whole, [1, 2]],
  ['fewer on a page than were asked for', served(() => numbers(1, 7), 3), numbers(1, 7), whole, [1, 2, 3]],
  [
    'no count',
    served(
      () => numbers(1, 7),
      3,
      () => undefined,
    ),
    numbers(1, 7),
    whole,
    [1, 2, 3, 4],
  ],
  [
    'empty, and counts one',
    served(
      () => [],
      100,
      () => 1,
    ),
    [],
    'it counts 1, and 0 were there',
    [1, 1],
  ],
  [
    'a count that is never reached',
    served(
      () => numbers(1, 7),
      3,
      (real) => real * 2,
    ),
    numbers(1, 7),
    'it counts 14, and 7 were there',
    [1, 2, 3, 4, 1, 2, 3, 4],
  ],
  [
    'one that comes to it meanwhile, in front: the next look finds it',
    served((call) => (call === 1 ? numbers(2, 7) : numbers(1, 7)), 3),
    numbers(2, 7),
    whole,
    [1, 2, 3],
  ],
  [
    'one that comes to it meanwhile, behind: so too',
    served((call) => (call === 1 ? numbers(1, 6) : numbers(1, 7)), 3),
    numbers(1, 6),
    whole,
    [1, 2],
  ],
  [
    'one that goes away meanwhile, which lets another slip past: it is read once more',
    served((call) => (call === 1 ? numbers(1, 7) : numbers(2, 7)), 3),
    numbers(1, 7),
    whole,
    [1, 2, 1, 2],
  ],
  [
    'so many in between that nothing on the page is new',
    served((call) => (call === 1 ? numbers(4, 9) : numbers(1, 9)), 3),
    numbers(1, 9),
    whole,
    [1, 2, 1, 2, 3],
  ],
  [
    'a flood',
    served(() => numbers(1, 300), 2),
    numbers(1, 200),
    'is longer than 200: what stands behind',
    numbers(1, 100).map(Number),
  ],
])('%s', async (_, { ask, asked }, records, lacking, pages) => {
  const list = await readLeakList(ask);
  expect(list.records.map(({ id }) => id).sort()).toEqual([...records].sort());
  if (lacking === undefined) expect(list.lacking).toBeUndefined();
  else expect(list.lacking).toContain(lacking);
  expect(asked).toEqual(pages);
});

test('the same page whatever was asked for comes to an end, and is not taken for all', async () => {
  const { ask } = served(() => numbers(1, 7), 3);
  const list = await readLeakList(() => ask(1));
  expect(list.records.map(({ id }) => id)).toEqual(numbers(1, 3));
  expect(list.lacking).toContain('it counts 7, and 3 were there');
});

test('two records that bear one id are two to the count', async () => {
  const { ask } = served(() => ['1', '1', '2']);
  expect(await readLeakList(ask)).toMatchObject({ lacking: undefined, records: [{ id: '1' }, { id: '2' }] });
});

const failing =
  (at: number, { ask, asked }: ReturnType<typeof served>) =>
  async (page: number) => {
    if (asked.length + 1 === at) throw new Error('no answer');
    return ask(page);
  };

test('a first page that does not come is thrown', async () => {
  await expect(
    readLeakList(
      failing(
        1,
        served(() => numbers(1, 7)),
      ),
    ),
  ).rejects.toThrow('no answer');
});

test.each([
  ['a later page', served(() => numbers(1, 7), 3), numbers(1, 3)],
  [
    'the second walk',
    served(
      () => numbers(1, 1),
      3,
      () => 2,
    ),
    numbers(1, 1),
  ],
])('where %s does not come, what was read is told with it', async (what, server, records) => {
  const list = await readLeakList(failing(what === 'a later page' ? 2 : 3, server));
  expect(list.records.map(({ id }) => id)).toEqual(records);
  expect(list.lacking).toBe("Security Center's leak list could not be read whole: no answer");
});
