import { attachFit, type DenyDeps, type DenyPolicy, type DenyResult } from '../../shared/containment/apply';
import { type DenyLook, fitForFreeze } from '../../shared/containment/fit-deny';
import { standingDeny } from '../../shared/containment/standing-deny';
import type { UserName } from '../../shared/ids';
import { protectedScope, type Run } from '../platform';

/** What somebody has seen of our denies a moment ago. */
export type SeenDenies = Partial<Readonly<Record<DenyPolicy, DenyLook>>>;

/** What attaching a deny needs of this run. `seen`: what need not be looked at again. */
export const denyDeps = (run: Run, seen: SeenDenies = {}): DenyDeps => ({
  cloud: run.cloud,
  clock: run.clock,
  standing: (userName) => standingDeny(run.cloud, userName, protectedScope(run)),
  look: async (policy) => seen[policy] ?? run.denies.of(policy),
});

/** Freeze, or what stands in for it, where one look more before the deny is no matter. */
export async function freezeIfFit(run: Run, userName: UserName): Promise<DenyResult> {
  return attachFit(userName, await fitForFreeze(run.cloud, protectedScope(run)), denyDeps(run));
}
