import { Company, type Voice } from './company';

/** A history with what is known of it. */
export interface Labelled {
  readonly company: Company;
  /** Ids of every event of the attack; empty for an ordinary history. */
  readonly attackIds: readonly string[];
  /** Keys, sessions, users and roles that the attack made or became, the leaked key left out. */
  readonly identities: readonly string[];
  readonly denyAt?: string;
}

export type Story = (seed: number) => Labelled;

const REGIONS = ['us-east-1', 'ap-south-1', 'eu-central-1', 'ap-northeast-1'] as const;

export function attack(
  seed: number,
  tell: (c: Company, thief: Voice) => { ids: string[]; identities?: string[] },
): Labelled {
  const company = new Company(seed);
  const tool = company.random.pick([
    'ctk',
    'AlibabaCloud (windows; amd64) Golang/1.21 Core/0.01',
    'Aliyun-CLI/3.0.180',
  ]);
  const { ids, identities = [] } = tell(company, { ...company.ci, ip: company.random.ip(), tool });
  return { company, attackIds: ids, identities };
}

export function backdoor(c: Company, thief: Voice, at: number): { ids: string[]; identities: string[]; second: Voice } {
  const user = c.random.pick(['crossfire', 'svc-audit', 'backup-sync']);
  const key = `LTAI5t${c.random.id(18)}`;
  const ids = [
    c.call(at, thief, { service: 'Ram', name: 'CreateUser', request: { UserName: user } }),
    c.call(at + 1, thief, { service: 'Ram', name: 'CreateLoginProfile', request: { UserName: user } }),
    c.call(at + 2, thief, {
      service: 'Ram',
      name: 'AttachPolicyToUser',
      request: { UserName: user, PolicyName: 'AdministratorAccess', PolicyType: 'System' },
    }),
    c.call(at + 3, thief, {
      service: 'Ram',
      name: 'CreateAccessKey',
      request: { UserName: user },
      response: { AccessKey: { AccessKeyId: key, Status: 'Active' } },
    }),
  ];
  const power = [`login-profile/${user}`, `grant/${user}/AdministratorAccess`];
  return { ids, identities: [user, key, ...power], second: { key, user, ip: c.random.ip(), tool: thief.tool } };
}

/** Attacks of different kinds, each hidden in two months of ordinary use. */
export const ATTACKS: Readonly<Record<string, Story>> = {
  'mining in regions that nobody uses': (seed) =>
    attack(seed, (c, thief) => ({
      ids: REGIONS.flatMap((region, i) => [
        c.call(10 + i, thief, { service: 'Ecs', name: 'DescribeInstanceTypes', region }),
        c.call(11 + i, thief, { service: 'Ecs', name: 'RunInstances', region, request: { Amount: 20 } }),
      ]),
    })),
  'a backdoor user, then his key': (seed) =>
    attack(seed, (c, thief) => {
      const { ids, identities, second } = backdoor(c, thief, 15);
      const more = c.call(90, second, { service: 'Ecs', name: 'RunCommand', request: { CommandContent: '***' } });
      return { ids: [...ids, more], identities };
    }),
  'data: snapshots shared, a bucket opened': (seed) =>
    attack(seed, (c, thief) => ({
      ids: [
        c.call(5, thief, { service: 'Oss', name: 'ListBuckets' }),
        c.call(6, thief, { service: 'Oss', name: 'PutBucketAcl', request: { acl: 'public-read' } }),
        c.call(8, thief, { service: 'Ecs', name: 'ModifyImageSharePermission', request: { 'AddAccount.1': '999' } }),
      ],
    })),
  'everything is deleted': (seed) =>
    attack(seed, (c, thief) => ({
      ids: Array.from({ length: 30 }, (_, i) =>
        c.call(20 + i / 10, thief, { service: 'Rds', name: 'DeleteDBInstance' }),
      ),
    })),
  'messages by the hundred': (seed) =>
    attack(seed, (c, thief) => ({
      ids: Array.from({ length: 120 }, (_, i) => c.call(20 + i / 10, thief, { service: 'Dysmsapi', name: 'SendSms' })),
    })),
  'wholly by sessions, with a door for another account': (seed) =>
    attack(seed, (c, thief) => {
      const { id, session } = c.assume(7, thief, 'deploy');
      const role = 'ops-readonly';
      const made = c.call(9, session, {
        service: 'Ram',
        name: 'CreateRole',
        request: {
          RoleName: role,
          AssumeRolePolicyDocument: '{"Statement":[{"Principal":{"RAM":["acs:ram::999:root"]}}]}',
        },
      });
      const outside = c.assume(
        60,
        { key: `LTAI5t${c.random.id(18)}`, user: 'x', account: '999', ip: c.random.ip(), tool: 'ctk' },
        role,
      );
      const act = c.call(61, outside.session, { service: 'Oss', name: 'PutBucketPolicy' });
      return { ids: [id, made, outside.id, act], identities: [session.key, role, outside.session.key] };
    }),
  'days before the report': (seed) =>
    attack(seed, (c, thief) => {
      const { ids, identities } = backdoor(c, thief, -c.random.int(2, 9) * 1440);
      return { ids, identities };
    }),
  "from the business's own machine": (seed) =>
    attack(seed, (c) => {
      const { ids, identities } = backdoor(c, c.ci, 25);
      return { ids, identities };
    }),
  'logs and alarms go first': (seed) =>
    attack(seed, (c, thief) => ({
      ids: [
        c.call(3, thief, { service: 'Actiontrail', name: 'StopLogging', request: { Name: 'main' } }),
        c.call(4, thief, {
          service: 'Sas',
          name: 'HandleSecurityEvents',
          request: { OperationCode: 'advance_mark_mis_info' },
        }),
      ],
    })),
};

export function ordinary(seed: number, tell: (c: Company) => void, denyAt?: string): Labelled {
  const company = new Company(seed);
  tell(company);
  return { company, attackIds: [], identities: [], ...(denyAt ? { denyAt } : {}) };
}

/** What ordinary accounts do, and responders stumble over. */
export const ORDINARY: Readonly<Record<string, Story>> = {
  'a leak that nobody used': (seed) => ordinary(seed, () => undefined),
  'a deployment from a new office': (seed) =>
    ordinary(seed, (c) => {
      const office = { ...c.ci, ip: c.random.ip() };
      for (let i = 0; i < 12; i += 1) c.call(30 + i, office, { service: 'Ecs', name: 'DescribeInstances' });
      c.call(45, office, { service: 'Ecs', name: 'RunInstances' });
      const { session } = c.assume(46, office, 'deploy');
      c.call(47, session, { service: 'FC', name: 'UpdateFunction' });
    }),
  'a new region': (seed) =>
    ordinary(seed, (c) => {
      for (let i = 0; i < 5; i += 1)
        c.call(60 + i, c.ci, { service: 'Ecs', name: 'RunInstances', region: 'ap-southeast-5' });
    }),
  'a new night job': (seed) =>
    ordinary(seed, (c) => {
      for (let day = -5; day <= 0; day += 1)
        for (const name of ['CreateSnapshot', 'DeleteSnapshot', 'DescribeSnapshots'])
          c.call(day * 1440 + 840, c.ci, { service: 'Ecs', name });
    }),
  'a new night job, on a new machine': (seed) =>
    ordinary(seed, (c) => {
      const machine = { ...c.ci, ip: c.random.ip() };
      for (let day = -6; day <= 0; day += 1)
        for (const name of ['DescribeSnapshots', 'CreateSnapshot', 'DeleteSnapshot'])
          c.call(day * 1440 + 840 + c.random.int(0, 9), machine, { service: 'Ecs', name });
    }),
  'the key is rotated': (seed) =>
    ordinary(seed, (c) => {
      const key = `LTAI5t${c.random.id(18)}`;
      c.call(120, c.ci, {
        service: 'Ram',
        name: 'CreateAccessKey',
        request: { UserName: 'ci-bot' },
        response: { AccessKey: { AccessKeyId: key } },
      });
      for (let i = 0; i < 9; i += 1) c.call(125 + i, { ...c.ci, key }, { service: 'Ecs', name: 'RunInstances' });
      c.call(140, { ...c.ci, key }, { service: 'Ram', name: 'UpdateAccessKey', request: { UserName: 'ci-bot' } });
    }),
  'mass deletion after approval': (seed) =>
    ordinary(seed, (c) => {
      for (let i = 0; i < 80; i += 1) c.call(200 + i / 10, c.ci, { service: 'Ecs', name: 'DeleteInstance' });
    }),
  'a false alarm was contained': (seed) =>
    ordinary(
      seed,
      (c) => {
        for (let i = 0; i < 20; i += 1)
          c.call(20 + i, c.ci, { service: 'Ecs', name: 'RunInstances', error: 'NoPermission' });
      },
      '2026-05-20T12:10:00Z',
    ),
  'a new release of the tool': (seed) =>
    ordinary(seed, (c) => {
      const tool = c.ci.tool.replace(/\d+/g, '9');
      for (let i = 0; i < 9; i += 1) c.call(30 + i, { ...c.ci, tool }, { service: 'Ecs', name: 'CreateImage' });
    }),
  'a new colleague': (seed) =>
    ordinary(seed, (c) => {
      for (const name of ['CreateUser', 'CreateLoginProfile', 'AddUserToGroup'])
        c.call(50, c.admin, { service: 'Ram', name, request: { UserName: 'bob', GroupName: 'developers' } });
    }),
};
