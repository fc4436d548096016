import type { Actor } from './model';

/** Whose calls lead on from these actors: keys and sessions by their ids, users and roles by their names. */
export function identitiesOf(actors: readonly Actor[]): {
  readonly keyIds: string[];
  readonly userNames: string[];
  readonly roleNames: string[];
} {
  const named = (...types: Actor['type'][]): string[] => [
    ...new Set(actors.flatMap(({ type, name }) => (types.includes(type) && name !== '' ? [name] : []))),
  ];
  const ids = actors.flatMap(({ type, id }) => (type === 'access-key' || type === 'session' ? [id] : []));
  return {
    keyIds: [...new Set(ids)],
    userNames: named('user', 'login-profile', 'changed-user'),
    roleNames: named('role', 'changed-role'),
  };
}
