import type { Plot } from './history';
import { createKey, createUser, signIn } from './identities';
import { BUSY } from './second-attacks';
import { DAY_MS, HOUR_MS, instanceId, office } from './world';

const morning = (leak: number, daysBefore: number) => (Math.floor(leak / DAY_MS) - daysBefore) * DAY_MS + 2 * HOUR_MS;

/** Written after the first run: ordinary accounts that look worse. */
export const SECOND_ORDINARY: Plot[] = [
  {
    name: 'owners-response',
    isAttack: false,
    chores: BUSY,
    says: "After the report the administrator answers at the console: a new key, the old one off, the user's password reset; the service goes on with the new key.",
    tell: (stage) => {
      const { leak, admin, business, hostIp, officeIp } = stage.world;
      const answer = stage.duty(leak + HOUR_MS, admin);
      signIn(answer, admin, officeIp, true);
      answer.do('Ram.ListAccessKeys', { UserName: business.userName });
      const next = createKey(answer, business);
      answer
        .do('Ram.UpdateLoginProfile', { UserName: business.userName, PasswordResetRequired: 'true' })
        .do('Ram.ListPoliciesForUser', { UserName: business.userName });
      stage
        .duty(leak + 2 * HOUR_MS, { ...next, ip: hostIp, agent: business.agent })
        .do('Ecs.DescribeInstances')
        .do('Slb.DescribeLoadBalancers')
        .do('Cms.DescribeMetricLast');
    },
  },
  {
    name: 'staff-leaves',
    isAttack: false,
    chores: BUSY,
    says: 'The offboarding job removes keys, passwords and users of leavers, as it did twice before, from its host.',
    tell: (stage) => {
      const { dice, leak } = stage.world;
      for (const day of [26, 12, 1]) {
        const UserName = `${dice.pick(['qian', 'feng', 'jiang'])}.${dice.text(4)}`;
        stage
          .duty(morning(leak, day))
          .do('Ram.ListAccessKeys', { UserName })
          .do('Ram.DeleteAccessKey', { UserName, UserAccessKeyId: `LTAI5t${dice.text(18)}` })
          .do('Ram.DeleteLoginProfile', { UserName })
          .do('Ram.RemoveUserFromGroup', { UserName, GroupName: 'readers' })
          .do('Ram.DeleteUser', { UserName }, { resources: { 'ACS::RAM::User': [UserName] } });
      }
    },
  },
  {
    name: 'new-service',
    isAttack: false,
    chores: BUSY,
    says: 'As for the services before it, the deployment makes a role for the new service with a narrow policy, from the usual host in the morning.',
    tell: (stage) => {
      const { dice, leak, team } = stage.world;
      for (const day of [27, 15, 2]) {
        const name = `${team}-${dice.pick(['cart', 'search', 'mail', 'quote'])}-${dice.text(3)}`;
        stage
          .duty(morning(leak, day))
          .do(
            'Ram.CreateRole',
            {
              RoleName: name,
              AssumeRolePolicyDocument:
                '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}',
            },
            { resources: { 'ACS::RAM::Role': [name] } },
          )
          .do('Ram.CreatePolicy', {
            PolicyName: name,
            PolicyDocument:
              '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:x/*"}]}',
          })
          .do('Ram.AttachPolicyToRole', { RoleName: name, PolicyName: name, PolicyType: 'Custom' });
      }
    },
  },
  {
    name: 'certificates',
    isAttack: false,
    chores: BUSY,
    says: 'The certificate job sets and removes challenge records; at the renewal of all domains there are many.',
    tell: (stage) => {
      const { dice, leak, domain } = stage.world;
      for (const [day, count] of [
        [28, 2],
        [14, 2],
        [1, 9],
      ] as const) {
        const duty = stage.duty(morning(leak, day) - 6 * HOUR_MS, undefined, [2, 10]);
        for (let n = 0; n < count; n++) {
          const RecordId = dice.digits(18);
          duty
            .do(
              'Alidns.AddDomainRecord',
              { DomainName: domain, RR: `_acme-challenge.${dice.text(3)}`, Type: 'TXT', Value: dice.text(43) },
              { response: { RecordId } },
            )
            .do('Alidns.DeleteDomainRecord', { RecordId });
        }
      }
    },
  },
  {
    name: 'database-upkeep',
    isAttack: false,
    chores: BUSY,
    says: "For the first time the deployment makes a database account for a new service and lets the office's one address in; usual host, morning.",
    tell: (stage) => {
      const { leak, databases, officeIp, team } = stage.world;
      const DBInstanceId = databases[0] ?? '';
      stage
        .duty(morning(leak, 2))
        .do('Rds.CreateAccount', { DBInstanceId, AccountName: `${team}_report`, AccountType: 'Normal' })
        .do('Rds.GrantAccountPrivilege', { DBInstanceId, AccountName: `${team}_report`, AccountPrivilege: 'ReadOnly' })
        .do('Rds.ModifySecurityIps', { DBInstanceId, SecurityIps: `${officeIp}/32`, DBInstanceIPArrayName: 'office' });
    },
  },
  {
    name: 'home-office',
    isAttack: false,
    chores: BUSY,
    says: 'From a home line with a newer version of the tool the same deployments go on in the week of the report.',
    tell: (stage) => {
      const { dice, business, leak, instances, bucket } = stage.world;
      const home: typeof business = { ...business, ip: office(dice), agent: 'Aliyun-CLI/3.0.260' };
      for (let day = 3; day >= 0; day--)
        stage
          .duty(morning(leak, day) + 5 * HOUR_MS, home)
          .do('Ecs.RebootInstance', { InstanceId: instances[0] ?? '' })
          .do('Oss.PutObject', { bucketName: bucket, objectName: 'build/app.js' })
          .do('FC.UpdateFunction', { functionName: `${stage.world.team}-api` });
    },
  },
  {
    name: 'disaster-drill',
    isAttack: false,
    chores: BUSY,
    says: 'A drill: primary stopped, database switched over, instances started in the second region and removed after two hours, all from the usual host.',
    tell: (stage) => {
      const { dice, leak, instances, databases, unusedRegions } = stage.world;
      const region = dice.pick(unusedRegions);
      const ids = [instanceId(dice), instanceId(dice), instanceId(dice)];
      const duty = stage
        .duty(morning(leak, 2))
        .do('Ecs.StopInstances', { InstanceId: instances.join(',') })
        .do('Rds.SwitchDBInstanceHA', { DBInstanceId: databases[0] ?? '' })
        .do(
          'Ecs.RunInstances',
          { InstanceType: 'ecs.g7.large', Amount: '3' },
          { region, response: { InstanceIdSets: { InstanceIdSet: ids } } },
        );
      duty.wait(2).do('Ecs.StartInstances', { InstanceId: instances.join(',') });
      for (const InstanceId of ids) duty.do('Ecs.DeleteInstance', { InstanceId, Force: 'true' }, { region });
    },
  },
  {
    name: 'log-retention',
    isAttack: false,
    chores: BUSY,
    says: 'Old application logstores are removed and an expiry of half a year is set, as every second week, from the usual host.',
    tell: (stage) => {
      const { dice, leak, team, bucket } = stage.world;
      for (const day of [29, 15, 1]) {
        const duty = stage.duty(morning(leak, day));
        for (let n = 0; n < 3; n++)
          duty.do('Sls.DeleteLogStore', {
            ProjectName: `${team}-app`,
            LogstoreName: `app-2025-${dice.int(10, 12)}-${dice.text(3)}`,
          });
        duty.do('Oss.PutBucketLifecycle', {
          bucketName: bucket,
          rule: '<Rule><Prefix>logs/</Prefix><Expiration><Days>180</Days></Expiration></Rule>',
        });
      }
    },
  },
  {
    name: 'robot-user',
    isAttack: false,
    chores: BUSY,
    says: 'Infrastructure code makes a robot user with a key for each customer project; the third one falls in the week of the report.',
    tell: (stage) => {
      const { dice, leak, team } = stage.world;
      for (const day of [25, 11, 2]) {
        const duty = stage.duty(morning(leak, day));
        const robot = createUser(duty, `${team}-robot-${dice.text(4)}`);
        duty.do('Ram.AttachPolicyToUser', {
          UserName: robot.userName,
          PolicyName: 'AliyunOSSReadOnlyAccess',
          PolicyType: 'System',
        });
        const key = createKey(duty, robot);
        duty.wait(3).as(key).do('Oss.ListBuckets');
      }
    },
  },
  {
    name: 'new-address-deploys',
    isAttack: false,
    chores: BUSY,
    says: 'The build host was replaced: its address is new, in the same cloud, and everything it did before it does again, scaling and commands included.',
    tell: (stage) => {
      const { dice, business, leak, regions, instances } = stage.world;
      const host = { ...business, ip: `47.96.${dice.int(1, 119)}.${dice.int(2, 250)}` };
      for (let day = 3; day >= 0; day--) {
        const id = instanceId(dice);
        stage
          .duty(morning(leak, day) + HOUR_MS, host)
          .do(
            'Ecs.RunInstances',
            { InstanceType: 'ecs.g7.large', Amount: '1' },
            { region: regions[0] ?? '', response: { InstanceIdSets: { InstanceIdSet: [id] } } },
          )
          .do('Ecs.RunCommand', {
            'InstanceId.1': instances[0] ?? '',
            Name: 'restart-app',
            Type: 'RunShellScript',
            CommandContent: Buffer.from('systemctl restart app').toString('base64'),
          })
          .wait(1)
          .do('Ecs.DeleteInstance', { InstanceId: id }, { region: regions[0] ?? '' });
      }
    },
  },
];
