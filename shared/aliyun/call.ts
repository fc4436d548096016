import { type Clock, within } from '../clock';
import {
  CloudAlreadyThere,
  CloudAnswerMalformed,
  CloudCallFailed,
  CloudForbidden,
  CloudLimitExceeded,
  CloudNotFound,
  CloudThrottled,
} from '../errors';
import type { RateLimiter } from './limiter';

/** How long one try of a call may take, and how often it is tried again. */
export interface CallPatience {
  readonly timeoutMs: number;
  readonly retries: number;
  /** Whether another try is in vain, asked before each: others have found out meanwhile that nobody answers there. */
  readonly isInVain?: () => boolean;
  /** Of calls that the cloud takes only so many of a second: how often one that was throttled comes back for another turn. */
  readonly turns?: { readonly limiter: RateLimiter; readonly retries: number };
}

/** Hears of a call that is about to be tried again, and why: somebody may be waiting for it at a terminal. */
export type OnRetry = (failure: CloudCallFailed) => void;

/** Before the deny: the containment waits for this call, so it is short (design.md, "Two trips"). */
export const URGENT: CallPatience = { timeoutMs: 2_000, retries: 2 };
export const ORDINARY: CallPatience = { timeoutMs: 10_000, retries: 3 };

/** By which clock a call waits, and when the run that makes it is ended. */
export interface CallTime {
  readonly clock: Clock;
  /** `clock.elapsedMs()` at which the platform ends the run. */
  readonly deadlineMs: number;
  readonly onRetry?: OnRetry | undefined;
}

/**
 * A call with all its tries takes no more than this of what is left of the run: however many get no answer, one after the
 * other, there is time behind them to write down and to tell that they got none.
 */
const SHARE = 0.25;
/** A pause is doubled no more often than this: longer ones would be silence, not patience. */
const MOST_DOUBLED = 3;
/** Less is no try at all. */
const SHORTEST_MS = 500;

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

/**
 * The gateway does not know the call itself (its operation, version, product or region): with whatever status, that says
 * nothing of the thing that was asked for.
 */
const UNKNOWN_CALL =
  /^((Invalid|Unsupported|Unknown)(Action|Api|Endpoint|Operation|Product|Region(Id)?|Version)|(Action|Api|Operation|Product|Version)NotFound)\b/i;

export const isUnknownCall = (error: unknown): boolean =>
  error instanceof CloudCallFailed && UNKNOWN_CALL.test(error.cloudCode);

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
 * One call to the cloud: tried within its patience and its share of the run's time, its failure named. Only what may pass
 * later is tried again (throttling, HTTP 5xx, a broken connection or answer, no answer in time); every write that is made
 * through here may be repeated.
 * @throws CloudNotFound, CloudAlreadyThere, CloudForbidden, CloudThrottled, CloudLimitExceeded, CloudAnswerMalformed,
 *   or CloudCallFailed with the SDK's error as cause.
 */
export async function callCloud<T>(
  service: string,
  action: string,
  patience: CallPatience,
  { clock, deadlineMs, onRetry }: CallTime,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const beganMs = clock.elapsedMs();
  const untilMs = beganMs + Math.max(SHORTEST_MS, (deadlineMs - beganMs) * SHARE);
  for (let tries = 0; ; tries += 1) {
    // Where the share is short, each try is: none of them is left out.
    const partMs = (untilMs - clock.elapsedMs()) / Math.max(1, patience.retries - tries + 1);
    const timeoutMs = Math.max(SHORTEST_MS, Math.floor(Math.min(patience.timeoutMs, partMs)));
    try {
      return await withinTime(clock, attempt(timeoutMs), timeoutMs);
    } catch (error) {
      const failure = nameFailure(service, action, error);
      const turns = failure instanceof CloudThrottled ? patience.turns : undefined;
      if (tries >= (turns ?? patience).retries || !mayPassLater(failure) || patience.isInVain?.()) throw failure;
      const pauseMs = pauseBehind(failure, tries);
      if (clock.elapsedMs() + pauseMs + SHORTEST_MS > untilMs) throw failure;
      onRetry?.(failure);
      turns?.limiter.slowDown(0);
      await clock.sleep(pauseMs);
      await turns?.limiter.turn();
    }
  }
}

/** Full jitter: parallel runs that were throttled together must not come back together. */
function pauseBehind(failure: CloudCallFailed, tries: number): number {
  const twice = 2 ** Math.min(tries, MOST_DOUBLED);
  return Math.random() * 100 * twice + (failure instanceof CloudThrottled ? 150 * twice : 20);
}

/** The SDKs' own timeouts count silence; a connection that drips is bounded here. */
function withinTime<T>(clock: Clock, work: Promise<T>, timeoutMs: number): Promise<T> {
  return within(clock, timeoutMs + 50, work, () => {
    throw Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: 'Timeout' });
  });
}

/** No answer came, and the time for one was over. The SDKs' names: ResponseTimeoutError, ConnectionTimeoutError, Timeout. */
export const isTimeout = ({ status, cloudCode }: CloudCallFailed): boolean =>
  status === undefined && /Timeout/i.test(cloudCode);

export const isNoAnswer = (error: unknown): boolean => error instanceof CloudCallFailed && isTimeout(error);

function mayPassLater(failure: CloudCallFailed): boolean {
  // The request itself cannot be written.
  if (failure.cause instanceof URIError) return false;
  if (failure instanceof CloudThrottled) return true;
  if (failure.status !== undefined && failure.status >= 500) return true;
  // JSON that ends half way is a connection that broke; an answer of the wrong shape will not change.
  if (failure instanceof CloudAnswerMalformed) return failure.cloudCode === 'SyntaxError';
  return failure.status === undefined && failure.constructor === CloudCallFailed;
}

/**
 * Gives what an SDK threw its name in errors.ts. Codes: openapi/, ram-error-codes; OSS error pages. `object`: the one thing of
 * many that the call was about; it is named where the cloud refused it, and not where nobody answered.
 */
export function nameFailure(service: string, action: string, error: unknown, object?: string): CloudCallFailed {
  if (error instanceof CloudCallFailed) return error;
  const sdk = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const status = sdk.statusCode ?? (typeof sdk.status === 'number' && sdk.status > 0 ? sdk.status : undefined);
  const code = codeOf(sdk);
  // The SDK's advice is for whoever writes a program with it.
  const detail = (sdk.data?.Message ?? sdk.message ?? String(error)).replace(/, please increase the timeout.*$/s, '');
  const requestId = sdk.requestId ?? sdk.data?.RequestId;
  const Kind = kindOf(code, status, error);
  const isRefused = status !== undefined && status >= 400 && status < 500;
  return new Kind(service, action, code, status, requestId, detail, {
    cause: error,
    ...(isRefused ? { object } : {}),
  });
}

function codeOf(sdk: SdkError): string {
  if (sdk.code !== undefined && sdk.code !== 'undefined') return String(sdk.code);
  return sdk.name && sdk.name !== 'Error' ? sdk.name : 'Unknown';
}

function kindOf(code: string, status: number | undefined, error: unknown): typeof CloudCallFailed {
  if (credentialsFault({ cloudCode: code }) !== undefined || OWN_REQUEST.test(code)) return CloudForbidden;
  if (/Throttling|QpsLimitExceeded|FlowLimit|ReadQuotaExceed/i.test(code) || status === 429) return CloudThrottled;
  if (UNKNOWN_CALL.test(code)) return CloudCallFailed;
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
