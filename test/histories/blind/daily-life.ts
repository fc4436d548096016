import { assumeRole, signIn } from './identities';
import { Sitting, type Tape } from './tape';
import { type Actor, DAY_MS, HOUR_MS, instanceId, type World } from './world';

/** What a key of the business does on one occasion. */
type Chore = (sitting: Sitting, world: World) => void;

const disk = (world: World) => `d-bp1${world.dice.text(17)}`;

/** Work that keys do day by day; each company's key does some of it. */
export const CHORES: Record<string, Chore> = {
  deploy: (sitting, world) => {
    sitting.do('Ecs.DescribeInstances', { PageSize: '50' }, { region: world.dice.pick(world.regions) });
    sitting.do('Slb.DescribeLoadBalancers', {});
    for (const id of world.dice.some(world.instances, 2))
      sitting.do('Ecs.RebootInstance', { InstanceId: id }, { resources: { 'ACS::ECS::Instance': [id] } });
    sitting.do('Cms.DescribeMetricLast', { MetricName: 'CPUUtilization', Namespace: 'acs_ecs_dashboard' });
  },
  upload: (sitting, world) => {
    for (let n = world.dice.int(1, 5); n > 0; n--)
      sitting.do(
        'Oss.PutObject',
        { bucketName: world.bucket, objectName: `build/${world.dice.text(8)}.js` },
        { resources: { 'ACS::OSS::Bucket': [world.bucket] } },
      );
    sitting.do('Oss.GetBucketInfo', { bucketName: world.bucket });
  },
  watch: (sitting, world) => {
    sitting
      .do('Ecs.DescribeInstanceStatus', {}, { region: world.dice.pick(world.regions) })
      .do('Rds.DescribeDBInstances', {});
    sitting.do('Cms.DescribeMetricList', { MetricName: 'memory_usedutilization', Namespace: 'acs_ecs_dashboard' });
  },
  snapshot: (sitting, world) => {
    const DiskId = disk(world);
    sitting.do(
      'Ecs.CreateSnapshot',
      { DiskId },
      { resources: { 'ACS::ECS::Disk': [DiskId] }, response: { SnapshotId: `s-bp1${world.dice.text(17)}` } },
    );
    const SnapshotId = `s-bp1${world.dice.text(17)}`;
    sitting
      .do('Ecs.DescribeSnapshots', {})
      .do('Ecs.DeleteSnapshot', { SnapshotId }, { resources: { 'ACS::ECS::Snapshot': [SnapshotId] } });
  },
  release: (sitting, world) => {
    const functionName = `${world.team}-api`;
    sitting
      .do('Kms.GetSecretValue', { SecretName: `${world.team}/db` })
      .do('FC.UpdateFunction', { functionName }, { resources: { 'ACS::FC::Function': [functionName] } });
    sitting.do('FC.GetFunction', { functionName });
  },
  scale: (sitting, world) => {
    const id = instanceId(world.dice);
    const region = world.regions[0] ?? world.home;
    sitting.do(
      'Ecs.RunInstances',
      { InstanceType: 'ecs.g7.large', Amount: '1' },
      { region, response: { InstanceIdSets: { InstanceIdSet: [id] } } },
    );
    sitting.wait(1).do('Ecs.DeleteInstance', { InstanceId: id }, { region, resources: { 'ACS::ECS::Instance': [id] } });
  },
  restart: (sitting, world) => {
    const id = world.dice.pick(world.instances);
    sitting.do(
      'Ecs.RunCommand',
      {
        'InstanceId.1': id,
        Type: 'RunShellScript',
        Name: 'restart-app',
        CommandContent: Buffer.from('systemctl restart app').toString('base64'),
      },
      { resources: { 'ACS::ECS::Instance': [id] } },
    );
  },
  session: (sitting, world) => {
    const own = sitting.actor;
    sitting.as(assumeRole(sitting, world.roleName, `job-${world.dice.text(6)}`));
    sitting.do('Ecs.DescribeInstances', {}).do('Ecs.DescribeDisks', {}).do('Rds.DescribeDBInstances', {}).as(own);
  },
};

/** A key at its daily work, from `from` to `to`, some occasions a working day and fewer at weekends. */
export function work(tape: Tape, actor: Actor, chores: readonly string[], from: number, to: number, perDay = 4): void {
  const { dice } = tape.world;
  for (let day = from; day < to; day += DAY_MS) {
    const weekend = [0, 6].includes(new Date(day + 8 * HOUR_MS).getUTCDay());
    const occasions = weekend ? dice.int(0, 1) : dice.int(1, perDay);
    const midnight = Math.floor(day / DAY_MS) * DAY_MS;
    for (let n = 0; n < occasions; n++) {
      const time = midnight + dice.int(60, 600) * 60_000;
      if (time < from || time > to) continue;
      const sitting = new Sitting(tape, actor, time, false);
      CHORES[dice.pick(chores)]?.(sitting, tape.world);
      if (dice.chance(0.03))
        sitting.do('Ecs.DescribeInstances', {}, { error: dice.pick(['Throttling.User', 'InvalidParameter']) });
    }
  }
}

/** The others of the account: an administrator at the console, a backup job at night, the cloud itself. */
export function neighbours(tape: Tape): void {
  const { world } = tape;
  const { dice } = world;
  for (let day = world.start; day < world.now; day += DAY_MS) {
    const midnight = Math.floor(day / DAY_MS) * DAY_MS;
    if (dice.chance(0.4) && midnight + 2 * HOUR_MS < world.now) {
      const sitting = new Sitting(tape, world.admin, midnight + dice.int(70, 540) * 60_000, false);
      signIn(sitting, world.admin, world.officeIp, true);
      sitting.do('Ecs.DescribeInstances', {}).do('Ram.ListUsers', {}).do('Cms.DescribeMetricList', {});
      if (dice.chance(0.15))
        sitting.do('Ecs.ModifySecurityGroupRule', {
          SecurityGroupId: `sg-bp1${dice.text(10)}`,
          SourceCidrIp: '10.0.0.0/8',
        });
    }
    const night = new Sitting(tape, world.backup, midnight + 18 * HOUR_MS + dice.int(0, 900) * 1000, false);
    if (night.time < world.now) {
      const DBInstanceId = dice.pick(world.databases);
      night
        .do('Rds.CreateBackup', { DBInstanceId })
        .do('Oss.PutObject', { bucketName: `${world.team}-backup`, objectName: `db/${midnight}.gz` });
    }
    if (dice.chance(0.3)) {
      const system: Actor = {
        type: 'system',
        userName: 'ecs.aliyuncs.com',
        principalId: '',
        ip: 'ecs.aliyuncs.com',
        agent: 'ecs.aliyuncs.com',
      };
      new Sitting(tape, system, midnight + dice.int(0, 80_000) * 1000, false).do(
        'Ecs.DeleteDisk',
        {},
        { resources: { 'ACS::ECS::Disk': [disk(world)] }, eventType: 'AliyunServiceEvent' },
      );
    }
  }
}
