import { attachPolicy } from '../../sandbox/world/attachments';
import { createKey, ownerNamed, setKeyStatus } from '../../sandbox/world/keys';
import { policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { Account, busEvent, QUARANTINE, used } from '../functions/respond/arrange';
import { inTerminal, withTerminal } from './terminal';

withTerminal('the plan of a release, which a person takes his time to read', () => {
  const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
  let account: Account;
  beforeEach(async () => {
    account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), ENGLISH);
    await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), ENGLISH);
    account.sandbox.clock.advance(600_000);
    setKey('Inactive');
  });
  afterEach(() => account.stop());

  const world = () => account.sandbox.world;
  const setKey = (to: string): void =>
    setKeyStatus(world(), ownerNamed(world(), 'ci-bot'), account.keyOf('ci-bot'), to);
  /** `meanwhile` happens while the plan is on the screen. */
  const release = (meanwhile: () => void) => {
    const answer = {
      get types() {
        meanwhile();
        return 'y\r';
      },
    };
    const args = ['release', account.keyOf('ci-bot'), '--reason', 'replaced'];
    return inTerminal(account.sandbox, args, [[/Go ahead/, answer]], ENGLISH);
  };

  test.each<[string, RegExp, () => void]>([
    ['the leaked key is switched on', /is still active/, () => setKey('Active')],
    ['another key is made', /--own-key/, () => createKey(world(), ownerNamed(world(), 'ci-bot'))],
    [
      'power is attached',
      /--accept-changes/,
      () => attachPolicy(world(), userNamed(world(), 'ci-bot'), policyNamed(world(), 'System', 'AdministratorAccess')),
    ],
  ])('%s meanwhile: refused as if it had been so before', async (_, why, meanwhile) => {
    const { code, text } = await release(meanwhile);
    expect([code, text]).toEqual([4, expect.stringMatching(why)]);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  });

  test('nothing happens: he is asked once, and it goes ahead', async () => {
    const { code, text } = await release(() => undefined);
    expect([code, text.match(/Go ahead/g)?.length]).toEqual([0, 1]);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });
});
