import type { AccountId, UserName } from '../ids';

/** Whom of interest a trust policy lets become the role. */
export type Trusts = 'him' | 'everybody' | 'others';

/**
 * Whether a role's trust policy lets a user of the account become it: by his own name, or with everybody of the account
 * ("RAM", "Trust policy of a RAM role": the account's root stands for all of its identities). Conditions are not weighed:
 * who may write the policy may write what meets them. Throws what JSON throws. Pure.
 */
export function trusts(document: string, accountId: AccountId, userName: UserName): Trusts {
  const { Statement: given } = JSON.parse(document) as { Statement?: unknown };
  const principals = listed(given).flatMap((one) => {
    const { Effect: effect, Principal: principal } = (one ?? {}) as Record<string, unknown>;
    if (effect !== 'Allow') return [];
    if (principal === '*') return ['*'];
    return listed((principal as { RAM?: unknown } | undefined)?.RAM).filter((arn) => typeof arn === 'string');
  });
  const own = `acs:ram::${accountId}:user/${userName}`.toLowerCase();
  if (principals.some((arn) => arn.toLowerCase() === own)) return 'him';
  const all = new Set([accountId, `acs:ram::${accountId}:root`]);
  return principals.some((arn) => all.has(arn) || arn.includes('*')) ? 'everybody' : 'others';
}

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
