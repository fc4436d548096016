import type { Incident } from '../incident/journal';
import type { RotationIntentEntry } from '../incident/rotation-entries';
import type { RotationState } from '../incident/rotation-state';
import { sha256 } from '../incident/seal';
import { sameDocument } from '../ram-policy/same-document';

export interface NamedPolicy {
  readonly name: string;
  readonly document: string;
}

/** The document of each policy's default version, by the names that were looked for; undefined: RAM has none of that name. */
export type PoliciesThere = ReadonlyMap<string, string | undefined>;

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
  proposed: readonly Pick<NamedPolicy, 'document'>[],
  userName: string,
  recorded: readonly string[],
): NamedPolicy[] {
  return proposed.map(({ document }, i) => ({ name: recorded[i] ?? policyNameFor(userName, i), document }));
}

/** What the last start for this user wrote down that it gives him. A user who was renamed since is the rotation's own. Pure. */
export function givenTo(
  entries: Incident['entries'],
  rotation: RotationState | null,
  userName: string,
): RotationIntentEntry['newUser'] {
  const starts = entries.flatMap((entry) =>
    entry.type === 'rotation-intent' && entry.step === 'start' ? [entry] : [],
  );
  if (rotation?.newUser === userName) return starts.at(-1)?.newUser;
  return starts.findLast(({ newUser }) => newUser?.userName === userName)?.newUser;
}

/** The policies of an earlier start, each with its document; undefined: an earlier version wrote none down. Pure. */
export function documented(given: RotationIntentEntry['newUser']): NamedPolicy[] | undefined {
  const { policies = [], documents } = given ?? {};
  return documents && policies.map((name, i) => ({ name, document: documents[i] ?? '' }));
}

/**
 * What a start gives: what an earlier one had begun to make for the same user, where any of that is there, so that a newer
 * proposal neither stands beside it nor in its way; else what the evidence proposes now. Pure.
 */
export function policiesToGive(
  proposed: readonly NamedPolicy[],
  earlier: readonly NamedPolicy[] | undefined,
  there: PoliciesThere,
): { readonly policies: readonly NamedPolicy[]; readonly isEarlier: boolean } {
  const isSame =
    earlier?.length === proposed.length &&
    earlier.every(({ document }, i) => sameDocument(document, proposed[i]?.document));
  if (earlier === undefined || isSame || !earlier.some(({ name }) => there.get(name) !== undefined))
    return { policies: proposed, isEarlier: false };
  return { policies: earlier, isEarlier: true };
}

/** RAM has something else under the policy's name. Pure. */
export function isOther({ name, document }: NamedPolicy, there: PoliciesThere): boolean {
  const found = there.get(name);
  return found !== undefined && !sameDocument(found, document);
}

/** Why none of it is made: somebody lives by a policy of that name. Undefined: nothing stands in the way. Pure. */
export function policyClash(taken: readonly string[], userName: string, again: string): string | undefined {
  if (taken.length === 0) return undefined;
  return `There is a policy ${taken.join(', ')} already, and it allows something else than ${userName} is to have: another user may live by it, so that it is left as it is. Nothing was made. Name another new user, who gets a policy of his own name: ${again} --new-user <name>. Or delete it, where the RAM console shows that nobody carries it, and run the same command again.`;
}
