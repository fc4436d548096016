import { approveCommand } from '../../../cli/approve';
import { aSandbox, aUser } from '../../builders';
import { output, person, released } from '../../cli/release-arrange';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const HOUR_MS = 3_601_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
});
afterEach(() => account.stop());

const leak = (id: string) => busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, id);
const handled = async (id: string) => (await account.handled(leak(id), ENGLISH))[0]?.row;
const stateOfMarkers = () => account.objects('status/').map((key) => /([a-z-]+)--\d/.exec(key)?.[1]);
const release = () =>
  output(async () => {
    await released(account);
  });

/** Does the one while the other is under way: right before its first call for which `isNow` says so. */
async function during(isNow: (call: string) => boolean, other: () => Promise<unknown>, one: () => Promise<unknown>) {
  const { kernel } = account.sandbox;
  let hasBegun = false;
  const faults = (service: string, action: string) => kernel.faults.take(service, action);
  const take = async (service: string, action: string) => {
    hasBegun = true;
    await other();
    return faults(service, action);
  };
  kernel.takeFault = ((service: string, action: string) =>
    hasBegun || !isNow(`${service} ${action}`) ? faults(service, action) : take(service, action)) as never;
  await one();
  Reflect.deleteProperty(kernel, 'takeFault');
  expect(hasBegun).toBe(true);
}

describe('two runs beside each other: the marker says what the journal does', () => {
  test('an old leak that is told again while a new one is held does not hide the question', async () => {
    await handled('L1');
    await release();
    account.nextMinute();
    let row: string | undefined;
    await during(
      (call) => call === 'ram ListPoliciesForUser',
      async () => {
        row = await handled('L2');
      },
      () => handled('L1'),
    );
    expect(row).toBe('released-new-leak');
    expect(stateOfMarkers()).toEqual(['held']);
  });

  test('an approval in the midst of an old leak that is told again: contained', async () => {
    await handled('L1');
    await release();
    account.nextMinute();
    await handled('L2');
    account.nextMinute();
    const approve = async () => {
      await approveCommand(await person(account, ENGLISH), [account.keyOf('ci-bot')], {
        reason: 'x',
        by: 'a',
        yes: true,
      });
    };
    await during(
      (call) => call === 'ram ListPoliciesForUser',
      () => output(approve),
      () => handled('L1'),
    );
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(stateOfMarkers()).toEqual(['contained']);
  });

  test('a release while the first alert is on its way: released', async () => {
    await during(
      (call) => call === 'smtp send',
      release,
      () => handled('L1'),
    );
    expect(account.policiesOf('ci-bot')).toEqual([]);
    expect(stateOfMarkers()).toEqual(['released']);
  });

  test("a new leak between a release's last entry and its marker: held", async () => {
    await handled('L1');
    account.nextMinute();
    let isDetached = false;
    let writes = 0;
    await during(
      (call) => {
        isDetached ||= call === 'ram DetachPolicyFromUser';
        if (isDetached && call === 'oss PutObject') writes += 1;
        return writes === 2;
      },
      () => handled('L2'),
      release,
    );
    expect(stateOfMarkers()).toEqual(['held']);
  });
});

test.each([
  ['held', 'released', { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' }],
  ['held', 'recorded', { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' }],
  ['contained', 'released', {}],
  ['contained', 'held', {}],
])('a marker %s that somebody swapped for %s is put right by the hourly look', async (from, to, settings) => {
  const env = { ...ENGLISH, ...settings };
  await account.respond(leak('L1'), env);
  account.nextMinute();
  await account.respond(TIMER, env);
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
  const [marker = ''] = account.objects('status/').filter((key) => key.includes(`${from}--`));
  const object = objects.get(marker);
  expect(object).toBeDefined();
  objects.delete(marker);
  const swapped = marker.replace(`${from}--`, `${to}--`);
  objects.set(swapped, { ...object, key: swapped });
  expect(stateOfMarkers()).toEqual([to]);
  // In the first a reminder is sent, which the journal says: what is written to just now has its turn in the next.
  for (let hour = 0; hour < 2; hour += 1) {
    account.sandbox.clock.advance(HOUR_MS);
    await account.respond(TIMER, env);
  }
  expect(stateOfMarkers()).toEqual([from]);
});
