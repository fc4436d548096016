import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const WISH = { reason: 'our own test', by: 'alice', yes: true, falseAlarm: true, reactivate: [], ownKeys: [] };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withKey('second')).withEvents(used('ci-bot'), used('second')),
  );
});
afterEach(() => account.stop());

async function release(name: string): Promise<number> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  const cli: CliRun = { run, credentials, clock: run.clock, config: run.config };
  return releaseCommand(cli, account.keyOf(name), WISH);
}
const leaked = (name: string, id: string) =>
  account.handled(busEvent(account.keyOf(name), { userName: 'ci-bot' }, id), ENGLISH);
const stateOf = async (name: string) => (await account.incident(name)).state;

test('what was attached while OSS was down, and a release could not be seen, is written down once it can', async () => {
  await leaked('ci-bot', 'e-1');
  expect(await release('ci-bot')).toBe(0);
  account.fault('oss', undefined, '500', 1_000);
  await expect(leaked('ci-bot', 'e-2')).rejects.toThrow(/OSS/);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  account.clearFaults();
  expect(await leaked('ci-bot', 'e-2')).toMatchObject([{ row: 'released-new-leak', verdict: 'hold' }]);
  expect([...(await stateOf('ci-bot')).attached]).toEqual(['quarantine']);
  expect(account.mails.at(-1)?.text).toMatch(/a deny of ours was found on ci-bot that no journal knew of/);
  // The platform delivers as often as it likes.
  const before = (await account.incident('ci-bot')).entries.length;
  await leaked('ci-bot', 'e-2');
  expect((await account.incident('ci-bot')).entries.length).toBe(before);
  expect(await release('ci-bot')).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect([...(await stateOf('ci-bot')).attached]).toEqual([]);
});

test('the deny of another key of the same user is that key’s', async () => {
  await leaked('ci-bot', 'e-1');
  expect(await release('ci-bot')).toBe(0);
  await leaked('second', 'e-2');
  expect(await leaked('ci-bot', 'e-3')).toMatchObject([{ row: 'released-new-leak' }]);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect([...(await stateOf('ci-bot')).attached]).toEqual([]);
  expect([...(await stateOf('second')).attached]).toEqual(['quarantine']);
});

test('where there is none, nothing is written', async () => {
  await leaked('ci-bot', 'e-1');
  expect(await release('ci-bot')).toBe(0);
  await leaked('ci-bot', 'e-2');
  const { entries } = await account.incident('ci-bot');
  expect(entries.findLast(({ type }) => type === 'outcome')?.seq).toBeLessThan(
    entries.findLast(({ type }) => type === 'release')?.seq ?? 0,
  );
});
