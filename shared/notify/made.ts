import type { Made } from '../evidence/made';

/** What the key made, by whom it belongs to: one identity with its power and its ways in. */
export interface MadeGroup {
  readonly name: string;
  readonly kind: 'user' | 'role' | 'other';
  /** Grants, keys and a console login; the identity itself is not among them. */
  readonly things: readonly Made[];
}

/** Pure. */
export function groupsOf(made: readonly Made[]): MadeGroup[] {
  const groups = new Map<string, Made[]>();
  for (const one of made) {
    const owner = ownerOf(one);
    groups.set(owner, [...(groups.get(owner) ?? []), one]);
  }
  const shown = [...groups].map(
    ([name, things]): MadeGroup => ({
      name,
      kind: things.some(({ kind }) => kind === 'role')
        ? 'role'
        : things.some(({ kind }) => kind !== 'grant')
          ? 'user'
          : 'other',
      things: things.filter(({ kind }) => kind !== 'user' && kind !== 'role'),
    }),
  );
  // Who can do most stands first: a bare user can do nothing yet.
  return shown.sort((a, b) => b.things.length - a.things.length);
}

/** A console login is named by the principal name, `user@domain`; the rest by the user. */
export function ownerOf({ kind, name, of }: Made): string {
  return (kind === 'console' ? name : (of ?? name)).replace(/@.*$/s, '');
}
