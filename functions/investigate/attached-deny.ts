import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { IncidentState } from '../../shared/incident/state';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import { protectedScope, type Run } from '../platform';

/**
 * The deny as it stands in the account: set-up may have left out codes that RAM does not know, and a call that the account's
 * own document does not deny is no success against it. Null: nothing is attached. Where it cannot be read, or somebody has
 * changed it, nothing can be judged by it.
 */
export async function attachedDeny(run: Run, state: IncidentState): Promise<Looked<readonly Policy[] | null>> {
  if (state.attached.size === 0) return { value: null };
  const policy = strongestOf(state) ?? 'quarantine';
  const read = await looked(
    denyInAccount(run.cloud, policy, protectedScope(run)).then(async ({ names, intact }) => {
      if (!intact) return undefined;
      const documents = names.map((name) => run.cloud.ram.getPolicy({ name, type: 'Custom' }));
      return (await Promise.all(documents)).map(({ document }) => parsePolicy(document));
    }),
  );
  if ('couldNotCheck' in read) return { couldNotCheck: `the attached deny could not be read: ${read.couldNotCheck}` };
  return read.value === undefined
    ? { couldNotCheck: `the document of ${POLICY_NAMES[policy]} was changed` }
    : { value: read.value };
}

export function strongestOf({ attached }: Pick<IncidentState, 'attached'>): 'quarantine' | 'freeze' | undefined {
  return (['freeze', 'quarantine'] as const).find((policy) => attached.has(policy));
}
