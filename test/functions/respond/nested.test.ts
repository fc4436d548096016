import { sha256 } from '../../../shared/incident/seal';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, used } from './arrange';

const DEEP = `${'['.repeat(7_000)}"a"${']'.repeat(7_000)}`;
const SECRET = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0';

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('alice').withKey()).withEvents(used('ci-bot')),
  );
});
afterEach(() => account.stop());

const stored = (key: string) => account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(key)?.body;

test.each([
  ['reason', { reason: DEEP }],
  ['user', { userName: DEEP }],
  ['address', { url: DEEP }],
])('a notice whose %s is nested without end contains its key, and so does the good one before it', async (_, data) => {
  const batch = [busEvent(account.keyOf('alice'), {}, 'e-0'), busEvent(account.keyOf('ci-bot'), data, 'e-1')];
  const handled = await account.handled(batch);
  expect(handled.map(({ verdict }) => verdict)).toEqual(['contain', 'contain']);
  for (const user of ['alice', 'ci-bot']) expect(account.policiesOf(user)).toContain('AkTourniquetQuarantine');
  expect(account.mails).toHaveLength(2);
});

test.each<[string, (good: string) => string]>([
  ['alone', () => `{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"accessKeyId":"LTAI5t","x":${DEEP}}}`],
  ['as a list', () => DEEP],
  ['beside a good one', (good) => `[${good},{"specversion":"1.0","id":"1","data":{"pin":"${SECRET}","x":${DEEP}}}]`],
])('an event that is itself nested without end, %s, is kept less secrets and told once', async (_, make) => {
  const text = make(JSON.stringify(busEvent(account.keyOf('ci-bot'), {}, 'e-0')));
  const answer = await account.respond(Buffer.from(text)).catch(String);
  const isGood = text.includes('e-0');
  if (!isGood) expect(answer).toMatch(/^UnparseableEvent|cannot be understood/);
  expect(account.policiesOf('ci-bot')).toEqual(isGood ? ['AkTourniquetQuarantine'] : []);
  const kept = String(stored(`ak-tourniquet/unparsed/${sha256(Buffer.from(text))}`));
  expect(kept).toContain('put aside: nested too deep');
  expect(kept).not.toContain(SECRET);
  if (isGood) expect(JSON.parse(kept)).toHaveProperty([0, 'id'], 'e-0');
  expect(account.mails.filter(({ subject }) => subject.includes('收到无法理解的事件'))).toHaveLength(1);
});
