import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'ci-bot'), ENGLISH);
  await minute();
});
afterEach(() => account.stop());

async function minute(): Promise<void> {
  account.sandbox.clock.advance(60_000);
  await account.respond(TIMER, ENGLISH);
}

/** Markers bear no seal, and whoever may write to the bucket may delete them. */
test.each([
  ['is gone', undefined],
  ['says that nothing was done', 'recorded'],
  ['says that it was released', 'released'],
])(
  'where the marker of a contained key %s, a deny that is taken off is put back in the same minute',
  async (_, state) => {
    const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
    const [marker = ''] = account.objects('status/').filter((key) => key.includes('contained--'));
    const object = objects.get(marker);
    expect(object).toBeDefined();
    objects.delete(marker);
    if (state !== undefined)
      objects.set(marker.replace('contained--', `${state}--`), { ...object, body: Buffer.alloc(0) });
    await minute();
    const { world } = account.sandbox;
    detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
    await minute();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.mails.map(({ subject }) => subject).join()).toContain('somebody undid the containment');
  },
);

test('where the journal of a contained key is deleted, a deny that is taken off is told: nobody knows what to put back', async () => {
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
  for (const key of account.objects('incidents/').filter((one) => one.includes('/journal/'))) objects.delete(key);
  await minute();
  const before = account.mails.length;
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  await expect(minute()).rejects.toThrow(/The journal of LTAI…\w{4} has been deleted/);
  expect(
    account.mails
      .slice(before)
      .map(({ text }) => text)
      .join(),
  ).toMatch(/journal of LTAI…\w{4} has been deleted/);
});
