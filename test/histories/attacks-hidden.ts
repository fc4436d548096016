import type { Call, Company, Voice } from './company';
import { ACCOUNT } from './company';
import { attack, backdoor, type Story } from './stories';

const OTHER_ACCOUNT = '5512003344556677';
const ALL = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const trusting = (principal: object) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] });
const bucketPolicy = (principal: string) =>
  JSON.stringify({
    Version: '1',
    Statement: [
      { Effect: 'Allow', Principal: [principal], Action: 'oss:*', Resource: `acs:oss:*:${ACCOUNT}:customers` },
    ],
  });
const key = (c: Company) => `LTAI5t${c.random.id(18)}`;
const all = (c: Company, at: number, voice: Voice, ...calls: Call[]) =>
  calls.map((call, i) => c.call(at + i * 0.7, voice, call));
/** From the business's own machine, with its own program. */
const fromWithin = (at: number, ...calls: Call[]): Story => making([], at, ...calls);
/** The same where something is made or changed by it. */
const making =
  (identities: readonly string[], at: number, ...calls: Call[]): Story =>
  (seed) =>
    attack(seed, (c) => ({ ids: all(c, at + c.random.int(0, 90), c.ci, ...calls), identities: [...identities] }));

/** Attacks from the business's own addresses, or with its own program, or before anybody looks. */
export const HIDDEN: Readonly<Record<string, Story>> = {
  'within: a bucket for another account': making([`bucket-policy/customers/${OTHER_ACCOUNT}`], 20, {
    service: 'Oss',
    name: 'PutBucketPolicy',
    request: { bucketName: 'customers', policy: bucketPolicy(OTHER_ACCOUNT) },
  }),
  'within: a bucket is copied elsewhere': making(['bucket-replication/customers/bkp-eu-77'], 20, {
    service: 'Oss',
    name: 'PutBucketReplication',
    request: { bucketName: 'customers', body: { Rule: { Destination: { Bucket: 'bkp-eu-77', Location: 'oss-eu' } } } },
  }),
  'within: the trust of a role is turned': making(['deploy'], 20, {
    service: 'Ram',
    name: 'UpdateRole',
    request: {
      RoleName: 'deploy',
      NewAssumeRolePolicyDocument: trusting({ RAM: [`acs:ram::${OTHER_ACCOUNT}:user/x`] }),
    },
  }),
  'within: a policy of all power, for itself': making(
    ['policy/log-read', 'grant/ci-bot/log-read'],
    20,
    { service: 'Ram', name: 'CreatePolicy', request: { PolicyName: 'log-read', PolicyDocument: ALL } },
    { service: 'Ram', name: 'AttachPolicyToUser', request: { UserName: 'ci-bot', PolicyName: 'log-read' } },
  ),
  'within: a group is raised, and joined': making(
    ['grant/pipeline/AliyunRAMFullAccess', 'group-membership/ci-bot/pipeline'],
    20,
    { service: 'Ram', name: 'CreateGroup', request: { GroupName: 'pipeline' } },
    {
      service: 'Ram',
      name: 'AttachPolicyToGroup',
      request: { GroupName: 'pipeline', PolicyName: 'AliyunRAMFullAccess' },
    },
    { service: 'Ram', name: 'AddUserToGroup', request: { GroupName: 'pipeline', UserName: 'ci-bot' } },
  ),
  'within: a key for the administrator': (seed) =>
    attack(seed, (c, thief) => {
      const made = key(c);
      const id = c.call(33, c.ci, {
        service: 'Ram',
        name: 'CreateAccessKey',
        request: { UserName: 'alice' },
        response: { AccessKey: { AccessKeyId: made } },
      });
      const act = c.call(
        300,
        { key: made, user: 'alice', ip: thief.ip, tool: thief.tool },
        { service: 'Ram', name: 'ListUsers' },
      );
      return { ids: [id, act], identities: [made] };
    }),
  'within: with another program, a user and his key': (seed) =>
    attack(seed, (c) => {
      const voice = { ...c.ci, tool: 'python-requests/2.32.0' };
      const { ids, identities } = backdoor(c, voice, 40);
      return { ids, identities };
    }),
  'within: commands on every instance': fromWithin(
    30,
    ...Array.from({ length: 6 }, (_, i) => ({
      service: 'Ecs',
      name: 'RunCommand',
      request: { 'InstanceId.1': `i-${i}`, CommandContent: '***' },
    })),
  ),
  'within: a fleet in four regions': fromWithin(
    15,
    ...['us-east-1', 'ap-south-1', 'eu-central-1', 'me-east-1'].map((region) => ({
      service: 'Ecs',
      name: 'RunInstances',
      region,
      request: { Amount: 30 },
    })),
  ),
  'the business’s program, from elsewhere: a user and his key': (seed) =>
    attack(seed, (c) => {
      const { ids, identities } = backdoor(c, { ...c.ci, ip: c.random.ip() }, 40);
      return { ids, identities };
    }),
  'the business’s program, from elsewhere: messages as never before': (seed) =>
    attack(seed, (c) => {
      const voice = { ...c.ci, ip: c.random.ip() };
      const send = () => c.call(20 + c.random.int(0, 200), voice, { service: 'Dysmsapi', name: 'SendSms' });
      return { ids: Array.from({ length: 150 }, send) };
    }),
  'the business’s program, from elsewhere: who is there, all answered': (seed) =>
    attack(seed, (c) => {
      const voice = { ...c.ci, ip: c.random.ip() };
      const reads = (service: string, ...names: string[]) => names.map((name) => ({ service, name }));
      const calls = [
        ...reads('Sts', 'GetCallerIdentity'),
        ...reads('Ram', 'ListUsers', 'ListRoles', 'ListGroups', 'ListPolicies', 'ListAccessKeys'),
        ...reads('Ecs', 'DescribeRegions', 'DescribeSnapshots', 'DescribeKeyPairs'),
        ...reads('Rds', 'DescribeDBInstances', 'DescribeDatabases'),
        ...reads('Oss', 'ListBuckets'),
      ];
      return { ids: all(c, 25, voice, ...calls) };
    }),
  'the usual call in the usual region, by the hundred': (seed) =>
    attack(seed, (c, thief) => ({
      ids: all(
        c,
        12,
        thief,
        ...Array.from({ length: 4 }, () => ({ service: 'Ecs', name: 'RunInstances', request: { Amount: 50 } })),
      ),
    })),
  'objects of a strange bucket, a few an hour': (seed) =>
    attack(seed, (c, thief) => ({
      ids: Array.from({ length: 180 }, (_, i) =>
        c.call(-1500 + i * 7, thief, { service: 'Oss', name: 'GetObject', request: { bucketName: 'customers' } }),
      ),
    })),
  'weeks before the report': (seed) =>
    attack(seed, (c, thief) => {
      const { ids, identities } = backdoor(c, thief, -c.random.int(18, 45) * 1440);
      return { ids, identities };
    }),
  'a key without a past: a user and his key': (seed) =>
    attack(seed, (c, thief) => {
      c.keyIsYoung(45);
      const { ids, identities } = backdoor(c, thief, 40);
      return { ids, identities };
    }),
  'a key without a past: mining': (seed) =>
    attack(seed, (c, thief) => {
      c.keyIsYoung(45);
      const buy = { service: 'Ecs', name: 'RunInstances', region: 'us-east-1', request: { Amount: 80 } };
      return { ids: all(c, 40, thief, buy, buy) };
    }),
  'everything is refused': (seed) =>
    attack(seed, (c, thief) => ({
      ids: all(
        c,
        40,
        thief,
        ...['CreateUser', 'CreateAccessKey', 'CreateLoginProfile', 'AttachPolicyToUser'].map((name) => ({
          service: 'Ram',
          name,
          request: { UserName: 'svc', PolicyName: 'AdministratorAccess' },
          error: 'NoPermission',
        })),
      ),
    })),
};
