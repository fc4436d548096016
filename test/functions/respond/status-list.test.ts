import { command } from '../../../functions/respond/command';
import { parseAccessKeyId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, used } from './arrange';

interface Listed {
  readonly state: string;
  readonly accessKeyId: string;
  readonly note?: string;
}

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('other').withKey()).withEvents(used('ci-bot'), used('other')),
  );
  for (const user of ['ci-bot', 'other'])
    await account.respond(busEvent(account.keyOf(user), { userName: user }, `e-${user}`));
});
afterEach(() => account.stop());

const bucket = () => {
  const found = account.sandbox.oss.buckets.get('ak-tourniquet-evidence');
  if (found === undefined) throw new Error('there is no evidence bucket');
  return found.objects;
};
const marker = (state: string, key: string) => `ak-tourniquet/status/${state}--${account.sandbox.accountId}--${key}`;
const put = (key: string, body = ''): void => {
  const [some] = [...bucket().values()];
  if (some) bucket().set(key, { ...some, key, body: Buffer.from(body) });
};
async function listed(): Promise<Record<string, Listed>> {
  const answer = (await command(await aRun(account.sandbox), { kind: 'command', command: 'status' })) as {
    readonly incidents: readonly Listed[];
  };
  return Object.fromEntries(answer.incidents.map((one) => [one.accessKeyId, one]));
}

test('markers and journals that go together are two listings, and no journal is read', async () => {
  const from = account.calls('oss').length;
  const all = await listed();
  expect(Object.values(all).map(({ state, note }) => [state, note])).toEqual([
    ['contained', undefined],
    ['contained', undefined],
  ]);
  const calls = account.calls('oss').slice(from);
  expect(calls.filter(({ action }) => /^(ListObjects|GetBucket)/.test(action))).toHaveLength(2);
  expect(calls.filter(({ parameters }) => String(parameters['key']).includes('/journal/'))).toEqual([]);
});

test('a contained key whose marker somebody took away is listed by its journal', async () => {
  bucket().delete(marker('contained', account.keyOf('ci-bot')));
  expect((await listed())[account.keyOf('ci-bot')]).toMatchObject({
    state: 'contained',
    note: expect.stringMatching(/by its journal/),
  });
});

test('one that somebody called released besides is what its journal says', async () => {
  put(marker('released', account.keyOf('ci-bot')));
  expect((await listed())[account.keyOf('ci-bot')]).toMatchObject({ state: 'contained' });
});

test('a marker that somebody made up is no incident', async () => {
  put(marker('contained', 'LTAI5tMadeUp000000000001'));
  expect((await listed())['LTAI5tMadeUp000000000001']).toEqual({
    ...{ state: 'unknown', accountId: account.sandbox.accountId, accessKeyId: 'LTAI5tMadeUp000000000001' },
    note: expect.stringMatching(/marker without a journal/),
  });
});

test('a journal that bears no seal of ours is not known, in the list and by itself', async () => {
  const key = account.keyOf('ci-bot');
  const folder = `ak-tourniquet/incidents/${account.sandbox.accountId}/${key}/journal/`;
  for (const name of account.objects(`incidents/${account.sandbox.accountId}/${key}/journal/`))
    put(name, '{"type":"x"}');
  bucket().delete(marker('contained', key));
  expect((await listed())[key]).toMatchObject({ state: 'unknown', note: expect.stringMatching(/no entry .* seal/) });
  const one = await command(await aRun(account.sandbox), { kind: 'command', command: 'status', accessKeyId: key });
  expect(one).toMatchObject({
    known: false,
    ignoredObjects: expect.arrayContaining([expect.stringContaining(folder)]),
  });
});

test('a folder that is no key of anybody is named, and read by nobody', async () => {
  put(`ak-tourniquet/incidents/${account.sandbox.accountId}/..%2f/x.json`);
  expect(Object.values(await listed()).filter(({ state }) => state === 'unknown')).toHaveLength(1);
});

test("another account's incidents in a shared bucket are said to be that one's", async () => {
  const key = 'LTAI5tOfAnotherAccount01';
  put(`ak-tourniquet/status/contained--9999999999999999--${key}`);
  expect((await listed())[key]).toMatchObject({
    state: 'contained',
    accountId: '9999999999999999',
    note: `another account's, not ${account.sandbox.accountId}'s: sign with a key of that one`,
  });
  expect((await listed())[account.keyOf('ci-bot')]).not.toHaveProperty('note');
});

test('a run that died between the intent and what came of it is told as unfinished, not as one without a deny', async () => {
  const key = account.keyOf('ci-bot');
  const of = async () =>
    command(await aRun(account.sandbox), { kind: 'command', command: 'status', accessKeyId: parseAccessKeyId(key) });
  expect(await of()).toMatchObject({ attached: ['quarantine'], unfinished: null });
  const [, ...later] = account.objects(`incidents/${account.sandbox.accountId}/${key}/journal/`);
  for (const name of later) bucket().delete(name);
  expect(await of()).toMatchObject({ attached: [], unfinished: expect.stringMatching(/a deny may be on/) });
});
