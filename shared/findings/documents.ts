import { PoliciesTooIntricate, PolicyInvalid } from '../errors';
import { parsePolicy } from '../ram-policy/parse';
import { hasAdministratorPower, Reach } from '../ram-policy/power';
import { asText, isObject, type JsonObject } from '../signal/loose';
import { compareAccounts } from './accounts';

/**
 * Whether a RAM policy document makes an administrator of whoever holds it, by what it allows. A document that cannot be
 * read (masked, cut) shows nothing; one that was written so that it takes too long to weigh counts as power. `account`:
 * where it holds; undefined or masked: in any that it names. Pure.
 */
export function grantsAllPower(document: JsonObject | undefined, account?: string): boolean {
  if (document === undefined) return false;
  try {
    const policies = [parsePolicy({ Version: '1', ...document })];
    const isWhole = account !== undefined && /^\d+$/.test(account);
    return hasAdministratorPower(policies, new Reach(policies, isWhole ? account : undefined));
  } catch (error) {
    if (error instanceof PoliciesTooIntricate) return true;
    if (error instanceof PolicyInvalid) return false;
    throw error;
  }
}

/** Whom a trust or bucket policy lets in, at its widest. `unclear`: an account of which nobody can say whether it is another. */
export type LetIn = 'everyone' | 'another-account' | 'unclear' | 'own';

/** Conditions that keep a door to the own network (OSS, "Bucket policy", condition keys). */
const OWN_NETWORK = /acs:(SourceVpc|SourceVpcId|SourceIp|VpcSourceIp)/i;
const ANYWHERE = /^(0\.0\.0\.0\/0|::\/0)$/;

/**
 * Whom a document with principals lets in: `*`, an identity of another account, or only the account's own and the
 * cloud's services. `account`: the own id; undefined: it is not known, and whoever is named may be another. Pure.
 */
export function letsIn(document: JsonObject | undefined, account: string | undefined): LetIn {
  let widest: LetIn = 'own';
  for (const statement of allowing(document)) {
    for (const principal of principalsOf(statement['Principal'])) {
      if (principal === '*' && !isOwnNetworkOnly(statement['Condition'])) return 'everyone';
      const standing = standingOf(principal, account);
      if (standing === 'other') widest = 'another-account';
      else if (standing === 'unclear' && widest === 'own') widest = 'unclear';
    }
  }
  return widest;
}

/** The principals of other accounts that a document lets in, as it names them, and `*`. `account`: as for `letsIn`. Pure. */
export function outsidersOf(document: JsonObject | undefined, account: string | undefined): string[] {
  const principals = allowing(document).flatMap((statement) => principalsOf(statement['Principal']));
  return [
    ...new Set(principals.filter((principal) => principal === '*' || standingOf(principal, account) === 'other')),
  ];
}

/**
 * The account that a principal or a receiver of a share names, masked or not: `acs:ram::<account>:…`,
 * `<account>@<service>` or a bare id; undefined: none, everyone, or a user's or role's own id. Pure.
 */
export function accountNamed(principal: string): string | undefined {
  const named = /(?:ram|sts)::(\d[\d*x]*):/i.exec(principal)?.[1] ?? /^(\d[\d*x]*)@/i.exec(principal)?.[1];
  if (named !== undefined) return named;
  return /^\d[\d*x]{3,19}$/i.test(principal) && !/^[23][\d*x]{17}$/i.test(principal) ? principal : undefined;
}

function allowing(document: JsonObject | undefined): JsonObject[] {
  const given = document?.['Statement'];
  return (Array.isArray(given) ? given : [given]).filter(isObject).filter((one) => one['Effect'] !== 'Deny');
}

function principalsOf(given: unknown): string[] {
  if (typeof given === 'string' || typeof given === 'number') return [String(given)];
  if (Array.isArray(given)) return given.flatMap(principalsOf);
  return isObject(given) ? Object.values(given).flatMap(principalsOf) : [];
}

function isOwnNetworkOnly(condition: unknown): boolean {
  if (!isObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      !/Not/.test(operator) &&
      isObject(keys) &&
      Object.entries(keys).some(
        ([key, values]) => OWN_NETWORK.test(key) && ![values].flat().some((value) => ANYWHERE.test(asText(value))),
      ),
  );
}

/**
 * `acs:ram::<account>:…`, `arn:sts::<account>:assumed-role/…`, `<account>@<service>`, or a bare id (OSS bucket policies).
 * Bare ids of RAM users begin with 2 and of roles with 3 and have 18 digits, whatever their account: they tell nothing.
 */
function standingOf(principal: string, account: string | undefined): 'same' | 'other' | 'unclear' {
  const named = accountNamed(principal);
  if (named === undefined) return 'same';
  return account === undefined ? 'unclear' : compareAccounts(named, account);
}
