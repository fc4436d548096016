import { PolicyInvalid } from '../errors';
import { parsePolicy } from './parse';
import type { Policy } from './policy';

/** A policy that counts for an identity, and the way it got there. */
export interface PolicyGrant {
  readonly name: string;
  readonly type: 'System' | 'Custom';
  readonly via:
    | { readonly kind: 'user' }
    | { readonly kind: 'group'; readonly group: string }
    | { readonly kind: 'resource-group'; readonly id: string };
  /** The default version's document, as RAM answers it. */
  readonly document: unknown;
}

export interface EffectivePolicies {
  /** For the evaluator. */
  readonly policies: readonly Policy[];
  /** `grants[i]` is where `policies[i]` comes from. */
  readonly grants: readonly PolicyGrant[];
  /** Grants that could not be checked: an answer from the others alone is no clean answer. */
  readonly unreadable: readonly { readonly grant: PolicyGrant; readonly problem: string }[];
}

/** All that is granted to one identity, directly and through others, in the order handed in. */
export function effectivePolicies(all: readonly PolicyGrant[]): EffectivePolicies {
  const policies: Policy[] = [];
  const grants: PolicyGrant[] = [];
  const unreadable: { grant: PolicyGrant; problem: string }[] = [];
  for (const grant of all) {
    try {
      policies.push(parsePolicy(grant.document));
      grants.push(grant);
    } catch (error) {
      if (!(error instanceof PolicyInvalid)) throw error;
      unreadable.push({ grant, problem: error.message });
    }
  }
  return { policies, grants, unreadable };
}
