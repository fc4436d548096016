import type { Cloud } from '../aliyun';
import { type CallPatience, ORDINARY, URGENT } from '../aliyun/call';
import { CLI } from '../command-line';
import { CloudNotFound } from '../errors';
import { messageOf } from '../identity/looked';
import type { ProtectedScope } from '../ram-policy/documents';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { denyInAccount } from './policy-parts';
import type { StepResult } from './types';

/** What a look at one of our denies has shown, before it is given to anybody. */
export type DenyLook =
  /** All its parts together deny what set-up wrote, and allow nothing; by their names. */
  | { readonly is: 'sound'; readonly names: readonly string[] }
  /**
   * `rewritten`: it denies less, or allows something; whoever gets it may have more power than before. `isHarmless`: it denies
   * less, and no more than that. `why`: a sentence.
   */
  | { readonly is: 'rewritten' | 'missing' | 'unseen'; readonly why: string; readonly isHarmless?: true };

/** What may be handed out where freeze is wanted, as a look a moment before has shown it. */
export interface FitDeny {
  /** Freeze where it denies what set-up wrote, else the quarantine where that does, with all of its parts; undefined: neither. */
  readonly deny: { readonly policy: DenyPolicy; readonly names: readonly string[] } | undefined;
  /** Why it is not freeze, in a sentence; undefined: it is. */
  readonly why: string | undefined;
  /** Some of it could not be looked at: that is no reason to switch anything off. */
  readonly isUnchecked?: true;
}

/** One GetPolicy where one document is enough. Never throws. */
export async function lookAtDeny(
  cloud: Pick<Cloud, 'ram'>,
  policy: DenyPolicy,
  scope: ProtectedScope,
  patience: CallPatience = ORDINARY,
): Promise<DenyLook> {
  const name = POLICY_NAMES[policy];
  try {
    const { names, isSound, isHarmless } = await denyInAccount(cloud, policy, scope, patience);
    return isSound ? { is: 'sound', names } : { ...rewritten(policy), ...(isHarmless ? { isHarmless } : {}) };
  } catch (error) {
    if (error instanceof CloudNotFound) return { is: 'missing', why: `${name} is not there: run "${CLI} setup"` };
    return { is: 'unseen', why: `what ${name} says could not be checked: ${messageOf(error)}` };
  }
}

/** That it denies less than it must, as a look shows it. Pure. */
export const rewritten = (policy: DenyPolicy): DenyLook & { readonly is: 'rewritten' | 'missing' | 'unseen' } => ({
  is: 'rewritten',
  why: `${POLICY_NAMES[policy]} denies less than it must: run "${CLI} setup"`,
});

/** The denies that were given to nobody, because somebody has rewritten them, as the steps of a containment tell. Pure. */
export function rewrittenIn(steps: readonly StepResult[]): DenyPolicy[] {
  return (['quarantine', 'freeze'] as const).filter((policy) => {
    const { why } = rewritten(policy);
    return steps.some(({ step, ok, detail }) => !ok && step === `attach-${policy}` && detail === why);
  });
}

/**
 * What our denies say, for a whole run: a storm of leaks costs no more looks than one. Whoever asks first begins the look;
 * one that failed is begun anew by the next who asks. What somebody writes behind it, the read-back sees.
 */
export class DenyLooks {
  private readonly looks = new Map<DenyPolicy, Promise<DenyLook>>();

  constructor(
    private readonly cloud: Pick<Cloud, 'ram'>,
    private readonly scope: ProtectedScope,
  ) {}

  /** Never rejects. */
  of(policy: DenyPolicy): Promise<DenyLook> {
    const known = this.looks.get(policy);
    if (known !== undefined) return known;
    const look = lookAtDeny(this.cloud, policy, this.scope, URGENT).then((seen) => {
      if (seen.is === 'unseen') this.looks.delete(policy);
      return seen;
    });
    this.looks.set(policy, look);
    return look;
  }
}

/**
 * Which deny may be given to somebody who is to be frozen besides: a policy of ours that somebody has rewritten may allow
 * what it should deny, and whoever gets it has more power than before. What could not be looked at is not handed out here
 * either: it may be that, and it is tried again. One GetPolicy where freeze is as it should be. Never throws.
 */
export async function fitForFreeze(cloud: Pick<Cloud, 'ram'>, scope: ProtectedScope): Promise<FitDeny> {
  const freeze = await lookAtDeny(cloud, 'freeze', scope);
  if (freeze.is === 'sound') return { deny: { policy: 'freeze', names: freeze.names }, why: undefined };
  const quarantine = await lookAtDeny(cloud, 'quarantine', scope);
  if (quarantine.is === 'sound') return { deny: { policy: 'quarantine', names: quarantine.names }, why: freeze.why };
  const isUnchecked = freeze.is === 'unseen' || quarantine.is === 'unseen';
  return { deny: undefined, why: `${freeze.why}; ${quarantine.why}`, ...(isUnchecked ? { isUnchecked } : {}) };
}
