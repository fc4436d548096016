import { attachFit, type DenyDeps, type DenyResult } from '../../shared/containment/apply';
import { fitForFreeze, whyUnfit } from '../../shared/containment/fit-deny';
import { standingDeny } from '../../shared/containment/standing-deny';
import type { UserName } from '../../shared/ids';
import { protectedScope, type Run } from '../platform';

/** What attaching a deny needs of this run. */
export const denyDeps = (run: Run): DenyDeps => ({
  cloud: run.cloud,
  clock: run.clock,
  standing: (userName) => standingDeny(run.cloud, userName, protectedScope(run)),
  whyUnfit: (other) => whyUnfit(run.cloud, other, protectedScope(run)),
});

/** Freeze, or what stands in for it, where one look more before the deny is no matter. */
export async function freezeIfFit(run: Run, userName: UserName): Promise<DenyResult> {
  return attachFit(userName, await fitForFreeze(run.cloud, protectedScope(run)), denyDeps(run));
}
