import { roleName } from '../shared/ram-policy/role-rights';
import { attachPolicy } from './world/attachments';
import type { StoredKey } from './world/entities';
import { createKey } from './world/keys';
import { policyNamed } from './world/policies';
import { openSession } from './world/sessions';
import { createUser } from './world/users';
import type { World } from './world/world';

/** Credentials as a script uses them. */
export interface Identity {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface Identities {
  /** A RAM user with every right. */
  readonly admin: Identity;
  /** A session of the respond function's role; none in a bare account. */
  readonly responder?: Identity;
  /** The key that the scenario's thief holds. */
  readonly leaked?: Identity;
}

const DAY_MS = 86_400_000;
/** A function's session lives 36 hours (Function Compute, "Grant permissions to a function"). */
const FUNCTION_SESSION_SECONDS = 36 * 3600;

/** The person who runs the account; older than anything in it. */
export function createAdmin(world: World): Identity {
  const createDate = new Date(world.now().getTime() - 1000 * DAY_MS);
  const user = createUser(world, { name: 'sandbox-admin', displayName: 'Sandbox administrator', createDate });
  attachPolicy(world, user, policyNamed(world, 'System', 'AdministratorAccess'));
  return credentialsOf(createKey(world, { keys: user.keys, user }, { createDate }));
}

/** What Function Compute hands to a function that has this role. */
export function openFunctionSession(
  world: World,
  roleName: string,
  sessionName: string,
  seconds = FUNCTION_SESSION_SECONDS,
): Required<Identity> {
  const role = world.roles.get(roleName);
  if (!role) throw new Error(`The account has no role ${roleName}; was it started bare?`);
  const session = openSession(world, { role, sessionName, seconds });
  return {
    accessKeyId: session.accessKeyId,
    accessKeySecret: session.accessKeySecret,
    securityToken: session.securityToken,
  };
}

export const openResponder = (world: World): Identity =>
  openFunctionSession(world, roleName('respond'), roleName('respond'));

export function credentialsOf(key: StoredKey): Identity {
  return { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret };
}
