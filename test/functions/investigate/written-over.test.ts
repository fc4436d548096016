import { setTimeout } from 'node:timers/promises';
import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { Pack } from '../../../shared/evidence/pack';
import { verifyManifest } from '../../../shared/evidence/verify';
import type { ReportModel } from '../../../shared/report/model';
import { keptDocument } from '../../../shared/secrecy/kept';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { A_SERVER, ENV, read, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

const FORGED = JSON.stringify({
  products: [{ name: 'FORGED', serviceName: 'FORGED', usedAt: '2026-01-01T00:00:00Z' }],
  ...{ events: [], ips: [], resources: [], failures: [] },
});

async function anIncident() {
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey('ci'))
    .withBills(15, A_SERVER)
    .withEvents({ ...usual(20), days: 7 })
    // The function that is invoked to go on finds no valid configuration and does nothing: a test goes on itself.
    .start({ env: { TOURNIQUET_MODE: 'neither' } });
  const env = { ...ENV, TOURNIQUET_MODE: 'enforce' };
  const first = await aRun(sandbox, env, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(first, id, 'ci-bot');
  const { event } = await handOver(first, id);
  const folder = first.paths.incident(id);
  const place = (file: string) => `${folder}/evidence/round-1/${file}`;
  const look = async () => investigate(event, await aRun(sandbox, env, 'investigate'));
  /** A run whose time is over as soon as usage and bills lie there, and whose first page of events comes then. */
  const begin = async () => {
    const run = await aRun(sandbox, env, 'investigate');
    const isOver = () => [place('usage.json'), place('bills.json')].every((key) => bucket().has(key));
    const elapsedMs = () => run.clock.elapsedMs() + (isOver() ? 86_400_000 : 0);
    const { kernel } = sandbox;
    kernel.takeFault = async (service: string, action: string) => {
      while (action === 'LookupEvents' && !isOver()) await setTimeout(20);
      return kernel.faults.take(service, action);
    };
    const result = await investigate(event, { ...run, clock: { ...run.clock, elapsedMs } });
    Reflect.deleteProperty(kernel, 'takeFault');
    expect(result).toMatchObject({ state: 'to be continued' });
  };
  const told = async () => {
    const report = JSON.parse(String(await read(sandbox, folder)('report.json'))) as ReportModel;
    const manifest = await manifestOf(first, id);
    return { report, manifest, problems: await verifyManifest(read(sandbox, folder), manifest) };
  };
  return { first, id, begin, look, told, place };
}

const bucket = () => {
  const found = sandbox.oss.buckets.get('ak-tourniquet-evidence');
  if (!found) throw new Error('no bucket of evidence');
  return found.objects;
};

/** Another hand puts this in the place of an object; `undefined` takes it away. */
function writeOver(key: string, body: string | undefined): void {
  const there = bucket().get(key);
  if (!there) throw new Error(`${key} is not there`);
  if (body === undefined) bucket().delete(key);
  else bucket().set(key, { ...there, body: Buffer.from(body), etag: '"F"' });
}

const asked = (wanted: string): number => sandbox.kernel.calls.all().filter(({ action }) => action === wanted).length;

/** Does it at the first call of another service than OSS behind the writing of `key`. */
function asSoonAs(key: string, then: () => void): void {
  const { kernel } = sandbox;
  let done = false;
  kernel.takeFault = (service: string, action: string) => {
    if (!done && bucket().has(key) && service !== 'oss') {
      done = true;
      then();
    }
    return kernel.faults.take(service, action);
  };
}

describe('what a run collected, and the run that goes on takes back', () => {
  test('is not asked for again where it lies there as it was written', async () => {
    const { begin, look, told } = await anIncident();
    await begin();
    const before = [asked('GetAccessKeyLastUsedResources'), asked('QueryAccountBill')];
    expect(await look()).toMatchObject({ state: 'finished', complete: true });
    expect([asked('GetAccessKeyLastUsedResources'), asked('QueryAccountBill')]).toEqual(before);
    expect(await told()).toMatchObject({ problems: [], manifest: { complete: true } });
  });

  test.each([
    ['forged', FORGED],
    ['no form of ours', 'null'],
    ['half a JSON', '{"prod'],
    ['taken away', undefined],
  ])('is collected anew where somebody has written over it, and that is told: %s', async (_, body) => {
    const { begin, look, told, place } = await anIncident();
    await begin();
    writeOver(place('usage.json'), body);
    expect(await look()).toMatchObject({
      state: 'finished',
      complete: false,
      unread: [
        expect.stringMatching(/^evidence pack: 1 object was written over or taken away by .*round-1\/usage\.json$/),
      ],
    });
    const { report, manifest, problems } = await told();
    expect(JSON.stringify(report.usage)).not.toContain('FORGED');
    expect(report.usage.products).not.toEqual([]);
    expect(problems).toEqual([]);
    expect(manifest.complete).toBe(false);
    expect(sandbox.inbox.mail.at(-1)?.text).toMatch(/NOT complete: .*somebody else/s);
  });

  test('a day of the bill has all of them collected anew', async () => {
    const { begin, look, told } = await anIncident();
    await begin();
    const day = [...bucket().keys()].find((key) => /round-1\/bills\/.*-instances\.json$/.test(key)) ?? '';
    writeOver(day, '{"days":[{"forged":true}]}');
    expect(await look()).toMatchObject({ state: 'finished', complete: false });
    expect(String(bucket().get(day)?.body)).not.toContain('forged');
    expect(await told()).toMatchObject({ problems: [], manifest: { complete: false } });
  });
});

describe('what somebody writes over while the look is at work', () => {
  test('is replaced by what was collected, and told', async () => {
    const { look, told, place } = await anIncident();
    asSoonAs(place('usage.json'), () => writeOver(place('usage.json'), FORGED));
    expect(await look()).toMatchObject({ state: 'finished', complete: false });
    expect(String(bucket().get(place('usage.json'))?.body)).not.toContain('FORGED');
    const { report, problems } = await told();
    expect(report.usage.products.map(({ serviceName }) => serviceName)).not.toContain('FORGED');
    expect(problems).toEqual([]);
  });

  test('stands in the manifest by the hash of what was written, where nobody has it any more', async () => {
    const { look, told, place } = await anIncident();
    asSoonAs(place('bills/orders.json'), () => writeOver(place('bills/orders.json'), '{}'));
    expect(await look()).toMatchObject({ state: 'finished', complete: false });
    const { manifest, problems } = await told();
    const path = 'evidence/round-1/bills/orders.json';
    expect(problems).toEqual([{ path, problem: 'changed' }]);
    expect(manifest.items.find((item) => item.path === path)).toMatchObject({
      complete: false,
      cut: 'what lies there is not what was written',
    });
  });

  test('a bill is not judged by', async () => {
    const { look, told, place } = await anIncident();
    asSoonAs(place('bills/orders.json'), () => {
      for (const key of [...bucket().keys()].filter((one) => one.endsWith('-instances.json'))) writeOver(key, '{}');
    });
    expect(await look()).toMatchObject({ state: 'finished', complete: false });
    const { report } = await told();
    expect(report.cost.notes).toContainEqual(
      expect.stringMatching(/^bills: \S+ is not what was written: not checked$/),
    );
  });

  test('an answer that comes by half accuses nobody', async () => {
    const { first, id } = await anIncident();
    const pack = new Pack(first.cloud.evidence, first.paths, id);
    const body = keptDocument({ products: ['ecs'] });
    await pack.keep('evidence/round-1/usage.json', body);
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'malformed', times: 1 });
    expect(await pack.readKept('evidence/round-1/usage.json')).toEqual(body);
    expect(pack.changed.size).toBe(0);
  });
});
