import type { Plot } from './history';
import { createAdminRole, createKey, createUser, makeAdmin, signIn } from './identities';
import { type Actor, rented, stsId } from './world';

/** Attacks whose point is to stay: identities that make identities. */
export const IDENTITY_ATTACKS: Plot[] = [
  {
    name: 'console-backdoor',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: 'The key made an administrator with a password, who signed in and made a second user and key that is in use.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 6))
        .do('Sts.GetCallerIdentity')
        .do('Ram.ListPoliciesForUser', { UserName: stage.world.business.userName })
        .do('Ram.GetAccountAlias');
      const first = createUser(
        raid,
        dice.pick(['crossfire', 'aliyun-support', 'backup_admin', 'sysop']) + dice.int(1, 99),
      );
      raid.do('Ram.CreateLoginProfile', { UserName: first.userName, PasswordResetRequired: 'false' });
      makeAdmin(raid, first.userName);
      raid.wait(dice.int(1, 2));
      signIn(raid, first, rented(dice));
      const second = createUser(raid, `svc-${dice.text(5)}`);
      const key = createKey(raid, second);
      makeAdmin(raid, second.userName);
      raid
        .as({ ...key, ip: rented(dice) })
        .do('Ecs.DescribeInstances')
        .do('Oss.ListBuckets')
        .do('Rds.DescribeDBInstances');
      stage.took('user', first.userName, second.userName);
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'shadow-role',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: 'A role that trusts an unknown account got AdministratorAccess, and sessions of it look around.',
    tell: (stage) => {
      const { dice } = stage.world;
      const raid = stage.raid(-dice.int(2, 20));
      const role = dice.pick(['AliyunECSHelperRole', 'shadow', 'audit-reader', 'DefaultOpsRole']) + dice.int(1, 9);
      createAdminRole(raid, role, { RAM: [`acs:ram::${dice.digits(16)}:root`] });
      raid.wait(1);
      const outside: Actor = {
        type: 'assumed-role',
        userName: `${role}:x`,
        principalId: `${dice.digits(18)}:x`,
        accessKeyId: stsId(dice),
        ip: rented(dice),
        agent: 'ctk',
      };
      raid.as(outside).do('Ecs.DescribeRegions').do('Ecs.DescribeInstances').do('Ram.ListUsers').do('Oss.ListBuckets');
      stage.took('role', role);
      stage.took('session', outside.accessKeyId);
    },
  },
  {
    name: 'function-backdoor',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: 'A function with an administrator role and an open HTTP trigger was left behind, and its session made a user and a key.',
    tell: (stage) => {
      const { dice, account } = stage.world;
      const raid = stage.raid(-dice.int(1, 5)).do('FC.ListFunctions');
      const role = `fc-log-${dice.text(4)}`;
      createAdminRole(raid, role, { Service: ['fc.aliyuncs.com'] });
      const functionName = dice.pick(['log-rotate', 'health', 'img-resize']) + dice.text(3);
      raid.do(
        'FC.CreateFunction',
        { functionName, runtime: 'python3.10', handler: 'index.handler', role: `acs:ram::${account}:role/${role}` },
        { resources: { 'ACS::FC::Function': [functionName] } },
      );
      raid.do('FC.CreateTrigger', {
        functionName,
        triggerName: 'http',
        triggerType: 'http',
        triggerConfig: '{"authType":"anonymous","methods":["GET","POST"]}',
      });
      raid.wait(1);
      const inside: Actor = {
        type: 'assumed-role',
        userName: `${role}:fc-session`,
        principalId: `${dice.digits(18)}:fc`,
        accessKeyId: stsId(dice),
        ip: `47.98.${dice.int(1, 200)}.${dice.int(1, 200)}`,
        agent: 'AlibabaCloud (linux; x86_64) Python/3.10.2 Core/0.3.6 TeaDSL/1',
      };
      raid.as(inside);
      const made = createUser(raid, `monitor-${dice.text(4)}`);
      makeAdmin(raid, made.userName);
      const key = createKey(raid, made);
      raid
        .as({ ...key, ip: rented(dice), agent: 'python-requests/2.31.0' })
        .do('Ecs.DescribeInstances')
        .do('Oss.ListBuckets');
      stage.took('role', role);
      stage.took('session', inside.accessKeyId);
      stage.took('user', made.userName);
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'cloudsso-root',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: 'A CloudSSO user with an access configuration of administrator rights outlives the key, and its session was used.',
    tell: (stage) => {
      const { dice, account } = stage.world;
      const raid = stage.raid(-dice.int(1, 9)).do('CloudSSO.ListDirectories');
      const DirectoryId = `d-00${dice.text(10)}`;
      const UserName = dice.pick(['it.support', 'sso-sync', 'john.w']) + dice.int(1, 99);
      const UserId = `u-00${dice.text(12)}`;
      const AccessConfigurationId = `ac-00${dice.text(12)}`;
      raid.do(
        'CloudSSO.CreateUser',
        { DirectoryId, UserName, Email: `${dice.text(8)}@proton.me` },
        { response: { User: { UserId, UserName } } },
      );
      raid.do('CloudSSO.ResetUserPassword', { DirectoryId, UserId });
      raid.do(
        'CloudSSO.CreateAccessConfiguration',
        { DirectoryId, AccessConfigurationName: 'root', SessionDuration: '43200' },
        { response: { AccessConfiguration: { AccessConfigurationId, AccessConfigurationName: 'root' } } },
      );
      raid.do('CloudSSO.AddPermissionPolicyToAccessConfiguration', {
        DirectoryId,
        AccessConfigurationId,
        PermissionPolicyName: 'AdministratorAccess',
        PermissionPolicyType: 'System',
      });
      raid.do('CloudSSO.CreateAccessAssignment', {
        DirectoryId,
        AccessConfigurationId,
        PrincipalId: UserId,
        PrincipalType: 'User',
        TargetId: account,
        TargetType: 'RD-Account',
      });
      stage.actors.push({ type: 'cloudsso-user', id: UserId, name: UserName });
    },
  },
  {
    name: 'oidc-door',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: 'An outside OIDC provider and a role that trusts it, with administrator rights: a door without any key.',
    tell: (stage) => {
      const { dice, account } = stage.world;
      const raid = stage.raid(dice.int(1, 4));
      const name = `gh-${dice.text(4)}`;
      const role = `deploy-${dice.text(4)}`;
      raid.do(
        'Ims.CreateOIDCProvider',
        {
          OIDCProviderName: name,
          IssuerUrl: `https://${dice.text(9)}.workers.dev`,
          ClientIds: 'sts',
          Fingerprints: dice.text(40, '0123456789abcdef'),
        },
        { response: { OIDCProvider: { OIDCProviderName: name, Arn: `acs:ram::${account}:oidc-provider/${name}` } } },
      );
      createAdminRole(raid, role, { Federated: [`acs:ram::${account}:oidc-provider/${name}`] });
      const outside: Actor = {
        type: 'assumed-role',
        userName: `${role}:run`,
        principalId: `${dice.digits(18)}:run`,
        accessKeyId: stsId(dice),
        ip: rented(dice),
        agent: 'curl/8.4.0',
      };
      raid.as(outside).do('Ram.ListUsers').do('Ecs.DescribeInstances');
      stage.took('role', role);
      stage.took('session', outside.accessKeyId);
    },
  },
];
