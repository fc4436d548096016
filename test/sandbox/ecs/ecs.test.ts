import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc, type RpcAnswer } from '../../sdk-clients';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox()
    .withPolicy('OneInstance', {
      Effect: 'Allow',
      Action: 'ecs:StopInstances',
      Resource: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-bp1mine',
    })
    .withUser(
      aUser('scaling').withKey().withPolicy('System/AliyunECSFullAccess'),
      aUser('looker').withKey().withPolicy('System/AliyunECSReadOnlyAccess'),
      aUser('stopper').withKey().withPolicy('Custom/OneInstance'),
    )
    .start({ bare: true });
});
afterEach(() => sandbox.stop());

function as(key: string, action: string, parameters: Readonly<Record<string, string>> = {}): Promise<RpcAnswer> {
  const named = sandbox.keys.get(key)?.key;
  if (!named) throw new Error(`The account has no key ${key}.`);
  return callRpc(sandbox, named, 'ecs', action, parameters);
}

const HANGZHOU = { RegionId: 'cn-hangzhou' };
const SMALL = { ...HANGZHOU, ImageId: 'm-1', InstanceType: 'ecs.c7.large' };
const SCRIPT = { ...HANGZHOU, Type: 'RunShellScript', CommandContent: 'uptime' };

async function launch(parameters: Readonly<Record<string, string>> = SMALL): Promise<string[]> {
  const { status, body } = await as('scaling', 'RunInstances', parameters);
  expect([status, body['Code']]).toEqual([200, undefined]);
  return (body['InstanceIdSets'] as { InstanceIdSet: string[] }).InstanceIdSet;
}

async function listed(parameters: Readonly<Record<string, string>> = HANGZHOU) {
  const { body } = await as('scaling', 'DescribeInstances', parameters);
  return (body['Instances'] as { Instance: Record<string, unknown>[] }).Instance;
}

const codeOf = ({ status, body }: RpcAnswer) => [status, body['Code']];

test('instances run in the region where they were bought, and in no other', async () => {
  const ids = await launch({ ...SMALL, Amount: '3', InstanceName: 'web', UniqueSuffix: 'true' });
  expect(new Set(ids).size).toBe(3);
  expect((await listed()).map((one) => [one['InstanceName'], one['Status'], one['Cpu']])).toEqual(
    expect.arrayContaining([
      ['web001', 'Running', 2],
      ['web003', 'Running', 2],
    ]),
  );
  expect(await listed({ RegionId: 'cn-beijing' })).toEqual([]);
  expect(sandbox.world.compute.instancesIn('cn-hangzhou').map(({ id }) => id)).toEqual(ids);
});

test('regions are those where ActionTrail answers: what happens elsewhere could not be looked up', async () => {
  const regionsOf = ({ body }: RpcAnswer) =>
    (body['Regions'] as { Region: { RegionId: string }[] }).Region.map(({ RegionId }) => RegionId).sort();
  const trail = await callRpc(sandbox, sandbox.identities.admin, 'actiontrail', 'DescribeRegions');
  expect(regionsOf(await as('looker', 'DescribeRegions'))).toEqual(regionsOf(trail));
});

test('pages by number and by token show every instance once', async () => {
  const ids = (await launch({ ...SMALL, Amount: '7' })).sort();
  const byNumber = [];
  for (const PageNumber of ['1', '2', '3'])
    byNumber.push(...(await listed({ ...HANGZHOU, PageNumber, PageSize: '3' })));
  expect(byNumber.map((one) => one['InstanceId']).sort()).toEqual(ids);
  const byToken: unknown[] = [];
  let NextToken = '';
  do {
    const { body } = await as('scaling', 'DescribeInstances', { ...HANGZHOU, MaxResults: '3', NextToken });
    byToken.push(
      ...(body['Instances'] as { Instance: Record<string, unknown>[] }).Instance.map((i) => i['InstanceId']),
    );
    NextToken = String(body['NextToken']);
  } while (NextToken !== '');
  expect(byToken.sort()).toEqual(ids);
  const [first = '', second = ''] = ids;
  const asked = { ...HANGZHOU, InstanceIds: JSON.stringify([first, second]) };
  expect((await listed(asked)).map((one) => one['InstanceId']).sort()).toEqual([first, second]);
});

test('the quota of a region is kept, apart for types with a GPU; MinAmount takes what there is', async () => {
  const gpu = { ...HANGZHOU, ImageId: 'm-1', InstanceType: 'ecs.gn7i-c8g1.2xlarge' };
  expect(codeOf(await as('scaling', 'RunInstances', { ...gpu, Amount: '5' }))).toEqual([
    403,
    'QuotaExceed.ElasticQuota',
  ]);
  expect(await launch({ ...gpu, Amount: '20', MinAmount: '1' })).toHaveLength(4);
  expect(codeOf(await as('scaling', 'RunInstances', gpu))).toEqual([403, 'QuotaExceed.ElasticQuota']);
  expect(await launch(SMALL)).toHaveLength(1);
  expect(await launch({ ...gpu, RegionId: 'cn-beijing' })).toHaveLength(1);
});

test('what runs is stopped, then released; by force at once', async () => {
  const [one = '', other = ''] = await launch({ ...SMALL, Amount: '2' });
  expect(codeOf(await as('scaling', 'DeleteInstance', { InstanceId: one }))).toEqual([403, 'IncorrectInstanceStatus']);
  const stopped = await as('scaling', 'StopInstances', { ...HANGZHOU, 'InstanceId.1': one });
  expect(stopped.body['InstanceResponses']).toMatchObject({
    InstanceResponse: [{ InstanceId: one, PreviousStatus: 'Running' }],
  });
  expect(codeOf(await as('scaling', 'StopInstances', { ...HANGZHOU, 'InstanceId.1': one }))).toEqual([
    403,
    'IncorrectInstanceStatus',
  ]);
  expect((await as('scaling', 'DeleteInstance', { InstanceId: one })).status).toBe(200);
  expect((await as('scaling', 'DeleteInstances', { ...HANGZHOU, 'InstanceId.1': other, Force: 'true' })).status).toBe(
    200,
  );
  expect(await listed()).toEqual([]);
});

test('commands reach running instances of their region, and their text can be read afterwards', async () => {
  const [id = ''] = await launch();
  const kept = await as('scaling', 'CreateCommand', { ...SCRIPT, Name: 'x', CommandContent: 'dXB0aW1l' });
  const CommandId = String(kept.body['CommandId']);
  expect((await as('scaling', 'InvokeCommand', { ...HANGZHOU, CommandId, 'InstanceId.1': id })).status).toBe(200);
  const run = await as('scaling', 'RunCommand', { ...SCRIPT, 'InstanceId.1': id });
  expect(run.body).toMatchObject({ CommandId: expect.stringMatching(/^c-/), InvokeId: expect.stringMatching(/^t-/) });
  // What RunCommand made without KeepCommand cannot be invoked again.
  const again = { ...HANGZHOU, CommandId: String(run.body['CommandId']), 'InstanceId.1': id };
  expect(codeOf(await as('scaling', 'InvokeCommand', again))).toEqual([404, 'InvalidCmdId.NotFound']);
  const { body } = await as('looker', 'DescribeInvocations', { ...HANGZHOU, InstanceId: id });
  const invocations = (body['Invocations'] as { Invocation: { CommandContent: string }[] }).Invocation;
  expect(invocations.map((one) => Buffer.from(one.CommandContent, 'base64').toString())).toEqual(['uptime', 'uptime']);
});

test.each<[string, string, Readonly<Record<string, string>>, number, string]>([
  [
    'an unknown type',
    'RunInstances',
    { ...SMALL, InstanceType: 'ecs.z9.huge' },
    400,
    'InvalidInstanceType.ValueNotSupported',
  ],
  ['no type', 'RunInstances', { ...HANGZHOU, ImageId: 'm-1' }, 400, 'MissingParameter'],
  ['an unknown region', 'RunInstances', { ...SMALL, RegionId: 'cn-atlantis' }, 404, 'InvalidRegionId.NotFound'],
  ['too many at once', 'RunInstances', { ...SMALL, Amount: '101' }, 400, 'InvalidParameter.Amount'],
  [
    'user data that is no Base64',
    'RunInstances',
    { ...SMALL, UserData: '#!' },
    400,
    'InvalidUserData.Base64FormatInvalid',
  ],
  ['a dry run', 'RunInstances', { ...SMALL, DryRun: 'true' }, 400, 'DryRunOperation'],
  ['a subscription', 'RunInstances', { ...SMALL, InstanceChargeType: 'PrePaid' }, 501, 'SandboxNotImplemented'],
  ['an absent instance', 'StopInstances', { ...HANGZHOU, 'InstanceId.1': 'i-none' }, 404, 'InvalidInstanceId.NotFound'],
  ['no instance', 'StopInstances', HANGZHOU, 400, 'MissingParameter'],
  ['an absent target', 'RunCommand', { ...SCRIPT, 'InstanceId.1': 'i-none' }, 404, 'InvalidInstance.NotFound'],
  [
    'an unknown kind of command',
    'CreateCommand',
    { ...SCRIPT, Name: 'x', Type: 'RunPoem' },
    404,
    'InvalidCmdType.NotFound',
  ],
  [
    'content that is no Base64',
    'CreateCommand',
    { ...SCRIPT, Name: 'x', CommandContent: '!' },
    400,
    'CmdContent.DecodeError',
  ],
])('%s is refused', async (_what, action, parameters, status, code) => {
  expect(codeOf(await as('scaling', action, parameters))).toEqual([status, code]);
  expect(sandbox.world.compute.instances.size).toBe(0);
});

test('a call without the right is refused with Forbidden.RAM, and changes nothing', async () => {
  expect(codeOf(await as('looker', 'RunInstances', SMALL))).toEqual([403, 'Forbidden.RAM']);
  expect(sandbox.world.compute.instances.size).toBe(0);
  // The right is for one instance: allowed there (and it does not exist), refused for any other, and for both together.
  const stop = (...ids: string[]) =>
    as('stopper', 'StopInstances', {
      ...HANGZHOU,
      ...Object.fromEntries(ids.map((id, n) => [`InstanceId.${n + 1}`, id])),
    });
  expect(codeOf(await stop('i-bp1mine'))).toEqual([404, 'InvalidInstanceId.NotFound']);
  expect(codeOf(await stop('i-bp1other'))).toEqual([403, 'Forbidden.RAM']);
  expect(codeOf(await stop('i-bp1mine', 'i-bp1other'))).toEqual([403, 'Forbidden.RAM']);
});

test('an event stands in the region of the call, with what came of it', async () => {
  const ids = await launch({ ...SMALL, RegionId: 'cn-shenzhen', Amount: '2' });
  await as('looker', 'RunInstances', SMALL);
  await as('looker', 'DescribeInstances', HANGZHOU);
  const [bought, refused, read] = sandbox.world.events.all();
  expect(bought).toMatchObject({
    eventName: 'RunInstances',
    serviceName: 'Ecs',
    eventRW: 'Write',
    isGlobal: false,
    acsRegion: 'cn-shenzhen',
    eventSource: 'ecs.cn-shenzhen.aliyuncs.com',
    apiVersion: '2014-05-26',
    responseElements: { InstanceIdSets: { InstanceIdSet: ids } },
    userIdentity: { userName: 'scaling' },
  });
  expect(refused).toMatchObject({ eventName: 'RunInstances', acsRegion: 'cn-hangzhou', errorCode: 'Forbidden.RAM' });
  expect(read).toMatchObject({ eventName: 'DescribeInstances', eventRW: 'Read' });
  expect(read).not.toHaveProperty('responseElements');
  const looked = await callRpc(sandbox, sandbox.identities.admin, 'actiontrail', 'LookupEvents', {
    RegionId: 'cn-shenzhen',
    'LookupAttribute.1.Key': 'ServiceName',
    'LookupAttribute.1.Value': 'Ecs',
  });
  expect((looked.body['Events'] as { eventName: string }[]).map(({ eventName }) => eventName)).toEqual([
    'RunInstances',
  ]);
});
