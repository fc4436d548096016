import { investigate } from '../../../functions/investigate/investigate';
import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { verifyManifest } from '../../../shared/evidence/pack';
import { sha256 } from '../../../shared/incident/seal';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const OFFICE = '47.96.10.20';
const THIEF = '185.220.101.34';
const ENV = { TOURNIQUET_REGIONS: 'cn-hangzhou,cn-beijing', TOURNIQUET_LANGUAGE: 'en' };

const usual = (perDay: number, region = 'cn-hangzhou') => ({
  key: 'ci',
  days: 10,
  perDay,
  untilDaysAgo: 1,
  sourceIps: [OFFICE],
  calls: [{ service: 'ecs', action: 'DescribeInstances', region }],
});
const stolen = (action: string, service = 'ram', more: object = {}) => ({
  key: 'ci',
  daysAgo: 20 / 86_400,
  service,
  action,
  sourceIp: THIEF,
  ...more,
});

let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

async function anAccount(build = aSandbox()): Promise<RunningSandbox> {
  sandbox = await build
    .withUser(aUser('ci-bot').withKey('ci').withPolicy('System/AdministratorAccess'))
    .withBills(15, {
      productCode: 'ecs',
      productName: 'Elastic Compute Service',
      instanceId: 'i-1',
      item: 'ecs',
      usage: '24',
      usageUnit: 'h',
      subscriptionType: 'PayAsYouGo',
      amount: '12.50',
      region: 'cn-hangzhou',
    })
    .start();
  return sandbox;
}

const objects = (of: RunningSandbox) =>
  [...(of.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])].sort();
const read = (run: Run, folder: string) => async (path: string) =>
  (await run.cloud.evidence.get(`${folder}/${path}`)).body;

describe('investigate', () => {
  test('defect 6 (aws-health-tools): 3 pages -> all events, in a pack whose hashes verify, and one alert with the report attached', async () => {
    const account = await anAccount(
      aSandbox().withEvents(usual(14), stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } })),
    );
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    const expected = account.world.events.all().filter((e) => e.userIdentity.accessKeyId === id.accessKeyId).length;
    expect(expected).toBeGreaterThan(100);

    const result = await investigate(event, run);

    expect(result).toMatchObject({
      state: 'finished',
      round: 1,
      events: expected,
      complete: true,
      thiefSeen: 'yes',
      alert: 'sent',
    });
    const pages = account.kernel.calls.all().filter((call) => call.action === 'LookupEvents' && call.status === 200);
    expect(pages.length).toBeGreaterThanOrEqual(4);
    const manifest = await manifestOf(run, id);
    expect(await verifyManifest(read(run, run.paths.incident(id)), manifest)).toEqual([]);
    expect(manifest.complete).toBe(true);
    expect(manifest.items.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'findings.json',
        'report.html',
        'report.json',
        'evidence/round-1/audit/cn-hangzhou-0001.jsonl',
      ]),
    );
    const inPack = objects(account).filter((key) => key.startsWith(`${run.paths.incident(id)}/evidence/`));
    expect(inPack.map((key) => key.slice(run.paths.incident(id).length + 1))).toEqual(
      manifest.items.map(({ path }) => path).filter((path) => path.startsWith('evidence/')),
    );
    const { entries } = await run.journal.read(id);
    const recorded = entries.find((entry) => entry.type === 'investigated');
    const bytes = (await run.cloud.evidence.get(run.paths.manifest(id))).body;
    expect(recorded).toMatchObject({ round: 1, events: expected, thiefSeen: 'yes', manifestSha256: sha256(bytes) });
    expect(objects(account)).not.toContain(schedule);
    expect(objects(account).filter((key) => /investigate-(24|48)h\.json$/.test(key))).toHaveLength(2);
    expect(account.inbox.mail).toHaveLength(1);
    const [mail] = account.inbox.mail;
    expect(mail?.attachments).toEqual([expect.objectContaining({ contentType: expect.stringContaining('text/html') })]);
    expect(Buffer.from(mail?.attachments[0]?.content ?? '', 'base64').toString()).toContain('crossfire');
  });

  test('a second run writes the same objects and sends no second alert', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(3), stolen('CreateUser')));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event } = await handOver(run, id);
    await investigate(event, run);
    const before = objects(account).filter((key) => !key.includes('/journal/'));
    const paths = (await manifestOf(run, id)).items.map(({ path }) => path);

    const again = await investigate(Buffer.from(JSON.stringify({ accessKeyId: id.accessKeyId })), run);

    expect(again).toMatchObject({ state: 'finished', round: 1, alert: 'sent-before' });
    expect(objects(account).filter((key) => !key.includes('/journal/'))).toEqual(before);
    expect((await manifestOf(run, id)).items.map(({ path }) => path)).toEqual(paths);
    expect(account.inbox.mail).toHaveLength(1);
    expect(await investigate(event, run)).toMatchObject({ state: 'finished before' });
  });

  test('a throttled lookup slows down and still gets every event', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(6)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    account.kernel.faults.add({
      match: { service: 'actiontrail', action: 'LookupEvents' },
      times: 2,
      fault: 'throttle',
    });
    const result = await investigate((await handOver(run, id)).event, run);
    expect(result).toMatchObject({
      complete: true,
      events: account.world.events.all().filter((e) => e.userIdentity.accessKeyId === id.accessKeyId).length,
    });
  });

  test('a region that cannot be read is a stated cut, and never "no thief"', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot', { agoMs: 3 * 3_600_000 });
    account.kernel.faults.add({ match: { service: 'actiontrail', action: 'LookupEvents' }, times: 1, fault: 'deny' });
    const result = await investigate((await handOver(run, id)).event, run);
    expect(result).toMatchObject({ complete: false, thiefSeen: 'not visible yet' });
    const manifest = await manifestOf(run, id);
    const cuts = manifest.sources
      .filter(({ source }) => source.includes('LookupEvents'))
      .filter(({ complete }) => !complete);
    expect(cuts).toEqual([expect.objectContaining({ cut: expect.stringContaining('LookupEvents failed') })]);
    expect(manifest.complete).toBe(false);
    expect(account.inbox.mail[0]?.text).toContain('NOT complete');
  });

  test('a day of the bill that cannot be read is "could not check", not zero', async () => {
    const account = await anAccount();
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    account.kernel.faults.add({ match: { service: 'bss', action: 'QueryAccountBill' }, times: 1, fault: 'deny' });
    expect(await investigate((await handOver(run, id)).event, run)).toMatchObject({
      state: 'finished',
      complete: false,
    });
    const model = JSON.parse((await run.cloud.evidence.get(run.paths.reportJson(id))).body.toString());
    const failed = model.bills.failures[0].slice(0, 10);
    expect(model.bills.days.map((day: { day: string }) => day.day)).not.toContain(failed);
  });

  test('defect 5 (aws-health-tools): evidence is still collected when containment failed', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2), stolen('CreateUser')));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot', { denied: false });
    expect(await investigate((await handOver(run, id)).event, run)).toMatchObject({
      state: 'finished',
      thiefSeen: 'yes',
      alert: 'sent',
    });
    const html = (await run.cloud.evidence.get(run.paths.reportHtml(id))).body.toString();
    expect(html).toContain('NOT contained');
  });

  test('a root key is looked up by its id', async () => {
    sandbox = await aSandbox()
      .withRootKey('root')
      .withEvents(
        { key: 'root', daysAgo: 3, service: 'ecs', action: 'DescribeInstances' },
        { key: 'root', daysAgo: 20 / 86_400, service: 'ram', action: 'CreateUser', sourceIp: THIEF },
      )
      .start();
    const run = await aRun(sandbox, ENV, 'investigate');
    const id = incidentOf(sandbox, 'root');
    await recordIncident(run, id, 'root');
    expect(await investigate((await handOver(run, id)).event, run)).toMatchObject({ events: 2, thiefSeen: 'yes' });
  });

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
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey('ci'))
      .withEvents({ ...usual(60), days: 7 })
      // The function that is invoked to go on finds no valid configuration and does nothing: this test goes on itself.
      .start({ env: { TOURNIQUET_MODE: 'neither' } });
    const env = { ...ENV, TOURNIQUET_MODE: 'enforce' };
    const run = await aRun(sandbox, env, 'investigate');
    const id = incidentOf(sandbox, 'ci');
    await recordIncident(run, id, 'ci-bot');
    const { event, schedule } = await handOver(run, id);
    const checkpoint = `${run.paths.incident(id)}/evidence/round-1/checkpoint.json`;

    const first = await investigate(event, { ...run, deadlineMs: run.clock.elapsedMs() + 1_000 });
    expect(first).toMatchObject({ state: 'to be continued' });
    expect(objects(sandbox)).toEqual(expect.arrayContaining([checkpoint, schedule]));
    expect(sandbox.kernel.calls.all().some(({ action }) => action === 'InvokeFunction')).toBe(true);
    const pagesBefore = sandbox.kernel.calls.all().filter(({ action }) => action === 'LookupEvents').length;

    const second = await investigate(event, await aRun(sandbox, env, 'investigate'));
    const expected = sandbox.world.events.all().filter((e) => e.userIdentity.accessKeyId === id.accessKeyId);
    expect(second).toMatchObject({ state: 'finished', events: expected.length, complete: true });
    expect(pagesBefore).toBeLessThan(expected.length / 50);
    expect(objects(sandbox)).not.toContain(checkpoint);
    const manifest = await manifestOf(run, id);
    expect(await verifyManifest(read(run, run.paths.incident(id)), manifest)).toEqual([]);
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
    expect(await verifyManifest(read(run, run.paths.incident(id)), await manifestOf(run, id))).toEqual([]);
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

  test('makes no writing call to the account', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate');
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    await investigate((await handOver(run, id)).event, run);
    const writes = account.kernel.calls
      .all()
      .filter(({ service, action }) => service !== 'oss' && !/^(Describe|Get|List|Query|Lookup)/.test(action));
    expect(writes).toEqual([]);
  });
});
