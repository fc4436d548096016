import { type Made, ownerOf } from './made';

/** Of one identity so many come in its turn; whoever gives it a hundred policies hides nobody else by them. */
const MOST_OF_ONE = 10;

/**
 * What was made, by whom it belongs to: who is an administrator before who may be anything, these before who has some power
 * or a way in alone, and at last who can do nothing yet, for a thief makes a thousand of these with as many calls. Of one
 * rank whose first thing stands first in `made`. The whole list, each once. Pure.
 */
export function strongestFirst(made: readonly Made[]): Made[] {
  const ranked = [...byOwner(made).values()]
    .map((things) => ({ rank: rankOf(things), things: [...things].sort((a, b) => placeOf(a) - placeOf(b)) }))
    .sort((a, b) => a.rank - b.rank);
  return [
    ...ranked.flatMap(({ things }) => things.slice(0, MOST_OF_ONE)),
    ...ranked.flatMap(({ things }) => things.slice(MOST_OF_ONE)),
  ];
}

/** Of so much a rank whoever has it may do anything. */
const ANYTHING = 2;

/** Whom of these a call made an administrator, or gave a way in to what he could do before: by their names. Pure. */
export function whoMayDoAnything(made: Iterable<Made>): Set<string> {
  return new Set([...byOwner(made)].flatMap(([owner, things]) => (rankOf(things) <= ANYTHING ? owner : [])));
}

/** In the order in which each is first met. */
export function byOwner(made: Iterable<Made>): Map<string, Made[]> {
  const groups = new Map<string, Made[]>();
  for (const one of made) {
    const known = groups.get(ownerOf(one));
    if (known === undefined) groups.set(ownerOf(one), [one]);
    else known.push(one);
  }
  return groups;
}

/** 0 is the first. */
function rankOf(things: readonly Made[]): number {
  const has = (...kinds: readonly Made['kind'][]): boolean => things.some(({ kind }) => kinds.includes(kind));
  const hasWayIn = has('access-key', 'console', 'role');
  if (things.some(({ power }) => power === 'all')) return hasWayIn ? 0 : 1;
  // A way in to a user whom nothing here made: his power is what he had before.
  const isOfBefore = has('access-key', 'console') && !has('user');
  if (isOfBefore || things.some(({ power }) => power === 'unknown')) return 2;
  if (has('grant')) return hasWayIn ? 3 : 4;
  return hasWayIn ? 5 : 6;
}

/** Of one identity: itself, what makes an administrator, its ways in, the rest. */
function placeOf({ kind, power }: Made): number {
  if (kind === 'user' || kind === 'role') return 0;
  if (power === 'all') return 1;
  return kind === 'grant' ? 3 : 2;
}
