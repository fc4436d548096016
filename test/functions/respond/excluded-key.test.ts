import { approveCommand } from '../../../cli/approve';
import { escalate } from '../../../functions/respond/escalate';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { maskKey } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
let account: Account;
beforeEach(async () => {
  const user = aUser('ci-bot').withKey('spared').withKey('leaked');
  account = await Account.start(aSandbox().withUser(user).withEvents(used('spared'), used('leaked')));
});
afterEach(() => account.stop());

const excluding = () => ({ ...ENGLISH, TOURNIQUET_EXCLUDE_KEYS: account.keyOf('spared') });
const denies = () => account.policiesOf('ci-bot');
const takeOff = () => {
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
};
async function approve(): Promise<void> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, excluding(), 'respond', undefined, credentials);
  const cli = { run, credentials, clock: run.clock, config: run.config };
  const by = { reason: 'both may be bound', by: 'alice', yes: true };
  expect(await approveCommand(cli, [account.keyOf('leaked')], by)).toBe(0);
}

describe('the other key of its user is excluded', () => {
  test.each([
    ['en', (key: string) => `a deny on ci-bot would bind the key ${key} as well, which is on the exclusion list`],
    ['zh', (key: string) => `ci-bot 的拒绝策略也会限制 AccessKey ${key}，而它在排除名单中`],
  ])('a leak is held and asked about, in the words of %s', async (language, reason) => {
    account.leak('leaked', { tokenValid: 1 });
    const env = { ...excluding(), TOURNIQUET_LANGUAGE: language };
    expect(await account.poll(env)).toMatchObject([{ row: 'excluded', verdict: 'hold', failures: [] }]);
    expect(account.writingCalls()).toEqual([]);
    const spared = account.keyOf('spared');
    expect(account.mails).toHaveLength(1);
    expect(account.mails[0]?.text).toContain(reason(maskKey(spared)));
    expect(account.mails[0]?.text).toContain(`approve ${account.keyOf('leaked')}`);
    expect(account.objects('status/')).toEqual([expect.stringContaining('held--')]);
  });

  test('a notice of the bus is held likewise; where the excluded key is off, it is contained', async () => {
    const notice = busEvent(account.keyOf('leaked'), { userName: 'ci-bot' });
    expect(await account.handled(notice, excluding())).toMatchObject([{ row: 'excluded', verdict: 'hold' }]);
    const key = account.sandbox.keys.get('spared')?.key;
    if (key) Object.assign(key, { status: 'Inactive' });
    const another = busEvent(account.keyOf('leaked'), { userName: 'ci-bot' }, 'e-2');
    expect(await account.handled(another, excluding())).toMatchObject([{ verdict: 'contain' }]);
    expect(denies()).toEqual([QUARANTINE]);
  });

  test('a person who approves has both bound, and the watch puts that back', async () => {
    account.leak('leaked', { tokenValid: 1 });
    await account.poll(excluding());
    await approve();
    expect(denies()).toEqual([QUARANTINE]);
    takeOff();
    account.sandbox.clock.advance(60_000);
    await account.respond(TIMER, excluding());
    expect(denies()).toEqual([QUARANTINE]);
  });

  test('excluded behind the containment, a deny that is off is asked about and not put back', async () => {
    account.leak('leaked', { tokenValid: 1 });
    await account.poll(ENGLISH);
    expect(denies()).toEqual([QUARANTINE]);
    takeOff();
    account.sandbox.clock.advance(60_000);
    await account.respond(TIMER, excluding());
    expect(denies()).toEqual([]);
    expect(account.mails.at(-1)?.text).toMatch(/another active key of the user, which the same deny binds/);
  });

  test('what an investigation found freezes nobody by itself', async () => {
    account.leak('leaked', { tokenValid: 1 });
    await account.poll(ENGLISH);
    const run = await aRun(account.sandbox, { ...excluding(), TOURNIQUET_ESCALATE: 'auto' });
    const { id } = await account.incident('leaked');
    await escalate(run, id, { row: 'success-after-deny', why: 'ecs RunInstances at 03:12' });
    expect(denies()).toEqual([QUARANTINE]);
    expect(account.statusOf('leaked')).toBe('Active');
    const { state } = await account.incident('leaked');
    expect(state.held?.reason).toMatch(/^a deny on ci-bot would bind .*, and: ecs RunInstances/);
  });
});
