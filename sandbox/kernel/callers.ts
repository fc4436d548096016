import type { Session, StoredKey, User } from '../world/entities';
import type { World } from '../world/world';
import { currentRequest } from './current-request';
import { type Caller, CloudError } from './types';

/** The identity behind a key, whatever its state. */
export function identify(world: World, accessKeyId: string): Caller | undefined {
  const session = world.sessions.get(accessKeyId);
  if (session) return sessionCaller(world, session);
  const found = world.keyOf(accessKeyId);
  return found && keyCaller(world, found.key, found.user);
}

/** The identity behind a key that may be used now; undefined when there is no such key.
 *  Throws InvalidAccessKeyId.Inactive, InvalidSecurityToken.Expired and EntityNotExist.Role. */
export function callerOf(world: World, accessKeyId: string): Caller | undefined {
  const session = world.sessions.get(accessKeyId);
  if (session) {
    if (session.expiresAt.getTime() <= world.now().getTime())
      throw new CloudError(403, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
    if (world.roles.get(session.role.name) !== session.role)
      throw new CloudError(404, 'EntityNotExist.Role', 'The specified Role not exists .');
    return sessionCaller(world, session);
  }
  const found = world.keyOf(accessKeyId);
  if (!found) return undefined;
  if (found.key.status === 'Inactive')
    throw new CloudError(403, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  const address = currentRequest()?.sourceIp;
  // How the cloud words this refusal is not documented.
  const bound = [found.key.network, world.keyNetwork].find((one) => one?.isActive);
  if (address !== undefined && bound?.allows(address) === false)
    throw new CloudError(403, 'Forbidden.AccessKeyPolicy', 'The AccessKey policy does not allow this source address.');
  return keyCaller(world, found.key, found.user);
}

function keyCaller(world: World, key: StoredKey, user: User | undefined): Caller {
  return {
    type: user ? 'ram-user' : 'root-account',
    accountId: world.accountId,
    userName: user ? user.name : 'root',
    principalId: user ? user.id : world.accountId,
    accessKeyId: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
  };
}

function sessionCaller(world: World, session: Session): Caller {
  return {
    type: 'assumed-role',
    accountId: world.accountId,
    userName: `${session.role.name}:${session.sessionName}`,
    principalId: `${session.role.id}:${session.sessionName}`,
    accessKeyId: session.accessKeyId,
    accessKeySecret: session.accessKeySecret,
    securityToken: session.securityToken,
    roleName: session.role.name,
    sessionStart: session.startedAt,
  };
}
