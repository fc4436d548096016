import type { Cloud } from '../aliyun';
import { type CallPatience, ifThere, ORDINARY } from '../aliyun/call';
import { PolicyInvalid } from '../errors';
import { deniesAtLeast } from '../ram-policy/covers';
import { freezeDocument, type ProtectedScope, quarantineDocument } from '../ram-policy/documents';
import { sayTheSame } from '../ram-policy/joined';
import { QUARANTINE_NAMES } from '../ram-policy/our-denies';
import { parsePolicy } from '../ram-policy/parse';
import { protectedBeyond, protectingAlso } from '../ram-policy/self-protection';
import { missingCodes, withoutCodes } from '../ram-policy/unconfirmed';
import { type DenyPolicy, POLICY_NAMES } from './apply';

export interface DenyInAccount {
  /** All policies that make up the deny, the first of them the one that is attached first. */
  readonly names: readonly string[];
  /** What each of them says, in the same order. */
  readonly documents: readonly string[];
  /** Together they say what set-up wrote. */
  readonly intact: boolean;
  /** Together they deny all that it denies, if not more, and allow nothing: an owner may have made it stricter. */
  readonly isSound: boolean;
  /** Of `names`, those whose document allows something: whoever carries one gets power by it. */
  readonly allowing: readonly string[];
  /** Every document can be read, and none allows anything: whoever carries them has no more power by it. */
  readonly isHarmless: boolean;
}

/** What the deny must say, whole. */
export function expectedDocument(policy: DenyPolicy, scope: ProtectedScope): string {
  return (policy === 'freeze' ? freezeDocument() : quarantineDocument(scope)).document;
}

/** The deny as it stands in the account. One call where one document is enough. Errors: those of GetPolicy. */
export async function denyInAccount(
  cloud: Pick<Cloud, 'ram'>,
  policy: DenyPolicy,
  scope: ProtectedScope,
  patience: CallPatience = ORDINARY,
): Promise<DenyInAccount> {
  const expected = expectedDocument(policy, scope);
  const first = POLICY_NAMES[policy];
  const documents = [(await cloud.ram.getPolicy({ name: first, type: 'Custom' }, patience)).document];
  const names = [first];
  const judged = (): DenyInAccount => {
    const allowed = documents.map(allows);
    const allowing = names.filter((_, i) => allowed[i] === true);
    const isHarmless = allowed.every((one) => one === false);
    return { names, documents, allowing, isHarmless, ...judge(policy, documents, expected) };
  };
  const alone = judged();
  if (policy === 'freeze' || alone.isSound) return alone;
  for (const name of QUARANTINE_NAMES.slice(1)) {
    const part = await ifThere(cloud.ram.getPolicy({ name, type: 'Custom' }, patience)).catch((error: unknown) => {
      // No further part takes away what the first allows.
      if (alone.allowing.length > 0) return undefined;
      throw error;
    });
    if (part === undefined) break;
    documents.push(part.document);
    names.push(name);
  }
  return names.length === 1 ? alone : judged();
}

/** Undefined: of a document that nobody can read nothing is known. Pure. */
function allows(document: string): boolean | undefined {
  try {
    return parsePolicy(document).statements.some(({ effect }) => effect === 'Allow');
  } catch (error) {
    if (error instanceof PolicyInvalid) return undefined;
    throw error;
  }
}

/**
 * Set-up may have had to leave out codes that RAM does not know; what else is missing was taken away. What protects another
 * configuration's buckets besides takes nothing away. Pure.
 */
function judge(
  policy: DenyPolicy,
  documents: readonly string[],
  expected: string,
): Pick<DenyInAccount, 'intact' | 'isSound'> {
  if (policy === 'freeze')
    return { intact: sayTheSame(documents, expected), isSound: deniesAtLeast(documents, expected) };
  const leftOut = missingCodes(documents);
  const whole = protectingAlso(expected, protectedBeyond(documents, expected));
  return {
    intact: sayTheSame(documents, withoutCodes(whole, leftOut)),
    isSound: deniesAtLeast(documents, withoutCodes(expected, leftOut)),
  };
}
