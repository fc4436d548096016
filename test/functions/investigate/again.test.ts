import { investigate } from '../../../functions/investigate/investigate';
import { handOver } from '../../../functions/respond/hand-over';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { used } from '../respond/arrange';
import { handOver as handedOver, incidentOf, recordIncident } from './an-incident';

const ENV = { TOURNIQUET_REGIONS: 'cn-hangzhou', TOURNIQUET_LANGUAGE: 'en' };

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey('ci')).withEvents(used('ci')).start({ env: ENV });
  await sandbox.fc.stop();
});
afterEach(() => sandbox.stop());

const id = () => incidentOf(sandbox, 'ci');
const run = (of: 'respond' | 'investigate') => aRun(sandbox, ENV, of);
const journal = async () => (await run('respond')).journal;
const scheduled = async () => {
  sandbox.clock.advance(49 * 3_600_000);
  const { tasks } = await (await run('respond')).schedule.due();
  return tasks.map(({ task, data }) => [task, data['round']]).sort();
};
const later = (before: number) => [
  ['investigate-12m', before + 2],
  ['investigate-24h', before + 5],
  ['investigate-2h', before + 4],
  ['investigate-30m', before + 3],
  ['investigate-48h', before + 6],
];

test('contained again after a release: looked at anew, told anew, and looked at again later', async () => {
  await recordIncident(await run('respond'), id(), 'ci-bot');
  const { event } = await handedOver(await run('respond'), id(), 1);
  expect(await investigate(event, await run('investigate'))).toMatchObject({ round: 1, alert: 'sent' });
  sandbox.clock.advance(12 * 60_000);
  const { event: second } = await handedOver(await run('respond'), id(), 2);
  await investigate(second, await run('investigate'));
  await (await journal()).append(id(), ({ state }) =>
    state.handedOver.has('investigate')
      ? undefined
      : { type: 'hand-over', task: 'investigate', scheduled: 'x', invoked: true, why: null },
  );
  await (await journal()).append(id(), () => ({
    type: 'release',
    by: 'alice',
    reason: 'a false alarm',
    leakIds: ['sas:1'],
    steps: [],
    complete: true,
  }));
  for (const { key } of (await (await run('respond')).schedule.due()).tasks)
    await (await run('respond')).schedule.done(key);
  for (const key of sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])
    if (key.includes('/schedule/')) sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.delete(key);

  sandbox.clock.advance(3_600_000);
  await recordIncident(await run('respond'), id(), 'ci-bot', { agoMs: 1_000 });
  await handOver(await run('respond'), id());
  await handOver(await run('respond'), id());
  const { state } = await (await journal()).read(id());
  expect([state.roundsBefore, [...state.handedOver]]).toEqual([2, ['investigate']]);
  const mails = sandbox.inbox.mail.length;
  const { event: again } = await handedOver(await run('respond'), id(), 3);
  expect(await investigate(again, await run('investigate'))).toMatchObject({
    state: 'finished',
    round: 3,
    alert: 'sent',
  });
  expect(sandbox.inbox.mail.length).toBe(mails + 1);
  expect(await scheduled()).toEqual(expect.arrayContaining(later(2)));
});
