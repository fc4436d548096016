import { withoutHandedSecrets, withoutLikelySecretsOfEvent } from '../../../shared/secrecy/named';

const KEY = 'LTAI5tExampleLeakedKey01';
const SECRET = 'nB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1';
/** One in two hundred is of letters alone. */
const OF_LETTERS = 'aBcdEfgHIjKlmNoPQrsTuvWxyZabCd';
/** Few capitals: it could be a name. */
const LIKE_A_NAME = 'abcdefgHijklmNopqrsTuvwxyZabcd';
const TOKEN = 'ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8';
const BASIC = Buffer.from(`${KEY}:${SECRET}`).toString('base64');

describe('a link that somebody handed in', () => {
  test.each([
    [`https://github.com/search?q=${SECRET}&type=code`, 'https://github.com/search?q=[removed]&type=code'],
    [`https://paste.example/raw/${KEY}/${SECRET}`, `https://paste.example/raw/${KEY}/[removed]`],
    [`https://paste.example/raw/${KEY}/${LIKE_A_NAME}`, `https://paste.example/raw/${KEY}/[removed]`],
    [
      `https://github.com/a/b/.env#:~:text=SECRET%3D${SECRET}`,
      'https://github.com/a/b/.env#:~:text=SECRET%3D[removed]',
    ],
    [`https://ci.example/job/12/${TOKEN}/log`, 'https://ci.example/job/12/[removed]/log'],
    ['https://ci:hush@ci.example/?token=hush#sig=hush', 'https://ci.example/?token=[removed]#sig=[removed]'],
  ])('%s', (given, left) => expect(withoutHandedSecrets(given)).toBe(left));

  test.each([
    'https://github.com/acme/app/blob/da39a3ee5e6b4b0d3255bfef95601890afd80709/src/main/java/com/acme/GetOrderDetailResponseBodyData.java?plain=1#L10-L20',
    'https://gist.github.com/acme/3f2504e04f8911d39a0c0305e82c3301#file-secret-token-md',
    'https://example.com/3f2504e0-4f89-11d3-9a0c-0305e82c3301/@user/post?page=2&next_page=3',
    `https://github.com/search?q=${KEY}&type=code`,
  ])('%s stays whole', (link) => expect(withoutHandedSecrets(link)).toBe(link));
});

describe('a text that somebody handed in', () => {
  test.each([
    [`found ${OF_LETTERS} in a gist`, 'found [removed] in a gist'],
    [`${KEY}:${LIKE_A_NAME}`, `${KEY}:[removed]`],
    [`${KEY} / ${LIKE_A_NAME}`, `${KEY} / [removed]`],
    [`${KEY}${LIKE_A_NAME}`, `${KEY}[removed]`],
    [`AccessKeySecret=${LIKE_A_NAME}`, 'AccessKeySecret=[removed]'],
    ['export DB_PASSWORD="hunter two"', 'export DB_PASSWORD="[removed]"'],
    [
      `curl -H 'Authorization: Basic ${BASIC}' https://x.example`,
      "curl -H 'Authorization: [removed]' https://x.example",
    ],
    [`Authorization: Basic ${BASIC}`, 'Authorization: [removed]'],
  ])('%s', (given, left) => {
    expect(withoutHandedSecrets(given)).toBe(left);
    expect(withoutLikelySecretsOfEvent(`{"reason":${JSON.stringify(given)},`)).toBe(
      `{"reason":${JSON.stringify(left)},`,
    );
  });

  // Of 30 letters each, and with as many capitals as names have.
  test.each([
    'GetPayAsYouGoPriceResponseBody',
    'mapErrorToJSONRPCErrorResponse',
    'RemoveClientIdFromOIDCProvider',
    'getDuckDBTimeStringFromPartsNS',
    'NoSuchServerSideEncryptionRule',
    'RestoreAccessKeyFromRecycleBin',
  ])('the name %s stays', (name) => {
    expect(name).toHaveLength(30);
    expect(withoutHandedSecrets(`see ${name}`)).toBe(`see ${name}`);
  });

  test('of secrets without a digit, nearly none is taken for a name', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    let state = 1;
    const letter = () => {
      state = (state * 48_271) % 2_147_483_647;
      return letters[state % letters.length];
    };
    const made = Array.from({ length: 2_000 }, () => Array.from({ length: 30 }, letter).join(''));
    expect(made.filter((secret) => withoutHandedSecrets(secret) === secret).length).toBeLessThan(made.length / 20);
  });
});
