import { PolicyInvalid } from '../errors';
import { parsePolicy } from './parse';

/** What one document says and the other does not: an action on a resource each, with its effect and conditions. */
export interface DocumentDifference {
  readonly missing: readonly string[];
  readonly more: readonly string[];
}

/**
 * How a document as it is differs from what it should say, right by right. Empty where `sameDocument` holds, whatever way
 * the statements are cut. Throws PolicyInvalid for one that does not parse.
 */
export function documentDifference(is: unknown, should: unknown): DocumentDifference {
  const [found, wanted] = [rightsIn(is), rightsIn(should)];
  const only = (some: Rights, others: Rights): string[] =>
    [...some].filter(([right]) => !others.has(right)).map(([, shown]) => shown);
  return { missing: only(wanted, found), more: only(found, wanted) };
}

/** By what counts: the case of actions does not. */
type Rights = ReadonlyMap<string, string>;

function rightsIn(document: unknown): Rights {
  const rights = new Map<string, string>();
  for (const { effect, actions, resources, conditions } of parsePolicy(document).statements) {
    const when = conditions
      .map(({ operator, key, values }) => `${key} ${operator} ${[...new Set(values)].sort().join(' or ')}`)
      .sort()
      .join(' and ');
    const prefix = `${effect === 'Deny' ? 'Deny ' : ''}${actions.negated ? 'all but ' : ''}`;
    // What stands in a NotAction counts together: each pattern on its own would be another statement.
    const named = actions.negated ? [[...actions.patterns].sort().join(', ')] : actions.patterns;
    for (const action of named)
      for (const resource of resources) {
        const rest = ` on ${resource}${when ? ` where ${when}` : ''}`;
        rights.set(`${prefix}${action.toLowerCase()}${rest}`, `${prefix}${action}${rest}`);
      }
  }
  return rights;
}

/** The same by resource, of a document that may be spread over several: short enough for a plan. Null: one does not parse. */
export function resourceDifference(is: readonly unknown[], should: unknown): DocumentDifference | null {
  try {
    const [found, wanted] = [new Set(is.flatMap(resourcesIn)), new Set(resourcesIn(should))];
    const only = (some: Set<string>, others: Set<string>): string[] =>
      [...some].filter((one) => !others.has(one)).sort();
    return { missing: only(wanted, found), more: only(found, wanted) };
  } catch (error) {
    if (error instanceof PolicyInvalid) return null;
    throw error;
  }
}

const resourcesIn = (document: unknown): readonly string[] =>
  parsePolicy(document).statements.flatMap(({ resources }) => resources);
