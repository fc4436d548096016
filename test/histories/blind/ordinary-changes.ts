import { bills } from './bills';
import type { Plot } from './history';
import { createKey, createUser, signIn } from './identities';
import { AGENTS, DAY_MS, HOUR_MS, instanceId, office } from './world';

const morning = (leak: number, daysBefore: number) => (Math.floor(leak / DAY_MS) - daysBefore) * DAY_MS + 2 * HOUR_MS;

/** Ordinary accounts in which something changes: a place, a tool, a region, a key. */
export const ORDINARY_CHANGES: Plot[] = [
  {
    name: 'new-office',
    isAttack: false,
    says: 'The team moved: the same work with the same tool from an address of a domestic carrier.',
    tell: (stage) => {
      const { dice, business, leak } = stage.world;
      const moved = { ...business, ip: office(dice) };
      for (let day = 4; day >= 0; day--) {
        const duty = stage.duty(morning(leak, day), moved).do('Ecs.DescribeInstances').do('Slb.DescribeLoadBalancers');
        for (const InstanceId of stage.world.instances.slice(0, 2)) duty.do('Ecs.RebootInstance', { InstanceId });
      }
    },
  },
  {
    name: 'new-region',
    isAttack: false,
    says: 'A second site is built from the usual host with the usual tool: a network, a group, three small instances.',
    tell: (stage) => {
      const { dice, unusedRegions, leak, regions } = stage.world;
      const region = dice.pick(unusedRegions);
      const start = (when: number, where: string, count: number) =>
        stage.duty(when).do(
          'Ecs.RunInstances',
          { InstanceType: 'ecs.g7.large', Amount: String(count) },
          {
            region: where,
            response: { InstanceIdSets: { InstanceIdSet: Array.from({ length: count }, () => instanceId(dice)) } },
          },
        );
      start(morning(leak, 25), regions[0] ?? '', 2);
      start(morning(leak, 14), regions[0] ?? '', 1);
      stage
        .duty(morning(leak, 2))
        .do('Vpc.CreateVpc', { CidrBlock: '172.16.0.0/12' }, { region })
        .do('Vpc.CreateVSwitch', {}, { region })
        .do('Ecs.CreateSecurityGroup', {}, { region })
        .do('Ecs.AuthorizeSecurityGroup', { SourceCidrIp: '10.0.0.0/8', PortRange: '443/443' }, { region });
      start(morning(leak, 2) + HOUR_MS, region, 3);
      stage.bills = bills(
        stage.world,
        [0, 1].map((daysAgo) => ({ daysAgo, product: 'ecs', name: '云服务器 ECS', region, amount: 18 })),
      );
    },
  },
  {
    name: 'night-job',
    isAttack: false,
    says: 'A new job at two in the morning takes snapshots and removes the oldest ones, from the usual host.',
    tell: (stage) => {
      const { dice, leak } = stage.world;
      for (let day = 6; day >= 0; day--) {
        const duty = stage.duty(morning(leak, day) - 8 * HOUR_MS).do('Ecs.DescribeDisks');
        for (let n = 0; n < 5; n++)
          duty
            .do('Ecs.CreateSnapshot', { DiskId: `d-bp1${dice.text(17)}` })
            .do('Ecs.DeleteSnapshot', { SnapshotId: `s-bp1${dice.text(17)}` });
      }
    },
  },
  {
    name: 'rotated-key',
    isAttack: false,
    says: "The key's own rotation job made the next key from the usual host, and the old one was switched off later.",
    tell: (stage) => {
      const { business, leak, dice } = stage.world;
      const rotate = (day: number) => {
        const duty = stage.duty(morning(leak, day)).do('Ram.ListAccessKeys', { UserName: business.userName });
        const next = createKey(duty, business);
        return { duty, next };
      };
      const early = rotate(28);
      early.duty.wait(2).do('Ram.UpdateAccessKey', {
        UserName: business.userName,
        UserAccessKeyId: `LTAI5t${dice.text(18)}`,
        Status: 'Inactive',
      });
      const { next } = rotate(3);
      for (let day = 2; day >= 1; day--)
        stage
          .duty(morning(leak, day), next)
          .do('Ecs.DescribeInstances')
          .do('Slb.DescribeLoadBalancers')
          .do('Cms.DescribeMetricLast');
    },
  },
  {
    name: 'new-tool',
    isAttack: false,
    says: 'The team goes from the command line to Terraform on the same host; the calls are those of a plan and a small apply.',
    tell: (stage) => {
      const { business, leak, regions, dice } = stage.world;
      const duty = stage.duty(morning(leak, 2), { ...business, agent: dice.pick(AGENTS.terraform) }, [1, 4]);
      for (const call of [
        'Ecs.DescribeInstances',
        'Ecs.DescribeSecurityGroups',
        'Ecs.DescribeSecurityGroupAttribute',
        'Vpc.DescribeVpcs',
        'Vpc.DescribeVSwitches',
        'Slb.DescribeLoadBalancers',
        'Rds.DescribeDBInstances',
        'Oss.GetBucketInfo',
        'Ecs.DescribeDisks',
        'Ecs.DescribeImages',
        'Ecs.DescribeZones',
      ])
        duty.do(call, {}, { region: regions[0] ?? '' });
      duty
        .do('Ecs.ModifyInstanceAttribute', { InstanceId: stage.world.instances[0] ?? '', Description: 'managed' })
        .do('Ecs.TagResources', { 'Tag.1.Key': 'managed-by' });
    },
  },
  {
    name: 'contractor',
    isAttack: false,
    says: 'The onboarding job makes read-only users for new people every other week, from its host; the last one is a contractor in another city.',
    chores: ['watch', 'upload'],
    tell: (stage) => {
      const { dice, leak } = stage.world;
      for (const day of [28, 21, 14, 7, 1]) {
        const duty = stage.duty(morning(leak, day));
        const person = createUser(duty, `${dice.pick(['sun', 'zhou', 'wu', 'xu', 'ma'])}.${dice.text(4)}`);
        duty
          .do('Ram.CreateLoginProfile', {
            UserName: person.userName,
            PasswordResetRequired: 'true',
            MFABindRequired: 'true',
          })
          .do('Ram.AddUserToGroup', { UserName: person.userName, GroupName: 'readers' });
        duty.wait(3);
        signIn(duty, person, office(dice), true);
        duty.do('Ecs.DescribeInstances').do('Cms.DescribeMetricList');
      }
    },
  },
  {
    name: 'business-trip',
    isAttack: false,
    says: 'An engineer runs the daily looks from a hotel abroad, with the same tool, and changes nothing.',
    tell: (stage) => {
      const { business, leak, dice } = stage.world;
      const away = { ...business, ip: `80.146.${dice.int(2, 250)}.${dice.int(2, 250)}` };
      for (let day = 3; day >= 1; day--)
        stage
          .duty(morning(leak, day) + 6 * HOUR_MS, away)
          .do('Ecs.DescribeInstanceStatus')
          .do('Rds.DescribeDBInstances')
          .do('Cms.DescribeMetricList');
    },
  },
  {
    name: 'migration',
    isAttack: false,
    says: "The database's white list and image sharing to the company's second account, as in months before, now with a new region.",
    tell: (stage) => {
      const { dice, leak, databases, unusedRegions } = stage.world;
      const sister = dice.digits(16);
      const region = dice.pick(unusedRegions);
      for (const day of [27, 20, 13, 2]) {
        const ImageId = `m-bp1${dice.text(17)}`;
        stage
          .duty(morning(leak, day))
          .do('Ecs.CreateImage', { InstanceId: stage.world.instances[0] ?? '' }, { response: { ImageId } })
          .do('Ecs.ModifyImageSharePermission', { ImageId, 'AddAccount.1': sister })
          .do('Rds.ModifySecurityIps', {
            DBInstanceId: databases[0] ?? '',
            SecurityIps: `10.${dice.int(1, 200)}.0.0/16`,
            DBInstanceIPArrayName: 'migration',
          });
      }
      stage
        .duty(morning(leak, 1))
        .do('Ecs.CopyImage', { DestinationRegionId: region })
        .do('Vpc.CreateVpc', {}, { region })
        .do(
          'Ecs.RunInstances',
          { Amount: '2', InstanceType: 'ecs.g7.xlarge' },
          { region, response: { InstanceIdSets: { InstanceIdSet: [instanceId(dice)] } } },
        );
    },
  },
  {
    name: 'idle-key',
    isAttack: false,
    says: 'A key with next to no history: three looks in two months, and a false report.',
    chores: ['none'],
    tell: (stage) => {
      for (const day of [29, 17, 5]) stage.duty(morning(stage.world.leak, day)).do('Oss.ListBuckets');
    },
  },
];
