import type { Plot } from './history';
import { assumeRole, createKey, signIn } from './identities';
import { BUSY } from './second-attacks';
import { type Actor, AGENTS, DAY_MS, HOUR_MS, office, stsId } from './world';

const morning = (leak: number, daysBefore: number) => (Math.floor(leak / DAY_MS) - daysBefore) * DAY_MS + 2 * HOUR_MS;

/** Third round, committed before any result of its own: ordinary accounts in which people, places and ownership change. */
export const THIRD_ORDINARY_CHANGES: Plot[] = [
  {
    name: 'owner-looks-himself',
    isAttack: false,
    chores: BUSY,
    says: 'After the alarm an engineer in the office looks for servers in every region with the key itself; the administrator tightens the policy, resets two passwords and makes the next key.',
    tell: (stage) => {
      const { dice, leak, admin, business, officeIp, hostIp, regions, unusedRegions, team } = stage.world;
      const look = stage
        .duty(leak + 20 * 60_000, { ...business, ip: officeIp, agent: dice.pick(AGENTS.cli) }, [2, 20])
        .do('Sts.GetCallerIdentity')
        .do('Ram.ListUsers')
        .do('Ram.ListAccessKeys', { UserName: business.userName });
      for (const region of [...regions, ...unusedRegions]) look.do('Ecs.DescribeInstances', {}, { region });
      look.do('Eci.DescribeContainerGroups').do('Actiontrail.LookupEvents').do('Oss.ListBuckets');
      const answer = stage.duty(leak + HOUR_MS, admin);
      signIn(answer, admin, officeIp, true);
      answer
        .do('Sas.DescribeAccesskeyLeakList')
        .do('Actiontrail.LookupEvents')
        .do('Ram.CreatePolicyVersion', {
          PolicyName: `${team}-deploy`,
          SetAsDefault: 'true',
          PolicyDocument:
            '{"Version":"1","Statement":[{"Effect":"Allow","Action":["ecs:Describe*","ecs:RebootInstance"],"Resource":"*"}]}',
        });
      for (const UserName of ['sun.li', 'ma.jun'])
        answer.do('Ram.UpdateLoginProfile', { UserName, PasswordResetRequired: 'true', MFABindRequired: 'true' });
      const next = createKey(answer, business);
      stage
        .duty(leak + 4 * HOUR_MS, { ...next, ip: hostIp, agent: business.agent })
        .do('Ecs.DescribeInstances')
        .do('Oss.PutObject', { bucketName: stage.world.bucket, objectName: 'build/app.js' });
    },
  },
  {
    name: 'contractor-at-home',
    isAttack: false,
    chores: BUSY,
    says: 'For the last two weeks a contractor deploys and restarts from a home line whose address changes every few days.',
    tell: (stage) => {
      const { dice, business, leak, instances, bucket, team } = stage.world;
      let ip = office(dice);
      for (let day = 13; day >= 0; day--) {
        if (day % 4 === 1) ip = office(dice);
        if (dice.chance(0.3)) continue;
        stage
          .duty(morning(leak, day) + dice.int(0, 11) * HOUR_MS, { ...business, ip, agent: AGENTS.cli[2] })
          .do('Ecs.DescribeInstances')
          .do('Oss.PutObject', { bucketName: bucket, objectName: `build/${dice.text(8)}.js` })
          .do('FC.UpdateFunction', { functionName: `${team}-api` })
          .do('Ecs.RunCommand', {
            'InstanceId.1': dice.pick(instances),
            Type: 'RunShellScript',
            Name: 'restart-app',
            CommandContent: Buffer.from('systemctl restart app').toString('base64'),
          });
      }
    },
  },
  {
    name: 'terraform-rewrite',
    isAttack: false,
    chores: ['watch', 'upload'],
    says: 'The infrastructure code, applied every week from the same host, was rewritten: in one apply groups, listeners, roles for services and their policies are replaced.',
    tell: (stage) => {
      const { dice, business, leak, team, regions, domain } = stage.world;
      const robot = { ...business, agent: AGENTS.terraform[0] };
      const region = regions[0] ?? '';
      const refresh = (day: number) => {
        const plan = stage.duty(morning(leak, day) + HOUR_MS, robot, [1, 4]);
        for (const call of [
          'Vpc.DescribeVpcs',
          'Ecs.DescribeSecurityGroups',
          'Slb.DescribeLoadBalancers',
          'Ram.GetRole',
          'Ram.GetPolicy',
          'Alidns.DescribeDomainRecords',
        ])
          plan.do(call, {}, { region });
        return plan;
      };
      for (const day of [28, 21, 14, 8])
        refresh(day).do(
          'Ecs.AuthorizeSecurityGroup',
          { SourceCidrIp: '10.0.0.0/8', PortRange: '8080/8080' },
          { region },
        );
      const apply = refresh(2);
      for (let n = dice.int(5, 9); n > 0; n--) {
        const SecurityGroupId = `sg-bp1${dice.text(15)}`;
        apply
          .do('Ecs.CreateSecurityGroup', {}, { region, response: { SecurityGroupId } })
          .do(
            'Ecs.AuthorizeSecurityGroup',
            { SecurityGroupId, SourceCidrIp: '172.16.0.0/12', PortRange: '443/443' },
            { region },
          )
          .do('Ecs.DeleteSecurityGroup', { SecurityGroupId: `sg-bp1${dice.text(15)}` }, { region });
      }
      for (const service of ['api', 'worker', 'cron']) {
        const RoleName = `${team}-${service}-v2`;
        apply
          .do(
            'Ram.CreateRole',
            {
              RoleName,
              AssumeRolePolicyDocument:
                '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}',
            },
            { response: { Role: { RoleName, RoleId: dice.digits(18) } }, resources: { 'ACS::RAM::Role': [RoleName] } },
          )
          .do('Ram.CreatePolicy', {
            PolicyName: RoleName,
            PolicyDocument: `{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:GetObject","oss:PutObject"],"Resource":"acs:oss:*:*:${team}-${service}/*"}]}`,
          })
          .do('Ram.AttachPolicyToRole', { RoleName, PolicyName: RoleName, PolicyType: 'Custom' })
          .do('Ram.DetachPolicyFromRole', {
            RoleName: `${team}-${service}`,
            PolicyName: `${team}-${service}`,
            PolicyType: 'Custom',
          })
          .do('Ram.DeleteRole', { RoleName: `${team}-${service}` })
          .do('Alidns.UpdateDomainRecord', {
            RecordId: dice.digits(18),
            RR: service,
            Type: 'CNAME',
            Value: `${service}.${domain}`,
          });
      }
    },
  },
  {
    name: 'bought-company',
    isAttack: false,
    chores: BUSY,
    says: "The company was bought: the administrator lets the parent's account in with a reading role, its people look round, and a week later the deployment shares an image with the same account.",
    tell: (stage) => {
      const { dice, admin, officeIp, leak, instances, team } = stage.world;
      const parent = dice.digits(16);
      const RoleName = `${dice.pick(['group', 'holding', 'parent'])}-audit`;
      const letIn = stage.duty(morning(leak, 12), admin);
      signIn(letIn, admin, officeIp, true);
      letIn
        .do(
          'Ram.CreateRole',
          {
            RoleName,
            AssumeRolePolicyDocument: `{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::${parent}:root"]}}]}`,
          },
          { response: { Role: { RoleName, RoleId: dice.digits(18) } }, resources: { 'ACS::RAM::Role': [RoleName] } },
        )
        .do('Ram.AttachPolicyToRole', { RoleName, PolicyName: 'ReadOnlyAccess', PolicyType: 'System' });
      const place = office(dice);
      for (const day of [11, 10, 6, 1]) {
        const auditor: Actor = {
          type: 'assumed-role',
          userName: `${RoleName}:auditor`,
          principalId: `${dice.digits(18)}:auditor`,
          accessKeyId: stsId(dice),
          ip: place,
          agent: AGENTS.cli[1],
        };
        const visit = stage.duty(morning(leak, day) + 2 * HOUR_MS, auditor);
        for (const call of ['Ram.ListUsers', 'Ecs.DescribeInstances', 'Oss.ListBuckets', 'Rds.DescribeDBInstances'])
          visit.do(call);
      }
      const ImageId = `m-bp1${dice.text(17)}`;
      stage
        .duty(morning(leak, 4))
        .do('Ecs.CreateImage', { InstanceId: instances[0] ?? '', ImageName: `${team}-base` }, { response: { ImageId } })
        .do('Ecs.ModifyImageSharePermission', { ImageId, 'AddAccount.1': parent });
    },
  },
  {
    name: 'botched-rotation',
    isAttack: false,
    chores: BUSY,
    says: 'The key was to be rotated: the old one went off too early and two services stood still, it went on again, the first new key was lost and deleted, the second one works beside the old.',
    tell: (stage) => {
      const { dice, admin, officeIp, business, backup, leak, bucket } = stage.world;
      const evening = morning(leak, 5) + 9.5 * HOUR_MS;
      const change = stage.duty(evening, admin);
      signIn(change, admin, officeIp, true);
      const lost = createKey(change, business);
      const own = { UserName: business.userName, UserAccessKeyId: business.accessKeyId };
      change.do('Ram.UpdateAccessKey', { ...own, Status: 'Inactive' });
      const jobs = stage.duty(change.time, undefined, [30, 240]);
      for (let n = 12; n > 0; n--)
        jobs.do(
          dice.pick(['Ecs.DescribeInstances', 'Oss.PutObject', 'Cms.DescribeMetricLast', 'FC.UpdateFunction']),
          {},
          { error: 'InvalidAccessKeyId.Inactive' },
        );
      change.wait(1).do('Ram.UpdateAccessKey', { ...own, Status: 'Active' });
      change.do('Ram.DeleteAccessKey', { UserName: business.userName, UserAccessKeyId: lost.accessKeyId });
      const next = createKey(change, business);
      for (let day = 4; day >= 0; day--)
        for (const ip of [business.ip, backup.ip])
          stage
            .duty(morning(leak, day) + HOUR_MS, { ...next, ip, agent: business.agent })
            .do('Ecs.DescribeInstances')
            .do('Oss.PutObject', { bucketName: bucket, objectName: `build/${dice.text(8)}.js` });
    },
  },
  {
    name: 'audit-by-session',
    isAttack: false,
    chores: BUSY,
    says: "The yearly auditor works for a week through a session of the reading role that the key's host draws for him, from his firm's address.",
    tell: (stage) => {
      const { dice, leak, team } = stage.world;
      const firm = office(dice);
      const questions = [
        'Ram.ListUsers',
        'Ram.ListRoles',
        'Ram.ListPolicies',
        'Ram.ListPoliciesForUser',
        'Ecs.DescribeInstances',
        'Ecs.DescribeSecurityGroups',
        'Oss.GetBucketAcl',
        'Oss.GetBucketPolicy',
        'Rds.DescribeDBInstances',
        'Kms.ListKeys',
        'Actiontrail.DescribeTrails',
        'BssOpenApi.QueryAccountBill',
      ];
      for (let day = 6; day >= 2; day--) {
        const draw = stage.duty(morning(leak, day));
        const session = assumeRole(draw, `${team}-readonly`, `audit-${dice.text(4)}`);
        draw.as({ ...session, ip: firm, agent: AGENTS.cli[0] });
        for (const question of dice.some(questions, dice.int(5, 9)))
          draw.do(question, {}, dice.chance(0.1) ? { error: 'NoPermission' } : {});
      }
    },
  },
];
