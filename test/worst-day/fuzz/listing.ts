import fc from 'fast-check';
import { escapeXml } from '../../../sandbox/oss/xml';
import { namedOr, SharedAccount } from './an-account';
import { mutatedText } from './mutate';
import { STRINGS } from './strings';
import { must, type Target } from './target';

const PREFIX = 'ak-tourniquet/incidents/';
const hostile = fc.constantFrom(...STRINGS.map(({ text }) => text));
const key = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('a', 'b/000001.json', '../x', '__proto__', '').map((name) => PREFIX + name),
  },
  { weight: 1, arbitrary: hostile.map((name) => PREFIX + name) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ak-tourniquet/schedule/x', 'AK-TOURNIQUET/incidents/x', PREFIX.slice(0, -1), ''),
  },
);
/** Mostly as it should be: of an answer that is wrong in many places, the first would hide the others. */
const mostly = <T>(right: T, ...wrong: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 15, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const entry = fc.record({
  key,
  size: mostly('12', '0', '-1', 'x', '1e9', ''),
  time: mostly('2026-05-20T12:00:00.000Z', 'yesterday', ''),
  more: mostly('', '<Key>ak-tourniquet/second</Key>', '<Owner/>', '<!-- <Key>x</Key> -->', '<x:Key>y</x:Key>'),
});
const page = fc.record({
  entries: fc.array(entry, { maxLength: 4 }),
  count: mostly<number | string>(0, 1, -1, '<KeyCount>7</KeyCount>'),
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constant(['false', '']) },
    { weight: 6, arbitrary: fc.constantFrom('dDE', 'dDI', 'dDM').map((token) => ['true', token]) },
    { weight: 1, arbitrary: fc.constantFrom(['true', ''], ['false', 'dDE'], ['TRUE', 'dDE'], ['', ''], ['true', ' ']) },
  ),
  root: mostly('ListBucketResult', 'html', 'Error'),
  head: mostly(
    '',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
  ),
});
type Page = typeof page extends fc.Arbitrary<infer P> ? P : never;

const xmlOf = ({ entries, count, end: [isCut, token], root, head }: Page): string =>
  [
    `<?xml version="1.0" encoding="UTF-8"?>${head}<${root}>`,
    ...entries.map(
      ({ key: name, size, time, more }) =>
        `<Contents><Key>${escapeXml(name)}</Key><LastModified>${time}</LastModified><Size>${size}</Size>${more}</Contents>`,
    ),
    typeof count === 'string' ? count : `<KeyCount>${entries.length + count}</KeyCount>`,
    `<IsTruncated>${isCut}</IsTruncated>${token === '' ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`}</${root}>`,
  ].join('');

const xml = page.map(xmlOf);
const body = fc.oneof(
  { weight: 5, arbitrary: xml },
  {
    weight: 2,
    arbitrary: mutatedText(
      xml,
      fc.oneof(hostile, fc.constantFrom('<Contents>', '</Contents>', '&b;', '<![CDATA[', ']]>')),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '<html><body>502</body></html>',
      '{}',
      '<a/>',
      '<ListBucketResult/>',
      '<'.repeat(9_000),
    ),
  },
);
const account = new SharedAccount();

async function listed(bodies: readonly string[]): Promise<boolean> {
  const { sandbox, run } = account;
  let asked = 0;
  sandbox.kernel.faults.clear();
  sandbox.kernel.faults.rewrite({
    service: 'oss',
    action: 'ListObjectsV2',
    answer: (usual) => ({ ...usual, body: bodies[asked++ % bodies.length] }),
  });
  const all = await namedOr(run.cloud.evidence.list(PREFIX, { timeoutMs: 10_000, retries: 0 }));
  const served = bodies.slice(0, asked).join('');
  const names = (all ?? []).map(({ key: name }) => name);
  return must({
    'ends after each page once': asked <= bodies.length + 1,
    'nothing but what was asked for': names.every((name) => typeof name === 'string' && name.startsWith(PREFIX)),
    'each once': new Set(names).size === names.length,
    'sizes are sizes': (all ?? []).every(({ size }) => Number.isSafeInteger(size) && size >= 0),
    'no list out of what is none': all === undefined || served.includes('KeyCount>'),
    'no file of the machine': !names.some((name) => name.includes('root:')),
  });
}

export const listing: Target = {
  name: { en: 'OSS: listings over HTTP', zh: 'OSS：HTTP 列举结果' },
  holds: {
    en: 'a named failure, or only keys under the prefix, each once; every page asked for once; what is no list is never an empty one',
    zh: '给出明确的失败，或只含前缀下的对象且各一次；每页只取一次；非列举结果绝不视为空列表',
  },
  runs: [100, 10_000],
  async open() {
    await account.open();
    // A true list is one: else nothing would be tried here.
    await account.run.cloud.evidence.list(PREFIX);
  },
  close: account.close,
  property: () => fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 3 }), listed),
};
