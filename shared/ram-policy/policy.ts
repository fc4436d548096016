import type { Condition } from './conditions';

/** A RAM policy document that {@link parsePolicy} has found whole. */
export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: ActionPatterns;
  readonly resources: readonly string[];
  /** All of them must hold. */
  readonly conditions: readonly Condition[];
}

export interface ActionPatterns {
  /** NotAction: the statement covers every action that no pattern matches. */
  readonly negated: boolean;
  readonly patterns: readonly string[];
}
