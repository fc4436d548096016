import type { AttachedPolicy } from '../aliyun/ram';
import type { Looked } from '../identity/types';
import type { Through } from '../ram-policy/reachable-roles';
import { type Changes, NO_CHANGES } from './changes';

/** A role that the user can become, as live calls have just shown it. */
export interface ReachableRole {
  readonly name: string;
  readonly through: Through;
  /** When it was made, or changed last (ISO 8601 UTC). */
  readonly changedAt: string;
  /** Less what is ours. */
  readonly policies: Looked<readonly AttachedPolicy[]>;
}

/** When each of the account's own policies was written last (ISO 8601 UTC), by its name. */
export type WrittenAt = ReadonlyMap<string, string>;

/**
 * What the roles that he can become have got since: that they let him, or what they may do. A time that is not told, or
 * cannot be read, is no time before. `since`: milliseconds since 1970. Pure.
 */
export function roleChanges(roles: readonly ReachableRole[], writtenAt: Looked<WrittenAt>, since: number): Changes {
  const all = roles.map(({ name, through, changedAt, policies }): Changes => {
    const lets = `lets ${wordsOf(through)} become it`;
    if (!isBefore(changedAt, since))
      return { ...NO_CHANGES, gained: [`the role ${name}, made or changed at ${changedAt}, ${lets}`] };
    if ('couldNotCheck' in policies)
      return unknown(`what the role ${name}, which ${lets}, may do could not be read: ${policies.couldNotCheck}`);
    return {
      lost: [],
      gained: policies.value
        .filter((policy) => policy.attachedAt !== undefined && !isBefore(policy.attachedAt, since))
        .map((policy) => `${policy.name} was attached at ${policy.attachedAt} to the role ${name}, which ${lets}`),
      unknown: policies.value
        .filter((policy) => policy.attachedAt === undefined)
        .map((policy) => `since when the role ${name}, which ${lets}, has ${policy.name} is not told by RAM`),
    };
  });
  const written = policiesWritten(roles, writtenAt, since);
  const of = (kind: keyof Changes): string[] => [...all, written].flatMap((changes) => changes[kind]);
  return { gained: of('gained'), lost: [], unknown: of('unknown') };
}

/** A policy that several roles have is said once. */
function policiesWritten(roles: readonly ReachableRole[], writtenAt: Looked<WrittenAt>, since: number): Changes {
  const holders = new Map<string, string[]>();
  // What a system policy says is the cloud's own.
  for (const { name, policies } of roles)
    for (const policy of 'value' in policies ? policies.value : [])
      if (policy.type === 'Custom') holders.set(policy.name, [...(holders.get(policy.name) ?? []), name]);
  if (holders.size === 0) return NO_CHANGES;
  if ('couldNotCheck' in writtenAt)
    return unknown(
      `whether a policy of the roles that he can become was written could not be compared: ${writtenAt.couldNotCheck}`,
    );
  const changed = [...holders].filter(([policy]) => !isBefore(writtenAt.value.get(policy), since));
  return {
    ...NO_CHANGES,
    gained: changed.map(
      ([policy, names]) =>
        `${policy}, which ${names.length === 1 ? 'the role' : 'the roles'} ${names.join(', ')} that he can become ${names.length === 1 ? 'has' : 'have'}, was written at ${writtenAt.value.get(policy) ?? 'a time that RAM does not tell'}`,
    ),
  };
}

const isBefore = (at: string | undefined, since: number): boolean => at !== undefined && Date.parse(at) < since;

const unknown = (why: string): Changes => ({ ...NO_CHANGES, unknown: [why] });

const wordsOf = (through: Through): string =>
  through === 'him'
    ? 'him'
    : through === 'everybody'
      ? 'everybody of the account'
      : `the role ${through.role}, which he can become,`;
