import type { Clock } from '../clock';
import {
  CloudAlreadyThere,
  CloudAnswerMalformed,
  CloudCallFailed,
  CloudForbidden,
  CloudLimitExceeded,
  CloudNotFound,
  CloudThrottled,
} from '../errors';

/** How long one try of a call may take, and how often it is tried again. */
export interface CallPatience {
  readonly timeoutMs: number;
  readonly retries: number;
}

/** Before the deny: the containment waits for this call, so it is short (design.md, "Two trips"). */
export const URGENT: CallPatience = { timeoutMs: 2_000, retries: 2 };
export const ORDINARY: CallPatience = { timeoutMs: 10_000, retries: 3 };

/** What the SDKs throw: a cloud error with code and status, or a network error with a code alone. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly status?: number;
  readonly message?: string;
  readonly requestId?: string;
  readonly data?: { readonly RequestId?: string; readonly Message?: string; readonly Code?: string };
}

/** What is wrong with the caller's own credentials: the key itself, its secret, the session, or the clock that signs. */
export type CredentialsFault = 'key' | 'secret' | 'session' | 'clock';

/** Codes of the caller's own credentials: they speak of us, never of the thing that was asked for. FC writes `ID`. */
const OWN_CREDENTIALS: readonly (readonly [RegExp, CredentialsFault])[] = [
  [/^(InvalidAccessKeyId|Forbidden\.AccessKey)/i, 'key'],
  [/^(SignatureDoesNotMatch|SignatureNotMatch|IncompleteSignature)/, 'secret'],
  [/^(InvalidSecurityToken|MissingSecurityToken|SecurityTokenExpired)/, 'session'],
  [/^(InvalidTimeStamp|RequestTimeTooSkewed)/, 'clock'],
];
/** A request that came twice: our own as well, and gone at the next try. */
const OWN_REQUEST = /^SignatureNonceUsed/;

/** Why the cloud did not take the credentials at all, where another identity, or a new session, passes; else undefined. */
export function credentialsFault({ cloudCode }: Pick<CloudCallFailed, 'cloudCode'>): CredentialsFault | undefined {
  return OWN_CREDENTIALS.find(([codes]) => codes.test(cloudCode))?.[1];
}

/** Undefined for what is not there (any more). Throws every other failure of the call. */
export async function ifThere<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

/**
 * One call to the cloud: tried within its patience, its failure named. Only what may pass later is tried again
 * (throttling, HTTP 5xx, a broken connection or answer, no answer in time); every write that is made through here may be repeated.
 * @throws CloudNotFound, CloudAlreadyThere, CloudForbidden, CloudThrottled, CloudLimitExceeded, CloudAnswerMalformed,
 *   or CloudCallFailed with the SDK's error as cause.
 */
export async function callCloud<T>(
  service: string,
  action: string,
  patience: CallPatience,
  clock: Clock,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await withinTime(attempt(patience.timeoutMs), patience.timeoutMs);
    } catch (error) {
      const failure = nameFailure(service, action, error);
      if (tries >= patience.retries || !mayPassLater(failure)) throw failure;
      // Full jitter: parallel runs that were throttled together must not come back together.
      await clock.sleep(Math.random() * 100 * 2 ** tries + (failure instanceof CloudThrottled ? 150 * 2 ** tries : 20));
    }
  }
}

/** The SDKs' own timeouts count silence; a connection that drips is bounded here. */
function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: 'Timeout' })),
      timeoutMs + 50,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function mayPassLater(failure: CloudCallFailed): boolean {
  // The request itself cannot be written.
  if (failure.cause instanceof URIError) return false;
  if (failure instanceof CloudThrottled) return true;
  if (failure.status !== undefined && failure.status >= 500) return true;
  // JSON that ends half way is a connection that broke; an answer of the wrong shape will not change.
  if (failure instanceof CloudAnswerMalformed) return failure.cloudCode === 'SyntaxError';
  return failure.status === undefined && failure.constructor === CloudCallFailed;
}

/** Gives what an SDK threw its name in errors.ts. Codes: openapi/, ram-error-codes; OSS error pages. */
export function nameFailure(service: string, action: string, error: unknown): CloudCallFailed {
  if (error instanceof CloudCallFailed) return error;
  const sdk = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const status = sdk.statusCode ?? (typeof sdk.status === 'number' && sdk.status > 0 ? sdk.status : undefined);
  const code = codeOf(sdk);
  const detail = sdk.data?.Message ?? sdk.message ?? String(error);
  const requestId = sdk.requestId ?? sdk.data?.RequestId;
  const Kind = kindOf(code, status, error);
  return new Kind(service, action, code, status, requestId, detail, { cause: error });
}

function codeOf(sdk: SdkError): string {
  if (sdk.code !== undefined && sdk.code !== 'undefined') return String(sdk.code);
  return sdk.name && sdk.name !== 'Error' ? sdk.name : 'Unknown';
}

function kindOf(code: string, status: number | undefined, error: unknown): typeof CloudCallFailed {
  if (credentialsFault({ cloudCode: code }) !== undefined || OWN_REQUEST.test(code)) return CloudForbidden;
  if (/Throttling|QpsLimitExceeded|FlowLimit|ReadQuotaExceed/i.test(code) || status === 429) return CloudThrottled;
  if (/^(EntityNotExist|NoSuch|.*NotFound$|.*NotExist$)/.test(code)) return CloudNotFound;
  // Under a retention what is there stays, whoever writes it again (OSS, "Retention policies").
  if (/AlreadyExist|^FileImmutable$/.test(code)) return CloudAlreadyThere;
  if (/LimitExceeded/.test(code)) return CloudLimitExceeded;
  if (/^(NoPermission|Forbidden|AccessDenied|.*Unauthorized)/.test(code)) return CloudForbidden;
  const broken =
    error instanceof SyntaxError || error instanceof TypeError || /^expect: /.test(String((error as Error)?.message));
  // A proxy's page, cut-off JSON, a list where a map should be: an answer, but none that says anything.
  if (broken || (status !== undefined && status < 400) || code === 'undefined') return CloudAnswerMalformed;
  return CloudCallFailed;
}

/** The value at a place of an answer that the contract promises. Throws CloudAnswerMalformed when it is not there. */
export function promised<T>(service: string, action: string, field: string, value: T | undefined | null): T {
  if (value === undefined || value === null) {
    throw new CloudAnswerMalformed(service, action, 'MissingField', 200, undefined, `${field} is missing`);
  }
  return value;
}

/** A number of things as an answer tells it, 0 where it does not. Throws CloudAnswerMalformed for what counts nothing. */
export function countIn(service: string, action: string, field: string, value: unknown): number {
  const count = wholeNumber(value ?? 0);
  if (count === undefined)
    throw new CloudAnswerMalformed(service, action, 'NotACount', 200, undefined, `${field} is no number of things`);
  return count;
}

/** Gateways write numbers as numbers or as text; undefined: it is no whole number of things. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** A list of records at a place of an answer. Throws CloudAnswerMalformed for whatever else stands there. */
export function recordsIn(
  service: string,
  action: string,
  field: string,
  value: unknown,
): readonly Readonly<Record<string, unknown>>[] {
  const list = promised(service, action, field, value);
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)))
    throw new CloudAnswerMalformed(service, action, 'NotAList', 200, undefined, `${field} is no list of records`);
  return list as Readonly<Record<string, unknown>>[];
}
