import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { openOrigins } from '../../../functions/investigate/origins';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { openDatabase } from '../../../shared/origins/database';
import type { Origin, Origins } from '../../../shared/origins/model';
import { sourcesOf } from '../../../shared/origins/sources';
import { specialRange } from '../../../shared/origins/special';
import { addressOf, rangeOf, readTable } from '../../../shared/origins/table';
import { newText, originText, sourcesText } from '../../../shared/origins/words';

const FILE = path.join(__dirname, '../../../dist/investigate/networks.bin');
const text4 = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

describe('the database that the build makes', () => {
  const origins = openDatabase(readFileSync(FILE));

  test.each([
    ['8.8.8.8', { country: 'US', asn: 15169 }],
    ['185.220.101.34', { country: 'DE' }],
    ['47.96.10.20', { country: 'CN', asn: 37963 }],
    ['2001:4860:4860::8888', { country: 'US', asn: 15169 }],
    ['::ffff:8.8.8.8', { asn: 15169 }],
  ])('%s is where it is known to be', (ip, origin) => {
    expect(origins.of(ip)).toMatchObject(origin);
  });

  test.each([
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['fd00::1', 'private'],
    ['100.100.2.136', 'cloud-internal'],
    ['127.0.0.1', 'reserved'],
    ['203.0.113.7', 'reserved'],
    ['::1', 'reserved'],
  ])('%s is nobody in the internet: %s', (ip, special) => {
    expect(origins.of(ip)).toEqual({ special });
  });

  test.each(['ecs.aliyuncs.com', 'Internal', '', '1.2.3', '1.2.3.4.5', '999.1.1.1', '::g', '1.2.3.4/8'])(
    '%j is no address: unknown',
    (ip) => {
      expect(origins.of(ip)).toEqual({});
      expect(specialRange(ip)).toBeUndefined();
    },
  );

  test('says what it was made of', () => {
    expect(origins.madeOf.map(({ name }) => name)).toEqual(['@ip-location-db/asn', '@ip-location-db/asn-country']);
    for (const { version, license } of origins.madeOf) expect(`${version} ${license}`).toMatch(/\d{8}.* .*CC/);
  });

  test('property: any text has an answer, and every name in it is whole', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (ip) => {
        const { country, asn } = origins.of(ip);
        expect(country ?? 'XX').toMatch(/^[A-Z]{2}$/);
        expect(Number.isSafeInteger(asn ?? 1)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is refused:', () => {
  const whole = readFileSync(FILE);
  const summed = (text: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const rest = Buffer.concat([length, Buffer.from(text)]);
    return Buffer.concat([createHash('sha256').update(rest).digest(), rest]);
  };
  const damaged = (at: number): Buffer => {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.from('no database, but longer than a sum and the length of a header')],
    ['one that is cut', whole.subarray(0, whole.length - 1)],
    ['one of which a bit of the sum', damaged(0)],
    ['of the header', damaged(40)],
    ['or of a block is another', damaged(whole.length - 1)],
    ['another document', summed('{}')],
    ['one of another form', summed('{"schema":1,"madeOf":[],"tables":[]}')],
    ['one whose header is none', summed('{"schema":2')],
  ])('%s', (_, file) => expect(() => openDatabase(file)).toThrow());
});

test('a database that is missing or damaged is "could not be told", and nothing is thrown', async () => {
  expect(await openOrigins([path.join(__dirname, 'absent.bin')])).toEqual({
    why: expect.stringMatching(/could not be told.*no such file/),
  });
  expect(await openOrigins([__filename])).toEqual({ why: expect.stringMatching(/could not be told/) });
});

test('property: the range that holds an address is found as by looking at each', () => {
  // Small ones to meet each other, and all of 64 bits for what one half carries over to the other.
  const number = fc.oneof(
    fc.bigInt(0n, 1_000n),
    fc.bigInt(0n, 2n ** 64n - 1n),
    fc.bigInt(2n ** 32n - 9n, 2n ** 32n + 9n),
  );
  fc.assert(
    fc.property(fc.uniqueArray(number, { maxLength: 30 }), number, (begins, near) => {
      const sorted = [...begins].sort((a, b) => (a < b ? -1 : 1));
      const written = Buffer.alloc(sorted.length * 12);
      sorted.forEach((first, i) => {
        written.writeBigUInt64LE(first - (sorted[i - 1] ?? 0n), i * 8);
        written.writeUInt32LE(i + 1, sorted.length * 8 + i * 4);
      });
      const table = readTable(new DataView(written.buffer, written.byteOffset, written.length), sorted.length);
      for (const address of [near, ...sorted])
        expect(rangeOf(table, address)).toBe(sorted.filter((first) => first <= address).length);
    }),
  );
});

test('property: an address is its number, however it is written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (number) => {
      const expected = { version: 4, number: BigInt(number) };
      expect(addressOf(text4(number))).toEqual(expected);
      expect(addressOf(`::ffff:${text4(number)}`)).toEqual(expected);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 8, maxLength: 8 }), (groups) => {
      const number = groups.slice(0, 4).reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
      expect(addressOf(groups.map((group) => group.toString(16)).join(':'))).toEqual({ version: 6, number });
    }),
  );
  expect(addressOf('2001:db8::1.2.3.4')).toEqual({ version: 6, number: 0x2001_0db8_0000_0000n });
  expect(addressOf('::')).toEqual({ version: 6, number: 0n });
});

describe('new against the history', () => {
  const AT: Readonly<Record<string, Origin>> = {
    '1.0.0.1': { country: 'CN', asn: 37963, network: 'Alibaba' },
    '1.0.0.2': { country: 'CN', asn: 4134 },
    '1.0.0.3': { country: 'DE', asn: 60729, network: 'Stiftung' },
    '1.0.0.4': { country: 'DE' },
  };
  const origins: Origins = { madeOf: [], of: (ip) => AT[ip] ?? {} };
  const call = (sourceIpAddress: string, eventTime: string) => parseAuditEvent({ eventTime, sourceIpAddress });
  const before = [call('1.0.0.1', '2026-05-01T00:00:00Z'), call('ecs.aliyuncs.com', '2026-05-01T00:00:00Z')];
  const now = ['1.0.0.1', '1.0.0.2', '1.0.0.3', '1.0.0.4', '1.0.0.5', 'Internal'].map((ip) =>
    call(ip, '2026-05-20T12:00:00Z'),
  );
  const ENDS = '2026-05-19T00:00:00Z';
  const newOnes = (business = before) =>
    sourcesOf(now, business, ENDS, origins).map(({ ip, isNewCountry, isNewNetwork }) => [
      ip,
      isNewCountry,
      isNewNetwork,
    ]);

  test('by country and by network, each for itself; unknown is not new', () => {
    expect(newOnes()).toEqual([
      ['1.0.0.1', false, false],
      ['1.0.0.2', false, true],
      ['1.0.0.3', true, true],
      ['1.0.0.4', true, undefined],
      ['1.0.0.5', undefined, undefined],
    ]);
  });

  test.each([
    ['no history', []],
    ['a history of unknown addresses', [call('1.0.0.9', '2026-05-01T00:00:00Z')]],
    ['calls since the history ended', now],
  ])('with %s nothing can be called new', (_, business) => {
    for (const [, country, network] of newOnes(business)) expect([country, network]).toEqual([undefined, undefined]);
  });

  test('in words, in both languages', () => {
    const sources = sourcesOf(now, before, ENDS, origins);
    expect(sources.map((source) => originText(source).en)).toEqual([
      'AS37963 Alibaba, CN',
      'AS4134, CN',
      'AS60729 Stiftung, DE',
      'DE',
      'network unknown',
    ]);
    expect(sources.map((source) => newText(source)?.zh)).toEqual([
      undefined,
      '新网络',
      '新国家/地区、新网络',
      '新国家/地区',
      undefined,
    ]);
    expect(sourcesText(sources)?.en).toMatch(
      /^of its 5 addresses 2 in a new country and 2 in a new network: AS4134, CN/,
    );
    expect(sourcesText(sources.slice(3, 4))).toEqual({ en: 'new country: DE', zh: '新国家/地区：DE' });
    expect(sourcesText(sources.slice(0, 1))).toBeUndefined();
  });
});
