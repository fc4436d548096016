import { ChannelFailed, CloudCallFailed, RunIncomplete } from '../../../shared/errors';
import { messageOf } from '../../../shared/identity/looked';
import { keepSecret, keepSecretsOf, withoutKnownSecrets, withoutSecretsOf } from '../../../shared/secrecy/known';
import {
  withoutCredentials,
  withoutHandedSecrets,
  withoutLikelySecretsOfEvent,
  withoutSecrets,
} from '../../../shared/secrecy/named';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';

const SECRET = 'CAIS/w+t==&"<é>\\0123456789';

describe('what is known to be a secret', () => {
  beforeAll(() => keepSecret(SECRET, undefined, 'short'));

  test.each<[string, (secret: string) => string]>([
    ['as it is', (s) => s],
    ['in an address', encodeURIComponent],
    ['in a string to sign', (s) => encodeURIComponent(encodeURIComponent(s))],
    ['in JSON', (s) => JSON.stringify({ s })],
    [
      'in HTML',
      (s) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ],
    ['in Base64', (s) => Buffer.from(s).toString('base64')],
    ['within what is in Base64', (s) => Buffer.from(`user:${s}@`).toString('base64')],
    ['one letter further', (s) => Buffer.from(`user1:${s}@`).toString('base64')],
    ['two letters further', (s) => Buffer.from(`user12:${s}@`).toString('base64url')],
  ])('is taken out %s', (_, written) => {
    const left = withoutKnownSecrets(`before ${written(SECRET)} behind`);
    expect(left).toMatch(/^before .*\[secret\].* behind$/);
    expect(left).not.toMatch(/0123456/);
    expect(Buffer.from(left, 'base64').toString('latin1')).not.toMatch(/0123456/);
  });

  test('one that no address could hold is taken out all the same', () => {
    keepSecret('half-a-pair-\ud83d');
    expect(withoutKnownSecrets('before half-a-pair-\ud83d behind')).toBe('before [secret] behind');
  });

  test('what is too short to be one stays', () => expect(withoutKnownSecrets('a short word')).toBe('a short word'));

  test('is in no error of ours, cut or whole, nor in what it was caused by', () => {
    const cause = Object.assign(new TypeError(`${'x'.repeat(190)}${SECRET}`, { cause: new Error(SECRET) }), {
      code: 'Signature',
      params: { headers: { token: SECRET } },
    });
    const error = new CloudCallFailed('ram', 'X', 'Signature', 403, undefined, cause.message, { cause });
    const inner = error.cause as Error & { code: string };
    expect([inner instanceof TypeError, inner.name, inner.code, 'params' in inner]).toEqual([
      true,
      'TypeError',
      'Signature',
      false,
    ]);
    const texts = [
      error.message,
      error.stack,
      inner.message,
      inner.stack,
      String(inner.cause),
      (inner.cause as Error).stack,
    ];
    texts.push(
      new RunIncomplete([cause.message]).failures.join(),
      new ChannelFailed('mail', SECRET).message,
      messageOf(cause),
    );
    for (const text of texts) expect(text).not.toMatch(/CAIS|0123456/);
    expect(new ChannelFailed('mail', 'no cause')).not.toHaveProperty('cause');
  });

  test('what was thrown and is no error is left as it is, but for secrets', () => {
    expect([withoutSecretsOf(`no ${SECRET}`), withoutSecretsOf(7)]).toEqual(['no [secret]', 7]);
  });

  test('an address: its password, its query and the path that nobody would choose', () => {
    keepSecretsOf('https://bot:p%40ss-word-1@hooks.example.com/services/T01234567890123456/send?token=of-the-robot');
    keepSecretsOf('no address');
    expect(withoutKnownSecrets('p@ss-word-1 p%40ss-word-1 T01234567890123456 of-the-robot /services/send')).toBe(
      '[secret] [secret] [secret] [secret] /services/send',
    );
  });

  test('only so many are kept, the oldest of them goes', () => {
    keepSecret('the-oldest-secret', ...Array.from({ length: 63 }, (_, i) => `session-secret-${i}`));
    expect(withoutKnownSecrets('the-oldest-secret')).toBe('[secret]');
    keepSecret('the-newest-secret');
    expect(withoutKnownSecrets('the-oldest-secret the-newest-secret')).toBe('the-oldest-secret [secret]');
  });
});

describe('what is a secret by the name of its field', () => {
  test('is taken out of records, and of the JSON texts in them, whole or cut', () => {
    const text = JSON.stringify({ UserName: 'x', NewPassword: 'hush', Inner: JSON.stringify({ SecretData: 'hush' }) });
    const left = JSON.stringify(
      withoutSecrets({
        requestParameterJson: text,
        cut: text.slice(0, -12),
        'x-acs-security-token': 'hush',
        list: [{ DBAccountPassword: 'hush', PasswordResetRequired: 'true', keptAsWritten: '{ "a" : 1 }' }],
        client_secret: 'hush',
      }),
    );
    expect(left).not.toMatch(/hush/);
    expect(left).toMatch(/UserName.*x/);
    expect(left).toContain('"PasswordResetRequired":"true"');
    expect(left).toContain('{ \\"a\\" : 1 }');
  });

  test.each([
    ['https://github.com/a/b/blob/main/c.py?plain=1#L10', 'https://github.com/a/b/blob/main/c.py?plain=1#L10'],
    ['https://bot:hush@github.com/a', 'https://github.com/a'],
    ['https://ghp_hush@raw.example/a?token=hush&x=1', 'https://raw.example/a?token=[removed]&x=1'],
    ['https://x.example/#access_token=hush', 'https://x.example/#access_token=[removed]'],
    ['https://example.com/@user/post', 'https://example.com/@user/post'],
    ['no address: me@example.com', 'no address: me@example.com'],
  ])('an address: %s', (given, left) => expect(withoutCredentials(given)).toBe(left));

  const TOKEN = 'ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8';
  test.each([
    ['https://a:hush@x.example/1 and https://b:hush@x.example/2', 'https://x.example/1 and https://x.example/2'],
    ['??token=hush', '??token=[removed]'],
    [`found ${TOKEN} here`, 'found [removed] here'],
    ['a_glpat-a1B2c3D4e5F6g7H8i9J0_', 'a_[removed]'],
    ['github_pat_11ABCDEFG0abcdefghijkl_more', '[removed]'],
    ['Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv', '[removed]'],
    ['LTAI5tExampleLeakedKey01', 'LTAI5tExampleLeakedKey01'],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
  ])('a text that somebody handed in: %s', (given, left) => expect(withoutHandedSecrets(given)).toBe(left));

  const SECRET_OF_30 = 'nB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1';
  const KEY = 'LTAI5tExampleLeakedKey01';
  test.each([
    ...[
      '\\n',
      '\\r\\n',
      '\\t',
      '\\b',
      '\\f',
      '\\\\n',
      '\\\\\\\\t',
      '\\u0026',
      '\\u003d',
      '\\\\u003D',
      '\\x3d',
      'a\\\\',
    ],
    ...[
      '%20',
      '%3D',
      '%0D%0A',
      '%250A',
      '%25252F',
      'a_',
      `${KEY}`,
      `\\n${KEY}`,
      `%3D${KEY}`,
      'LTAIbcdefghijklm',
      `${KEY}:`,
    ],
  ])('a secret as RAM makes them, behind %s', (before) => {
    expect(withoutHandedSecrets(`id ${before}${SECRET_OF_30}`)).toBe(`id ${before}[removed]`);
    expect(withoutHandedSecrets(`${before}${SECRET_OF_30}\\n`)).toBe(`${before}[removed]\\n`);
    const cut = `{"code":"ak: ${before}${SECRET_OF_30}\\n","accessKeyId":`;
    expect(withoutLikelySecretsOfEvent(cut)).toBe(cut.replace(SECRET_OF_30, '[removed]'));
  });

  test.each(['\\n', '\\u003d', '%20'])('a token that says what it is, behind %s', (before) =>
    expect(withoutHandedSecrets(`a${before}${TOKEN}`)).toBe(`a${before}[removed]`),
  );

  test('and right before the id that it belongs to', () =>
    expect(withoutHandedSecrets(`\\n${SECRET_OF_30}${KEY}%20`)).toBe(`\\n[removed]${KEY}%20`));

  test.each([
    ...['', '\\n', '%20', '\\u003d'].flatMap((before) =>
      [
        KEY,
        '0a1b2c3d-4E5F-6789-ABCD-EF0123456789',
        '5D41402ABC4B2A76B9719D911017C592',
        'da39a3ee5e6b4b0d3255bfef95601890afd80709',
        `${SECRET_OF_30}aB`,
        `x${SECRET_OF_30.slice(1)}a`,
        `LTAI${SECRET_OF_30}a`,
        Buffer.from(`some text that was encoded ${SECRET_OF_30}`).toString('base64'),
      ].map((word) => `${before}${word}`),
    ),
    `n${SECRET_OF_30}`,
    `a\\q${SECRET_OF_30}`,
    `%2${SECRET_OF_30}`,
    `u003d${SECRET_OF_30}`,
  ])('%s is none, and stays whole', (text) => expect(withoutHandedSecrets(text)).toBe(text));

  const SLOW = [
    '?',
    '://',
    '\\',
    '{"',
    '&a',
    '\\n',
    '%25',
    '\\u0026',
    'LTAI',
    `${KEY}`,
    'aB1',
    `\\n${KEY}`,
    SECRET_OF_30,
  ];
  test.each(SLOW)('takes no longer for what was made to take long: %j', (part) => {
    const growth = growthForFourTimes((size) => withoutHandedSecrets(`{"${part.repeat(size)}`), 15_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });
});
