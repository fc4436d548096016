import { PolicyInvalid } from '../../../shared/errors';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import { isoSeconds } from '../../kernel/trail';
import { CloudError, type RpcCall, type RpcOperation, type RpcService } from '../../kernel/types';
import type { Role } from '../../world/entities';
import { roleArn } from '../../world/roles';
import { openSession } from '../../world/sessions';
import type { World } from '../../world/world';
import { Parameters } from '../parameters';
import { isTrusted } from './trust';

/** Security Token Service, 2015-04-01. */
export function stsService(world: World): RpcService {
  return {
    service: 'sts',
    serviceName: 'Sts',
    version: '2015-04-01',
    isGlobal: true,
    operations: { AssumeRole: assumeRole(world), GetCallerIdentity: getCallerIdentity(world) },
  };
}

function assumeRole(world: World): RpcOperation {
  return {
    write: true,
    required: ['RoleArn', 'RoleSessionName'],
    permission: (call) => ({ actions: ['sts:AssumeRole'], resources: [roleResource(world, call)] }),
    resource: (call) => ({ type: 'ACS::RAM::Role', name: roleResource(world, call).split('/')[1] ?? '' }),
    responseElements: (answer) => {
      const credentials = answer['Credentials'] as Record<string, unknown>;
      const assumed = answer['AssumedRoleUser'] as Record<string, unknown>;
      // Events spell these in lower case (ActionTrail samples of AssumeRole).
      return {
        credentials: { accessKeyId: credentials['AccessKeyId'], expiration: credentials['Expiration'] },
        assumedRoleUser: { arn: assumed['Arn'], assumedRoleId: assumed['AssumedRoleId'] },
      };
    },
    run: (call) => {
      const p = new Parameters(call.parameters);
      const sessionName = p.text('RoleSessionName');
      if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(sessionName)) throw wronglyFormed('RoleSessionName');
      if (call.caller.type === 'root-account')
        throw new CloudError(403, 'NoPermission', 'Roles may not be assumed by root accounts.');
      const role = roleOf(world, p.text('RoleArn'));
      const seconds = p.integer('DurationSeconds') ?? 3600;
      if (seconds < 900 || seconds > role.maxSessionSeconds)
        throw new CloudError(
          400,
          'InvalidParameter.DurationSeconds',
          'The Min/Max value of DurationSeconds is 15min/1hr.',
        );
      const policy = sessionPolicy(p);
      const context = {
        'acs:SourceIp': call.sourceIp,
        'acs:CurrentTime': world.now().toISOString(),
        'acs:MFAPresent': 'false',
      };
      if (!isTrusted(role.trustDocument, call.caller, context))
        throw new CloudError(
          403,
          'NoPermission',
          'You are not authorized to do this action. You should be authorized by RAM.',
        );
      const session = openSession(world, { role, sessionName, seconds, ...(policy === undefined ? {} : { policy }) });
      return {
        AssumedRoleUser: {
          Arn: `${roleArn(world, role)}/${sessionName}`,
          AssumedRoleId: `${role.id}:${sessionName}`,
        },
        Credentials: {
          AccessKeyId: session.accessKeyId,
          AccessKeySecret: session.accessKeySecret,
          SecurityToken: session.securityToken,
          Expiration: isoSeconds(session.expiresAt),
        },
      };
    },
  };
}

function getCallerIdentity(world: World): RpcOperation {
  return {
    write: false,
    permission: () => null,
    run: ({ caller }) => {
      if (caller.type === 'root-account')
        return {
          IdentityType: 'Account',
          AccountId: world.accountId,
          PrincipalId: world.accountId,
          UserId: world.accountId,
          Arn: `acs:ram::${world.accountId}:root`,
        };
      if (caller.type === 'ram-user')
        return {
          IdentityType: 'RAMUser',
          AccountId: world.accountId,
          PrincipalId: caller.principalId,
          UserId: caller.principalId,
          Arn: `acs:ram::${world.accountId}:user/${caller.userName}`,
        };
      const [RoleId = '', session = ''] = caller.principalId.split(':');
      return {
        IdentityType: 'AssumedRoleUser',
        AccountId: world.accountId,
        PrincipalId: caller.principalId,
        RoleId,
        Arn: `acs:ram::${world.accountId}:assumed-role/${caller.roleName ?? ''}/${session}`,
      };
    },
  };
}

function roleResource(world: World, call: RpcCall): string {
  const [account, name] = splitArn(new Parameters(call.parameters).text('RoleArn'));
  // Permission is asked for the role's true name; whether it exists is answered after that.
  const role = [...world.roles.values()].find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  return `acs:ram:*:${account}:role/${role?.name ?? name}`;
}

function roleOf(world: World, arn: string): Role {
  const [account, name] = splitArn(arn);
  const role = [...world.roles.values()].find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (account !== world.accountId || !role)
    throw new CloudError(404, 'EntityNotExist.Role', 'The specified Role not exists .');
  return role;
}

function splitArn(arn: string): [string, string] {
  const parts = /^acs:ram::(\d+):role\/([A-Za-z0-9.-]{1,64})$/.exec(arn);
  if (!parts) throw wronglyFormed('RoleArn');
  return [parts[1] ?? '', parts[2] ?? ''];
}

function sessionPolicy(p: Parameters): string | undefined {
  const policy = p.optional('Policy');
  if (policy === undefined) return undefined;
  if (policy.length > 2048)
    throw new CloudError(400, 'InvalidParameter.PolicySize', 'The size of Policy must be smaller than 2048 bytes.');
  try {
    parsePolicy(policy);
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    throw new CloudError(400, 'InvalidParameter.PolicyGrammar', 'The parameter Policy has not passed grammar check.');
  }
  return policy;
}

function wronglyFormed(name: string): CloudError {
  return new CloudError(400, `InvalidParameter.${name}`, `The parameter ${name} is wrongly formed.`);
}
