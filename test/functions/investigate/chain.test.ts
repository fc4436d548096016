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
async function chained(): Promise<void> {
  sandbox = await anAccount(aSandbox().withUser(aUser('alice').withKey()).withEvents(usual(6)));
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

async function look(env: Readonly<Record<string, string>> = ENV) {
  const run = await aRun(sandbox, env, 'investigate');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot');
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
