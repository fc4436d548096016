import { PolicyInvalid } from '../errors';
import { parsePolicy } from './parse';
import type { Policy } from './policy';

/**
 * Whether two documents say the same, however they are written: order of statements, of lists and of members, repeats,
 * single values for lists and the case of actions do not count. A document that does not parse is the same as none.
 */
export function sameDocument(a: unknown, b: unknown): boolean {
  const [left, right] = [canonical(a), canonical(b)];
  return left !== undefined && left === right;
}

function canonical(document: unknown): string | undefined {
  try {
    return canonicalText(parsePolicy(document));
  } catch (error) {
    // "Not ours" is the answer here; what is wrong with the document is for whoever evaluates it.
    if (error instanceof PolicyInvalid) return undefined;
    throw error;
  }
}

function canonicalText(policy: Policy): string {
  const statements = policy.statements.map((statement) =>
    JSON.stringify([
      statement.effect,
      statement.actions.negated,
      distinct(statement.actions.patterns.map((pattern) => pattern.toLowerCase())),
      distinct(statement.resources),
      distinct(statement.conditions.map((c) => JSON.stringify([c.operator, c.key, distinct(c.values)]))),
    ]),
  );
  return JSON.stringify(distinct(statements));
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
