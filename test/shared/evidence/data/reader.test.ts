import type { RunningSandbox } from '../../../../sandbox/start';
import { parseAccessLine } from '../../../../shared/evidence/data/line';
import { LogReader } from '../../../../shared/evidence/data/reader';
import { DataTally } from '../../../../shared/evidence/data/tally';
import { aSandbox } from '../../../builders';
import { aRun } from '../../../run';

const KEY = 'LTAI5tLeakedKeyOfCiBot01';
const BUSINESS = 'LTAI5tBusinessKeyOfWeb01';
const line = ({ agent = 'ossbrowser', key = KEY, url = '/exports/a.csv', operation = 'GetObject' } = {}): string =>
  [
    `185.220.101.34 - - [20/May/2026:20:05:00 +0800] "GET ${url} HTTP/1.1" 200 3000 12 "-" "${agent}"`,
    `"exports.oss-cn-hangzhou.aliyuncs.com" "REQ1" "true" "2222" "${operation}" "exports" "a.csv" 3000 10 "-" 512 "1111"`,
    `- "-" "standard" "-" "-" "${key}" "acs:oss"`,
  ].join(' ');

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox().withBucket('acme-logs').start();
});
afterAll(() => sandbox.stop());

async function read(lines: readonly string[]) {
  const key = 'oss-access/exports2026-05-20-12-00-00-0001';
  sandbox.oss.buckets.get('acme-logs')?.objects.set(key, {
    ...{ key, body: Buffer.from(lines.join('\n')), etag: 'X', contentType: 'text/plain' },
    ...{ lastModified: sandbox.clock.now(), headers: {}, type: 'Normal' as const },
  });
  const { cloud, clock } = await aRun(sandbox, {}, 'investigate', undefined, sandbox.identities.admin);
  const kept: string[] = [];
  const reader = new LogReader(cloud, clock, {
    ...{ logs: { bucket: 'acme-logs', prefix: 'oss-access/' }, region: 'cn-hangzhou', keyIds: [KEY], folder: 'data' },
    ...{ from: new Date('2026-05-20T00:00:00Z'), to: new Date('2026-05-20T23:00:00Z'), stopAtMs: Number.MAX_VALUE },
    ...{ touched: new Set<string>(), write: async (_: string, body: Buffer) => void kept.push(body.toString()) },
  });
  await reader.read('exports', { bucket: 'acme-logs', prefix: 'oss-access/' });
  return { ...reader.result([]), kept: kept.join('').split('\n').filter(Boolean) };
}

test('a user agent that pretends to be the end of another key’s line hides no theft', async () => {
  const agent = `x" "h" "R" "true" "9" "HeadObject" "public" "robots.txt" 1 1 "-" 1 "1" - "-" "s" "-" "-" "${BUSINESS}" "acs`;
  const { lines, uses, failures, kept } = await read([line({ agent }), line({ agent }), line()]);
  expect({ lines, failures, kept: kept.length }).toEqual({ lines: 3, failures: [], kept: 3 });
  expect(uses).toMatchObject([{ accessKeyId: KEY, read: 3 }]);
});

test.each([
  [
    'an unsigned one with the key in its URL',
    line({ key: '-', url: `/a.csv?OSSAccessKeyId=${KEY}` }),
    /^1 lines .* of other keys or unsigned/,
  ],
  ['one of another key', line({ key: BUSINESS, agent: KEY }), /^1 lines .* of other keys or unsigned/],
  ['one with two answers', line({ agent: '" 404 0 1 "' }), /^1 lines .* cannot be read for certain/],
  ['one without its last fields', line().slice(0, 150) + KEY, /^1 lines .* cannot be read for certain/],
  ['one without an end', `${KEY}${'x'.repeat(200_000)}`, /^1 lines have no end/],
])('%s is counted and named beside those that are read', async (_, odd, why) => {
  const { lines, failures } = await read([line(), odd]);
  expect(lines).toBe(1);
  expect(failures).toEqual([expect.stringMatching(why)]);
});

test('an operation may have any name', () => {
  const tally = new DataTally();
  for (const operation of ['constructor', '__proto__', 'toString', 'GetObject'])
    tally.add(parseAccessLine(line({ operation })) as never);
  expect(tally.result()).toMatchObject([{ other: 3, read: 1, bytesOut: 3_000 }]);
  expect(Object.keys(tally.result()[0] ?? {})).not.toContain('function Object() { [native code] }');
});
