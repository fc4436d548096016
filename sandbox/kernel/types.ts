/**
 * What the parts of the sandbox promise each other: one kernel knows who calls, what he may do and what is written
 * down; every service is a room that only knows its own resources.
 */

/** One HTTP request, its body read whole. Header names are lower case. */
export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The request line's target exactly as it came: signatures are made over it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** What happens to the connection instead of an answer: nothing ever comes, or it breaks. */
  readonly transport?: 'hang' | 'reset';
}

/** Who signed a request, as the account knows him at this moment. */
export interface Caller {
  readonly type: 'root-account' | 'ram-user' | 'assumed-role';
  readonly accountId: string;
  /** `root`, the RAM user's name, or `role:session`. */
  readonly userName: string;
  readonly principalId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  readonly roleName?: string;
  /** When the session of an assumed role began. */
  readonly sessionStart?: Date;
}

/** An error in the words of the service that answers it. */
export class CloudError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Fields beside Code and Message in the answer, such as AccessDeniedDetail. */
    readonly detail: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'CloudError';
  }
}

/** What a call asks to be allowed. `actions`: spellings of the same power, any of which may be granted, none denied. */
export interface PermissionRequest {
  readonly actions: readonly string[];
  /** Each of them must be allowed. */
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** One call as `GET /_sandbox/calls` shows it. */
export interface CallRecord {
  readonly time: string;
  readonly accessKeyId: string;
  readonly service: string;
  readonly action: string;
  readonly parameters: Record<string, unknown>;
  readonly status: number;
  readonly errorCode: string | null;
}

/** What a service tells the audit of one finished call, beside the call record. */
export interface AuditNote {
  readonly serviceName: string;
  readonly region: string;
  readonly isGlobal: boolean;
  readonly write: boolean;
  readonly apiVersion?: string;
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly responseElements?: unknown;
  readonly errorMessage?: string;
  readonly userAgent?: string;
  readonly sourceIp?: string;
  /** The id that the caller was answered with; default: a new one. */
  readonly requestId?: string;
  /** Data operations (OSS objects) are recorded as calls, but ActionTrail's management events do not hold them. */
  readonly management: boolean;
}

/** What the kernel does for every service, whatever its protocol. */
export interface Kernel {
  readonly accountId: string;
  readonly region: string;
  /** The sandbox's own time: real time plus what `POST /_sandbox/clock` moved it by. */
  now(): Date;
  newId(kind: 'request' | 'access-key' | 'secret' | 'numeric'): string;
  /** The caller behind an AccessKey id, whether long-lived or STS; undefined when there is none. Throws CloudError
   *  with the documented code for a key that is inactive, or a session that is over. */
  callerOf(accessKeyId: string): Caller | undefined;
  /** The same without any check of status or age: for the audit of a call that was refused. */
  identify(accessKeyId: string): Caller | undefined;
  /** Throws CloudError 403 (`code`, default NoPermission) unless the caller's policies allow all of it. Root passes.
   *  Where the request's context does not say otherwise, acs:SourceIp, acs:CurrentTime, acs:SecureTransport and
   *  acs:MFAPresent are those of the HTTP request in hand. */
  authorise(caller: Caller, request: PermissionRequest, code?: string): void;
  /** Writes the call down, and its ActionTrail event when `note.management`. */
  record(caller: Caller | undefined, call: Omit<CallRecord, 'time'>, note: AuditNote): void;
  /**
   * The fault that `POST /_sandbox/faults` has set for this call, used up by asking; see `sandbox/kernel/faults.ts`. The
   * call waits for the answer: whoever asks in the kernel's place can hold it.
   */
  takeFault(service: string, action: string): AwaitedFault;
  /** What makes an answer late. */
  wait(ms: number): Promise<void>;
  /** The answer, or what stands for it where a test has set another; see `sandbox/kernel/faults.ts`. */
  rewritten(service: string, action: string, usual: Record<string, unknown>): Record<string, unknown>;
  /** Refuses a nonce that was seen within 15 minutes. */
  useNonce(nonce: string): boolean;
}

/** `incomplete`: a search of Log Service that is not finished in its time; every other call is answered as ever. */
export type Fault = 'throttle' | '500' | 'timeout' | 'reset' | 'malformed' | 'slow' | 'deny' | 'incomplete';

export type AwaitedFault = Fault | undefined | Promise<Fault | undefined>;

/** A front door of the sandbox: it knows its own requests, checks their signature and answers them. */
export interface Door {
  readonly service: string;
  matches(request: SandboxRequest): boolean;
  handle(request: SandboxRequest): Promise<Reply>;
}

/** A service of the RPC style: the RPC door checks signatures, parameters and power, then runs the operation. */
export interface RpcService {
  /** Lower-case product, as in the calls log: `ram`, `ims`, `sts`, `actiontrail`, `sas`, `bss`. */
  readonly service: string;
  /** As ActionTrail spells it: `Ram`, `Sas`, `Sts`, `Actiontrail`, `BssOpenApi`. */
  readonly serviceName: string;
  readonly version: string;
  readonly isGlobal: boolean;
  /** The code of a refusal by policy, where it is not NoPermission. */
  readonly noPermissionCode?: string;
  readonly operations: Readonly<Record<string, RpcOperation>>;
}

export interface RpcCall {
  readonly caller: Caller;
  /** Query and form parameters, names as on the wire (`UserName`, `LookupAttribute.1.Key`). */
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  readonly requestId: string;
  readonly sourceIp: string;
}

export interface RpcOperation {
  /** Parameters without which the door answers MissingParameter. */
  readonly required?: readonly string[];
  readonly write: boolean;
  /** The power that the call needs; null: no policy is asked (GetCallerIdentity). */
  permission(call: RpcCall): PermissionRequest | null;
  /** The answer without RequestId. Throws CloudError. */
  run(call: RpcCall): Record<string, unknown>;
  /** The resource that the event names. */
  resource?(call: RpcCall): { type: string; name: string };
  /** What the event tells of the answer; default: the answer of a writing call, without its secrets. */
  responseElements?(answer: Record<string, unknown>): unknown;
  /** Calls a second that the service takes of one caller; the flow control answers Throttling.User beyond it. */
  readonly ratePerSecond?: number;
  /** The rate is that of the whole account in a region, not of one caller. */
  readonly isRateOfRegion?: true;
}
