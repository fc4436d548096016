import type { Plot } from './history';
import { createKey, createUser, makeAdmin, signIn } from './identities';
import { BUSY } from './second-attacks';
import { DAY_MS, HOUR_MS, instanceId, rented, rentedAtHome } from './world';

const hosted = (dice: { pick<T>(things: readonly T[]): T; int(low: number, high: number): number }) =>
  `${dice.pick(['20.55', '20.102', '40.76', '52.176', '13.91', '172.183'])}.${dice.int(1, 250)}.${dice.int(2, 250)}`;

/** Third round, committed before any result of its own: who comes in, stays, or was never outside. */
export const THIRD_IDENTITY_ATTACKS: Plot[] = [
  {
    name: 'quiet-spare-key',
    isAttack: true,
    kinds: ['persistence'],
    chores: BUSY,
    says: 'Three weeks before the report somebody in a domestic cloud made a second key for the same user and has looked in with it every few days since.',
    tell: (stage) => {
      const { dice, business, bucket, leak } = stage.world;
      const first = (Math.floor(leak / DAY_MS) - dice.int(19, 24)) * DAY_MS + dice.int(2, 8) * HOUR_MS;
      const raid = stage.raid((first - leak) / HOUR_MS, stage.thief({ ip: rentedAtHome(dice), agent: business.agent }));
      raid.do('Ram.ListAccessKeys', { UserName: business.userName });
      const key = createKey(raid, business);
      stage.took('key', key.accessKeyId);
      for (let visit = 3; visit > 0; visit--) {
        raid
          .wait(dice.int(80, 130))
          .as({ ...key, ip: rentedAtHome(dice) })
          .do('Ecs.DescribeInstances')
          .do('Rds.DescribeDBInstances')
          .do('Oss.ListObjects', { bucketName: bucket })
          .do('Oss.GetObject', { bucketName: bucket, objectName: `db/${dice.text(8)}.gz` });
      }
    },
  },
  {
    name: 'swapped-script',
    isAttack: true,
    chores: BUSY,
    says: "The shop's own checkout script, which only the build host ever writes, was read, overwritten and put into the caches from a foreign address: every customer loads the thief's code.",
    tell: (stage) => {
      const { dice, business, bucket, domain } = stage.world;
      const script = { bucketName: bucket, objectName: 'build/checkout.js' };
      const ofBucket = { resources: { 'ACS::OSS::Bucket': [bucket] } };
      const raid = stage
        .raid(-dice.int(20, 70), stage.thief({ agent: business.agent }), [30, 600])
        .do('Oss.ListObjects', { bucketName: bucket, prefix: 'build/' }, ofBucket)
        .do('Oss.GetObject', script, ofBucket)
        .do('Oss.PutObject', script, ofBucket)
        .do('Cdn.RefreshObjectCaches', { ObjectPath: `https://static.${domain}/build/checkout.js` });
      raid
        .wait(dice.int(6, 14))
        .do('Oss.PutObject', script, ofBucket)
        .do('Cdn.RefreshObjectCaches', { ObjectPath: `https://static.${domain}/build/checkout.js` });
    },
  },
  {
    name: 'insider-at-the-office',
    isAttack: true,
    kinds: ['data'],
    chores: BUSY,
    says: "On three evenings somebody in the company's own office read the customers' files with the server's key, which never reads objects and never works from the office.",
    tell: (stage) => {
      const { dice, officeIp, bucket, leak } = stage.world;
      const insider = stage.thief({ ip: officeIp, agent: 'Aliyun-CLI/3.0.231 vendor/aliyun' });
      for (const day of [dice.int(8, 10), dice.int(5, 7), dice.int(2, 3)]) {
        const evening = (Math.floor(leak / DAY_MS) - day) * DAY_MS + dice.int(11, 13) * HOUR_MS;
        const raid = stage
          .raid((evening - leak) / HOUR_MS, insider, [2, 15])
          .do('Oss.ListBuckets')
          .do('Oss.ListObjects', { bucketName: bucket, prefix: 'customers/' });
        for (let n = dice.int(70, 160); n > 0; n--)
          raid.do(
            'Oss.GetObject',
            { bucketName: bucket, objectName: `customers/${dice.text(8)}.csv` },
            { resources: { 'ACS::OSS::Bucket': [bucket] } },
          );
      }
    },
  },
  {
    name: 'leaked-by-the-pipeline',
    isAttack: true,
    kinds: ['persistence', 'privilege', 'compute'],
    chores: ['none'],
    says: 'The key is the secret of a pipeline that runs on hosted machines abroad, each time from another address; a poisoned step, from such an address, made an administrator whose key then bought servers.',
    tell: (stage) => {
      const { dice, business, start, now, bucket, team, domain, unusedRegions } = stage.world;
      for (let day = start; day < now; day += DAY_MS) {
        for (let n = dice.int(1, 3); n > 0; n--) {
          const run = stage
            .duty(Math.floor(day / DAY_MS) * DAY_MS + dice.int(60, 700) * 60_000, { ...business, ip: hosted(dice) })
            .do('Sts.GetCallerIdentity');
          for (let file = dice.int(2, 5); file > 0; file--)
            run.do('Oss.PutObject', { bucketName: bucket, objectName: `build/${dice.text(8)}.js` });
          run
            .do('FC.UpdateFunction', { functionName: `${team}-api` })
            .do('Cdn.RefreshObjectCaches', { ObjectPath: `https://static.${domain}/` });
        }
      }
      const raid = stage
        .raid(-dice.int(10, 40), { ...business, ip: hosted(dice) })
        .do('Sts.GetCallerIdentity')
        .do('Ram.ListPoliciesForUser', { UserName: business.userName });
      const made = createUser(raid, dice.pick(['github-sync', 'actions-cache', 'ci-mirror', `${team}-runner`]));
      makeAdmin(raid, made.userName);
      const key = createKey(raid, made);
      raid.wait(dice.int(2, 5)).as({ ...key, ip: rented(dice), agent: dice.pick(['ctk', 'python-requests/2.31.0']) });
      for (const region of dice.some(unusedRegions, 2))
        raid
          .do('Ecs.DescribeInstanceTypes', {}, { region })
          .do(
            'Ecs.RunInstances',
            { InstanceType: 'ecs.c7.16xlarge', Amount: String(dice.int(4, 12)) },
            { region, response: { InstanceIdSets: { InstanceIdSet: [instanceId(dice), instanceId(dice)] } } },
          );
      stage.took('user', made.userName);
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'access-for-sale',
    isAttack: true,
    kinds: ['persistence', 'privilege', 'compute'],
    chores: BUSY,
    says: 'A broker made three users with passwords and full rights under names like the staff’s; in the next days three buyers signed in from three places, one bought servers, one read, one drew a key.',
    tell: (stage) => {
      const { dice, bucket, unusedRegions } = stage.world;
      const raid = stage
        .raid(-dice.int(80, 100))
        .do('Sts.GetCallerIdentity')
        .do('Ram.GetAccountAlias')
        .do('Ram.ListUsers');
      const names = dice.some(['he.ming', 'guo.jing', 'tang.yu', 'song.lei', 'deng.fei'], 3);
      const sold = names.map((name) => {
        const user = createUser(raid, name);
        raid.do('Ram.CreateLoginProfile', { UserName: name, PasswordResetRequired: 'false', MFABindRequired: 'false' });
        makeAdmin(raid, name);
        return user;
      });
      stage.took('user', ...names);
      sold.forEach((user, buyer) => {
        raid.wait(dice.int(14, 22));
        signIn(raid, user, rented(dice));
        if (buyer === 0)
          for (const region of dice.some(unusedRegions, 2))
            raid.do(
              'Ecs.RunInstances',
              { InstanceType: 'ecs.gn7i-c32g1.8xlarge', Amount: '4' },
              { region, response: { InstanceIdSets: { InstanceIdSet: [instanceId(dice)] } } },
            );
        if (buyer === 1) {
          raid.do('Oss.ListBuckets').do('Oss.ListObjects', { bucketName: bucket });
          for (let n = dice.int(5, 20); n > 0; n--)
            raid.do('Oss.GetObject', { bucketName: bucket, objectName: `user/${dice.text(8)}.json` });
        }
        if (buyer === 2) {
          const key = createKey(raid, user);
          raid.as(key).do('Ecs.DescribeInstances').do('Rds.DescribeDBInstances');
          stage.took('key', key.accessKeyId);
        }
      });
    },
  },
];
