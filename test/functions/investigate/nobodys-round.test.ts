import { investigate } from '../../../functions/investigate/investigate';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, used } from '../respond/arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const PLANNED = ['investigate-12m', 'investigate-24h', 'investigate-2h', 'investigate-30m', 'investigate-48h'];

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), ENV);
});
afterEach(() => account.stop());

/** An invocation by whoever may invoke the function. */
const invoked = async (more: object) => {
  const event = { accessKeyId: account.keyOf('ci-bot'), ...more };
  return investigate(Buffer.from(JSON.stringify(event)), await aRun(account.sandbox, ENV, 'investigate'));
};
const entries = () => account.objects('schedule/').filter((key) => key.includes('--investigate'));
const planned = () =>
  entries()
    .map((key) => key.split('--')[2]?.replace('.json', ''))
    .filter((task) => task !== 'investigate')
    .sort();

test.each([
  ['of a round that nobody plans', { round: 1000 }],
  ['of the second round', { round: 2 }],
  ['of the first round', { round: 1 }],
  ['of no round', {}],
])('a look %s before the leak is seen takes nothing from the looks behind it', async (_, named) => {
  expect(await invoked(named)).toMatchObject({ state: 'finished', round: 1 });
  account.sandbox.clock.advance(60_000);
  account.leak('ci-bot');
  await account.poll(ENV);
  const [schedule] = entries();
  expect(await invoked({ round: 2, schedule })).toMatchObject({ state: 'finished', round: 2, alert: 'sent' });
  expect(planned()).toEqual(PLANNED);
  // Nor does one before its time.
  expect(await invoked({ round: 7 })).toMatchObject({ state: 'finished', round: 2 });
  expect(planned()).toEqual(PLANNED);
  const latest = entries().find((key) => key.includes('48h'));
  expect(await invoked({ round: 2, schedule: latest })).toMatchObject({ state: 'finished before' });
  expect(planned()).toEqual(PLANNED);
  account.sandbox.clock.advance(48 * 3_600_000);
  expect(await invoked({ round: 7, schedule: latest })).toMatchObject({ state: 'finished', round: 7 });
  expect(entries()).not.toContain(latest);
});
