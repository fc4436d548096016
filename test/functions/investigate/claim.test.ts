import { onlyOne } from '../../../functions/investigate/claim';
import { investigate } from '../../../functions/investigate/investigate';
import type { Run } from '../../../functions/platform';
import { commandKilled } from '../../any-order/killed';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, used } from '../respond/arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const MINUTE_MS = 60_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), ENV);
  account.leak('ci-bot');
  await account.poll();
});
afterEach(() => account.stop());

const look = async () => {
  const event = Buffer.from(JSON.stringify({ accessKeyId: account.keyOf('ci-bot') }));
  return (await investigate(event, await aRun(account.sandbox, {}, 'investigate'))).state;
};
const claimed = async () => (await account.incident('ci-bot')).state.look;
/** A command line's: nothing ends it. */
const unlimited = async (): Promise<Run> => {
  const run = await aRun(account.sandbox, {}, 'investigate');
  return { ...run, deadlineMs: run.clock.elapsedMs() + 24 * 60 * MINUTE_MS };
};

test('an investigation at a terminal that is broken off keeps the function from its looks for minutes, not for a day', async () => {
  const args = ['investigate', account.keyOf('ci-bot')];
  await commandKilled(account.sandbox, args, { at: 'actiontrail LookupEvents', done: true });
  expect(await claimed()).not.toBeNull();
  expect(await look()).toBe('another run is at it');
  account.sandbox.clock.advance(12 * MINUTE_MS);
  expect(await look()).toBe('finished');
});

test('a look that takes longer keeps its claim by renewing it, as long as it is its own', async () => {
  const id = (await account.incident('ci-bot')).id;
  const run = await unlimited();
  const work = async (): Promise<number> => {
    const before = (await claimed())?.leaseUntil ?? '';
    account.sandbox.clock.advance(5 * MINUTE_MS);
    const later = await unlimited();
    Object.assign(run.clock, { now: () => later.clock.now() });
    for (let tries = 0; tries < 100 && (await claimed())?.leaseUntil === before; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return Date.parse((await claimed())?.leaseUntil ?? '') - Date.parse(before);
  };
  expect(await onlyOne(run, id, work, { renewMs: 20 })).toBeGreaterThanOrEqual(4.9 * MINUTE_MS);
  expect(await claimed()).toBeNull();
});
