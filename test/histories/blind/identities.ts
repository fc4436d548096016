import type { Sitting } from './tape';
import { type Actor, keyId, stsId } from './world';

/** The steps by which an identity is made or put on; each gives back the new actor at the same place with the same tool. */
export function createUser(sitting: Sitting, UserName: string): Actor {
  const { dice } = sitting.tape.world;
  const UserId = dice.digits(18);
  sitting.do(
    'Ram.CreateUser',
    { UserName, DisplayName: UserName },
    {
      response: { User: { UserName, UserId, DisplayName: UserName } },
      resources: { 'ACS::RAM::User': [UserName] },
    },
  );
  return {
    type: 'ram-user',
    userName: UserName,
    principalId: UserId,
    ip: sitting.actor.ip,
    agent: sitting.actor.agent,
  };
}

/** A new key of `owner`, as RAM answers CreateAccessKey (the secret never stands in the trail). */
export function createKey(sitting: Sitting, owner: Actor): Actor {
  const accessKeyId = keyId(sitting.tape.world.dice);
  sitting.do(
    'Ram.CreateAccessKey',
    { UserName: owner.userName },
    {
      response: { AccessKey: { AccessKeyId: accessKeyId, Status: 'Active', AccessKeySecret: '****' } },
      resources: { 'ACS::RAM::User': [owner.userName] },
    },
  );
  return {
    ...owner,
    accessKeyId,
    console: false,
    ip: sitting.actor.ip,
    agent: sitting.actor.console ? 'Aliyun-CLI/3.0.231' : sitting.actor.agent,
  };
}

/** A console password and the first sign-in with it. */
export function signIn(sitting: Sitting, owner: Actor, ip: string, mfa = false): Actor {
  const actor: Actor = { ...owner, ip, agent: 'AliyunConsole', console: true, mfa };
  sitting.as(actor).do(
    'AasSub.ConsoleSignin',
    {},
    {
      eventType: 'ConsoleSignin',
      extra: {
        additionalEventData: {
          loginAccount: `${owner.userName}@${sitting.tape.world.team}.onaliyun.com`,
          mfaChecked: String(mfa),
          callbackUrl: 'https://homenew.console.aliyun.com/',
        },
      },
    },
  );
  return actor;
}

/** A session of a role. The trail writes the answer's fields in either case (help pages 289050 and 286997). */
export function assumeRole(sitting: Sitting, roleName: string, session: string): Actor {
  const { dice, account } = sitting.tape.world;
  const accessKeyId = stsId(dice);
  const roleId = dice.digits(18);
  const RoleArn = `acs:ram::${account}:role/${roleName}`;
  const expiration = new Date(sitting.time + 3_600_000).toISOString().slice(0, 19).concat('Z');
  const response = dice.chance(0.5)
    ? {
        Credentials: { AccessKeyId: accessKeyId, Expiration: expiration },
        AssumedRoleUser: {
          AssumedRoleId: `${roleId}:${session}`,
          Arn: `acs:ram::${account}:assumed-role/${roleName}/${session}`,
        },
      }
    : {
        credentials: { accessKeyId, expiration },
        assumedRoleUser: {
          assumedRoleId: `${roleId}:${session}`,
          arn: `acs:ram::${account}:assumed-role/${roleName}/${session}`,
        },
      };
  sitting.do(
    'Sts.AssumeRole',
    { RoleArn, RoleSessionName: session, DurationSeconds: '3600' },
    { response, resources: { 'ACS::RAM::Role': [roleName] } },
  );
  return {
    type: 'assumed-role',
    userName: `${roleName}:${session}`,
    principalId: `${roleId}:${session}`,
    accessKeyId,
    ip: sitting.actor.ip,
    agent: sitting.actor.agent,
  };
}

/** A role with its trust, and AdministratorAccess on it. */
export function createAdminRole(
  sitting: Sitting,
  RoleName: string,
  principal: Record<string, unknown>,
  action = 'sts:AssumeRole',
): void {
  const document = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: action, Principal: principal }],
  });
  sitting.do(
    'Ram.CreateRole',
    { RoleName, AssumeRolePolicyDocument: document },
    {
      response: { Role: { RoleName, RoleId: sitting.tape.world.dice.digits(18) } },
      resources: { 'ACS::RAM::Role': [RoleName] },
    },
  );
  sitting.do(
    'Ram.AttachPolicyToRole',
    { RoleName, PolicyName: 'AdministratorAccess', PolicyType: 'System' },
    { resources: { 'ACS::RAM::Role': [RoleName] } },
  );
}

export const makeAdmin = (sitting: Sitting, UserName: string): Sitting =>
  sitting.do(
    'Ram.AttachPolicyToUser',
    { UserName, PolicyName: 'AdministratorAccess', PolicyType: 'System' },
    { resources: { 'ACS::RAM::User': [UserName] } },
  );
