import { CLI, TO_A_FILE, WITH_REASON } from './command-line';
import { shown, TourniquetError } from './error-base';
import { withoutKnownSecrets } from './secrecy/known';

export { TourniquetError };

export class InvalidAccessKeyId extends TourniquetError {
  static readonly code: string = 'INVALID_ACCESS_KEY_ID';
  constructor(value: unknown) {
    if (value === undefined) {
      super('No AccessKey id was given: accessKeyId is missing. A long-lived id begins with LTAI.');
      return;
    }
    const text = typeof value === 'string' ? `${shown(value, 4)} (${value.length} characters)` : shown(value, 8);
    super(`Not an AccessKey id: ${text}. A long-lived id begins with LTAI.`);
  }
}

export class TemporaryAccessKey extends TourniquetError {
  static readonly code: string = 'TEMPORARY_ACCESS_KEY';
  constructor(value: string) {
    super(`${shown(value, 8)} is an STS session's key: it ends by itself, and no policy on a user stops it.`);
  }
}

export class InvalidUserName extends TourniquetError {
  static readonly code: string = 'INVALID_USER_NAME';
  constructor(value: unknown) {
    super(
      value === '' || value === undefined || value === null
        ? 'The user name is empty: the cloud would take it for the caller, so nothing was asked.'
        : `Not a RAM user name: ${shown(value)}.`,
    );
  }
}

/** A call that would be about root's keys, and about the caller's own where he is not root. */
export class NotRoot extends TourniquetError {
  static readonly code: string = 'NOT_ROOT';
  constructor(arn: string, accountId: string) {
    super(
      `The credentials given for root are ${shown(arn, 120)}, and not the account ${accountId} itself: nothing was asked of its keys.`,
    );
  }
}

export class InvalidAccountId extends TourniquetError {
  static readonly code: string = 'INVALID_ACCOUNT_ID';
  constructor(value: unknown) {
    super(`Not an account id: ${shown(value)}.`);
  }
}

/** All that is wrong with the environment, at once. */
export class ConfigurationInvalid extends TourniquetError {
  static readonly code: string = 'CONFIGURATION_INVALID';
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is invalid, so nothing was contained:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}

export class HygieneExceptionsInvalid extends TourniquetError {
  static readonly code: string = 'HYGIENE_EXCEPTIONS_INVALID';
  constructor(readonly problems: readonly string[]) {
    super(`The list of exceptions is invalid, so none of them holds:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}

/**
 * How an event cannot be understood: its bytes are no JSON; it is too large to be looked through; its form is none of ours;
 * an invocation whose fields are wrong; somebody's notice whose key cannot be read.
 */
export type Unparseable = 'bytes' | 'size' | 'form' | 'invocation' | 'notice';

export class UnparseableEvent extends TourniquetError {
  static readonly code: string = 'UNPARSEABLE_EVENT';
  readonly how: Unparseable;
  constructor(why: string, { how = 'form', ...options }: ErrorOptions & { readonly how?: Unparseable } = {}) {
    super(`The event cannot be understood: ${shown(why, 200)}`, options);
    this.how = how;
  }
}

export class CommandNotHere extends TourniquetError {
  static readonly code: string = 'COMMAND_NOT_HERE';
  /** `accessKeyId`: as it was given; it stands whole in the command, which is there to be copied. */
  constructor(command: 'release' | 'approve' | 'rotate', accessKeyId?: string) {
    const key = accessKeyId ?? '<AccessKey id>';
    const words = command === 'rotate' ? `rotate start ${key} ${TO_A_FILE}` : `${command} ${key} ${WITH_REASON}`;
    super(
      `"${command}" is the command line's alone, because a function cannot see who invokes it. ` +
        `Run: ${CLI} ${words}`,
    );
  }
}

export class PolicyInvalid extends TourniquetError {
  static readonly code: string = 'POLICY_INVALID';
  constructor(why: string, options?: ErrorOptions) {
    super(`The policy document does not parse: ${why}`, options);
  }
}

/** What some policies let pass is not worked out: somebody wrote them so that it takes long. Nothing is known of it then. */
export class PoliciesTooIntricate extends TourniquetError {
  static readonly code: string = 'POLICIES_TOO_INTRICATE';
  constructor() {
    super('What these policies let pass takes too long to work out: look at them by hand');
  }
}

/**
 * A call that the cloud refused or that did not come back. `cloudCode` is the cloud's own code, fit to be shown; `object`: the
 * one that the call was about, which the message ends with: among thousands nobody finds it else.
 */
export class CloudCallFailed extends TourniquetError {
  static readonly code: string = 'CLOUD_CALL_FAILED';
  readonly cloudCode: string;
  readonly requestId: string | undefined;

  constructor(
    readonly service: string,
    readonly action: string,
    cloudCode: string,
    readonly status: number | undefined,
    requestId: string | undefined,
    detail: string,
    { object, ...options }: ErrorOptions & { readonly object?: string | undefined } = {},
  ) {
    const code = shown(cloudCode, 100);
    const which = object === undefined ? '' : ` [${shown(object, 160)}]`;
    const how = `${code}${status ? ` (HTTP ${status})` : ''}: ${shown(detail, 200)}${which}`;
    super(`${service} ${action} failed: ${how}`, options);
    this.cloudCode = code;
    // Whoever answers may be anybody: a proxy, or who has taken the name over.
    this.requestId = requestId === undefined ? undefined : shown(requestId, 100);
  }
}

/** The cloud knows no such thing (user, key, policy, object). That it does not know the call is a CloudCallFailed. */
export class CloudNotFound extends CloudCallFailed {
  static override readonly code = 'CLOUD_NOT_FOUND';
}

/** The cloud has it already (policy attached, object written by another). */
export class CloudAlreadyThere extends CloudCallFailed {
  static override readonly code = 'CLOUD_ALREADY_THERE';
}

/** This identity may not make that call. */
export class CloudForbidden extends CloudCallFailed {
  static override readonly code = 'CLOUD_FORBIDDEN';
}

/** Too many calls; later it would pass. */
export class CloudThrottled extends CloudCallFailed {
  static override readonly code = 'CLOUD_THROTTLED';
}

/** A quota of the account or of the user is full. */
export class CloudLimitExceeded extends CloudCallFailed {
  static override readonly code = 'CLOUD_LIMIT_EXCEEDED';
}

/** The answer came, and is not what the contract says. */
export class CloudAnswerMalformed extends CloudCallFailed {
  static override readonly code = 'CLOUD_ANSWER_MALFORMED';
}

export class OwnerNotFound extends TourniquetError {
  static readonly code: string = 'OWNER_NOT_FOUND';
  constructor(maskedKey: string, looked: readonly string[], options?: ErrorOptions) {
    super(`No RAM user of this account owns ${maskedKey} (looked in ${looked.join(', ')}).`, options);
  }
}

/** The evidence bucket must never be versioned: OSS then ignores forbid-overwrite, and with it the journal's lock. */
export class BucketUnfit extends TourniquetError {
  static readonly code: string = 'BUCKET_UNFIT';
  constructor(bucket: string, why: string, of: 'evidence' | 'archive' = 'evidence') {
    super(`The ${of} bucket ${bucket} cannot be used: ${why}`);
  }
}

export class JournalCorrupt extends TourniquetError {
  static readonly code: string = 'JOURNAL_CORRUPT';
  constructor(key: string, why: string, options?: ErrorOptions) {
    super(`The journal entry ${key} cannot be trusted: ${why}`, options);
  }
}

export class ChannelFailed extends TourniquetError {
  static readonly code: string = 'CHANNEL_FAILED';
  /** It was reached, and does not want this message: another one it may take. */
  readonly isRefused: boolean;
  /** It does not take so large a message: without what is attached it may take this one. */
  readonly isTooLarge: boolean;
  /** Recipients that were refused, where others have it. */
  readonly left: readonly string[] | undefined;

  constructor(
    channel: string,
    why: string,
    {
      isRefused = false,
      isTooLarge = false,
      left,
      ...options
    }: ErrorOptions & Partial<Pick<ChannelFailed, 'isRefused' | 'isTooLarge' | 'left'>> = {},
  ) {
    super(`${channel} did not take the message: ${why}`, options);
    this.isRefused = isRefused;
    this.isTooLarge = isTooLarge;
    this.left = left;
  }
}

/** The run did part of its work; the failure is kept, so that the platform delivers again. */
export class RunIncomplete extends TourniquetError {
  static readonly code: string = 'RUN_INCOMPLETE';
  readonly failures: readonly string[];

  constructor(failures: readonly string[], options?: ErrorOptions) {
    super(`Not all of it could be done: ${failures.join('; ')}`, options);
    this.failures = failures.map(withoutKnownSecrets);
  }
}

export class PolicyRequestInvalid extends TourniquetError {
  static readonly code: string = 'POLICY_REQUEST_INVALID';
  constructor(why: string) {
    super(`The request cannot be evaluated: ${why}`);
  }
}

/** A policy of our own that cannot be made for this account. */
export class PolicyUnbuildable extends TourniquetError {
  static readonly code: string = 'POLICY_UNBUILDABLE';
  constructor(policy: string, why: string) {
    super(`The policy ${policy} cannot be made: ${why}`);
  }
}

/** The owner was not found, and not every look went through: "could not check", never "not ours". */
export class OwnerUnknown extends TourniquetError {
  static readonly code: string = 'OWNER_UNKNOWN';
  constructor(
    maskedKey: string,
    failures: readonly string[],
    /** A live look has named a user of this account, whoever he is by now: no forger can bring that about. */
    readonly isHeld = false,
    options?: ErrorOptions,
  ) {
    super(`The owner of ${maskedKey} could not be checked: ${[...new Set(failures)].join('; ')}`, options);
  }
}

/** The channel takes messages again after a while: `retryAfterMs`. */
export class ChannelThrottled extends ChannelFailed {
  static override readonly code: string = 'CHANNEL_THROTTLED';
  constructor(
    channel: string,
    why: string,
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(channel, why, options);
  }
}

/** An object of the evidence pack is not what was written: another run writes the same round, or somebody else did. */
export class EvidenceChanged extends TourniquetError {
  static readonly code: string = 'EVIDENCE_CHANGED';
  constructor(path: string) {
    super(`The evidence object ${shown(path, 160)} changed or went away while it was being read.`);
  }
}

/** An incident is known, and nothing of its journal is there any more. */
export class JournalGone extends TourniquetError {
  static readonly code: string = 'JOURNAL_GONE';
  constructor(key: string) {
    super(
      `The journal of ${shown(key, 160)} has been deleted, or its end: nobody knows any more what belongs in its place. Look at its user now.`,
    );
  }
}

/** The account's credential report, or the CSV in it, is not what the contract says. */
export class CredentialReportInvalid extends TourniquetError {
  static readonly code: string = 'CREDENTIAL_REPORT_INVALID';
  constructor(why: string, options?: ErrorOptions) {
    super(`The credential report cannot be read: ${why}`, options);
  }
}
