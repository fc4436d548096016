import { investigate } from '../../../functions/investigate/investigate';
import { chooseLogstore } from '../../../functions/investigate/log-trail';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Trail } from '../../../shared/aliyun/action-trail';
import { verifyManifest } from '../../../shared/evidence/verify';
import { aSandbox } from '../../builders';
import { aRun } from '../../run';
import { anAccount, ENV, read, stolen, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const PROJECT = 'acme-audit';
const STORE = `${PROJECT}/actiontrail_main`;
const SOURCE = `sls ${STORE}`;
let sandbox: RunningSandbox | undefined;
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
});

/** An account with a history that is as long as what is asked for, so that the logstore can reach back as far. */
async function anAccountWithLogs(env: Record<string, string>): Promise<RunningSandbox> {
  const account = await anAccount(
    aSandbox().withEvents(
      { ...usual(3), key: 'ci' },
      { key: 'ci', daysAgo: 89.9, service: 'ecs', action: 'DescribeInstances' },
      stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } }),
    ),
    env,
  );
  sandbox = account;
  return account;
}

async function investigated(account: RunningSandbox, env: Record<string, string>) {
  const more = { ...ENV, ...env };
  const run = await aRun(account, more, 'investigate');
  const id = incidentOf(account, 'ci');
  await recordIncident(run, id, 'ci-bot');
  const { event } = await handOver(run, id);
  const result = await investigate(event, run);
  const manifest = await manifestOf(run, id);
  expect(await verifyManifest(read(account, run.paths.incident(id)), manifest)).toEqual([]);
  // Respond's own look goes back 30 days, the audit 90.
  const early = new Date(account.clock.now().getTime() - 60 * 86_400_000).toISOString();
  const isAudit = (of: Readonly<Record<string, unknown>>) => String(of['StartTime']) < early;
  const calls = account.kernel.calls.all();
  const lookups = calls.filter(({ action, parameters }) => action === 'LookupEvents' && isAudit(parameters)).length;
  return { result, manifest, lookups };
}

test('the logstore that is configured is the source, named with its count; LookupEvents is asked for a sample alone', async () => {
  const env = { TOURNIQUET_TRAIL_SLS: STORE };
  const account = await anAccountWithLogs(env);
  account.addLogTrail('main', PROJECT, 'cn-shanghai');
  const { result, manifest, lookups } = await investigated(account, env);
  expect(result).toMatchObject({ state: 'finished', complete: true, thiefSeen: 'yes' });
  expect(manifest.sources).toContainEqual(expect.objectContaining({ source: SOURCE, complete: true }));
  expect(manifest.items.map(({ path }) => path)).toContain('evidence/round-1/audit-sls/sls-0001.jsonl');
  // Two regions, the key and the user that it made: a page of each.
  expect(lookups).toBe(4);
});

test('found by the trail alone, and without the rights: it is named, and LookupEvents gives all', async () => {
  const account = await anAccountWithLogs({});
  account.addLogTrail('main', PROJECT);
  const { result, manifest, lookups } = await investigated(account, {});
  expect(result).toMatchObject({ state: 'finished', complete: false, thiefSeen: 'yes' });
  expect(manifest.sources).toContainEqual(
    expect.objectContaining({ source: 'actiontrail LookupEvents cn-hangzhou', complete: true }),
  );
  const told = manifest.sources.find(({ source }) => source === SOURCE);
  expect(told).toMatchObject({ complete: false, count: 0, cut: expect.stringMatching(/Unauthorized.*log:GetIndex/s) });
  expect(lookups).toBeGreaterThan(0);
});

test('found by the trail, with the rights of a stack that names it', async () => {
  const account = await anAccountWithLogs({ TOURNIQUET_TRAIL_SLS: STORE });
  account.addLogTrail('main', PROJECT);
  const { manifest, lookups } = await investigated(account, { TOURNIQUET_TRAIL_SLS: '' });
  expect(manifest.sources).toContainEqual(expect.objectContaining({ source: SOURCE, complete: true }));
  // Two regions, the key and the user that it made: a page of each.
  expect(lookups).toBe(4);
});

test('a trail that records writes alone is no whole source: the next one is asked too', async () => {
  const env = { TOURNIQUET_TRAIL_SLS: STORE };
  const account = await anAccountWithLogs(env);
  account.addLogTrail('main', PROJECT);
  const trail = account.world.trails.get('main');
  if (trail) account.world.trails.set('main', { ...trail, eventRW: 'Write' });
  const { manifest, lookups } = await investigated(account, env);
  const told = manifest.sources.find(({ source }) => source === SOURCE);
  expect(told).toMatchObject({ complete: false, cut: expect.stringContaining('records Write of the events alone') });
  expect(lookups).toBeGreaterThan(0);
});

test('trails that cannot be asked for are named, and the configured logstore is read all the same', async () => {
  const env = { TOURNIQUET_TRAIL_SLS: STORE };
  const account = await anAccountWithLogs(env);
  account.addLogTrail('main', PROJECT);
  account.kernel.faults.add({ match: { service: 'actiontrail', action: 'DescribeTrails' }, times: 50, fault: 'deny' });
  const { manifest } = await investigated(account, env);
  expect(manifest.sources).toContainEqual(expect.objectContaining({ source: SOURCE, complete: true }));
  expect(manifest.sources).toContainEqual(
    expect.objectContaining({ source: 'actiontrail DescribeTrails', complete: false }),
  );
});

describe('which logstore', () => {
  const trail = (name: string, more: Partial<Trail> = {}): Trail => ({
    name,
    region: 'All',
    events: 'All',
    isOn: true,
    bucket: undefined,
    logProject: `acs:log:cn-beijing:1234567890123456:project/${name}-logs`,
    ...more,
  });
  const choose = (trails: readonly Trail[], sls?: { project: string; logstore: string }) =>
    chooseLogstore(
      trails,
      { region: 'cn-hangzhou', trail: { prefix: '', ...(sls ? { sls } : {}) } },
      '1234567890123456',
    );
  const MAIN = { region: 'cn-beijing', project: 'main-logs', logstore: 'actiontrail_main', gaps: [] };

  test.each([
    ['no trail', [], undefined],
    ['a trail to a bucket', [trail('main', { logProject: undefined })], undefined],
    ['one that is off', [trail('main', { isOn: false })], undefined],
    ["another account's project", [trail('main', { logProject: 'acs:log:cn-beijing:9:project/main-logs' })], undefined],
    [
      'what is no project',
      [trail('main', { logProject: 'acs:log:evil.example/:1234567890123456:project/x' })],
      undefined,
    ],
    ['a trail to a project', [trail('main')], MAIN],
    ['the one that records most', [trail('writes', { events: 'Write' }), trail('main')], MAIN],
  ])('%s', (_, trails, found) => {
    expect(choose(trails)).toEqual(found);
  });

  test.each([
    ['of a trail, with its region', [trail('main')], { project: 'main-logs', logstore: 'actiontrail_main' }, MAIN],
    [
      'of a trail that is off',
      [trail('main', { isOn: false })],
      { project: 'main-logs', logstore: 'actiontrail_main' },
      MAIN,
    ],
    [
      "another one of a trail's project",
      [trail('main')],
      { project: 'main-logs', logstore: 'copy' },
      { region: 'cn-beijing', project: 'main-logs', logstore: 'copy', gaps: [] },
    ],
    [
      'of no trail',
      [],
      { project: 'p-1', logstore: 'l-1' },
      { region: 'cn-hangzhou', project: 'p-1', logstore: 'l-1', gaps: [] },
    ],
  ])('configured: %s', (_, trails, sls, found) => {
    expect(choose(trails, sls)).toEqual(found);
  });
});
