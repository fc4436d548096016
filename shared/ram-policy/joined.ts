import { parsePolicy } from './parse';
import type { Policy, Statement } from './policy';
import { sameDocument } from './same-document';

/**
 * Whether several documents together say what one whole document says: a policy that was split over documents because
 * the account takes no longer ones. Statements that differ in their actions alone are read as one.
 */
export function sayTheSame(parts: readonly string[], whole: string): boolean {
  if (parts.length === 1 && sameDocument(parts[0], whole)) return true;
  try {
    return sameDocument(joined(parts.map((part) => parsePolicy(part))), joined([parsePolicy(whole)]));
  } catch (error) {
    if (error instanceof Error && error.name === 'PolicyInvalid') return false;
    throw error;
  }
}

function joined(policies: readonly Policy[]): object {
  const statements = new Map<string, { first: Statement; actions: Set<string> }>();
  for (const statement of policies.flatMap((policy) => policy.statements)) {
    const { effect, resources, conditions, actions } = statement;
    const kind = JSON.stringify([
      effect,
      [...resources].sort(),
      conditions,
      actions.negated,
      actions.negated ? actions.patterns : [],
    ]);
    const known = statements.get(kind) ?? { first: statement, actions: new Set<string>() };
    for (const pattern of actions.patterns) known.actions.add(pattern);
    statements.set(kind, known);
  }
  return {
    Version: '1',
    Statement: [...statements.values()].map(({ first, actions }) => rendered(first, [...actions])),
  };
}

function rendered({ effect, actions, resources, conditions }: Statement, patterns: readonly string[]): object {
  const Condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditions) Condition[operator] = { ...Condition[operator], [key]: values };
  return {
    Effect: effect,
    [actions.negated ? 'NotAction' : 'Action']: patterns,
    Resource: resources,
    ...(conditions.length > 0 ? { Condition } : {}),
  };
}
