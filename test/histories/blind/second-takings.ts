import type { Plot } from './history';
import { BUSY } from './second-attacks';
import { rentedAtHome } from './world';

/** Written after the first run: attacks on resources that hide better. */
export const SECOND_RESOURCE_ATTACKS: Plot[] = [
  {
    name: 'slow-theft',
    isAttack: true,
    kinds: ['data'],
    chores: BUSY,
    says: 'For three weeks before the report, every night some thirty objects were read from one rented address; the key itself never read objects.',
    tell: (stage) => {
      const { dice, bucket, business } = stage.world;
      const thief = stage.thief({ agent: business.agent });
      for (let night = 21; night >= 1; night--) {
        const raid = stage
          .raid(-24 * night + dice.int(0, 3), thief, [20, 200])
          .do('Oss.ListObjects', { bucketName: bucket });
        for (let n = dice.int(20, 40); n > 0; n--)
          raid.do(
            'Oss.GetObject',
            { bucketName: bucket, objectName: `user/${dice.text(10)}.json` },
            { resources: { 'ACS::OSS::Bucket': [bucket] } },
          );
      }
    },
  },
  {
    name: 'secrets-read',
    isAttack: true,
    kinds: ['data'],
    chores: BUSY,
    says: 'Every secret of the account was read in a few minutes from an unknown address, where the key reads one of them at a release.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage.raid(-dice.int(1, 20), stage.thief(), [1, 5]).do('Kms.ListSecrets');
      for (let n = dice.int(20, 40); n > 0; n--)
        raid.do('Kms.GetSecretValue', { SecretName: `${dice.pick(['prod', 'pay', 'hr'])}/${dice.text(6)}` });
    },
  },
  {
    name: 'expiring-archive',
    isAttack: true,
    kinds: ['destruction'],
    chores: BUSY,
    says: 'A lifecycle of one day over the whole archive deletes everything tomorrow without a single delete call; versioning was suspended first.',
    tell: (stage) => {
      const { dice, bucket } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 6))
        .do('Oss.ListBuckets')
        .do('Oss.PutBucketVersioning', { bucketName: bucket, status: 'Suspended' });
      raid.do(
        'Oss.PutBucketLifecycle',
        {
          bucketName: bucket,
          rule: '<Rule><ID>x</ID><Prefix></Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>',
        },
        { resources: { 'ACS::OSS::Bucket': [bucket] } },
      );
      raid.do('Oss.PutObject', { bucketName: bucket, objectName: 'HOW_TO_RESTORE.txt' });
    },
  },
  {
    name: 'blinded-trail',
    isAttack: true,
    kinds: ['log-tampering'],
    chores: BUSY,
    says: "The trail was led to a stranger's bucket and the audit logstore deleted, and an hour later instances were bought.",
    tell: (stage) => {
      const { dice, regions, team } = stage.world;
      const raid = stage
        .raid(-dice.int(2, 9))
        .do('Actiontrail.DescribeTrails')
        .do('Actiontrail.UpdateTrail', { Name: 'default', OssBucketName: `x-${dice.text(8)}` });
      raid
        .do('Sls.DeleteLogStore', { ProjectName: `${team}-audit`, LogstoreName: 'actiontrail_default' })
        .wait(1)
        .do('Ecs.RunInstances', { InstanceType: 'ecs.gn6e-c12g1.24xlarge', Amount: '8' }, { region: regions[0] ?? '' });
    },
  },
  {
    name: 'stack-miner',
    isAttack: true,
    kinds: ['compute'],
    chores: BUSY,
    says: 'Instances were not started by the key but by stacks and provisioning groups that it ordered in regions of no use to the business.',
    tell: (stage) => {
      const { dice, unusedRegions } = stage.world;
      const raid = stage.raid(-dice.int(2, 9));
      for (const region of dice.some(unusedRegions, 2)) {
        raid.do(
          'ROS.CreateStack',
          {
            StackName: dice.text(8),
            TemplateBody:
              '{"ROSTemplateFormatVersion":"2015-09-01","Resources":{"g":{"Type":"ALIYUN::ECS::InstanceGroup","Properties":{"MaxAmount":20}}}}',
          },
          { region },
        );
        raid.do(
          'Ecs.CreateAutoProvisioningGroup',
          { TotalTargetCapacity: '40', SpotInstancePoolsToUseCount: '5' },
          { region },
        );
      }
    },
  },
  {
    name: 'mail-phishing',
    isAttack: true,
    kinds: ['messages'],
    chores: BUSY,
    says: 'Hundreds of mails left from the company’s mail address by a key that never sent one.',
    tell: (stage) => {
      const { dice, domain } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 9), stage.thief(), [1, 3])
        .do('Dm.QueryDomainByParam')
        .do('Dm.CreateMailAddress', { AccountName: `notice@${domain}` });
      for (let n = dice.int(150, 250); n > 0; n--)
        raid.do('Dm.SingleSendMail', { AccountName: `notice@${domain}`, ToAddress: '****', Subject: 'Invoice' });
    },
  },
  {
    name: 'vpn-door',
    isAttack: true,
    kinds: ['persistence'],
    chores: BUSY,
    says: 'A client certificate of the VPN gateway and the kubeconfig of the cluster were drawn: ways in that no key closes.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 9))
        .do('Vpc.DescribeSslVpnServers')
        .do(
          'Vpc.CreateSslVpnClientCert',
          { SslVpnServerId: `vss-bp1${dice.text(12)}` },
          { response: { SslVpnClientCertId: `vsc-bp1${dice.text(12)}` } },
        );
      raid
        .do('CS.DescribeClustersV1')
        .do('CS.DescribeClusterUserKubeconfig', { ClusterId: `c${dice.text(32)}`, PrivateIpAddress: 'false' });
    },
  },
  {
    name: 'wiped-zone',
    isAttack: true,
    kinds: ['dns'],
    chores: BUSY,
    says: 'All records of the domain were removed and new name servers and records set, from a domestic rented host with the usual tool.',
    tell: (stage) => {
      const { dice, domain, business } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 9), stage.thief({ ip: rentedAtHome(dice), agent: business.agent }))
        .do('Alidns.DescribeDomainRecords', { DomainName: domain });
      for (const RR of ['www', 'mail', 'api']) raid.do('Alidns.DeleteSubDomainRecords', { DomainName: domain, RR });
      raid.do('Alidns.AddDomainRecord', {
        DomainName: domain,
        RR: 'www',
        Type: 'CNAME',
        Value: `${dice.text(8)}.pages.dev`,
      });
    },
  },
];
