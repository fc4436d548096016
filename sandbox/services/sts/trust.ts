import { PolicyInvalid } from '../../../shared/errors';
import { evaluate } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';
import type { Caller } from '../../kernel/types';
import { trustStatements } from '../../world/roles';

/** Whether a role's trust document lets this caller become it (RAM, "Trust policy of a RAM role"). */
export function isTrusted(trustDocument: string, caller: Caller, context: Readonly<Record<string, string>>): boolean {
  const Statement = trustStatements(trustDocument)
    .filter((statement) => namesCaller(statement['Principal'], caller))
    // What is left is an ordinary statement about sts:AssumeRole; a trust document names no resource.
    .map(({ Principal: _principal, ...rest }) => ({ ...rest, Resource: '*' }));
  if (Statement.length === 0) return false;
  try {
    const policy = parsePolicy({ Version: '1', Statement });
    return evaluate([policy], { action: 'sts:AssumeRole', resource: '*', context }).decision === 'Allow';
  } catch (error) {
    if (error instanceof PolicyInvalid) return false;
    throw error;
  }
}

/** An account's root in a Principal stands for every identity of that account. */
function namesCaller(principal: unknown, caller: Caller): boolean {
  if (principal === null || typeof principal !== 'object') return false;
  const given: unknown = (principal as { RAM?: unknown }).RAM;
  const arns: unknown[] = Array.isArray(given) ? given : [given];
  const own = new Set([
    '*',
    `acs:ram::${caller.accountId}:root`,
    caller.type === 'assumed-role'
      ? `acs:ram::${caller.accountId}:role/${caller.roleName?.toLowerCase()}`
      : `acs:ram::${caller.accountId}:user/${caller.userName}`,
  ]);
  return arns.some(
    (arn) => typeof arn === 'string' && own.has(arn.replace(/:role\/.*$/, (tail) => tail.toLowerCase())),
  );
}
