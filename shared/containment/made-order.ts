import type { MadeIdentity, MadePlan, MadeToday } from './made';

/** What an identity that the attack made can do, our own denies left out. */
export interface MadePower {
  /** `way`: an administrator, or on a way to become one; `some`: any policy; `unknown`: it could not be looked at. */
  readonly power: 'way' | 'some' | 'none' | 'unknown';
  /** Somebody can be it now: a user by a key that is on or a console login, a role always. */
  readonly isUsable: boolean;
}

/** As many of an incident are contained by themselves (design.md, "Decision"); a longer list is a person's. */
export const MOST = 10;

export const keyOf = ({ type, name }: MadeIdentity): string => `${type}:${name}`;

/**
 * Which of more than {@link MOST} come first: administrators and who is on the way there, those that somebody can be before
 * the others; at last who has no power at all, for a thief makes a hundred of these with as many calls. What could not be
 * looked at may be anything. `held`: what carries a deny of ours already stays so, and takes no place from what has more
 * power. Pure.
 */
export function firstOf(
  candidates: readonly MadeToday[],
  powers: ReadonlyMap<string, MadePower>,
  held: ReadonlySet<string>,
): Pick<MadePlan, 'contain' | 'left'> {
  const rankOf = (one: MadeIdentity): number => rank(powers.get(keyOf(one)) ?? UNSEEN);
  const isNew = (one: MadeIdentity): number => Number(!held.has(keyOf(one)));
  const sorted = [...candidates].sort((a, b) => rankOf(a) - rankOf(b) || isNew(a) - isNew(b));
  const contain = sorted.filter((one, at) => at < MOST || held.has(keyOf(one)));
  const left = sorted
    .filter((one) => !contain.includes(one))
    .map((identity) => ({
      identity,
      why:
        rankOf(identity) >= POWERLESS
          ? `it has no power, and ${MOST} others came first`
          : `${MOST} others with as much power or more came first`,
    }));
  return { contain, left };
}

const UNSEEN: MadePower = { power: 'unknown', isUsable: true };
const POWERLESS = 5;

function rank({ power, isUsable }: MadePower): number {
  switch (power) {
    case 'way':
      return isUsable ? 0 : 1;
    case 'unknown':
      return 2;
    case 'some':
      return isUsable ? 3 : 4;
    case 'none':
      return isUsable ? POWERLESS : POWERLESS + 1;
  }
}
