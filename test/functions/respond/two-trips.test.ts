import { setTimeout as sleep } from 'node:timers/promises';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, QUARANTINE, used } from './arrange';

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey(), aUser('other').withKey()).withEvents(used('ci-bot'), used('other')),
  );
  // A way through the network, so that what goes out side by side also comes in side by side.
  account.sandbox.kernel.faults.clear();
  await fetch(`${account.sandbox.url}/_sandbox/latency`, { method: 'POST', body: '{"ms":40}' });
});
afterEach(() => account.stop());

/** What was answered before the deny was, without the objects and the counts that are looked at beside. */
function beforeTheDeny(): string[] {
  const calls = account.calls().filter(({ service }) => service !== 'oss');
  const attach = calls.findIndex(({ action }) => action === 'AttachPolicyToUser');
  expect(calls[attach]).toMatchObject({ status: 200 });
  return calls.slice(0, attach).map(({ action }) => action);
}

test('the signal names the user: one look, then the deny', async () => {
  await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }));
  const before = beforeTheDeny().filter((action) => action !== 'GetAccessKeyLastUsed');
  // Asked side by side, with what the deny says; none waits for another.
  expect(before.sort()).toEqual(['GetAccessKeyLastUsedInfo', 'GetPolicy', 'ListAccessKeys']);
});

test('the signal names nobody: ActionTrail, then that user, then the deny', async () => {
  await account.respond({ accessKeyId: account.keyOf('ci-bot') });
  const before = beforeTheDeny().filter((action) => action !== 'GetAccessKeyLastUsed');
  expect(before.sort()).toEqual(['GetAccessKeyLastUsedInfo', 'GetPolicy', 'ListAccessKeys']);
});

test('the signal names the wrong user: asked beside ActionTrail, so that it costs no trip', async () => {
  await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'other' }));
  const before = beforeTheDeny().filter((action) => action !== 'GetAccessKeyLastUsed');
  expect(before.slice(0, 3).sort()).toEqual(['GetAccessKeyLastUsedInfo', 'GetPolicy', 'ListAccessKeys']);
  expect(before.slice(3)).toEqual(['ListAccessKeys']);
  expect(account.policiesOf('other')).toEqual([]);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('a leak of Security Center: its detail is asked beside the first trip', async () => {
  account.leak('ci-bot');
  await account.poll();
  const before = beforeTheDeny().filter((action) => action !== 'GetAccessKeyLastUsed');
  expect(before[0]).toBe('DescribeAccesskeyLeakList');
  expect(before.slice(1).sort()).toEqual([
    'DescribeAccessKeyLeakDetail',
    'GetAccessKeyLastUsedInfo',
    'GetPolicy',
    'ListAccessKeys',
  ]);
});

test('what the deny says is asked while the owner is', async () => {
  const { kernel } = account.sandbox;
  const asked: string[] = [];
  let besideTheOwner: readonly string[] = [];
  kernel.takeFault = async (service, action) => {
    asked.push(action);
    if (action === 'ListAccessKeys') {
      await sleep(300);
      besideTheOwner = [...asked];
    }
    return kernel.faults.take(service, action);
  };
  await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }));
  expect(besideTheOwner).toContain('GetPolicy');
});

test('an ActionTrail that is slow to answer does not hold up the deny of a named user', async () => {
  account.fault('actiontrail', 'GetAccessKeyLastUsedInfo', 'timeout', 1);
  await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }));
  const asked = account.calls('actiontrail').filter(({ action }) => action === 'GetAccessKeyLastUsedInfo');
  expect(asked).toHaveLength(2);
  expect(beforeTheDeny().filter((action) => action === 'GetAccessKeyLastUsedInfo')).toHaveLength(1);
});

test('a known incident costs the deny no more cloud calls than a new one', async () => {
  const event = (id: string) => busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, id);
  await account.respond(event('e-1'));
  const from = account.calls().length;
  await account.respond(event('e-2'));
  const calls = account
    .calls()
    .slice(from)
    .filter(({ service }) => service !== 'oss');
  const attach = calls.findIndex(({ action }) => action === 'AttachPolicyToUser');
  const before = calls
    .slice(0, attach)
    .map(({ action }) => action)
    .filter((action) => action !== 'GetAccessKeyLastUsed');
  expect(before.sort()).toEqual(['GetAccessKeyLastUsedInfo', 'GetPolicy', 'ListAccessKeys']);
});
