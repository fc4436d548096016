import type { ProtectedScope } from '../../../shared/ram-policy/documents';
import { compile } from '../../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../../shared/ram-policy/parse';

export const SCOPE: ProtectedScope = { bucket: 'evidence-bucket', accountId: '1234567890123456' };

/** The quarantine as an administrator meets it: what it does not deny, he may. */
export function verdicts(of: readonly { document: string }[]) {
  const administrator = parsePolicy({ Version: '1', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
  const ask = compile([administrator, ...of.map(({ document }) => parsePolicy(document))]);
  return (action: string, resource = 'acs:any:*:1:thing') => ask({ action, resource, context: {} }).decision;
}
