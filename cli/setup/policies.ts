import type { Cloud, connectSetup } from '../../shared/aliyun';
import { CloudCallFailed, CloudNotFound } from '../../shared/errors';
import type { PolicyDocument } from '../../shared/ram-policy/documents';
import { sameDocument } from '../../shared/ram-policy/same-document';
import {
  missingCodes,
  UNCONFIRMED_CODES,
  type UnconfirmedCode,
  withoutCodes,
} from '../../shared/ram-policy/unconfirmed';
import { differsInWords } from './differs';

export type SetupClients = ReturnType<typeof connectSetup>;
/** Says one sentence. `mend`: what it tells harms a deployment, and this mends it; set-up leaves it to its owner. */
export type Say = (sentence: string, mend?: string) => void;

/** One thing that set-up will do, in a person's words, and the doing. */
export interface Step {
  readonly plan: string;
  act(): Promise<void>;
}

const DESCRIPTION = 'ak-tourniquet: attached to the user of a leaked AccessKey';

/** What must be done so that each policy is there and says what it must; nothing for those that do. */
export async function policySteps(
  cloud: Cloud,
  { ram }: SetupClients,
  wanted: readonly PolicyDocument[],
  say: Say,
  description = DESCRIPTION,
): Promise<Step[]> {
  const current = await Promise.all(wanted.map(({ name }) => documentOf(cloud, name)));
  return wanted.flatMap(({ name, document }, i) => {
    const found = current[i];
    if (found === undefined) {
      return {
        plan: `make the policy ${name}`,
        act: () => written(name, document, say, (text) => ram.createPolicy(name, text, description)),
      };
    }
    const leftOut = codesLeftOut(found, document);
    const known = withoutCodes(document, leftOut);
    if (sameDocument(found, known)) {
      if (leftOut.length > 0) say(`${name} was made without ${leftOut.join(', ')}: RAM did not know these codes.`);
      return [];
    }
    return {
      plan: `put the policy ${name} back to what it must say (a new default version): ${differsInWords([found], known)}`,
      act: () => written(name, document, say, (text) => ram.createPolicyVersion(name, text)),
    };
  });
}

/** A policy's default version; undefined: there is none of that name. Errors: those of GetPolicy. */
export async function documentOf(cloud: Cloud, name: string): Promise<string | undefined> {
  try {
    return (await cloud.ram.getPolicy({ name, type: 'Custom' })).document;
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

/** Codes that `wanted` names and `found` does not. */
function codesLeftOut(found: string, wanted: string): readonly UnconfirmedCode[] {
  const absent = missingCodes([wanted]);
  return missingCodes([found]).filter((code) => !absent.includes(code));
}

/**
 * Writes a document. Where RAM refuses it, the service codes that no document confirms are left out, those that the
 * refusal names first: a quarantine without them is worth more than none. Throws the refusal when that is not the reason.
 */
async function written(
  name: string,
  document: string,
  say: Say,
  write: (document: string) => Promise<void>,
): Promise<void> {
  const named = UNCONFIRMED_CODES.filter((code) => !missingCodes([document]).includes(code));
  let leftOut: readonly UnconfirmedCode[] = [];
  for (;;) {
    try {
      await write(withoutCodes(document, leftOut));
      break;
    } catch (error) {
      if (!isRefused(error) || leftOut.length === named.length) throw error;
      const blamed = named.filter((code) => !leftOut.includes(code) && error.message.includes(code));
      leftOut = blamed.length > 0 ? [...leftOut, ...blamed] : named;
    }
  }
  if (leftOut.length > 0)
    say(`note   RAM does not know the codes ${leftOut.join(', ')}: ${name} is made without them, and denies the rest.`);
}

/** RAM's error codes for a document that it does not take; its length is another matter. */
function isRefused(error: unknown): error is CloudCallFailed {
  return (
    error instanceof CloudCallFailed &&
    /^(MalformedPolicyDocument|InvalidParameter\.PolicyDocument(?!\.Length))/.test(error.cloudCode)
  );
}
