import type { Call, Company, Voice } from './company';
import { ordinary, type Story } from './stories';

const all = (c: Company, at: number, voice: Voice, ...calls: Call[]) => {
  for (const [i, call] of calls.entries()) c.call(at + i * 0.5, voice, call);
};
const reads = (service: string, ...names: string[]): Call[] => names.map((name) => ({ service, name }));
const trusting = (service: string) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service: [service] } }] });
const elsewhere = (c: Company): Voice => ({ ...c.ci, ip: c.random.ip() });
const TERRAFORM = 'HashiCorp-Terraform/1.7.0 Go-http-client/1.1';
const CLI = 'Aliyun-CLI/3.0.201';
const inventory = [
  ...reads('Ecs', 'DescribeDisks', 'DescribeSnapshots', 'DescribeEips', 'DescribeSecurityGroups', 'DescribeTags'),
  ...reads('Rds', 'DescribeDBInstances', 'DescribeBackups'),
  ...reads('Slb', 'DescribeLoadBalancers'),
  ...reads('BssOpenApi', 'QueryAccountBill', 'DescribeInstanceBill', 'QueryBillOverview', 'QueryAccountBalance'),
  ...reads('Oss', 'ListBuckets', 'GetBucketInfo'),
];

/** What businesses do with a key after its leak is reported, and what is none of a thief's. */
export const WORK: Readonly<Record<string, Story>> = {
  'a report of the month, on a new machine with a new program': (seed) =>
    ordinary(seed, (c) => all(c, 30, { ...elsewhere(c), tool: 'python-sdk/2.1' }, ...inventory)),
  'a burst of monitoring, partly refused': (seed) =>
    ordinary(seed, (c) => {
      const monitor = elsewhere(c);
      for (let i = 0; i < 400; i += 1)
        c.call(30 + i / 20, monitor, {
          service: 'Cms',
          name: c.random.pick(['DescribeMetricList', 'DescribeMetricLast', 'DescribeMonitorGroups']),
          ...(i % 5 === 0 ? { error: 'NoPermission' } : {}),
        });
    }),
  'Terraform on the build machine, for the first time': (seed) =>
    ordinary(seed, (c) => {
      const voice = { ...c.ci, tool: TERRAFORM };
      all(
        c,
        30,
        voice,
        ...reads('Sts', 'GetCallerIdentity'),
        ...reads('Ram', 'GetRole', 'GetPolicy', 'GetPolicyVersion', 'ListPoliciesForRole', 'ListEntitiesForPolicy'),
        ...inventory,
        {
          service: 'Ram',
          name: 'CreateRole',
          request: { RoleName: 'fn', AssumeRolePolicyDocument: trusting('fc.aliyuncs.com') },
        },
        {
          service: 'Ram',
          name: 'CreatePolicy',
          request: {
            PolicyName: 'fn-oss',
            PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}',
          },
        },
        { service: 'Ram', name: 'AttachPolicyToRole', request: { RoleName: 'fn', PolicyName: 'fn-oss' } },
        { service: 'FC', name: 'CreateFunction', request: { functionName: 'resize' } },
        { service: 'FC', name: 'CreateTrigger', request: { functionName: 'resize' } },
        { service: 'Sls', name: 'DeleteLogStore', request: { logstoreName: 'nginx-old' } },
        { service: 'Cms', name: 'DeleteMetricRules' },
      );
    }),
  'Terraform on a new runner: the same calls as ever': (seed) =>
    ordinary(seed, (c) =>
      all(
        c,
        30,
        { ...elsewhere(c), tool: TERRAFORM },
        ...reads('Sts', 'GetCallerIdentity'),
        ...reads('Ram', 'GetRole', 'GetPolicy', 'GetPolicyVersion', 'ListPoliciesForRole', 'ListEntitiesForPolicy'),
        ...inventory,
        { service: 'Ecs', name: 'RunInstances', request: { Amount: 1 } },
      ),
    ),
  'a site is published: a fresh bucket, open to all': (seed) =>
    ordinary(seed, (c) => {
      const request = { bucketName: `www-${c.random.id(5)}` };
      all(
        c,
        30,
        c.ci,
        { service: 'Oss', name: 'PutBucket', request },
        { service: 'Oss', name: 'PutBucketWebsite', request },
        { service: 'Oss', name: 'PutBucketAcl', request: { ...request, acl: 'public-read' } },
      );
    }),
  'a bucket for the own network': (seed) =>
    ordinary(seed, (c) => {
      const statement = {
        Effect: 'Allow',
        Principal: ['*'],
        Action: ['oss:GetObject'],
        Condition: { StringEquals: { 'acs:SourceVpc': ['vpc-1'] } },
      };
      c.call(30, c.ci, {
        service: 'Oss',
        name: 'PutBucketPolicy',
        request: { bucketName: 'artifacts', policy: JSON.stringify({ Version: '1', Statement: [statement] }) },
      });
    }),
  'a copy into a bucket of its own': (seed) =>
    ordinary(seed, (c) => {
      all(
        c,
        30,
        c.ci,
        { service: 'Oss', name: 'PutBucket', request: { bucketName: 'artifacts-dr' } },
        {
          service: 'Oss',
          name: 'PutBucketReplication',
          request: { bucketName: 'artifacts', body: { Rule: { Destination: { Bucket: 'artifacts-dr' } } } },
        },
      );
    }),
  'a new service with a user and a key of its own': (seed) =>
    ordinary(seed, (c) => {
      const request = { UserName: 'svc-thumbs' };
      const key = `LTAI5t${c.random.id(18)}`;
      all(
        c,
        30,
        c.ci,
        { service: 'Ram', name: 'CreateUser', request },
        { service: 'Ram', name: 'AttachPolicyToUser', request: { ...request, PolicyName: 'AliyunOSSReadOnlyAccess' } },
        { service: 'Ram', name: 'CreateAccessKey', request, response: { AccessKey: { AccessKeyId: key } } },
      );
    }),
  'a launch in three regions': (seed) =>
    ordinary(seed, (c) => {
      for (const region of ['ap-southeast-1', 'ap-northeast-1', 'eu-central-1'])
        c.call(30, c.ci, { service: 'Ecs', name: 'RunInstances', region, request: { Amount: 2 } });
    }),
  'a new region, opened from a new office': (seed) =>
    ordinary(seed, (c) => {
      const office = elsewhere(c);
      for (let i = 0; i < 20; i += 1)
        c.call(20 + i, office, { service: 'Ecs', name: 'DescribeInstances', region: 'ap-southeast-1' });
      all(
        c,
        50,
        office,
        { service: 'Ecs', name: 'RunInstances', region: 'ap-southeast-1', request: { Amount: 2 } },
        { service: 'Slb', name: 'CreateLoadBalancer', region: 'ap-southeast-1' },
        { service: 'Ess', name: 'CreateScalingGroup', region: 'ap-southeast-1', request: { MaxSize: 4 } },
      );
    }),
  'the administrator clears up, from his own desk with the key': (seed) =>
    ordinary(seed, (c) => {
      const desk = { ...c.ci, ip: c.admin.ip, tool: CLI };
      for (let i = 0; i < 70; i += 1) c.call(30 + i / 8, desk, { service: 'Ecs', name: 'DeleteSnapshot' });
      all(c, 60, desk, ...reads('Ram', 'ListUsers', 'ListRoles', 'ListGroups', 'ListPolicies'), ...inventory);
    }),
  'somebody at home deploys by hand': (seed) =>
    ordinary(seed, (c) => {
      const home = { ...c.ci, ip: c.random.ip(), tool: CLI };
      all(c, 30, home, ...reads('Ecs', 'DescribeInstances', 'DescribeVpcs'));
      const { session } = c.assume(35, home, 'deploy');
      c.call(36, session, { service: 'FC', name: 'UpdateFunction' });
    }),
  'debugging on the build machine': (seed) =>
    ordinary(seed, (c) => {
      const hand = { ...c.ci, tool: CLI };
      all(c, 30, hand, { service: 'Ecs', name: 'RunCommand' }, ...reads('Ecs', 'DescribeInvocations'));
    }),
  'an image for the second region, a backup for a test': (seed) =>
    ordinary(seed, (c) =>
      all(
        c,
        30,
        elsewhere(c),
        { service: 'Ecs', name: 'CreateImage' },
        { service: 'Ecs', name: 'CopyImage', request: { DestinationRegionId: 'cn-beijing' } },
        { service: 'Dbs', name: 'CreateDownload' },
      ),
    ),
  'a runner on a new address fetches its artifacts': (seed) =>
    ordinary(seed, (c) => {
      const get: Call = { service: 'Oss', name: 'GetObject', request: { bucketName: 'artifacts' } };
      for (let day = -40; day < -15; day += 1) all(c, day * 1440, c.ci, get, get, get);
      all(c, 30, elsewhere(c), ...Array.from({ length: 80 }, () => get));
    }),
  'runners that have a new address every time': (seed) =>
    ordinary(seed, (c) => {
      for (let i = 0; i < 30; i += 1) {
        const runner = elsewhere(c);
        c.call(i * 8, runner, { service: 'Ecs', name: 'DescribeImages' });
        const { session } = c.assume(i * 8 + 1, runner, 'deploy');
        c.call(i * 8 + 2, session, { service: 'FC', name: 'UpdateFunction' });
      }
    }),
  'trails were rebuilt, long ago': (seed) =>
    ordinary(seed, (c) =>
      all(
        c,
        -30 * 1440,
        c.ci,
        { service: 'Actiontrail', name: 'UpdateTrail' },
        { service: 'Oss', name: 'PutBucketAcl', request: { bucketName: 'www', acl: 'public-read' } },
      ),
    ),
  'a key that makes users every fortnight, from wherever': (seed) =>
    ordinary(seed, (c) => {
      for (const day of [-55, -41, -27, -20, 0])
        c.call(day * 1440 + 10, elsewhere(c), {
          service: 'Ram',
          name: 'CreateUser',
          request: { UserName: `u${-day}` },
        });
    }),
  'a key without a past, at work': (seed) =>
    ordinary(seed, (c) => {
      c.keyIsYoung(45);
      for (let i = 0; i < 12; i += 1) c.call(20 + i, c.ci, { service: 'Ecs', name: 'RunInstances' });
      all(c, 40, c.ci, { service: 'Ecs', name: 'DeleteInstance' }, { service: 'FC', name: 'CreateFunction' });
      for (let i = 0; i < 60; i += 1)
        c.call(50 + i / 9, c.ci, { service: 'Oss', name: 'GetObject', request: { bucketName: 'b' } });
    }),
  'released after a false alarm, and at work at once': (seed) =>
    ordinary(
      seed,
      (c) => {
        for (let i = 0; i < 9; i += 1)
          c.call(20 + i, c.ci, { service: 'Ecs', name: 'RunInstances', error: 'NoPermission' });
        all(c, 200, c.ci, { service: 'Ecs', name: 'RunInstances' }, { service: 'Ecs', name: 'CreateImage' });
        c.call(210, elsewhere(c), { service: 'Ecs', name: 'RunInstances' });
      },
      '2026-05-20T12:10:00Z',
    ),
};
