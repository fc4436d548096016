import { CATALOGUE } from '../../ram-policy/catalogue';
import { parsePolicy } from '../../ram-policy/parse';
import type { Policy } from '../../ram-policy/policy';
import { residualPower } from '../../ram-policy/power';

/** The reference document's own list. */
const GRAVEST = CATALOGUE.filter(({ tier }) => tier === 'high-risk');
const EVERYTHING = parsePolicy({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/**
 * Whether these documents together still deny every action of the reference document's own policy, whatever else was
 * allowed: what somebody emptied does not, what another version of set-up wrote does. Pure, total.
 */
export function stillDeniesTheGravest(documents: readonly string[]): boolean {
  const policies: Policy[] = [EVERYTHING];
  for (const document of documents) {
    try {
      policies.push(parsePolicy(document));
    } catch (error) {
      // RAM checks what is written; what does not parse here denies nothing that anybody could vouch for.
      if (error instanceof Error && error.name === 'PolicyInvalid') continue;
      throw error;
    }
  }
  return residualPower(policies, GRAVEST).length === 0;
}
