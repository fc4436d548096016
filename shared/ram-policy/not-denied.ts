import { PolicyInvalid } from '../errors';
import { compile } from './evaluate';
import { parsePolicy } from './parse';

/** What a deny must deny everywhere, whoever configures it, and what of it its documents do not deny. */
export interface NotDenied {
  readonly actions: readonly string[];
  readonly of: number;
}

/**
 * Of the actions that `should` denies on every resource, those that the documents do not deny so, unconditionally. A pattern
 * is asked for as it is written: a wider one denies it, a list of what it means does not. Null: one of them does not parse.
 */
export function notDenied(is: readonly unknown[], should: unknown): NotDenied | null {
  try {
    const decide = compile(is.map((document) => parsePolicy(document)));
    const wanted = new Set(
      parsePolicy(should).statements.flatMap(({ effect, actions, resources }) =>
        effect === 'Deny' && !actions.negated && resources.includes('*') ? actions.patterns : [],
      ),
    );
    const isDenied = (action: string): boolean => decide({ action, resource: '*', context: {} }).decision === 'Deny';
    return { actions: [...wanted].filter((action) => !isDenied(action)), of: wanted.size };
  } catch (error) {
    if (error instanceof PolicyInvalid) return null;
    throw error;
  }
}
