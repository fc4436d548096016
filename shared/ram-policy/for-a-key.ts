import type { Condition } from './conditions';
import { parseInstant } from './instants';
import type { Policy } from './policy';

/**
 * The same policy for whoever has an AccessKey alone, from now on: grants that ask for a second factor fall away, because
 * a call that is signed with a key never has one, and so do those whose time is over. Pure.
 */
export function forAKey({ statements }: Policy, now: Date): Policy {
  const isDead = (condition: Condition): boolean => asksForMfa(condition) || isOver(condition, now);
  return { statements: statements.filter(({ effect, conditions }) => effect !== 'Allow' || !conditions.some(isDead)) };
}

function asksForMfa({ operator, key, values }: Condition): boolean {
  return isKey(key, 'acs:MFAPresent') && operator === 'Bool' && values.every((value) => /^true$/i.test(value));
}

function isOver({ operator, key, values }: Condition, now: Date): boolean {
  if (!isKey(key, 'acs:CurrentTime') || !/^DateLessThan(Equals)?$/.test(operator)) return false;
  return values.every((value) => (parseInstant(value) ?? Number.POSITIVE_INFINITY) < now.getTime());
}

const isKey = (key: string, name: string): boolean => key.toLowerCase() === name.toLowerCase();
