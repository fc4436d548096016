import { aSandbox, aUser } from '../../builders';
import { Account, QUARANTINE, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const UNREAD = /leaked key could not be read/;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('alice').withKey()).withEvents(used('ci-bot'), used('alice')),
  );
});
afterEach(() => account.stop());

/** A record of Security Center's list as it never came before. */
function leakWith(accessKeyId: string, more: object = {}): void {
  const record = account.sandbox.publishLeak({ key: 'ci-bot', when: 'found' });
  Object.assign(record, { accessKeyId, ...more });
}

const unreadTold = () => account.mails.filter(({ subject }) => UNREAD.test(subject));
const kept = () => account.objects('unparsed/');

async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await account.poll(ENV);
    account.sandbox.clock.advance(60_000);
  }
}

test.each([
  ['a blank behind it', (id: string) => `${id} `],
  ['a character before it that nobody sees', (id: string) => `\u200b${id}`],
  ['a mark of the byte order', (id: string) => `\ufeff${id}`],
])('an id with %s is that id', async (_, change) => {
  leakWith(change(account.keyOf('ci-bot')));
  await minutes(1);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  expect(kept()).toEqual([]);
  expect(unreadTold()).toEqual([]);
});

test('a record whose key cannot be read is kept and told, once, and takes no other along', async () => {
  leakWith('LTAI****************');
  account.leak('alice');
  await minutes(5);
  expect(account.policiesOf('alice')).toContain(QUARANTINE);
  expect(kept()).toHaveLength(1);
  const [told, ...more] = unreadTold();
  expect(more).toEqual([]);
  expect(told?.text).toMatch(/leak record \d+: Not an AccessKey id: LTAI… \(20 characters\)/);
  expect(told?.text).toContain(kept()[0]);
  account.sandbox.clock.advance(2 * 3_600_000);
  await minutes(2);
  expect(unreadTold()).toHaveLength(1);
});

test('others are told in the next hour: none is lost for the one that was told before', async () => {
  account.sandbox.clock.advance(3_600_000 - (account.sandbox.clock.now().getTime() % 3_600_000));
  leakWith('LTAI****************');
  await minutes(1);
  leakWith('?');
  await minutes(5);
  expect(unreadTold()).toHaveLength(1);
  expect(kept()).toHaveLength(2);
  account.sandbox.clock.advance(3_600_000);
  await minutes(2);
  expect(unreadTold()).toHaveLength(2);
  expect(unreadTold()[1]?.text).toMatch(/leak record \d+: Not an AccessKey id: \? \(1 character/);
});

test('what is kept holds no secret', async () => {
  const secret = account.sandbox.keys.get('ci-bot')?.key.accessKeySecret ?? '';
  leakWith(secret);
  await minutes(1);
  expect(unreadTold()).toHaveLength(1);
  const bucket = account.sandbox.oss.buckets.get('ak-tourniquet-evidence');
  const bodies = kept().map((key) => bucket?.objects.get(key)?.body.toString() ?? '');
  expect(bodies).toHaveLength(1);
  expect(`${bodies.join()}${JSON.stringify(account.mails)}${JSON.stringify(account.chats)}`).not.toContain(secret);
});

test('where it cannot be told it is a failure of the run, and told in the next', async () => {
  leakWith('LTAI****************');
  account.fault('oss', 'PutObject', '500', 500);
  await account.poll(ENV).catch(() => undefined);
  account.clearFaults();
  account.sandbox.clock.advance(180_000);
  await minutes(1).catch(() => undefined);
  expect(unreadTold()).toHaveLength(1);
});
