import { THE_GROUP } from '../../shared/containment/release';
import { carriedDenies, denyOf } from '../../shared/containment/release-needs';
import { lookAtUserNow } from '../../shared/identity/name-now';
import { namedKeys, type UserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { Run } from '../platform';

/** What a release has left on its user for another of his keys, and none of them needs any more. */
export interface LeftDeny {
  readonly userName: UserName;
  readonly names: readonly string[];
}

/**
 * Whether a release that came to its end left a deny which nobody will take off: the other key's release left it to this
 * one in the same moment, and the command that would have looked once more has died. Undefined: nothing is left so.
 * Throws what the looks throw.
 */
export async function leftForNobody(run: Run, { id, state }: Incident): Promise<LeftDeny | undefined> {
  if (state.handedOn.size === 0 || state.isContaining || state.owner?.type !== 'ram-user') return undefined;
  return lookAtUserNow(run.cloud, id.accessKeyId, knownUserOf(state), async ({ userName, keys }) => {
    const others = namedKeys(keys).filter((key) => key !== id.accessKeyId);
    const incidents = await Promise.all(others.map((accessKeyId) => run.journal.read({ ...id, accessKeyId })));
    if (incidents.some((one) => one.state.isContaining)) return undefined;
    const [policies, groups] = await Promise.all([
      run.cloud.ram.listPoliciesForUser(userName),
      run.cloud.ram.listGroupsForUser(userName),
    ]);
    if (carriedDenies(policies, groups).size === 0) return undefined;
    const names = policies.filter((policy) => denyOf(policy) !== undefined).map(({ name }) => name);
    return { userName, names: groups.includes(QUARANTINE_GROUP) ? [...names, THE_GROUP] : names };
  });
}
