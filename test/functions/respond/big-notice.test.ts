import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MEGABYTE = 1_048_200;
let account: Account;
afterEach(() => account.stop());

test.each<[string, (key: string) => object]>([
  ['by hand', (accessKeyId) => ({ accessKeyId, userName: 'a'.repeat(MEGABYTE) })],
  ['on the bus', (key) => busEvent(key, { userName: 'b'.repeat(MEGABYTE) })],
  ['on the bus, about an account', (key) => busEvent(key, { accountId: '1'.repeat(MEGABYTE) })],
  ['on the bus, with an address', (key) => busEvent(key, { url: 'u'.repeat(MEGABYTE) })],
])('a notice of a megabyte %s is kept like any other, and its incident is watched', async (_, event) => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  const { clock, identities } = account.sandbox;
  expect(await account.handled(event(account.keyOf('ci-bot')), ENGLISH)).toMatchObject([
    { row: 'in-use', failures: [] },
  ]);
  const { tampered, state } = await account.incident('ci-bot');
  expect([tampered, state.signals.length, state.owner?.type]).toEqual([[], 1, 'ram-user']);
  const sizes = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.values() ?? [];
  expect(Math.max(...[...sizes].map(({ body }) => body.length))).toBeLessThan(100_000);
  clock.advance(60_000);
  await account.poll(ENGLISH);
  const off = { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' };
  await callRpc(account.sandbox, identities.admin, 'ram', 'DetachPolicyFromUser', off);
  clock.advance(60_000);
  await account.poll(ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});
