import { sha256 } from '../incident/seal';

interface NamedPolicy {
  readonly name: string;
  readonly document: string;
}

/** What RAM has under a policy's name: nothing, what is wanted there, or something else. */
export type PolicyThere = 'none' | 'same' | 'other';

/** RAM takes `[A-Za-z0-9-]` in the name of a policy (CreatePolicy), and `.` and `_` in a user's as well. */
const PLAIN = /^[A-Za-z0-9-]+$/;

/**
 * The name of a new user's own policy. A name that is not the user's as it stands is marked, so that those of two users
 * never come to the same: at most 91 of RAM's 128 characters. Pure.
 */
export function policyNameFor(userName: string, index: number): string {
  if (index === 0 && PLAIN.test(userName)) return `LeastPrivilege-${userName}`;
  const mark = sha256(`${index} ${userName}`).slice(0, 8);
  const count = index === 0 ? '' : `-${index + 1}`;
  return `LeastPrivilege-${userName.replace(/[^A-Za-z0-9-]/g, '-')}${count}-${mark}`;
}

/**
 * The proposal of the evidence as the new user's own: two leaked keys of one user have two, under one name. `recorded`: how
 * an earlier start for the same user had named them. Pure.
 */
export function ownPolicies(
  proposed: readonly NamedPolicy[],
  userName: string,
  recorded: readonly string[],
): NamedPolicy[] {
  return proposed.map(({ document }, i) => ({ name: recorded[i] ?? policyNameFor(userName, i), document }));
}

/** Why none of it is made: somebody lives by a policy of that name. Undefined: nothing stands in the way. Pure. */
export function policyClash(
  there: ReadonlyMap<string, PolicyThere>,
  userName: string,
  again: string,
): string | undefined {
  const taken = [...there].flatMap(([name, what]) => (what === 'other' ? [name] : []));
  if (taken.length === 0) return undefined;
  return `There is a policy ${taken.join(', ')} already, and it allows something else than ${userName} is to have: another user may live by it, so that it is left as it is. Nothing was made. Name another new user, who gets a policy of his own name: ${again} --new-user <name>. Or delete it, where the RAM console shows that nobody carries it, and run the same command again.`;
}
