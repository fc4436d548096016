import type { Actor } from './model';

/** By what the calls of identities are found among an account's. */
export interface Identities {
  readonly keyIds: readonly string[];
  readonly userNames: readonly string[];
  /** Roles whose sessions speak, by whomever they were opened. */
  readonly roleNames: readonly string[];
  /** What sessions are called, of whatever role. */
  readonly sessionNames: readonly string[];
  /** Identity providers by which somebody comes. */
  readonly providerNames: readonly string[];
}

/** By what the calls that lead on from these actors are found. Who has none of it makes no call of his own here. */
export function identitiesOf(actors: readonly Actor[]): Identities {
  const heard = actors.filter(({ isStandIn }) => !isStandIn);
  const named = (...types: Actor['type'][]): string[] =>
    heard.flatMap(({ type, name }) => (types.includes(type) && name !== '' ? [name] : []));
  const byId = heard.flatMap(({ type, id }) => (/^(access-key|session|client-key)$/.test(type) ? [id] : []));
  // Of a credential whose id nothing tells, whoever it is for is asked after.
  const behind = (type: Actor['type']): string[] =>
    actors.flatMap((actor) => (actor.isStandIn && actor.type === type && actor.name !== actor.id ? [actor.name] : []));
  const unclear = heard.filter(({ hasUnknownRoles }) => hasUnknownRoles);
  return {
    keyIds: once([...byId, ...named('changed-key')]),
    userNames: once([...named('user', 'login-profile', 'changed-user', 'cloudsso-user'), ...behind('access-key')]),
    roleNames: inBothCases([
      ...named('role', 'changed-role'),
      ...actors.flatMap(({ roles = [] }) => roles),
      ...behind('session'),
    ]),
    sessionNames: inBothCases(unclear.map(({ name }) => name.split('@')[0] ?? name)),
    providerNames: inBothCases(named('identity-provider')),
  };
}

/** Sources mind the case, which ARNs and sessions do not keep. */
const inBothCases = (names: readonly string[]): string[] => once(names.flatMap((name) => [name, name.toLowerCase()]));

const once = (names: readonly string[]): string[] => [...new Set(names)].filter((name) => name !== '');
