import { bills } from './bills';
import type { Plot } from './history';
import { AGENTS, DAY_MS, HOUR_MS, instanceId } from './world';

const morning = (leak: number, daysBefore: number) => (Math.floor(leak / DAY_MS) - daysBefore) * DAY_MS + 2 * HOUR_MS;

/** Ordinary accounts in which much happens at once. */
export const ORDINARY_BURSTS: Plot[] = [
  {
    name: 'mass-deletion',
    isAttack: false,
    says: 'An approved clean-up: as every month, old instances and snapshots go, this time sixty of them, from the usual host in business hours.',
    tell: (stage) => {
      const { dice, leak } = stage.world;
      const clean = (day: number, count: number) => {
        const duty = stage.duty(morning(leak, day)).do('Ecs.DescribeInstances');
        for (let n = 0; n < count; n++) {
          const InstanceId = instanceId(dice);
          duty
            .do('Ecs.DeleteInstance', { InstanceId }, { resources: { 'ACS::ECS::Instance': [InstanceId] } })
            .do('Ecs.DeleteSnapshot', { SnapshotId: `s-bp1${dice.text(17)}` });
        }
      };
      clean(29, dice.int(6, 12));
      clean(1, 30);
    },
  },
  {
    name: 'contained-false-alarm',
    isAttack: false,
    says: 'The key was contained on a false report; its own jobs are refused and try again, and nobody else uses it.',
    tell: (stage) => {
      const { leak, now } = stage.world;
      stage.denyTime = leak + 5 * 60_000;
      for (let time = leak + 20 * 60_000; time < now; time += 30 * 60_000)
        stage
          .duty(time)
          .do('Ecs.RebootInstance', { InstanceId: stage.world.instances[0] ?? '' }, { error: 'NoPermission' })
          .do('Oss.PutObject', { bucketName: stage.world.bucket }, { error: 'AccessDenied' });
    },
  },
  {
    name: 'month-end',
    isAttack: false,
    says: 'Month-end: bills, exports and hundreds of reads of the archive, as at the end of the month before.',
    tell: (stage) => {
      const { dice, leak, bucket } = stage.world;
      for (const day of [29, 1]) {
        const duty = stage
          .duty(morning(leak, day), undefined, [1, 5])
          .do('BssOpenApi.QueryAccountBill', {})
          .do('BssOpenApi.DescribeInstanceBill', {})
          .do('Dms.CreateDataExportOrder', { Comment: 'month end' })
          .do('Dms.GetDataExportDownloadURL', {});
        for (let n = day === 1 ? 260 : 180; n > 0; n--)
          duty.do('Oss.GetObject', { bucketName: bucket, objectName: `ledger/${dice.text(6)}.csv` });
      }
    },
  },
  {
    name: 'monitoring-burst',
    isAttack: false,
    says: 'The inventory job lists every service in every region several times a day and meets throttling and a few refusals.',
    tell: (stage) => {
      const { dice, start, leak, regions, unusedRegions } = stage.world;
      const calls = [
        'Ecs.DescribeInstances',
        'Ecs.DescribeDisks',
        'Ecs.DescribeSecurityGroups',
        'Vpc.DescribeVpcs',
        'Vpc.DescribeVSwitches',
        'Slb.DescribeLoadBalancers',
        'Rds.DescribeDBInstances',
        'Kms.ListKeys',
        'Sls.ListProject',
        'FC.ListFunctions',
      ];
      for (let time = start; time < leak + HOUR_MS; time += 2 * DAY_MS) {
        const duty = stage.duty(time, undefined, [0, 2]);
        for (const region of [...regions, ...unusedRegions])
          for (const call of calls)
            duty.do(
              call,
              {},
              { region, ...(dice.chance(0.03) ? { error: dice.pick(['Throttling.User', 'NoPermission']) } : {}) },
            );
      }
    },
  },
  {
    name: 'security-scanner',
    isAttack: false,
    says: "The security team's weekly scanner asks for everything and is refused much, from its own host; the last run has new checks.",
    tell: (stage) => {
      const { dice, start, leak, business } = stage.world;
      const scanner = { ...business, ip: `47.97.${dice.int(2, 200)}.${dice.int(2, 200)}`, agent: AGENTS.sdk[2] };
      const calls = [
        'Ram.ListUsers',
        'Ram.ListRoles',
        'Ram.ListPolicies',
        'Ram.ListPoliciesForUser',
        'Ram.GetPasswordPolicy',
        'Ims.GetSecurityPreference',
        'Ecs.DescribeInstances',
        'Ecs.DescribeSecurityGroups',
        'Ecs.DescribeDisks',
        'Oss.ListBuckets',
        'Oss.GetBucketAcl',
        'Oss.GetBucketPolicy',
        'Rds.DescribeDBInstances',
        'Rds.DescribeDBInstanceIPArrayList',
        'Actiontrail.DescribeTrails',
        'Actiontrail.GetTrailStatus',
        'Sas.DescribeSuspEvents',
        'Kms.ListKeys',
        'Vpc.DescribeVpcs',
        'Slb.DescribeLoadBalancers',
      ];
      const added = ['FC.ListFunctions', 'Sls.ListProject', 'CloudSSO.ListDirectories', 'Alidns.DescribeDomains'];
      for (let time = start + DAY_MS; time < leak; time += 7 * DAY_MS) {
        const duty = stage.duty(time, scanner, [1, 8]);
        for (const call of time + 7 * DAY_MS >= leak ? [...calls, ...added] : calls)
          duty.do(call, {}, dice.chance(0.3) ? { error: 'NoPermission' } : {});
      }
    },
  },
  {
    name: 'scaling-peak',
    isAttack: false,
    says: 'The batch platform starts container groups every evening; on the sales day four times as many, same image, same host.',
    tell: (stage) => {
      const { dice, start, leak, regions } = stage.world;
      const region = regions[0] ?? '';
      const evening = (time: number, count: number) => {
        const duty = stage.duty(time, undefined, [5, 20]);
        for (let n = 0; n < count; n++)
          duty.do(
            'Eci.CreateContainerGroup',
            {
              ContainerGroupName: `batch-${dice.text(6)}`,
              Cpu: '2',
              Memory: '4',
              'Container.1.Image': 'registry.cn-hangzhou.aliyuncs.com/batch/worker:1.8',
            },
            { region, response: { ContainerGroupId: `eci-${dice.text(18)}` } },
          );
        duty.wait(2);
        for (let n = 0; n < count; n++)
          duty.do('Eci.DeleteContainerGroup', { ContainerGroupId: `eci-${dice.text(18)}` }, { region });
      };
      for (let time = start; time < leak - 2 * DAY_MS; time += 2 * DAY_MS) evening(time, dice.int(4, 8));
      evening(leak - DAY_MS, 30);
      stage.bills = bills(
        stage.world,
        Array.from({ length: 29 }, (_, n) => ({
          daysAgo: n + 1,
          product: 'eci',
          name: '弹性容器实例',
          region,
          amount: n === 0 ? 90 : 24 + dice.int(0, 6),
        })),
      );
    },
  },
  {
    name: 'terraform-destroy',
    isAttack: false,
    says: 'Test environments are built and destroyed by Terraform every few days; the last is destroyed like the others, a bigger one.',
    tell: (stage) => {
      const { dice, business, start, leak, regions } = stage.world;
      const region = regions[0] ?? '';
      const robot = { ...business, agent: AGENTS.terraform[0] };
      const cycle = (time: number, count: number) => {
        const ids = Array.from({ length: count }, () => instanceId(dice));
        const duty = stage
          .duty(time, robot, [1, 5])
          .do('Vpc.CreateVpc', {}, { region })
          .do('Ecs.CreateSecurityGroup', {}, { region });
        for (const id of ids)
          duty.do(
            'Ecs.RunInstances',
            { Amount: '1', InstanceType: 'ecs.g7.large' },
            { region, response: { InstanceIdSets: { InstanceIdSet: [id] } } },
          );
        duty.wait(3);
        for (const InstanceId of ids)
          duty.do(
            'Ecs.DeleteInstance',
            { InstanceId, Force: 'true' },
            { region, resources: { 'ACS::ECS::Instance': [InstanceId] } },
          );
        duty.do('Ecs.DeleteSecurityGroup', {}, { region }).do('Vpc.DeleteVpc', {}, { region });
      };
      for (let time = start + HOUR_MS; time < leak - 3 * DAY_MS; time += 4 * DAY_MS) cycle(time, dice.int(2, 4));
      cycle(leak - DAY_MS, 10);
    },
  },
  {
    name: 'sms-campaign',
    isAttack: false,
    says: 'A sales message to customers: batches every week with the same template, on the sales day three times as many.',
    chores: ['upload', 'watch'],
    tell: (stage) => {
      const { dice, start, leak, team } = stage.world;
      const campaign = (time: number, count: number) => {
        const duty = stage.duty(time, undefined, [1, 4]);
        for (let n = 0; n < count; n++)
          duty.do('Dysmsapi.SendBatchSms', {
            SignNameJson: `["${team}"]`,
            TemplateCode: 'SMS_154950909',
            PhoneNumberJson: '["138****0000"]',
          });
      };
      for (let time = start; time < leak - 3 * DAY_MS; time += 7 * DAY_MS) campaign(time, dice.int(30, 50));
      campaign(leak - DAY_MS, 130);
    },
  },
  {
    name: 'patch-day',
    isAttack: false,
    says: 'The monthly patch command runs on every instance from the usual host, as in the month before.',
    tell: (stage) => {
      const { leak, instances, dice } = stage.world;
      for (const day of [29, 15, 1]) {
        const CommandId = `c-hz0${dice.text(12)}`;
        stage
          .duty(morning(leak, day))
          .do(
            'Ecs.CreateCommand',
            { Name: 'patch', Type: 'RunShellScript', CommandContent: Buffer.from('yum -y update').toString('base64') },
            { response: { CommandId } },
          )
          .do(
            'Ecs.InvokeCommand',
            { CommandId, ...Object.fromEntries(instances.map((id, n) => [`InstanceId.${n + 1}`, id])) },
            { resources: { 'ACS::ECS::Instance': instances } },
          )
          .do('Ecs.DescribeInvocationResults', { CommandId });
      }
    },
  },
  {
    name: 'dns-failover',
    isAttack: false,
    says: "The failover job points a record to the second site and back, several times a month, between the company's two addresses.",
    tell: (stage) => {
      const { dice, start, leak, domain } = stage.world;
      const RecordId = dice.digits(18);
      const sites = [`47.96.${dice.int(1, 99)}.10`, `120.26.${dice.int(1, 99)}.10`];
      let turn = 0;
      for (let time = start; time < leak; time += 5 * DAY_MS)
        stage
          .duty(time)
          .do('Alidns.DescribeDomainRecords', { DomainName: domain })
          .do('Alidns.UpdateDomainRecord', { RecordId, RR: 'www', Type: 'A', Value: sites[turn++ % 2] ?? '' });
      stage
        .duty(leak - 5 * HOUR_MS)
        .do('Alidns.UpdateDomainRecord', { RecordId, RR: 'www', Type: 'A', Value: sites[turn % 2] ?? '' });
    },
  },
];
