import { aSandbox, aUser } from '../../builders';
import { Account, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
afterEach(() => account.stop());

async function leaked(env: object, isUsed: boolean): Promise<void> {
  const builder = aSandbox().withUser(aUser('ci-bot').withKey('a', isUsed ? {} : { createdDaysAgo: 400 }));
  account = await Account.start(isUsed ? builder.withEvents(used('a')) : builder);
  account.leak('a', { tokenValid: 1 });
  account.fault('sas', 'DescribeAccessKeyLeakDetail', 'throttle', 50);
  await account.poll({ ...ENGLISH, ...env });
}
async function hour(env: object): Promise<void> {
  account.clearFaults();
  for (let minute = 0; minute < 60; minute += 1) {
    account.nextMinute();
    await account.poll({ ...ENGLISH, ...env });
  }
}

describe('while nobody could ask whether the published secret is valid, the key is quarantined and no more', () => {
  test('an unused key is switched off once it is known', async () => {
    await leaked({}, false);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.statusOf('a')).toBe('Active');
    expect(account.mails[0]?.text).toMatch(/whether the secret is valid is unknown .*asked again within the hour/);
    await hour({});
    expect(account.statusOf('a')).toBe('Inactive');
    // No investigation runs here, which is told as well.
    const told = account.mails.filter(({ subject }) => !subject.includes('responder itself failed'));
    expect(told.at(-1)?.subject).toMatch(/disabled/i);
  });

  test.each([
    ['disable', 'Inactive', [QUARANTINE]],
    ['freeze', 'Active', [FREEZE, QUARANTINE]],
  ])('a key in use, %s', async (TOURNIQUET_CONTAINMENT, status, policies) => {
    const env = { TOURNIQUET_CONTAINMENT };
    await leaked(env, true);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.statusOf('a')).toBe('Active');
    await hour(env);
    expect(account.statusOf('a')).toBe(status);
    expect([...account.policiesOf('ci-bot')].sort()).toEqual(policies);
  });
});
