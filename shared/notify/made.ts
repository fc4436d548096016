import type { Made } from '../evidence/made';
import { byOwner, strongestFirst } from '../evidence/made-order';

/** What the key made, by whom it belongs to: one identity with its power and its ways in. */
export interface MadeGroup {
  readonly name: string;
  readonly kind: 'user' | 'role' | 'other';
  /** Grants, keys and a console login; the identity itself is not among them. */
  readonly things: readonly Made[];
  /** How much was made of it, itself included. */
  readonly count: number;
}

/** Who can do most stands first: a bare user can do nothing yet. Pure. */
export function groupsOf(made: readonly Made[]): MadeGroup[] {
  return [...byOwner(strongestFirst(made))].map(
    ([name, things]): MadeGroup => ({
      name,
      kind: things.some(({ kind }) => kind === 'role')
        ? 'role'
        : things.some(({ kind }) => kind !== 'grant')
          ? 'user'
          : 'other',
      things: things.filter(({ kind }) => kind !== 'user' && kind !== 'role'),
      count: things.length,
    }),
  );
}
