import { flush, sendHourly, sendOnce, sendUnclaimed } from '../../functions/alerting';
import type { RunningSandbox } from '../../sandbox/start';
import type { AlertFacts } from '../../shared/notify/facts';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import { incidentOf } from './investigate/an-incident';

const FACTS: AlertFacts = {
  kind: 'responder-failed',
  at: '2026-05-01T03:00:00.000Z',
  what: 'timer',
  failures: ['poll: no answer'],
  consequences: [],
};

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey('ci')).start();
});
afterEach(() => sandbox.stop());
const waiting = () =>
  [...(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])].filter((key) =>
    key.includes('/outbox/'),
  );

describe('an alert', () => {
  test('of one step is sent once, however many runs come to it at the same moment', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => aRun(sandbox)));
    const id = incidentOf(sandbox, 'ci');
    const outcomes = await Promise.all(runs.map((run) => sendOnce(run, id, 'contained:0', () => FACTS)));
    expect(outcomes.map(({ outcome }) => outcome).filter((outcome) => outcome === 'sent')).toHaveLength(1);
    expect(sandbox.inbox.mail).toHaveLength(1);
    expect(sandbox.inbox.dingtalk).toHaveLength(1);
    const [run] = runs;
    if (run) expect(await sendOnce(run, id, 'contained:0', () => FACTS)).toMatchObject({ outcome: 'sent-before' });
  });

  test('whose sender died is sent again after the lease, and not before', async () => {
    const id = incidentOf(sandbox, 'ci');
    const run = await aRun(sandbox);
    await expect(sendOnce(run, id, 'contained:0', () => Promise.reject(new Error('died')))).rejects.toThrow('died');
    expect(await sendOnce(run, id, 'contained:0', () => FACTS)).toMatchObject({ outcome: 'claimed-elsewhere' });
    sandbox.clock.advance(121_000);
    expect(await sendOnce(await aRun(sandbox), id, 'contained:0', () => FACTS)).toMatchObject({ outcome: 'sent' });
  });

  test('that one channel refuses goes out by the other and waits in the outbox, from where the timer sends it', async () => {
    sandbox.kernel.faults.add({ match: { service: 'smtp' }, times: 10, fault: '500' });
    const sending = await sendUnclaimed(await aRun(sandbox), FACTS);
    expect(sending).toMatchObject({ delivered: ['dingtalk'], waiting: ['mail'] });
    expect(waiting()).toHaveLength(1);
    sandbox.kernel.faults.clear();
    sandbox.clock.advance(3_600_000);
    await flush(await aRun(sandbox));
    expect(sandbox.inbox.mail).toHaveLength(1);
  });

  test('that no channel takes fails the run, and waits for all of them', async () => {
    const run = await aRun(sandbox, {
      TOURNIQUET_SMTP_URL: 'smtp://127.0.0.1:9',
      TOURNIQUET_DINGTALK_URL: 'http://127.0.0.1:9/robot/send?access_token=x',
    });
    await expect(sendUnclaimed(run, FACTS)).rejects.toMatchObject({ name: 'RunIncomplete' });
    expect(waiting().length).toBeGreaterThanOrEqual(2);
  });

  test('about the responder itself goes out once an hour', async () => {
    await sendHourly(await aRun(sandbox), 'responder-failed', FACTS);
    await sendHourly(await aRun(sandbox), 'responder-failed', FACTS);
    expect(sandbox.inbox.mail).toHaveLength(1);
    sandbox.clock.advance(3_600_000);
    await sendHourly(await aRun(sandbox), 'responder-failed', FACTS);
    expect(sandbox.inbox.mail).toHaveLength(2);
  });
});
