import { investigate } from '../../../functions/investigate/investigate';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { anAccount, ENV, read, THIEF, usual } from './an-account';
import { handOver, incidentOf, manifestOf, recordIncident } from './an-incident';

const FROM = { 'x-sandbox-source-ip': THIEF };

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

/** The thief makes a user with a key; that key makes another user with a key; and that one looks around. */
async function chained(env: Readonly<Record<string, string>> = {}): Promise<void> {
  sandbox = await anAccount(aSandbox().withUser(aUser('alice').withKey()).withEvents(usual(6)), env);
  const leaked = sandbox.keys.get('ci')?.key;
  if (!leaked) throw new Error('the account has no such key');
  let speaks = { accessKeyId: leaked.accessKeyId, accessKeySecret: leaked.accessKeySecret };
  for (const UserName of ['svc-one', 'svc-two']) {
    const call = (action: string, parameters: Record<string, string>) =>
      callRpc(sandbox, speaks, 'ram', action, parameters, FROM);
    await call('CreateUser', { UserName });
    await call('AttachPolicyToUser', { UserName, PolicyName: 'AdministratorAccess', PolicyType: 'System' });
    const { body } = await call('CreateAccessKey', { UserName });
    const made = body['AccessKey'] as { AccessKeyId: string; AccessKeySecret: string };
    speaks = { accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret };
    // ActionTrail counts whole seconds.
    sandbox.clock.advance(3_000);
  }
  await callRpc(sandbox, speaks, 'ram', 'ListUsers', {}, FROM);
  await callRpc(sandbox, speaks, 'ecs', 'DescribeRegions', {}, FROM);
  sandbox.clock.advance(3_000);
}

async function look(env: Readonly<Record<string, string>> = ENV, agoMs = 30_000) {
  const run = await aRun(sandbox, env, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs });
  const result = await investigate((await handOver(run, id)).event, run);
  const manifest = await manifestOf(run, id);
  const file = async (path: string) => String(await read(sandbox, run.paths.incident(id))(path));
  return { result, manifest, file };
}

test('every identity that the attack made is asked for in turn, and its calls lie in the pack', async () => {
  await chained();
  const { result, manifest, file } = await look();
  expect(result).toMatchObject({ state: 'finished', complete: true });
  const paths = manifest.items.map(({ path }) => path);
  const depthOf = (n: number) => paths.filter((path) => path.startsWith(`evidence/round-1/chain-${n}/`));
  expect(depthOf(1).some((path) => path.includes('svc-one'))).toBe(true);
  const last = (await Promise.all(depthOf(2).map(file))).join('');
  expect(last).toContain('"ListUsers"');
  expect(last).toContain('"DescribeRegions"');
  // Nobody of the business is followed.
  expect(paths.filter((path) => path.includes('alice'))).toEqual([]);
});

test('whom it made goes to respond with the ids that the answers told, a role too', async () => {
  await chained();
  const leaked = sandbox.keys.get('ci')?.key;
  if (!leaked) throw new Error('the account has no such key');
  const Principal = { RAM: ['acs:ram::9999999999999999:root'] };
  const trust = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] };
  const role = { RoleName: 'BackDoor', AssumeRolePolicyDocument: JSON.stringify(trust) };
  await callRpc(sandbox, leaked, 'ram', 'CreateRole', role, FROM);
  sandbox.clock.advance(3_000);
  await look();
  const objects = sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();
  const tasks = [...objects].filter(([key]) => key.includes('--escalate'));
  const told = tasks.map(([, { body }]) => String(body)).join();
  for (const name of ['svc-one', 'svc-two'])
    expect(told).toContain(JSON.stringify({ type: 'user', name, id: sandbox.world.users.get(name)?.id }).slice(1, -1));
  const id = sandbox.world.roles.get('BackDoor')?.id;
  expect(told).toContain(JSON.stringify({ type: 'role', name: 'BackDoor', id }).slice(1, -1));

  // The object of the first look may be in respond's hands: what the second adds is not laid over it.
  sandbox.clock.advance(12 * 60_000);
  const run = await aRun(sandbox, ENV, 'investigate');
  await investigate((await handOver(run, incidentOf(sandbox, 'ci'), 2)).event, run);
  expect([...objects.keys()].filter((key) => key.includes('--escalate'))).toHaveLength(2);
});

describe('with a trail in OSS', () => {
  const TRAIL = { TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
  /** Respond's own question about the key's former use apart. */
  const calls = () =>
    sandbox.kernel.calls
      .all()
      .filter(({ action }) => action === 'LookupEvents')
      .filter(
        ({ parameters }) => Date.parse(String(parameters['StartTime'])) < sandbox.clock.now().getTime() - 60 * DAY_MS,
      );
  const DAY_MS = 86_400_000;
  const eventIds = async (of: Awaited<ReturnType<typeof look>>, folder: string): Promise<string[]> => {
    const parts = of.manifest.items.filter(({ path }) => path.startsWith(`evidence/round-1/${folder}/`));
    const lines = (await Promise.all(parts.map(({ path }) => of.file(path)))).join('').split('\n');
    return lines.flatMap((line) => (line === '' ? [] : String((JSON.parse(line) as { eventId: string }).eventId)));
  };

  test('the whole chain comes from its objects, and LookupEvents is asked for a sample alone', async () => {
    await chained(TRAIL);
    sandbox.deliverTrail('account-trail', 'audit');
    const of = await look({ ...ENV, ...TRAIL });
    expect(of.result).toMatchObject({ state: 'finished', complete: true, thiefSeen: 'yes' });
    // Two regions; the key, then each user and his key: a page of each, or two where the first is of the last minutes.
    expect(calls().length).toBeLessThanOrEqual(20);
    const own = sandbox.world.events
      .all()
      .filter((e) => e.userIdentity.accessKeyId === sandbox.keys.get('ci')?.key.accessKeyId);
    expect((await eventIds(of, 'audit-trail')).sort()).toEqual(own.map(({ eventId }) => eventId).sort());
    expect((await eventIds(of, 'chain-2-trail')).length).toBeGreaterThan(0);
    expect(of.manifest.sources).toContainEqual(
      expect.objectContaining({ source: 'trail oss://account-trail/audit/AliyunLogs/Actiontrail', complete: true }),
    );
  });

  test.each([
    ['is empty', () => undefined, /no object of this time/],
    [
      'was stopped hours ago',
      () => {
        sandbox.deliverTrail('account-trail', 'audit');
        sandbox.clock.advance(3 * 3_600_000);
      },
      /has delivered nothing since/,
    ],
  ])('a trail that %s is said so, and LookupEvents gives what it lacks, each event once', async (_, arrange, why) => {
    await chained(TRAIL);
    sandbox.oss.addBucket('account-trail', 'oss-cn-hangzhou', sandbox.clock.now());
    arrange();
    const of = await look({ ...ENV, ...TRAIL }, 4 * 3_600_000);
    const own = sandbox.world.events
      .all()
      .filter((e) => e.userIdentity.accessKeyId === sandbox.keys.get('ci')?.key.accessKeyId);
    expect(of.result).toMatchObject({ state: 'finished', events: own.length, thiefSeen: 'yes' });
    const trail = of.manifest.sources.find(({ source }) => source.startsWith('trail '));
    expect(trail).toMatchObject({ complete: false, cut: expect.stringMatching(why) });
    expect(of.manifest.sources.filter(({ source }) => source.includes('LookupEvents')).every((s) => s.complete)).toBe(
      true,
    );
    expect(calls().length).toBeGreaterThan(0);
  });

  test('without the right to read it, the manifest says so and LookupEvents is asked', async () => {
    await chained();
    sandbox.deliverTrail('account-trail', 'audit');
    const of = await look({ ...ENV, ...TRAIL });
    expect(of.manifest.sources.find(({ source }) => source.startsWith('trail '))).toMatchObject({
      complete: false,
      cut: expect.stringContaining('AccessDenied'),
    });
    expect(of.result).toMatchObject({ state: 'finished', thiefSeen: 'yes' });
  });
});
