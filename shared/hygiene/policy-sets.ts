import type { ListedPolicy } from '../aliyun/ram-policies';
import { PoliciesTooIntricate, PolicyInvalid } from '../errors';
import { CATALOGUE } from '../ram-policy/catalogue';
import { forAKey } from '../ram-policy/for-a-key';
import { withoutOurDeny } from '../ram-policy/our-denies';
import { parsePolicy } from '../ram-policy/parse';
import type { Policy } from '../ram-policy/policy';
import { hasAdministratorPower, Reach, residualPower } from '../ram-policy/power';
import { fromElsewhere } from '../ram-policy/source-limits';
import type { Known } from './facts';

/** What changes, takes or spends something: whoever may only look is no high risk, though he sees much. */
export const RISKY = CATALOGUE.filter(
  ({ action, tier }) => tier === 'high-risk' || !/:(Describe|Get|List|Query|Check|Download)/.test(action),
);
/** A policy that counts, read once for all who have it. */
export interface Weighed {
  readonly ref: Pick<ListedPolicy, 'type' | 'name'>;
  readonly policy: Policy;
  readonly elsewhere: Policy;
}

/** By what a policy is weighed: the account whose keys are asked about, and from when on. */
export interface Weighing {
  readonly accountId: string;
  readonly now: Date;
}

export function weigh(ref: Weighed['ref'], document: string, { accountId, now }: Weighing): Known<Weighed> {
  try {
    const policy = forAKey(parsePolicy(document), accountId, now);
    return { value: { ref, policy, elsewhere: fromElsewhere(policy) } };
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    return { couldNotCheck: error.message };
  }
}

/** What it counts for somebody who is asked about without our own deny. Pure. */
export function leavingOutOurDeny(weighed: Weighed): Weighed {
  const policy = withoutOurDeny(weighed.ref, weighed.policy) ?? NOTHING;
  return policy === weighed.policy ? weighed : { ...weighed, policy, elsewhere: fromElsewhere(policy) };
}

const NOTHING: Policy = { statements: [] };

/** What the same policies let through is the same for everybody who has them. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly reach: Reach;
  readonly isAdministrator: boolean;
  readonly highRisk: readonly string[];
  readonly fromAnywhere: readonly string[];
  /** Why nothing of it is known. */
  readonly open?: string;
}

/** A set is worked out once, however many users have the same policies. */
export class Sets {
  private readonly numbers = new Map<Weighed, number>();
  private readonly known = new Map<string, PolicySet>();

  of(own: readonly Weighed[]): PolicySet {
    for (const one of own) if (!this.numbers.has(one)) this.numbers.set(one, this.numbers.size);
    const name = own
      .map((one) => this.numbers.get(one) ?? 0)
      .sort((a, b) => a - b)
      .join();
    const set = this.known.get(name) ?? setOf(own);
    this.known.set(name, set);
    return set;
  }
}

function setOf(all: readonly Weighed[]): PolicySet {
  const actions = (policies: readonly Policy[]) => residualPower(policies, RISKY).map(({ action }) => action);
  const policies = all.map(({ policy }) => policy);
  const reach = new Reach(policies);
  try {
    return {
      policies,
      reach,
      isAdministrator: hasAdministratorPower(policies, reach),
      highRisk: actions(policies),
      fromAnywhere: actions(all.map(({ elsewhere }) => elsewhere)),
    };
  } catch (error) {
    if (!(error instanceof PoliciesTooIntricate)) throw error;
    const nothing = { isAdministrator: false, highRisk: [], fromAnywhere: [] };
    return { policies, reach: new Reach([]), ...nothing, open: error.message };
  }
}
