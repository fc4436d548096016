import type { Config } from '../config/types';
import type { Owner } from '../identity/types';
import { FUNCTIONS, roleName } from '../ram-policy/role-rights';

/** An identity that the attack made: what an event said, and nothing that the account has confirmed yet. */
export interface MadeIdentity {
  readonly type: 'user' | 'role';
  readonly name: string;
  /** A user's id, which no change of his name changes; absent where it is not known, and of a role, which has no other name. */
  readonly id?: string;
}

/** Credentials that the attack made, for whomever: what events said. */
export interface MadeWays {
  /** Ids of AccessKeys; events may mask them (`LTAI5t******b9Xk`). */
  readonly keys: readonly string[];
  /** Names of users who got a console login. */
  readonly logins: readonly string[];
}

/**
 * Whether the user himself bears one of them: a key of his that is on and was made since the suspicion began, or his
 * login. Pure. `user`: as a live call has just shown him. `began`: ISO 8601; RAM tells whole seconds.
 */
export function bearsOne(
  user: Extract<Owner, { type: 'ram-user' }>,
  { keys, logins }: MadeWays,
  began: string,
): boolean {
  const since = Math.floor(Date.parse(began) / 1000) * 1000;
  const isFresh = (createdAt: string | null): boolean => createdAt !== null && Date.parse(createdAt) >= since;
  const isOneOf = (id: string): boolean => keys.some((shown) => isShownAs(id, shown));
  return (
    logins.includes(user.userName) ||
    user.keys.some(({ id, status, createdAt }) => status === 'Active' && isFresh(createdAt) && isOneOf(id))
  );
}

/** `LTAI5t******b9Xk` shows the key that begins and ends so. */
function isShownAs(id: string, shown: string): boolean {
  const [begin = '', ...rest] = shown.split(/\*+/);
  return rest.length === 0 ? id === shown : id.startsWith(begin) && id.endsWith(rest.at(-1) ?? '');
}

/** The same as a live call has just shown it. */
export interface SeenIdentity extends MadeIdentity {
  readonly live:
    | { readonly createdAt: Date | undefined; readonly id?: string }
    | 'gone'
    | { readonly couldNotCheck: string };
}

export interface MadePlan {
  readonly contain: readonly MadeIdentity[];
  /** What a person must look after, and why it was left alone. */
  readonly left: readonly { readonly identity: MadeIdentity; readonly why: string }[];
  /** What could not be looked at: it is to be tried again. */
  readonly unchecked: readonly string[];
}

/** As many of an incident are contained by themselves (design.md, "Decision"); a longer list is a person's. */
const MOST = 10;
const OWN_ROLES: ReadonlySet<string> = new Set(FUNCTIONS.map((name) => roleName(name).toLowerCase()));

/**
 * Roles of the cloud's own services, and those of the tool, which must not take its own power away. A user is neither,
 * whatever name a thief gave him, nor is a role that is named like the tool's.
 */
const isNotToTouch = ({ type, name }: MadeIdentity): boolean =>
  type === 'role' && (/^AliyunServiceRoleFor/i.test(name) || OWN_ROLES.has(name.toLowerCase()));

/**
 * Which of the identities that the attack made are contained as well: only what is there, was made since the suspicion
 * began, and is on no exclusion list. Pure. `began`: ISO 8601; RAM tells whole seconds.
 */
export function planForMade(
  seen: readonly SeenIdentity[],
  facts: { readonly began: string; readonly ownUser: string | undefined },
  rules: Pick<Config, 'exclude'>,
): MadePlan {
  const contain: MadeIdentity[] = [];
  const left: MadePlan['left'][number][] = [];
  const unchecked: string[] = [];
  const since = Math.floor(Date.parse(facts.began) / 1000) * 1000;
  for (const { type, name, live } of seen) {
    const identity = { type, name };
    if (live === 'gone' || (type === 'user' && name === facts.ownUser)) continue;
    if ('couldNotCheck' in live) unchecked.push(`${type} ${name}: ${live.couldNotCheck}`);
    else if (isNotToTouch(identity)) left.push({ identity, why: 'it belongs to a service' });
    else if (type === 'user' && [...rules.exclude.users].some((user) => user === name))
      left.push({ identity, why: 'it is on the exclusion list' });
    else if (live.createdAt === undefined || live.createdAt.getTime() < since)
      left.push({ identity, why: 'it was there before the suspicion began' });
    else if (contain.length >= MOST) left.push({ identity, why: `${MOST} others were contained already` });
    else contain.push({ ...identity, ...(live.id === undefined ? {} : { id: live.id }) });
  }
  return { contain, left, unchecked };
}

/** `freeze-user:svc-backup` -> the identity that the step was about; undefined for another step. */
export function identityOfStep(name: string, verb: 'freeze' | 'unfreeze'): MadeIdentity | undefined {
  const [, type, identity] = new RegExp(`^${verb}-(user|role):(.+)$`, 's').exec(name) ?? [];
  return identity === undefined ? undefined : { type: type as MadeIdentity['type'], name: identity };
}
