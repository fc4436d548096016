import { matchesPattern } from './match';

/** Whom of interest a trust policy lets become the role. */
export type Trusts = 'him' | 'everybody' | 'others';

/** What a statement about becoming the role says of one user or role: by its own name, or with everybody of the account. */
interface Speaks {
  readonly whom: Exclude<Trusts, 'others'>;
  readonly isDeny: boolean;
  readonly isConditional: boolean;
}

/**
 * Whether a role's trust policy names one of the account (`user/<name>`, `role/<name>`), or everybody of it. Conditions and
 * denies are not weighed: who may write the policy may write what meets them. Throws for what is no policy. Pure.
 */
export function trusts(document: string, accountId: string, who: string): Trusts {
  const allowed = about(document, accountId, who).filter(({ isDeny }) => !isDeny);
  return allowed.find(({ whom }) => whom === 'him')?.whom ?? allowed[0]?.whom ?? 'others';
}

/**
 * Whether a role's trust policy lets a user of the account take it, once his own policies let him. Conditions of a
 * statement count as met, a Deny with conditions does not. Undefined: it cannot be read. Pure.
 */
export function letsUserIn(document: string, accountId: string, userName: string): boolean | undefined {
  let statements: readonly Speaks[];
  try {
    statements = about(document, accountId, `user/${userName}`);
  } catch {
    return undefined;
  }
  return statements.some(({ isDeny }) => !isDeny) && !statements.some((one) => one.isDeny && !one.isConditional);
}

/**
 * Which services, and whether anybody else, a role's trust policy lets become it. Conditions and denies are not weighed.
 * Undefined: it cannot be read. Pure.
 */
export function letsIn(
  document: string,
): { readonly services: readonly string[]; readonly others: boolean } | undefined {
  try {
    const { Statement: given } = JSON.parse(document) as { Statement?: unknown };
    const principals = listed(given).flatMap((statement) => {
      const { Effect, Principal } = statement as Readonly<Record<string, unknown>>;
      return Effect === 'Deny' ? [] : [Principal];
    });
    const maps = principals.map((one) => (typeof one === 'object' && one !== null ? one : { any: one }));
    return {
      services: maps.flatMap((one) => ('Service' in one ? words(one.Service) : [])),
      others: maps.some((one) => Object.keys(one).some((kind) => kind !== 'Service')),
    };
  } catch {
    return undefined;
  }
}

/** The account's root stands for all of its identities (RAM, "Trust policy of a RAM role"). */
function about(document: string, accountId: string, who: string): Speaks[] {
  const { Statement: given } = JSON.parse(document) as { Statement?: unknown };
  const own = `acs:ram::${accountId}:${who}`.toLowerCase();
  const all = new Set([accountId, `acs:ram::${accountId}:root`]);
  return listed(given).flatMap((statement) => {
    const { Effect, Action, Principal, Condition } = statement as Readonly<Record<string, unknown>>;
    const isAssuming = words(Action).some((action) => matchesPattern(action.toLowerCase(), 'sts:assumerole'));
    if (!isAssuming) return [];
    const names = Principal === '*' ? ['*'] : words((Principal as { RAM?: unknown } | null | undefined)?.RAM);
    const how = { isDeny: Effect === 'Deny', isConditional: Condition !== undefined };
    return names.flatMap((name): Speaks[] => {
      if (name.toLowerCase() === own) return [{ whom: 'him', ...how }];
      return all.has(name) || name.includes('*') ? [{ whom: 'everybody', ...how }] : [];
    });
  });
}

const words = (value: unknown): string[] => listed(value).filter((one) => typeof one === 'string');

function listed(value: unknown): unknown[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter((one) => one !== undefined && one !== null);
}
