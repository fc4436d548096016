import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { verifyManifest } from '../../../shared/evidence/verify';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { ENV, objects, read, anAccount as start, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});
const anAccount = async (build = aSandbox()): Promise<RunningSandbox> => {
  sandbox = await start(build);
  return sandbox;
};

/** An incident whose key made so many calls a day. */
async function handedOver(calls: number) {
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey('ci'))
    .withEvents({ ...usual(calls), days: 7 })
    // The function that is invoked to go on finds no valid configuration and does nothing: a test goes on itself.
    .start({ env: { TOURNIQUET_MODE: 'neither' } });
  const env = { ...ENV, TOURNIQUET_MODE: 'enforce' };
  const run = await aRun(sandbox, env, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot');
  return { env, run, id, ...(await handOver(run, id)) };
}

describe('a round of looks', () => {
  test('a claim that another run holds keeps the schedule; when its lease has passed the alert goes out', async () => {
    const account = await anAccount();
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    const leaseUntil = new Date(run.clock.now().getTime() + 120_000).toISOString();
    await run.journal.append(id, () => ({ type: 'alert-claim', step: 'summary:1', leaseUntil, run: 'another' }));
    expect(await investigate(event, run)).toMatchObject({ alert: 'claimed-elsewhere' });
    expect(objects(account)).toContain(schedule);
    expect(account.inbox.mail).toHaveLength(0);

    account.clock.advance(121_000);
    const later = await aRun(account, ENV, 'investigate');
    expect(await investigate(event, later)).toMatchObject({ alert: 'sent' });
    expect(objects(account)).not.toContain(schedule);
    expect(account.inbox.mail).toHaveLength(1);
  });

  test('a look that runs out of time goes on in another run from its checkpoint, and misses nothing', async () => {
    const { env, run, id, event, schedule } = await handedOver(60);
    if (!sandbox) throw new Error('no account');
    const checkpoint = `${run.paths.incident(id)}/evidence/round-1/checkpoint.json`;

    const first = await investigate(event, { ...run, deadlineMs: run.clock.elapsedMs() + 1_000 });
    expect(first).toMatchObject({ state: 'to be continued' });
    expect(objects(sandbox)).toEqual(expect.arrayContaining([checkpoint, schedule]));
    expect(sandbox.kernel.calls.all().some(({ action }) => action === 'InvokeFunction')).toBe(true);
    const pagesBefore = sandbox.kernel.calls.all().filter(({ action }) => action === 'LookupEvents').length;
    const mails = (): string[] =>
      sandbox?.inbox.mail.map(({ text }) => text).filter((text) => text.includes('ci-bot')) ?? [];
    expect(mails().map((text) => text.includes('Another message follows when all are read'))).toEqual([true]);
    expect(mails()[0]).toMatch(/NOT complete: .*more is being read/);

    const second = await investigate(event, await aRun(sandbox, env, 'investigate'));
    const expected = sandbox.world.events.all().filter((e) => e.userIdentity.accessKeyId === id.accessKeyId);
    expect(second).toMatchObject({ state: 'finished', events: expected.length, complete: true });
    expect(pagesBefore).toBeLessThan(expected.length / 50);
    expect(mails().map((text) => text.includes('goes on'))).toEqual([true, false]);
    expect(objects(sandbox)).not.toContain(checkpoint);
    const manifest = await manifestOf(run, id);
    expect(await verifyManifest(read(sandbox, run.paths.incident(id)), manifest)).toEqual([]);
  });

  test('what was seen so far is told once, by the run that comes to it: where the first could not, by the next', async () => {
    const { env, run: before, id, event } = await handedOver(400);
    if (!sandbox) throw new Error('no account');
    const { kernel, inbox } = sandbox;
    const inTime = async (ms: number) => {
      const run = await aRun(sandbox as RunningSandbox, env, 'investigate');
      return investigate(event, { ...run, deadlineMs: run.clock.elapsedMs() + ms });
    };
    const soFar = () => inbox.mail.filter(({ text }) => text.includes('Another message follows')).length;

    const checkpoint = `${before.paths.incident(id)}/evidence/round-1/checkpoint.json`;
    kernel.takeFault = (service, action) =>
      action === 'ListObjectsV2' && objects(sandbox as RunningSandbox).includes(checkpoint)
        ? 'deny'
        : kernel.faults.take(service, action);
    expect(await inTime(1_000)).toMatchObject({ state: 'to be continued' });
    expect(soFar()).toBe(0);
    Reflect.deleteProperty(kernel, 'takeFault');
    const told: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      sandbox.clock.advance(15 * 60_000);
      expect(await inTime(900)).toMatchObject({ state: 'to be continued' });
      told.push(soFar());
    }
    expect(told).toEqual([1, 1]);
  });

  /** Newest first: what the business did long ago is read last. */
  test('an address that the business used long ago is nobody strange, as long as the past is not read', async () => {
    const batch = { key: 'ci', service: 'ecs', action: 'DescribeInstances', sourceIp: '198.51.100.80' };
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey('ci'))
      .withEvents({ ...usual(4000), days: 2 }, { ...batch, daysAgo: 40 }, { ...batch, daysAgo: 20 / 86_400 })
      .start({ env: { TOURNIQUET_MODE: 'neither' } });
    const env = { ...ENV, TOURNIQUET_MODE: 'enforce' };
    const run = await aRun(sandbox, env, 'investigate');
    const id = incidentOf(sandbox, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event } = await handOver(run, id);
    const first = await investigate(event, { ...run, deadlineMs: run.clock.elapsedMs() + 1_500 });
    expect(first).toMatchObject({ state: 'to be continued' });
    const second = await investigate(event, await aRun(sandbox, env, 'investigate'));
    expect(second).toMatchObject({ state: 'finished', complete: true });
    const seen = sandbox.inbox.mail.flatMap(({ text }) => /Thief seen: ([^·(]+)/.exec(text)?.[1]?.trim() ?? []);
    expect(seen).toEqual(['not visible yet', expect.not.stringContaining('YES')]);
  });

  test('two runs at once: one looks, the other leaves it alone, and the hashes verify', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(10)));
    const runs = await Promise.all([aRun(account, ENV, 'investigate'), aRun(account, ENV, 'investigate')] as const);
    const [run] = runs;
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    const byHand = Buffer.from(JSON.stringify({ command: 'investigate', accessKeyId: id.accessKeyId }));
    const results = await Promise.all([investigate(event, runs[0]), investigate(byHand, runs[1])]);
    expect(results.map(({ state }) => state).sort()).toEqual(['another run is at it', 'finished']);
    expect(await verifyManifest(read(account, run.paths.incident(id)), await manifestOf(run, id))).toEqual([]);
    expect(account.inbox.mail).toHaveLength(1);

    // The claim is free again: whoever was turned away asks once more.
    expect(await investigate(byHand, await aRun(account, ENV, 'investigate'))).toMatchObject({ state: 'finished' });
    expect(await investigate(event, await aRun(account, ENV, 'investigate'))).toMatchObject({
      state: 'finished before',
    });
    expect(objects(account)).not.toContain(schedule);
  });

  test('a run that died keeps its claim no longer than its lease', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    const leaseUntil = new Date(run.clock.now().getTime() + 180_000).toISOString();
    await run.journal.append(id, () => ({ type: 'look-claim', leaseUntil, run: 'dead' }));
    expect(await investigate(event, run)).toMatchObject({ state: 'another run is at it' });
    expect(objects(account)).toContain(schedule);
    account.clock.advance(181_000);
    expect(await investigate(event, await aRun(account, ENV, 'investigate'))).toMatchObject({ state: 'finished' });
    expect(objects(account)).not.toContain(schedule);
  });

  test('a look that fails between its manifest and its record takes no evidence of earlier looks out of the pack', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const next = () => aRun(account, ENV, 'investigate');
    await investigate((await handOver(run, id)).event, run);
    account.clock.advance(30 * 60_000);
    account.kernel.faults.add({ match: { service: 'oss', action: 'DeleteObject' }, fault: '500', times: 20 });
    await expect(investigate((await handOver(run, id, 2)).event, await next())).rejects.toThrow();
    account.kernel.faults.clear();
    expect(await investigate((await handOver(run, id, 3)).event, await next())).toMatchObject({ state: 'finished' });
    const { notes, items } = await manifestOf(run, id);
    expect(notes.join()).not.toMatch(/former manifest/);
    expect(items.filter(({ path }) => path.startsWith('evidence/round-1/'))).not.toEqual([]);
  });

  test('a first look that is not recorded plans no look that would overtake it, and one that is recorded plans them all', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const planned = () => objects(account).filter((key) => /--investigate-/.test(key));
    const look = async () => investigate((await handOver(run, id)).event, await aRun(account, ENV, 'investigate'));
    account.kernel.faults.add({ match: { service: 'oss', action: 'DeleteObject' }, fault: '500', times: 20 });
    await expect(look()).rejects.toThrow();
    expect(planned()).toEqual([]);
    account.kernel.faults.clear();
    expect(await look()).toMatchObject({ state: 'finished' });
    const all = planned();
    expect(all).toHaveLength(5);
    // As a run leaves it that dies between the record and the plan.
    for (const key of all) account.oss.buckets.get('ak-tourniquet-evidence')?.objects.delete(key);
    expect(await look()).toMatchObject({ state: 'finished before' });
    expect(planned()).toEqual(all);
  });

  test('a look that a person asks for is done, and takes no number of the planned ones', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const next = () => aRun(account, ENV, 'investigate');
    await investigate((await handOver(run, id)).event, run);
    const schedule = await run.schedule.add(id, 'investigate', run.clock.now(), { round: 1, asked: true });
    const asked = { task: 'investigate', ...id, round: 1, schedule, asked: true };
    expect(await investigate(Buffer.from(JSON.stringify(asked)), await next())).toMatchObject({
      state: 'finished',
      round: 1,
    });
    expect(objects(account)).not.toContain(schedule);
    account.clock.advance(12 * 60_000);
    const planned = await handOver(run, id, 2);
    expect(await investigate(planned.event, await next())).toMatchObject({ state: 'finished', round: 2 });
  });

  test('a round whose alert could not be sent is not recorded as done', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    account.kernel.faults.add({ match: { service: 'dingtalk' }, fault: '500', times: 50 });
    account.kernel.faults.add({ match: { service: 'smtp' }, fault: '500', times: 50 });
    await expect(investigate(event, run)).rejects.toThrow();
    expect((await run.journal.read(id)).state.rounds).toBe(0);
    expect(objects(account)).toContain(schedule);
  });

  test('a checkpoint that does not bear our seal is ignored', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const forged = {
      schema: 1,
      round: 1,
      runs: 1,
      savedAt: run.clock.now().toISOString(),
      audit: { from: '', to: '', regions: [], cuts: [] },
    };
    await run.cloud.evidence.put(`${run.paths.incident(id)}/evidence/round-1/checkpoint.json`, JSON.stringify(forged));
    const result = await investigate((await handOver(run, id)).event, run);
    expect(result.events).toBeGreaterThan(10);
  });
});
