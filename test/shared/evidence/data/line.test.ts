import fc from 'fast-check';
import { type AccessLine, parseAccessLine } from '../../../../shared/evidence/data/line';

/** The order and the form of OSS's documentation ("Logging"). */
function written(line: AccessLine, more: readonly string[] = []): string {
  const at = new Date(Date.parse(line.at) + 8 * 3_600_000).toISOString();
  const month = new Date(at).toLocaleString('en', { month: 'short', timeZone: 'UTC' });
  const time = `[${at.slice(8, 10)}/${month}/${at.slice(0, 4)}:${at.slice(11, 19)} +0800]`;
  const quoted = (text: string): string => `"${text === '' ? '-' : text}"`;
  return [
    ...[line.ip, '-', '-', time, '"GET /x?y=1 HTTP/1.1"', line.status, line.sent, 127],
    ...[
      '"http://www.example.com/a b"',
      quoted(line.userAgent),
      '"b.oss-cn-hangzhou.aliyuncs.com"',
      '"5FF16B65F05BC932307A3C3C"',
    ],
    ...[
      '"true"',
      '"16571836914537"',
      quoted(line.operation),
      quoted(line.bucket),
      quoted(encodeURIComponent(line.object)),
    ],
    ...[999, 88, quoted(line.errorCode), line.received, '"16571836914537"', '-', '"-"', '"standard"', '"-"', '"-"'],
    ...[quoted(line.accessKeyId), '"acs:oss:cn-hangzhou:1:b"'],
    ...more,
  ].join(' ');
}

const LINE: AccessLine = {
  ...{ at: '2026-05-04T02:00:00.000Z', ip: '192.168.0.1', status: 200, sent: 999131, userAgent: 'curl/7.15.5' },
  ...{ operation: 'GetObject', bucket: 'exports', object: 'reports/2026 Mai/客户.csv', errorCode: '', received: 166 },
  accessKeyId: 'LTAI5tExampleKey00000001',
};

test('reads a line in the documented form: time to UTC, name decoded, a hyphen is nothing', () => {
  expect(parseAccessLine(written(LINE))).toEqual(LINE);
  expect(written(LINE)).toContain('[04/May/2026:10:00:00 +0800]');
  expect(parseAccessLine(written({ ...LINE, accessKeyId: '', object: '' }))).toMatchObject({
    accessKeyId: '',
    object: '',
  });
});

test('fields that are appended later change nothing; without the last ones nobody has signed it', () => {
  expect(parseAccessLine(written(LINE, ['"new"', '7']))).toEqual(LINE);
  const old = written(LINE).split(' "LTAI')[0] ?? '';
  expect(parseAccessLine(old)).toEqual({ ...LINE, accessKeyId: '' });
});

test('the key is found by its form, wherever among the last fields it stands', () => {
  const line = written(LINE).replace('"standard" "-" "-" ', '"standard" ');
  expect(parseAccessLine(line)).toEqual(LINE);
});

test.each([
  ['nothing', ''],
  ['prose', 'hello world'],
  ['a time of no calendar', written(LINE).replace('04/May', '99/May')],
  ['a status that is none', written(LINE).replace(' 200 ', ' OK ')],
  ['no operation', written({ ...LINE, operation: '' })],
  ['an endless line', written({ ...LINE, userAgent: 'x'.repeat(70_000) })],
])('%s is no line', (_, text) => expect(parseAccessLine(text)).toBeUndefined());

test('a quote inside a user agent ends no field', () => {
  for (const userAgent of ['say "hi"there', 'a\\"b', 'x"y'])
    expect(parseAccessLine(written({ ...LINE, userAgent }))).toMatchObject({
      userAgent,
      accessKeyId: LINE.accessKeyId,
    });
});

const word = fc.stringMatching(/^[A-Za-z0-9./_-]{1,20}$/);
const line: fc.Arbitrary<AccessLine> = fc.record({
  at: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => {
    date.setUTCMilliseconds(0);
    return date.toISOString();
  }),
  ip: fc.ipV4(),
  status: fc.integer({ min: 100, max: 599 }),
  sent: fc.nat(),
  userAgent: fc.oneof(word, fc.constant('')),
  operation: word.filter((text) => text !== '-'),
  bucket: word.filter((text) => text !== '-'),
  object: fc.string({ unit: 'grapheme' }).filter((text) => text !== '-'),
  errorCode: fc.oneof(
    word.filter((text) => text !== '-'),
    fc.constant(''),
  ),
  received: fc.nat(),
  accessKeyId: fc.stringMatching(/^LTAI[A-Za-z0-9]{20}$/),
});

test('whatever is written is read again', () => {
  fc.assert(
    fc.property(line, (given) => {
      const userAgent = given.userAgent === '-' ? '' : given.userAgent;
      expect(parseAccessLine(written(given))).toEqual({ ...given, userAgent });
    }),
  );
});

test('arbitrary text is a line or none, and never an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(300), (noise, at) => {
      const good = written(LINE);
      parseAccessLine(noise);
      parseAccessLine(good.slice(0, at) + noise + good.slice(at));
    }),
  );
});

describe('what the requester wrote himself', () => {
  const BUSINESS = 'LTAI5tBusinessKeyOfWeb01';
  const forged = [
    ...[
      'x" "h" "R" "true" "9" "HeadObject" "public" "robots.txt" 1 1 "-" 1 "1" - "-" "s" "-" "-" "',
      BUSINESS,
      '" "acs',
    ],
  ].join('');

  test.each([
    ['fields of a line of another key', forged],
    ['the same with its quotes escaped', forged.replaceAll('"', '\\"')],
    ['a quote and a blank', 'a" b'],
    ['a backslash at the end', 'evil\\'],
    ['three of them', 'evil\\\\\\'],
  ])('%s as a user agent hides nothing', (_, userAgent) => {
    expect(parseAccessLine(written({ ...LINE, userAgent }))).toEqual({ ...LINE, userAgent });
  });

  test.each([
    ['a user agent', written({ ...LINE, userAgent: 'x" 404 0 1 "y' })],
    ['a URL', written(LINE).replace('GET /x', 'GET /x HTTP/1.1" 404 0 1 "')],
    ['a referer', written(LINE).replace('/a b"', '" 404 0 1 "x"')],
  ])('an answer that %s pretends makes the line unclear', (_, text) => {
    expect(parseAccessLine(text)).toBeUndefined();
  });

  test('no header makes another key, another call or another object of it', () => {
    const piece = fc.oneof(
      fc.constantFrom('"', ' ', '" "', '\\', '-', '1', ` "${BUSINESS}" `, forged, '" 200 1 1 "', 'x', '[', ']'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('').replace(/[\r\n]/g, ''));
    fc.assert(
      fc.property(text, text, text, (url, referer, userAgent) => {
        const line = written({ ...LINE, userAgent })
          .replace('/x?y=1', () => url)
          .replace('http://www.example.com/a b', () => referer);
        const read = parseAccessLine(line);
        const { operation, bucket, object, accessKeyId, received } = LINE;
        if (read !== undefined)
          expect(read).toMatchObject({
            operation,
            bucket,
            object,
            accessKeyId,
            received,
            status: 200,
            sent: LINE.sent,
          });
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a key of another form is found by its place; a word beside it is none', () => {
  for (const accessKeyId of ['AbcDefGhiJkLmNoP', 'ak-cn.hangzhou_0001'])
    expect(parseAccessLine(written({ ...LINE, accessKeyId }))).toEqual({ ...LINE, accessKeyId });
  const moved = written({ ...LINE, accessKeyId: 'AbcDefGhiJkLmNoP' }).replace('"standard" "-" "-" ', '"standard" ');
  expect(parseAccessLine(moved)).toEqual({ ...LINE, accessKeyId: '' });
});
