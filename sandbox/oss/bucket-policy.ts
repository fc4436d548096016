import { matchesPattern } from '../../shared/ram-policy/match';
import type { Caller } from '../kernel/types';

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Principal?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/**
 * Whether a bucket's own policy denies a caller what his RAM policies allow. Principals are `*`, a user's id, or
 * `arn:sts::<account>:assumed-role/<role>/*` (OSS, "Bucket policy"). What it grants beyond them, and conditions, are not
 * played. Pure.
 */
export function bucketDenies(policy: string | undefined, caller: Caller, action: string, resource: string): boolean {
  if (policy === undefined) return false;
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: readonly Statement[] };
  const who =
    caller.type === 'assumed-role'
      ? `arn:sts::${caller.accountId}:assumed-role/${caller.userName.replace(':', '/')}`
      : caller.principalId;
  return statements.some(
    (one) =>
      one.Effect === 'Deny' &&
      listed(one.Principal).some((pattern) => matchesPattern(pattern, who)) &&
      listed(one.Action).some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase())) &&
      listed(one.Resource).some((pattern) => matchesPattern(pattern, resource)),
  );
}

function listed(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}
