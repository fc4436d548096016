import { Checkpoints } from '../../../functions/investigate/checkpoint';
import { investigate } from '../../../functions/investigate/investigate';
import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { type Manifest, Pack } from '../../../shared/evidence/pack';
import type { IncidentId } from '../../../shared/incident/paths';
import type { ReportModel } from '../../../shared/report/model';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, OFFICE, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const DAY_MS = 86_400_000;
/** Only here: nothing but the session itself leads to what it did. */
const ELSEWHERE = '203.0.113.77';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

type Events = Parameters<RunningSandbox['world']['events']['appendPast']>[0];
type Identity = { readonly type: string; readonly userName: string; readonly accessKeyId: string };

let counted = 0;
function event(name: string, agoMs: number, ip: string, userIdentity: Identity, more: object = {}): object {
  const { accountId } = sandbox;
  counted += 1;
  return {
    ...{ eventId: `e-${counted}`, eventVersion: 1, eventName: name, eventRW: 'Write', eventType: 'ApiCall' },
    ...{ eventSource: 'sts.aliyuncs.com', eventCategory: 'Management', serviceName: 'Sts' },
    eventTime: `${new Date(sandbox.clock.now().getTime() - agoMs).toISOString().slice(0, 19)}Z`,
    ...{ acsRegion: 'cn-hangzhou', isGlobal: false, requestId: `r-${counted}`, recipientAccountId: accountId },
    ...{ sourceIpAddress: ip, userAgent: 'sdk/1', userIdentity: { accountId, principalId: '2', ...userIdentity } },
    ...more,
  };
}

/**
 * An account whose business becomes the role `deploy` every day. Within the last half hour a thief opened `count` sessions
 * of it, and made a user by the one at `acting`.
 */
async function hidden(count: number, acting: number): Promise<void> {
  sandbox = await anAccount(aSandbox().withEvents(usual(6)));
  const key = sandbox.keys.get('ci')?.key.accessKeyId ?? '';
  const own = { type: 'ram-user', userName: 'ci-bot', accessKeyId: key };
  const opens = (id: string, agoMs: number, ip: string) =>
    event('AssumeRole', agoMs, ip, own, {
      requestParameters: { roleArn: `acs:ram::${sandbox.accountId}:role/deploy`, roleSessionName: 'ci' },
      responseElements: { Credentials: { AccessKeyId: id } },
    });
  const habit = Array.from({ length: 10 * 40 }, (_, i) =>
    opens(`STS.own${i}`, DAY_MS * (2 + (i % 10)) - i * 1_000, OFFICE),
  );
  const dummies = Array.from({ length: count }, (_, i) => opens(`STS.his${i}`, (1_800 - i) * 1_000, THIEF));
  const speaks = { type: 'assumed-role', userName: 'deploy:ci', accessKeyId: `STS.his${acting}` };
  const made = event('CreateUser', 60_000, ELSEWHERE, speaks, {
    ...{ serviceName: 'Ram', eventSource: 'ram.aliyuncs.com' },
    requestParameters: { UserName: 'evil' },
  });
  sandbox.world.events.appendPast([...habit, ...dummies, made] as unknown as Events);
}

const REGION = { ...ENV, TOURNIQUET_REGIONS: 'cn-hangzhou' };

/** The first run of the first round; `seconds`: how long it may last. */
async function looked(seconds: number) {
  const run = await aRun(sandbox, REGION, 'investigate', undefined, undefined, seconds);
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 30_000 });
  const result = await investigate((await handOver(run, id)).event, run);
  return { result, run, id, ...(await told(run, id)) };
}

async function told(run: Run, id: IncidentId) {
  const report = JSON.parse(String(await read(sandbox, run.paths.incident(id))('report.json'))) as ReportModel;
  return { report, manifest: await manifestOf(run, id), mail: String(sandbox.inbox.mail.at(-1)?.text) };
}

test('the one session of 106 that acts is found, wherever among them it was opened', async () => {
  await hidden(106, 53);
  const { result, report, manifest, mail } = await looked(3_600);
  expect(result).toMatchObject({ state: 'finished', complete: true });
  expect(report.findings).toContainEqual(
    expect.objectContaining({ severity: 'high', text: expect.objectContaining({ en: 'A RAM user was made' }) }),
  );
  expect(mail).toContain('user evil');
  const path = manifest.items.find(({ path }) => path.includes('STS.his53'))?.path;
  expect(path).toContain('/chain-2/');
});

test('sessions that nobody was asked about are named, in alert, journal and manifest: what they did is not known', async () => {
  await hidden(106, 53);
  const UNASKED = /\d+ sessions that were opened from new addresses and whose calls were not looked for: STS\./;
  const chainOf = ({ sources }: Manifest) => sources.find(({ source }) => source === 'the chain of identities');
  const first = await looked(60);
  expect(first.result).toMatchObject({ state: 'to be continued' });
  expect(chainOf(first.manifest)).toMatchObject({ complete: false, cut: expect.stringMatching(UNASKED) });
  expect(chainOf(first.manifest)?.cut).toContain('more is being read');
  expect(first.mail).toMatch(/NOT complete:.* the chain of identities: more is being read/);

  const { id } = first;
  const run = await aRun(sandbox, REGION, 'investigate', undefined, undefined, 5);
  const checkpoints = new Checkpoints(run, new Pack(run.cloud.evidence, run.paths, id), 1);
  const { checkpoint } = await checkpoints.load();
  if (checkpoint === undefined) throw new Error('the first run left no checkpoint');
  await checkpoints.save(checkpoint.audit, 39);
  const result = await investigate(Buffer.from(JSON.stringify({ task: 'investigate', ...id, round: 1 })), run);
  expect(result).toMatchObject({ state: 'finished', complete: false });
  const { manifest, mail, report } = await told(run, id);
  expect(chainOf(manifest)?.cut).toMatch(/^given up after 40 runs, with events left to read; /);
  expect(chainOf(manifest)?.cut).toMatch(UNASKED);
  expect(manifest.sources.filter(({ source }) => source.includes('DescribeRegions'))).toEqual([]);
  expect(mail).toMatch(/NOT complete:.* the chain of identities: given up after 40 runs/);
  expect(report).toMatchObject({
    auditComplete: false,
    notes: expect.arrayContaining([expect.stringMatching(UNASKED)]),
  });
  const { entries } = await run.journal.read(id);
  expect(entries).toContainEqual(expect.objectContaining({ type: 'investigated', complete: false }));
});
