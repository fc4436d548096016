import { bills } from './bills';
import type { Plot } from './history';
import { instanceId } from './world';

/** Attacks on what the account owns and pays for. */
export const RESOURCE_ATTACKS: Plot[] = [
  {
    name: 'fast-miner',
    isAttack: true,
    kinds: ['compute'],
    says: 'Hours before the report, large GPU instances were started in many regions that the account never used.',
    tell: (stage) => {
      const { dice, unusedRegions } = stage.world;
      const raid = stage
        .raid(-dice.int(3, 12))
        .do('Sts.GetCallerIdentity')
        .do('Ecs.DescribeRegions')
        .do('Location.DescribeEndpoints');
      for (const region of dice.some(unusedRegions, dice.int(3, 6))) {
        raid
          .do('Ecs.CreateSecurityGroup', {}, { region })
          .do('Ecs.AuthorizeSecurityGroup', { SourceCidrIp: '0.0.0.0/0', PortRange: '22/22' }, { region });
        raid.do(
          'Ecs.RunInstances',
          {
            InstanceType: dice.pick(['ecs.gn7i-c32g1.8xlarge', 'ecs.c7.16xlarge', 'ecs.gn6v-c8g1.16xlarge']),
            Amount: String(dice.int(5, 20)),
          },
          { region, response: { InstanceIdSets: { InstanceIdSet: [instanceId(dice), instanceId(dice)] } } },
        );
      }
      stage.bills = bills(
        stage.world,
        unusedRegions.slice(0, 3).map((region) => ({
          daysAgo: 0,
          product: 'ecs',
          name: '云服务器 ECS',
          region,
          amount: dice.int(2000, 9000),
        })),
      );
    },
  },
  {
    name: 'container-miner',
    isAttack: true,
    kinds: ['compute'],
    says: 'For three days before the report, container groups with a miner image and a scaling group rose in the usual region.',
    tell: (stage) => {
      const { dice, regions } = stage.world;
      const region = regions[0] ?? 'cn-hangzhou';
      const raid = stage.raid(-72).do('Vpc.DescribeVSwitches', {}, { region });
      raid
        .do('Ess.CreateScalingGroup', { MinSize: '10', MaxSize: '50' }, { region })
        .do('Ess.CreateScalingConfiguration', { InstanceType: 'ecs.c7.8xlarge' }, { region })
        .do('Ess.EnableScalingGroup', {}, { region });
      for (let n = dice.int(15, 40); n > 0; n--)
        raid.do(
          'Eci.CreateContainerGroup',
          {
            ContainerGroupName: `w-${dice.text(6)}`,
            Cpu: '16',
            Memory: '32',
            'Container.1.Image': 'docker.io/xmrig/xmrig:latest',
          },
          { region, response: { ContainerGroupId: `eci-${dice.text(18)}` } },
        );
      stage.bills = bills(
        stage.world,
        [0, 1, 2].map((daysAgo) => ({
          daysAgo,
          product: 'eci',
          name: '弹性容器实例',
          region,
          amount: dice.int(900, 2500),
        })),
      );
    },
  },
  {
    name: 'ransom',
    isAttack: true,
    kinds: ['destruction', 'log-tampering'],
    says: 'The trail was stopped, then snapshots, backups, databases, instances and keys were destroyed from an unknown address.',
    tell: (stage) => {
      const { dice, instances, databases } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 8))
        .do('Actiontrail.DescribeTrails')
        .do('Actiontrail.StopLogging', { Name: 'default' });
      raid.do('Ecs.CancelAutoSnapshotPolicy', { diskIds: `["d-bp1${dice.text(17)}"]` });
      for (let n = 0; n < 12; n++)
        raid.do('Ecs.DeleteSnapshot', { SnapshotId: `s-bp1${dice.text(17)}`, Force: 'true' });
      for (const DBInstanceId of databases)
        raid
          .do('Rds.DeleteBackup', { DBInstanceId })
          .do('Rds.DeleteDBInstance', { DBInstanceId, ReleasedKeepPolicy: 'None' });
      for (const InstanceId of instances)
        raid.do(
          'Ecs.DeleteInstance',
          { InstanceId, Force: 'true' },
          { resources: { 'ACS::ECS::Instance': [InstanceId] } },
        );
      raid.do('Kms.ScheduleKeyDeletion', { KeyId: `key-hzz${dice.text(14)}`, PendingWindowInDays: '7' });
    },
  },
  {
    name: 'sms-fraud',
    isAttack: true,
    kinds: ['messages'],
    chores: ['upload', 'watch'],
    says: 'Hundreds of messages to foreign numbers under a new template, far above what the key ever sent.',
    tell: (stage) => {
      const { dice, start, leak, team } = stage.world;
      for (let day = start; day < leak; day += 86_400_000)
        for (let n = dice.int(1, 5); n > 0; n--)
          stage
            .duty(day + dice.int(0, 1400) * 60_000)
            .do('Dysmsapi.SendSms', { PhoneNumbers: '138****0000', SignName: team, TemplateCode: 'SMS_154950909' });
      const raid = stage
        .raid(-dice.int(2, 10), stage.thief(), [1, 3])
        .do('Dysmsapi.QuerySmsSignList')
        .do('Dysmsapi.AddSmsTemplate', { TemplateName: 'notice', TemplateType: '2' });
      for (let n = dice.int(180, 300); n > 0; n--)
        raid.do('Dysmsapi.SendSms', { PhoneNumbers: '0062****0000', SignName: team, TemplateCode: 'SMS_200000001' });
      stage.bills = bills(stage.world, [
        { daysAgo: 0, product: 'sms', name: '短信服务', region: 'cn-hangzhou', amount: dice.int(3000, 9000) },
      ]);
    },
  },
  {
    name: 'alarm-silencer',
    isAttack: true,
    kinds: ['alarms-silenced'],
    says: 'The alert on the key was whitelisted, notices were switched off, and one instance appeared in a new region.',
    tell: (stage) => {
      const { dice, unusedRegions } = stage.world;
      const raid = stage.raid(dice.int(1, 3)).do('Sas.DescribeSuspEvents', { From: 'sas' });
      raid.do('Sas.HandleSecurityEvents', {
        OperationCode: 'advance_mark_mis_info',
        'SecurityEventIds.1': dice.digits(9),
      });
      raid
        .do('Sas.ModifyNoticeConfig', { Project: 'yundun_sas_ak_leakage', Route: '0', TimeLimit: '1' })
        .do('Notifications.UpdateUserSubscription', { SubscriptionItem: 'security', Status: 'off' })
        .do('Notifications.DelMessage', { MsgIds: dice.digits(9) });
      raid.do(
        'Ecs.RunInstances',
        { InstanceType: 'ecs.c7.8xlarge', Amount: '1' },
        { region: dice.pick(unusedRegions), response: { InstanceIdSets: { InstanceIdSet: [instanceId(dice)] } } },
      );
    },
  },
];
