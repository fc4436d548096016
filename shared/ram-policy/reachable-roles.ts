import { trusts } from './trust';

/** Who of those that the user is, or can become, a role lets in: himself, everybody of the account, or another role. */
export type Through = 'him' | 'everybody' | { readonly role: string };

/**
 * The roles that a user can become as far as their trust policies go, at once or from one role to the next, each with the
 * first way in. Whether his own policies let him ask for it is not weighed: who has power over him may attach what does.
 * `documents`: of each role its trust policy. Throws what `trusts` throws. Pure.
 */
export function reachableRoles(
  documents: ReadonlyMap<string, string>,
  accountId: string,
  userName: string,
): ReadonlyMap<string, Through> {
  const found = new Map<string, Through>();
  for (const [name, document] of documents) {
    const whom = trusts(document, accountId, `user/${userName}`);
    if (whom !== 'others') found.set(name, whom);
  }
  // Whatever is found on the way is walked as well: a map hands out what is added behind.
  for (const [role] of found)
    for (const [name, document] of documents)
      if (!found.has(name) && trusts(document, accountId, `role/${role}`) === 'him') found.set(name, { role });
  return found;
}
