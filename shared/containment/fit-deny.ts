import type { Cloud } from '../aliyun';
import { CLI } from '../command-line';
import { CloudNotFound } from '../errors';
import { messageOf } from '../identity/looked';
import type { ProtectedScope } from '../ram-policy/documents';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { denyInAccount } from './policy-parts';

/** What may be handed out where freeze is wanted, as a look a moment before has shown it. */
export interface FitDeny {
  /** Freeze where it denies what set-up wrote, else the quarantine where that does, with all of its parts; undefined: neither. */
  readonly deny: { readonly policy: DenyPolicy; readonly names: readonly string[] } | undefined;
  /** Why it is not freeze, in a sentence; undefined: it is. */
  readonly why: string | undefined;
  /** Some of it could not be looked at: that is no reason to switch anything off. */
  readonly isUnchecked?: true;
}

type Found = { readonly names: readonly string[] } | { readonly why: string; readonly isUnchecked?: true };

/**
 * Which deny may be given to somebody who is to be frozen: a policy of ours that somebody has rewritten may allow what it
 * should deny, and whoever gets it has more power than before. What could not be looked at is not handed out either: it may
 * be that. One GetPolicy where freeze is as it should be. Never throws.
 */
export async function fitForFreeze(cloud: Pick<Cloud, 'ram'>, scope: ProtectedScope): Promise<FitDeny> {
  const freeze = await lookAt(cloud, 'freeze', scope);
  if ('names' in freeze) return { deny: { policy: 'freeze', names: freeze.names }, why: undefined };
  const quarantine = await lookAt(cloud, 'quarantine', scope);
  if ('names' in quarantine) return { deny: { policy: 'quarantine', names: quarantine.names }, why: freeze.why };
  const isUnchecked = freeze.isUnchecked === true || quarantine.isUnchecked === true;
  return { deny: undefined, why: `${freeze.why}; ${quarantine.why}`, ...(isUnchecked ? { isUnchecked } : {}) };
}

/**
 * Why a deny must not stand in for another one that is missing; undefined: it may, or nobody can tell: of a user who
 * carries nothing yet an unseen deny is more likely his end than his gain. Never throws.
 */
export async function whyUnfit(
  cloud: Pick<Cloud, 'ram'>,
  policy: DenyPolicy,
  scope: ProtectedScope,
): Promise<string | undefined> {
  try {
    return (await denyInAccount(cloud, policy, scope)).isSound ? undefined : weakened(policy);
  } catch {
    return undefined;
  }
}

async function lookAt(cloud: Pick<Cloud, 'ram'>, policy: DenyPolicy, scope: ProtectedScope): Promise<Found> {
  const name = POLICY_NAMES[policy];
  try {
    const { names, isSound } = await denyInAccount(cloud, policy, scope);
    return isSound ? { names } : { why: weakened(policy) };
  } catch (error) {
    if (error instanceof CloudNotFound) return { why: `${name} is not there: run "${CLI} setup"` };
    return { why: `what ${name} says could not be checked: ${messageOf(error)}`, isUnchecked: true };
  }
}

const weakened = (policy: DenyPolicy): string => `${POLICY_NAMES[policy]} denies less than it must: run "${CLI} setup"`;
