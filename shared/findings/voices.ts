import type { ActorType } from './model';
import type { Made } from './rules/model';

/** Credentials whose id stands in the events that they are used for. */
const SPEAKS_BY_ID: ReadonlySet<ActorType> = new Set<ActorType>(['access-key', 'session', 'client-key']);

/** Under which name what was made is met again in the events; undefined: it is not, or nothing tells the name. */
export function voiceOf({ type, id, name, isStandIn }: Made): string | undefined {
  if (isStandIn) return undefined;
  if (SPEAKS_BY_ID.has(type)) return id;
  switch (type) {
    case 'user':
      return `user ${id}`;
    case 'role':
      return `role ${id.toLowerCase()}`;
    case 'login-profile':
      return `console ${name}`;
    case 'cloudsso-user':
      return `cloudsso ${(name ?? id).split('@')[0]?.toLowerCase()}`;
    case 'changed-user':
      return `changed ${id}`;
    case 'changed-key':
      return `changed-key ${id}`;
    case 'function':
      return `function ${id.toLowerCase()}`;
    case 'identity-provider':
      return `provider ${id.toLowerCase()}`;
    default:
      return undefined;
  }
}

/** What a user is met by, and what he is then: it goes with him under another name. */
export const VOICES_OF_USERS = [
  ['user', 'user'],
  ['console', 'login-profile'],
  ['changed', 'changed-user'],
] as const satisfies readonly (readonly [string, ActorType])[];
