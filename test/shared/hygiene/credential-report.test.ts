import fc from 'fast-check';
import { CredentialReportInvalid } from '../../../shared/errors';
import { parseCredentialReport } from '../../../shared/hygiene/credential-report';

const COLUMNS =
  'user,user_creation_time,user_last_logon,password_exist,password_active,password_last_changed,password_next_rotation,mfa_active,access_key_1_exist,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used,access_key_2_exist,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used';
const NO_KEY = 'FALSE,N/A,N/A,N/A';
const KEY = 'TRUE,TRUE,2026-01-02T03:04:05Z,2026-05-01T00:00:00Z';
const row = (user: string, first = NO_KEY, second = NO_KEY, login = 'FALSE,N/A') =>
  `${user},2020-01-01T00:00:00Z,-,${login},N/A,N/A,FALSE,${first},${second}`;
const parse = (...lines: string[]) => parseCredentialReport([[COLUMNS, ...lines].join('\n')]);

test('root, a user without keys, a user with two', () => {
  const { rows, unknownColumns } = parse(
    row('<root>', KEY),
    row('a@x'),
    row('b@x', KEY, 'TRUE,FALSE,2025-01-01T00:00:00Z,N/A'),
  );
  expect(unknownColumns).toEqual([]);
  expect(rows.map(({ principal }) => principal)).toEqual(['<root>', 'a@x', 'b@x']);
  expect(rows[1]).toMatchObject({ console: { value: false }, mfa: { value: false }, keys: { value: [] } });
  expect(rows[2]?.keys).toEqual({
    value: [
      {
        slot: 1,
        active: { value: true },
        createdAt: { value: new Date('2026-01-02T03:04:05Z') },
        lastUse: { value: new Date('2026-05-01T00:00:00Z') },
      },
      {
        slot: 2,
        active: { value: false },
        createdAt: { value: new Date('2025-01-01T00:00:00Z') },
        lastUse: { value: 'never' },
      },
    ],
  });
});

test.each([
  ['a date that is none', 'TRUE,TRUE,soon,-', 'createdAt', 'access_key_1_last_rotated'],
  ['a date without a zone', 'TRUE,TRUE,2026-01-02T03:04:05,-', 'createdAt', 'access_key_1_last_rotated'],
  ['no date (defect 14)', 'TRUE,TRUE,,-', 'createdAt', 'access_key_1_last_rotated'],
  ['N/A for when an existing key was made', 'TRUE,TRUE,N/A,-', 'createdAt', 'access_key_1_last_rotated'],
  ['no last use: nothing is not "never"', 'TRUE,TRUE,2026-01-02T03:04:05Z,', 'lastUse', 'access_key_1_last_used'],
  ['a status that is none', 'TRUE,maybe,2026-01-02T03:04:05Z,-', 'active', 'access_key_1_active'],
] as const)('%s makes that one fact unknown', (_, cells, fact, column) => {
  const { rows } = parse(row('a@x', cells));
  const keys = rows[0]?.keys;
  expect(keys && 'value' in keys ? keys.value[0]?.[fact] : keys).toEqual({
    couldNotCheck: `the credential report's ${column} cannot be read`,
  });
});

test.each(['yes', 'N/A', '-', ''])(
  'whether a key exists must be readable, or nothing is known of any: "%s"',
  (cell) => {
    for (const user of ['<root>', 'a@x']) {
      expect(parse(row(user, `${cell},TRUE,-,-`)).rows[0]?.keys).toHaveProperty('couldNotCheck');
      expect(parse(row(user, KEY, `${cell},N/A,N/A,N/A`)).rows[0]?.keys).toHaveProperty('couldNotCheck');
    }
  },
);

test('a login that is switched off is none', () => {
  const off = parse(
    row('a@x', NO_KEY, NO_KEY, 'TRUE,FALSE'),
    row('b@x', NO_KEY, NO_KEY, 'TRUE,TRUE'),
    row('c@x', NO_KEY, NO_KEY, 'TRUE,N/A'),
  );
  expect(off.rows.map(({ console }) => ('value' in console ? console.value : '?'))).toEqual([false, true, '?']);
});

test('an additional key is a key, where the report has its columns', () => {
  const more = `${COLUMNS},${['exist', 'active', 'last_rotated', 'last_used'].map((what) => `additional_access_key_1_${what}`).join(',')},shoe_size`;
  const { rows, unknownColumns } = parseCredentialReport([`${more}\n${row('a@x', KEY)},${KEY},43`]);
  expect(rows[0]?.keys).toMatchObject({ value: [{ slot: 1 }, { slot: 3 }] });
  expect(unknownColumns).toEqual(['shoe_size']);
});

test.each([
  ['', /it is empty/],
  [COLUMNS.replace('mfa_active', 'mfa_on'), /no column mfa_active/],
  [`${COLUMNS},user`, /two columns have the same name/],
  [`${COLUMNS}\n${row('a@x')},more`, /row 1 has 17 cells, the header 16/],
  [`${COLUMNS}\n${row('')}`, /row 1 names no user/],
  [`${COLUMNS}\n${row('a@x')}\n${row('a@x')}`, /row 2 names a user for the second time/],
  ['<html>proxy error</html>', /it has no column/],
])('%j is refused by name', (text, why) => {
  expect(() => parseCredentialReport([text])).toThrow(why);
  expect(() => parseCredentialReport([text])).toThrow(CredentialReportInvalid);
});

test.each([true, false])('pages are one report, later ones with a header: %s', (withHeader) => {
  const second = withHeader ? `${COLUMNS}\n${row('b@x')}\n` : `${row('b@x')}\n`;
  const { rows } = parseCredentialReport([`${COLUMNS}\n${row('a@x')}\n`, second]);
  expect(rows.map(({ principal }) => principal)).toEqual(['a@x', 'b@x']);
});

test('any user name, quoted, comes back as it was, and the columns may stand in any order', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(names, fc.infiniteStream(fc.nat()), (users, order) => {
      const cells = [COLUMNS.split(','), ...users.map((user) => [user, ...row('x', KEY).split(',').slice(1)])];
      const shuffled = COLUMNS.split(',')
        .map((_, i) => [i, order.next().value] as const)
        .sort((a, b) => a[1] - b[1])
        .map(([i]) => i);
      const csv = cells
        .map((line) => shuffled.map((i) => `"${(line[i] ?? '').replaceAll('"', '""')}"`).join(','))
        .join('\n');
      const { rows } = parseCredentialReport([csv]);
      expect(rows.map(({ principal }) => principal)).toEqual(users);
      for (const { keys } of rows) expect(keys).toMatchObject({ value: [{ slot: 1 }] });
    }),
    { numRuns: 60 },
  );
});

test('damage anywhere is an error or an unknown fact, never another kind of failure', () => {
  const whole = [COLUMNS, row('<root>', KEY), row('a@x', KEY, KEY), row('b@x')].join('\n');
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(40), fc.string({ maxLength: 5 }), (at, cut, put) => {
      try {
        parseCredentialReport([whole.slice(0, at) + put + whole.slice(at + cut)]);
      } catch (error) {
        expect(error).toBeInstanceOf(CredentialReportInvalid);
      }
    }),
    { numRuns: 300 },
  );
});
