import type { Condition } from './conditions';
import { parseInstant } from './instants';
import type { Policy } from './policy';

/**
 * The same policy for whoever has an AccessKey of this account alone, from now on: grants that ask for a second factor
 * fall away, because a call that is signed with a key never has one; so do those whose time is over, and those on what is
 * another account's. Pure.
 */
export function forAKey({ statements }: Policy, accountId: string, now: Date): Policy {
  const isDead = (condition: Condition): boolean => asksForMfa(condition) || isOver(condition, now);
  const isOurs = (resource: string): boolean =>
    [undefined, accountId].includes(/^acs:[^:]*:[^:]*:([0-9]+):/.exec(resource)?.[1]);
  return {
    statements: statements.flatMap((statement) => {
      if (statement.effect !== 'Allow') return [statement];
      const resources = statement.resources.filter(isOurs);
      return resources.length === 0 || statement.conditions.some(isDead) ? [] : [{ ...statement, resources }];
    }),
  };
}

function asksForMfa({ operator, key, values }: Condition): boolean {
  return isKey(key, 'acs:MFAPresent') && operator === 'Bool' && values.every((value) => /^true$/i.test(value));
}

function isOver({ operator, key, values }: Condition, now: Date): boolean {
  if (!isKey(key, 'acs:CurrentTime') || !/^DateLessThan(Equals)?$/.test(operator)) return false;
  return values.every((value) => (parseInstant(value) ?? Number.POSITIVE_INFINITY) < now.getTime());
}

const isKey = (key: string, name: string): boolean => key.toLowerCase() === name.toLowerCase();
