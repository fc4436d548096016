import type { Plot } from './history';
import { assumeRole, createKey, createUser, makeAdmin, signIn } from './identities';
import { type Actor, keyId, rented, rentedAtHome } from './world';

/** Attacks that put on what the account already has: keys, rights, people, sessions. */
export const TAKEOVER_ATTACKS: Plot[] = [
  {
    name: 'colleagues-key',
    isAttack: true,
    kinds: ['persistence'],
    says: 'In business hours, slowly and from a domestic cloud with the usual tool, the key made a key for another user, which then read data.',
    tell: (stage) => {
      const { dice, business, backup, bucket } = stage.world;
      const day = Math.floor(stage.world.leak / 86_400_000) * 24 + 2;
      const hours = day - stage.world.leak / 3_600_000 - 72;
      const raid = stage.raid(hours, stage.thief({ ip: rentedAtHome(dice), agent: business.agent }), [600, 2400]);
      raid.do('Ram.ListUsers').do('Ram.ListAccessKeys', { UserName: backup.userName });
      const key = createKey(raid, backup);
      raid
        .wait(20)
        .as({ ...key, ip: rentedAtHome(dice) })
        .do('Oss.ListBuckets')
        .do('Rds.DescribeDBInstances');
      stage.open.push(backup.userName);
      for (let n = 0; n < 12; n++)
        raid.do('Oss.GetObject', { bucketName: bucket, objectName: `db/${dice.text(8)}.gz` });
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'policy-version',
    isAttack: true,
    kinds: ['privilege'],
    says: 'The key rewrote its own policy to allow everything and made it default, then made a spare key.',
    tell: (stage) => {
      const { dice, business, team } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 12))
        .do('Ram.ListPoliciesForUser', { UserName: business.userName })
        .do('Ram.GetPolicy', { PolicyName: `${team}-deploy`, PolicyType: 'Custom' });
      raid.do(
        'Ram.CreatePolicyVersion',
        {
          PolicyName: `${team}-deploy`,
          SetAsDefault: 'true',
          PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        },
        { resources: { 'ACS::RAM::Policy': [`${team}-deploy`] } },
      );
      const key = createKey(raid, business);
      raid
        .as({ ...key, ip: rented(dice) })
        .do('Kms.ListKeys')
        .do('Rds.DescribeDBInstances')
        .do('Oss.ListBuckets');
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'admin-takeover',
    isAttack: true,
    kinds: ['console-takeover'],
    says: "The administrator's password was reset and the MFA device unbound; a foreign address signed in as the administrator and made a user.",
    tell: (stage) => {
      const { dice, admin } = stage.world;
      const raid = stage
        .raid(-dice.int(1, 6))
        .do('Ram.ListUsers')
        .do('Ram.GetLoginProfile', { UserName: admin.userName });
      raid.do('Ram.UnbindMFADevice', { UserName: admin.userName }).do('Ram.UpdateLoginProfile', {
        UserName: admin.userName,
        PasswordResetRequired: 'false',
        MFABindRequired: 'false',
      });
      signIn(raid, admin, rented(dice));
      const made = createUser(raid, `ops-${dice.text(5)}`);
      raid.do('Ram.CreateLoginProfile', { UserName: made.userName });
      makeAdmin(raid, made.userName);
      stage.took('user', admin.userName, made.userName);
    },
  },
  {
    name: 'sts-chain',
    isAttack: true,
    kinds: ['persistence', 'privilege'],
    says: "From the business's own host the key took a session, that session took another role's, and that one made an administrator with a key.",
    tell: (stage) => {
      const { dice, team, roleName, business } = stage.world;
      const raid = stage.raid(-dice.int(2, 30), business);
      const first = assumeRole(raid, roleName, `job-${dice.text(6)}`);
      raid.as(first).do('Ram.ListRoles');
      const second = assumeRole(raid, `${team}-admin`, dice.text(6));
      raid.as(second);
      const made = createUser(raid, `${team}-ci${dice.int(2, 9)}`);
      makeAdmin(raid, made.userName);
      const key = createKey(raid, made);
      raid
        .wait(1)
        .as({ ...key, ip: rented(dice), agent: 'ctk' })
        .do('Sts.GetCallerIdentity')
        .do('Ecs.DescribeInstances');
      stage.took('session', first.accessKeyId, second.accessKeyId);
      stage.took('user', made.userName);
      stage.took('key', key.accessKeyId);
    },
  },
  {
    name: 'after-the-deny',
    isAttack: true,
    kinds: ['persistence', 'success-after-deny'],
    says: 'A session and a spare user made before the deny go on working after it, while the leaked key itself is refused.',
    tell: (stage) => {
      const { dice, roleName, instances } = stage.world;
      const raid = stage.raid(-1);
      const thief = raid.actor;
      const session = assumeRole(raid, roleName, dice.text(8));
      const made = createUser(raid, `tmp-${dice.text(5)}`);
      const key: Actor = { ...made, accessKeyId: keyId(dice) };
      raid.do(
        'Ram.CreateAccessKey',
        { UserName: made.userName },
        { response: { AccessKey: { AccessKeyId: key.accessKeyId, Status: 'Active' } } },
      );
      makeAdmin(raid, made.userName);
      stage.denyTime = stage.world.leak + 4 * 60_000;
      const after = stage.raid(0.2, thief);
      for (const operation of ['Ram.CreateUser', 'Ecs.RunInstances', 'Ram.CreateAccessKey'])
        after.do(operation, {}, { error: 'NoPermission' });
      after
        .as(session)
        .do('Ecs.StopInstances', { InstanceId: instances.slice(0, 2).join(',') })
        .do('Ecs.DescribeInstances');
      after.as(key).do(
        'Ecs.RunInstances',
        { InstanceType: 'ecs.gn6v-c8g1.2xlarge', Amount: '5' },
        {
          region: dice.pick(stage.world.unusedRegions),
          response: { InstanceIdSets: { InstanceIdSet: [`i-${dice.text(18)}`] } },
        },
      );
      stage.took('session', session.accessKeyId);
      stage.took('user', made.userName);
      stage.took('key', key.accessKeyId);
    },
  },
];
