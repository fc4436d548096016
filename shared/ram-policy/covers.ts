import { PolicyInvalid } from '../errors';
import { charactersOf, compilePattern, type Pattern } from './match';
import { parsePolicy } from './parse';
import type { Policy, Statement } from './policy';

/**
 * Whether these documents together deny at the least what `ours` denies, whatever a request says about itself, and allow
 * nothing: whoever carries them gets no power by them. It errs on the side of no: an answer of yes can be relied on, while
 * a deny that only several of their statements together, or patterns in forms that RAM's documents do not show, would make
 * up is none. A document that does not parse makes it no. `ours` has Deny statements without conditions alone; for another
 * the answer is no. Pure, total. Source of the matching: see `evaluate`.
 */
export function deniesAtLeast(documents: readonly string[], ours: string): boolean {
  if (documents.length === 1 && documents[0] === ours) return true;
  try {
    const wanted = parsePolicy(ours).statements;
    const found = documents.flatMap((document) => parsePolicy(document).statements);
    // An Allow takes nothing off a deny, but it would be handed out with it.
    if (found.some(({ effect }) => effect === 'Allow') || !wanted.every(isPlainDeny)) return false;
    const denies = found.filter(({ conditions }) => conditions.length === 0).map(prepared);
    return wanted.every(({ actions, resources }) =>
      actions.patterns.every((action) => {
        const ofAction = denies.filter((deny) => deny.coversAction(action.toLowerCase()));
        return resources.every((resource) => ofAction.some((deny) => deny.coversResource(resource)));
      }),
    );
  } catch (error) {
    if (error instanceof PolicyInvalid) return false;
    throw error;
  }
}

const isPlainDeny = ({ effect, actions, conditions }: Policy['statements'][number]): boolean =>
  effect === 'Deny' && !actions.negated && conditions.length === 0;

interface Deny {
  readonly coversAction: (narrow: string) => boolean;
  readonly coversResource: (narrow: string) => boolean;
}

function prepared({ actions, resources }: Statement): Deny {
  const patterns = actions.patterns.map((pattern) => pattern.toLowerCase());
  return {
    // All but these: none of what is wanted may be among them.
    coversAction: actions.negated
      ? (narrow) => patterns.every((pattern) => areApart(pattern, narrow))
      : anyWider(patterns, ACTION_FORM),
    coversResource: anyWider(resources, RESOURCE_FORM),
  };
}

/** A wildcard in the place of a service's code is shown nowhere but as `*` alone. */
const ACTION_FORM = /^(?:\*|[a-z0-9-]+:[^?]+)$/;
const RESOURCE_FORM = /^(?:\*|acs:(?:[a-z0-9-]+|\*):[^:?]*:[^:?]*:[^?]+)$/;

function anyWider(patterns: readonly string[], form: RegExp): (narrow: string) => boolean {
  const literal = new Set(patterns);
  const wide: readonly Pattern[] = patterns
    .filter((pattern) => pattern.includes('*') && form.test(pattern))
    .map(compilePattern);
  return (narrow) => literal.has(narrow) || wide.some((pattern) => pattern.matches(charactersOf(narrow)));
}

/** No text matches both: they differ before the first wildcard of either. */
function areApart(one: string, other: string): boolean {
  const [a, b] = [one, other].map((pattern) => pattern.replace(/[*?].*$/s, ''));
  return a !== undefined && b !== undefined && !a.startsWith(b) && !b.startsWith(a);
}
