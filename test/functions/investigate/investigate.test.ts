import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { verifyManifest } from '../../../shared/evidence/verify';
import { sha256 } from '../../../shared/incident/seal';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { ENV, objects, read, anAccount as start, stolen, THIEF, usual } from './an-account';
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
    expect(await verifyManifest(read(account, run.paths.incident(id)), manifest)).toEqual([]);
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

  test('a lookup that is throttled without end is cut and named, and the report goes out in this run', async () => {
    const account = await anAccount(aSandbox().withEvents(usual(2)));
    const run = await aRun(account, ENV, 'investigate', undefined, undefined, 600);
    const id = incidentOf(account, 'ci');
    await recordIncident(run, id, 'ci-bot');
    account.kernel.faults.add({
      match: { service: 'actiontrail', action: 'LookupEvents' },
      times: 100_000,
      fault: 'throttle',
    });
    const result = await investigate((await handOver(run, id)).event, run);
    expect(result).toMatchObject({ state: 'finished', complete: false, thiefSeen: 'not visible yet' });
    expect(JSON.stringify((await manifestOf(run, id)).sources)).toMatch(/Throttling.* times in a row/);
    expect(account.inbox.mail[0]?.text).toContain('NOT complete');
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
    const model = JSON.parse(String(await read(account, run.paths.incident(id))('report.json')));
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
