import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import { freezeDocument, type ProtectedScope, quarantineDocument } from '../ram-policy/documents';
import { sayTheSame } from '../ram-policy/joined';
import { protectedBeyond, protectingAlso } from '../ram-policy/self-protection';
import { missingCodes, withoutCodes } from '../ram-policy/unconfirmed';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { QUARANTINE_NAMES } from './deny-names';

export interface DenyInAccount {
  /** All policies that make up the deny, the first of them the one that is attached first. */
  readonly names: readonly string[];
  /** What each of them says, in the same order. */
  readonly documents: readonly string[];
  /** Together they say what set-up wrote. */
  readonly intact: boolean;
}

/** What the deny must say, whole. */
export function expectedDocument(policy: DenyPolicy, scope: ProtectedScope): string {
  return (policy === 'freeze' ? freezeDocument() : quarantineDocument(scope)).document;
}

/** The deny as it stands in the account. One call where it is one document. Errors: those of GetPolicy. */
export async function denyInAccount(
  cloud: Pick<Cloud, 'ram'>,
  policy: DenyPolicy,
  scope: ProtectedScope,
): Promise<DenyInAccount> {
  const expected = expectedDocument(policy, scope);
  const first = POLICY_NAMES[policy];
  const documents = [(await cloud.ram.getPolicy({ name: first, type: 'Custom' })).document];
  if (policy === 'freeze') return { names: [first], documents, intact: sayTheSame(documents, expected) };
  if (isIntact(documents, expected)) return { names: [first], documents, intact: true };
  const names = [first];
  for (const name of QUARANTINE_NAMES.slice(1)) {
    const part = await ifThere(cloud.ram.getPolicy({ name, type: 'Custom' }));
    if (part === undefined) break;
    documents.push(part.document);
    names.push(name);
  }
  return { names, documents, intact: isIntact(documents, expected) };
}

/**
 * Set-up may have had to leave out codes that RAM does not know; what else is missing was taken away. What protects another
 * configuration's buckets besides takes nothing away.
 */
function isIntact(documents: readonly string[], expected: string): boolean {
  const whole = protectingAlso(expected, protectedBeyond(documents, expected));
  return sayTheSame(documents, withoutCodes(whole, missingCodes(documents)));
}
