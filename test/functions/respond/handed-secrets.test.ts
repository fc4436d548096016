import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en' };
const SECRET = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0';
const OF_LETTERS = 'aBcdEfgHIjKlmNoPQrsTuvWxyZabCd';
const TOKEN = 'ghp_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0aB3dE5';
const BASIC = Buffer.from(`x:${SECRET}`).toString('base64');

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
});
afterEach(() => account.stop());

/** Everything that is kept and sent. */
function written(): string {
  const kept = [...(account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.values() ?? [])];
  return [...kept.map(({ body }) => body.toString()), JSON.stringify([account.mails, account.chats])].join('\n');
}

test.each<[string, object, string]>([
  ["a link's query", { url: `https://github.com/search?q=${SECRET}&type=code` }, SECRET],
  ["a link's path", { link: `https://paste.example.com/raw/${SECRET}` }, SECRET],
  ["a link's fragment", { url: `https://github.com/acme/app/.env#:~:text=SECRET%3D${SECRET}` }, SECRET],
  ["a token in a link's path", { url: `https://ci.example.com/job/12/${TOKEN}/log` }, TOKEN],
  ['a reason, of letters alone', { reason: `it is ${OF_LETTERS}` }, OF_LETTERS],
  ["a reason's header", { reason: `Authorization: Basic ${BASIC}` }, BASIC],
])('%s of a notice stands in no journal, mail or chat', async (_, data, secret) => {
  await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot', ...data }), ENV);
  expect(account.mails.length).toBeGreaterThan(0);
  expect(account.chats.length).toBeGreaterThan(0);
  expect(written()).not.toContain(secret);
});

test('nor does what Security Center tells of where a key was published', async () => {
  account.leak('ci-bot');
  for (const leak of account.sandbox.world.leaks)
    Object.assign(leak, {
      url: `https://github.com/acme/app/${SECRET}`,
      repository: `app-${TOKEN}`,
      fileName: `${SECRET}.txt`,
    });
  await account.poll(ENV);
  expect(account.policiesOf('ci-bot')).toEqual(['AkTourniquetQuarantine']);
  expect(written()).not.toContain(SECRET);
  expect(written()).not.toContain(TOKEN);
});
