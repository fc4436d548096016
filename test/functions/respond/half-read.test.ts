import { aSandbox, aUser } from '../../builders';
import { withHalfRead } from '../../half-reads';
import { Account, TIMER, used } from './arrange';

const english = { TOURNIQUET_LANGUAGE: 'en' };
const HOUR_MS = 3_600_000;
let account: Account;
afterEach(() => account.stop());

test('whichever object a minute of the timer reads by half, once: nobody is accused, and the minute fails by nothing', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), english);
  account.leak('ci-bot');
  for (let minute = 0; minute < 4; minute += 1) {
    await account.respond(TIMER, english);
    account.nextMinute();
  }
  const told = account.mails.length;
  // A minute of every day, and the one in which all is held against the journals.
  for (const waitMs of [60_000, HOUR_MS + 60_000]) {
    let reads = 2;
    for (let nth = 1; nth <= reads; nth += 1) {
      account.sandbox.clock.advance(waitMs);
      reads = await withHalfRead(account.sandbox, nth, () => account.respond(TIMER, english));
    }
    expect(reads).toBeGreaterThanOrEqual(2);
  }
  expect(account.mails.slice(told).map(({ subject }) => subject)).not.toContainEqual(expect.stringMatching(/tampered/));
});
