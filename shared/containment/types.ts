export type DecisionRow =
  | 'root-key'
  | 'not-ours'
  | 'deleted'
  | 'already-inactive'
  | 'released-same-leak'
  | 'released-new-leak'
  | 'released-since-confirmed'
  | 'secret-invalid'
  | 'excluded'
  | 'over-cap'
  | 'unused'
  | 'use-unknown'
  | 'in-use'
  | 'success-after-deny'
  | 'persistence-after-leak';

export type Action =
  | { readonly kind: 'attach'; readonly policy: 'quarantine' | 'freeze' }
  | { readonly kind: 'disable-key'; readonly accessKeyId: string }
  /** Beside the deny, once an investigation knows the networks: the key works from these alone. */
  | { readonly kind: 'fence'; readonly accessKeyId: string };

/** What to do about a leaked key, and why. `hold`: nothing is done until a person approves. */
export interface Decision {
  readonly row: DecisionRow;
  readonly verdict: 'contain' | 'hold' | 'none';
  /** One sentence for the journal and the logs, in English. */
  readonly reason: string;
  readonly actions: readonly Action[];
  /** Facts worth acting on that the decision met on the way, such as `alarms-silenced`. */
  readonly findings: readonly string[];
}

/** One containing step as it went. */
export interface StepResult {
  readonly step: string;
  readonly ok: boolean;
  /** `attached`, `already`, `disabled`, `group`, … or the error's message. */
  readonly detail: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
}

export type VerificationState = 'deny attached' | 'contained, quiet' | 'contained, still active' | 'not verified';

/** What a look after the act has shown. */
export interface Verification {
  readonly state: VerificationState;
  readonly at: string;
  /** For `contained, quiet`: no successful denied action since then. */
  readonly since?: string;
  /** What could not be checked, or is not yet as it should be. */
  readonly problems: readonly string[];
  /** Policies of ours on the user that somebody has rewritten, so that they allow something; absent: none does. */
  readonly givesPower?: readonly string[];
  /** Catalogue actions that the user's policies still allow. */
  readonly residual: { readonly value: readonly string[] } | { readonly couldNotCheck: string };
}

/**
 * Security Center's word on a published secret: 1 valid, 2 invalid, 0 unconfirmed; `unchecked`: the look for it failed, or
 * told none of these.
 */
export type SecretWord = 0 | 1 | 2 | 'unchecked';
