import { CloudError } from '../kernel/types';
import type { Role } from './entities';
import { checkName } from './names';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import { Versioned } from './versioned';
import type { World } from './world';

export interface NewRole {
  readonly name: string;
  readonly trustDocument: string;
  readonly description?: string;
  readonly maxSessionSeconds?: number;
  /** Now, unless told. */
  readonly createDate?: Date;
}

export function createRole(world: World, given: NewRole): Role {
  checkName(given.name, 'RoleName');
  if (world.roles.has(given.name)) throw ramError('EntityAlreadyExists.Role');
  if (world.roles.size >= QUOTAS.roles) throw ramError('LimitExceeded.Role');
  checkTrust(given.trustDocument);
  const createDate = given.createDate ?? world.now();
  const role: Role = {
    kind: 'role',
    name: given.name,
    id: world.newId('numeric'),
    description: given.description ?? '',
    trustDocument: given.trustDocument,
    maxSessionSeconds: checkSessionLength(given.maxSessionSeconds ?? 3600),
    createDate,
    updateDate: createDate,
    attached: new Versioned([]),
    tags: new Map(),
  };
  world.roles.set(role.name, role);
  return role;
}

export function roleNamed(world: World, name: string): Role {
  const role = world.roles.get(name);
  if (!role) throw ramError('EntityNotExist.Role');
  return role;
}

export function deleteRole(world: World, name: string): void {
  const role = roleNamed(world, name);
  if (role.attached.current.length > 0) throw ramError('DeleteConflict.Role.Policy');
  world.roles.delete(name);
}

export const roleArn = (world: World, role: Role): string =>
  `acs:ram::${world.accountId}:role/${role.name.toLowerCase()}`;

export function checkSessionLength(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 3600 || seconds > 43200)
    throw ramError('InvalidParameter.MaxSessionDuration');
  return seconds;
}

/** A trust document says who may become the role: every statement names a Principal. */
export function checkTrust(document: string): void {
  const statements = trustStatements(document);
  if (statements.length === 0 || statements.some((statement) => typeof statement['Principal'] !== 'object'))
    throw new CloudError(400, 'MalformedPolicyDocument', 'Every statement of a trust policy needs a Principal.');
}

/** The statements of a trust document. Throws MalformedPolicyDocument for what is not JSON of that shape. */
export function trustStatements(document: string): Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(document);
    const given = parsed !== null && typeof parsed === 'object' ? (parsed as { Statement?: unknown }).Statement : [];
    const list: unknown[] = Array.isArray(given) ? given : [given];
    return list.filter((item): item is Record<string, unknown> => item !== null && typeof item === 'object');
  } catch (error) {
    throw new CloudError(400, 'MalformedPolicyDocument', error instanceof Error ? error.message : String(error));
  }
}
