import { bills } from './bills';
import type { Plot } from './history';
import { signIn } from './identities';
import { BUSY } from './second-attacks';
import { DAY_MS, HOUR_MS, instanceId } from './world';

const morning = (leak: number, daysBefore: number) => (Math.floor(leak / DAY_MS) - daysBefore) * DAY_MS + 2 * HOUR_MS;

/** Third round, committed before any result of its own: ordinary accounts with days on which very much is done. */
export const THIRD_ORDINARY_DAYS: Plot[] = [
  {
    name: 'bucket-move',
    isAttack: false,
    chores: BUSY,
    says: "The archive moves to a bucket of the company's own in another region: four nights of reading and writing from the usual host, then the old objects go.",
    tell: (stage) => {
      const { dice, leak, bucket, team, unusedRegions } = stage.world;
      const region = dice.pick(unusedRegions.filter((id) => id.startsWith('cn-')));
      const target = `${team}-archive-${region}`;
      stage
        .duty(morning(leak, 8))
        .do('Oss.PutBucket', { bucketName: target }, { region, resources: { 'ACS::OSS::Bucket': [target] } })
        .do('Oss.PutBucketEncryption', { bucketName: target }, { region });
      for (let day = 7; day >= 4; day--) {
        const copy = stage.duty(morning(leak, day) + 14 * HOUR_MS, undefined, [1, 6]);
        copy.do('Oss.ListObjects', { bucketName: bucket });
        for (let n = dice.int(60, 120); n > 0; n--) {
          const objectName = `archive/${dice.text(10)}.gz`;
          copy
            .do('Oss.GetObject', { bucketName: bucket, objectName }, { resources: { 'ACS::OSS::Bucket': [bucket] } })
            .do(
              'Oss.PutObject',
              { bucketName: target, objectName },
              { region, resources: { 'ACS::OSS::Bucket': [target] } },
            );
        }
      }
      const clear = stage.duty(morning(leak, 1) + HOUR_MS);
      clear.do('Oss.ListObjects', { bucketName: target }, { region });
      for (let n = dice.int(4, 8); n > 0; n--)
        clear.do(
          'Oss.DeleteMultipleObjects',
          { bucketName: bucket, prefix: 'archive/' },
          { resources: { 'ACS::OSS::Bucket': [bucket] } },
        );
    },
  },
  {
    name: 'sales-day',
    isAttack: false,
    chores: ['upload', 'watch', 'scale'],
    says: 'The great sale: after a rehearsal a week before, ten times the codes by message and forty servers more for a day, all from the usual host with the usual template and type.',
    tell: (stage) => {
      const { dice, start, leak, team, regions } = stage.world;
      const region = regions[0] ?? '';
      const TemplateCode = `SMS_${dice.digits(9)}`;
      const codes = (day: number, count: number) => {
        const midnight = Math.floor(day / DAY_MS) * DAY_MS;
        for (let n = count; n > 0; n--)
          stage
            .duty(midnight + dice.int(0, 900) * 60_000)
            .do('Dysmsapi.SendSms', { PhoneNumbers: '139****0000', SignName: team, TemplateCode });
      };
      const grow = (day: number, calls: number) => {
        const up = stage.duty(morning(leak, day), undefined, [10, 60]);
        const ids = Array.from({ length: calls }, () => instanceId(dice));
        for (const id of ids)
          up.do(
            'Ecs.RunInstances',
            { InstanceType: 'ecs.g7.large', Amount: '1' },
            { region, response: { InstanceIdSets: { InstanceIdSet: [id] } } },
          );
        up.wait(10);
        for (const InstanceId of ids)
          up.do('Ecs.DeleteInstance', { InstanceId }, { region, resources: { 'ACS::ECS::Instance': [InstanceId] } });
      };
      for (let day = start; day < leak; day += DAY_MS) codes(day, dice.int(10, 25));
      codes(leak - 8 * DAY_MS, 90);
      grow(8, 15);
      codes(leak - DAY_MS, 180);
      grow(1, 40);
      stage.bills = bills(
        stage.world,
        Array.from({ length: 29 }, (_, n) => ({
          daysAgo: n + 1,
          product: 'sms',
          name: '短信服务',
          region: 'cn-hangzhou',
          amount: n === 0 ? 11 : n === 7 ? 6 : 1,
        })),
      );
    },
  },
  {
    name: 'restore-drill',
    isAttack: false,
    chores: BUSY,
    says: 'A restore drill: the database is cloned from its backup, servers rise from copied snapshots at the second site, the test record is pointed there and back, and what the drill made is removed the same day.',
    tell: (stage) => {
      const { dice, leak, databases, unusedRegions, domain } = stage.world;
      const region = dice.pick(unusedRegions.filter((id) => id.startsWith('cn-')));
      const clone = `rm-bp1${dice.text(14)}`;
      const ids = [instanceId(dice), instanceId(dice)];
      const RecordId = dice.digits(18);
      const drill = stage
        .duty(morning(leak, 3), undefined, [30, 300])
        .do('Rds.DescribeBackups', { DBInstanceId: databases[0] ?? '' })
        .do(
          'Rds.CloneDBInstance',
          { DBInstanceId: databases[0] ?? '', BackupId: dice.digits(9), PayType: 'Postpaid' },
          { response: { DBInstanceId: clone } },
        )
        .do('Ecs.CopySnapshot', { SnapshotId: `s-bp1${dice.text(17)}`, DestinationRegionId: region })
        .do(
          'Ecs.RunInstances',
          { InstanceType: 'ecs.g7.large', Amount: '2' },
          { region, response: { InstanceIdSets: { InstanceIdSet: ids } } },
        )
        .do('Alidns.UpdateDomainRecord', { RecordId, RR: 'drill', Type: 'A', Value: '10.20.0.8', DomainName: domain });
      drill.wait(3).do('Alidns.UpdateDomainRecord', {
        RecordId,
        RR: 'drill',
        Type: 'A',
        Value: '10.10.0.8',
        DomainName: domain,
      });
      drill.do('Rds.DeleteDBInstance', { DBInstanceId: clone, ReleasedKeepPolicy: 'None' });
      for (const InstanceId of ids)
        drill.do('Ecs.DeleteInstance', { InstanceId }, { region, resources: { 'ACS::ECS::Instance': [InstanceId] } });
    },
  },
  {
    name: 'data-team-export',
    isAttack: false,
    chores: BUSY,
    says: "A new data team: for ten nights a worker of the company's own reads hundreds of objects and writes them for a partner, whom the administrator let into that one folder.",
    tell: (stage) => {
      const { dice, leak, admin, officeIp, backup, business, bucket } = stage.world;
      const partner = dice.digits(16);
      const open = stage.duty(morning(leak, 11), admin);
      signIn(open, admin, officeIp, true);
      open.do(
        'Oss.PutBucketPolicy',
        {
          bucketName: bucket,
          policy: `{"Version":"1","Statement":[{"Effect":"Allow","Principal":["${partner}"],"Action":["oss:GetObject"],"Resource":["acs:oss:*:*:${bucket}/export/*"]}]}`,
        },
        { resources: { 'ACS::OSS::Bucket': [bucket] } },
      );
      const worker = { ...business, ip: backup.ip };
      for (let day = 10; day >= 1; day--) {
        const night = stage.duty(morning(leak, day) - 6 * HOUR_MS + dice.int(0, 600) * 1000, worker, [1, 10]);
        night.do('Oss.ListObjects', { bucketName: bucket, prefix: 'orders/' });
        for (let n = dice.int(80, 200); n > 0; n--)
          night.do(
            'Oss.GetObject',
            { bucketName: bucket, objectName: `orders/${dice.text(8)}.parquet` },
            { resources: { 'ACS::OSS::Bucket': [bucket] } },
          );
        night.do('Oss.PutObject', { bucketName: bucket, objectName: `export/${day}.parquet` });
      }
    },
  },
  {
    name: 'inference-peak',
    isAttack: false,
    chores: ['upload', 'watch', 'session'],
    says: "The recognition service starts and stops GPU servers by load, two or three a day; when a customer's backlog came in it was twenty for two days, same type, image and host.",
    tell: (stage) => {
      const { dice, start, leak, regions } = stage.world;
      const region = regions[0] ?? '';
      const ImageId = `m-bp1${dice.text(17)}`;
      const serve = (time: number, count: number) => {
        const ids = Array.from({ length: count }, () => instanceId(dice));
        const load = stage.duty(time, undefined, [20, 300]);
        for (const id of ids)
          load.do(
            'Ecs.RunInstances',
            { InstanceType: 'ecs.gn6i-c4g1.xlarge', Amount: '1', ImageId },
            { region, response: { InstanceIdSets: { InstanceIdSet: [id] } } },
          );
        load.wait(dice.int(3, 6));
        for (const InstanceId of ids)
          load.do('Ecs.DeleteInstance', { InstanceId }, { region, resources: { 'ACS::ECS::Instance': [InstanceId] } });
      };
      for (let day = start + DAY_MS; day < leak - 3 * DAY_MS; day += DAY_MS)
        serve(Math.floor(day / DAY_MS) * DAY_MS + dice.int(60, 600) * 60_000, dice.int(2, 3));
      for (const day of [2, 1]) serve(morning(leak, day), dice.int(18, 22));
      stage.bills = bills(
        stage.world,
        Array.from({ length: 28 }, (_, n) => ({
          daysAgo: n + 1,
          product: 'ecs',
          name: '云服务器 ECS',
          region,
          amount: n < 2 ? 260 : 35 + dice.int(0, 15),
        })),
      );
    },
  },
  {
    name: 'shorter-retention',
    isAttack: false,
    chores: BUSY,
    says: "To save money logs are kept a shorter time: the application's logstores and the folder of logs by the deployment, the audit trail moved to a cheaper bucket by the administrator; nothing stops recording.",
    tell: (stage) => {
      const { dice, leak, admin, officeIp, team, bucket } = stage.world;
      const change = stage.duty(morning(leak, 2));
      for (let n = dice.int(4, 7); n > 0; n--)
        change.do('Sls.UpdateLogStore', {
          ProjectName: `${team}-app`,
          LogstoreName: `${dice.pick(['web', 'api', 'job'])}-${dice.text(3)}`,
          ttl: '30',
        });
      for (let n = 2; n > 0; n--)
        change.do('Sls.DeleteLogStore', { ProjectName: `${team}-app`, LogstoreName: `old-${dice.text(4)}` });
      change.do(
        'Oss.PutBucketLifecycle',
        {
          bucketName: bucket,
          rule: '<Rule><ID>logs</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule>',
        },
        { resources: { 'ACS::OSS::Bucket': [bucket] } },
      );
      const audit = stage.duty(morning(leak, 2) + 3 * HOUR_MS, admin);
      signIn(audit, admin, officeIp, true);
      audit
        .do('Oss.PutBucket', { bucketName: `${team}-trail-ia` })
        .do('Actiontrail.UpdateTrail', { Name: 'default', OssBucketName: `${team}-trail-ia` })
        .do('Actiontrail.DescribeTrails');
    },
  },
];
