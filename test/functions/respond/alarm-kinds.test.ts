import { aSandbox, aUser } from '../../builders';
import { Account, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('zoe').withKey('z')).withEvents(used('ci-bot')),
  );
  const { clock } = account.sandbox;
  clock.advance(HOUR_MS - (clock.now().getTime() % HOUR_MS) + 1000);
  account.leak('z');
  await account.poll(ENV);
});
afterEach(() => account.stop());

async function minutes(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    account.sandbox.clock.advance(MINUTE_MS);
    await account.poll(ENV).catch(() => undefined);
  }
}
const alarms = () =>
  account.mails.filter(({ subject }) => subject.includes('the responder itself failed')).map(({ text }) => text);

test('a failure that passes does not silence that the leak list cannot be read', async () => {
  account.fault('ram', 'ListEntitiesForPolicy', 'throttle', 40);
  await minutes(1);
  expect(alarms()).toEqual([expect.stringContaining('ListEntitiesForPolicy')]);
  account.clearFaults();
  account.fault('sas', undefined, 'deny', 10_000);
  await minutes(1);
  expect(alarms()).toEqual([expect.anything(), expect.stringContaining('leaks may go unnoticed')]);
});

test('one fault is told once an hour, however long it lasts', async () => {
  account.fault('sas', undefined, 'deny', 10_000);
  await minutes(20);
  expect(alarms()).toHaveLength(1);
  account.sandbox.clock.advance(HOUR_MS);
  await minutes(2);
  expect(alarms()).toHaveLength(2);
});
