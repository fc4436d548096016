/** A function as it is deployed: what it is built from and what it may use. */
export interface FunctionDefinition {
  /** The folder that the build makes; its `index.js` exports `handler(event, context)`. */
  readonly bundleDir: string;
  /** The function's whole environment, besides what the platform sets itself. */
  readonly env: Readonly<Record<string, string>>;
  /** The role whose session each invocation gets. */
  readonly roleName: string;
  readonly timeoutSeconds: number;
  readonly memoryMb?: number;
  /** Instances at once; more requests wait. Default 10. */
  readonly maxInstances?: number;
  /** Of an asynchronous invocation that failed, after its first try. Default: the platform's. */
  readonly asyncRetries?: number;
  /** An asynchronous invocation that is older is not tried any more. */
  readonly asyncMaxAgeSeconds?: number;
  /** Where a failed asynchronous invocation goes: an ARN. */
  readonly onFailure?: string;
  /** Where the platform writes what the function prints, under the function's role. */
  readonly logs?: { readonly project: string; readonly logstore: string };
}

export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** How an invocation went that did reach the function. */
export interface InvocationResult {
  readonly functionName: string;
  readonly requestId: string;
  /** What the handler answered, or the error as JSON. */
  readonly payload: Buffer;
  readonly error: FunctionError | undefined;
  /** Standard output and standard error of the invocation, in the order in which they came. */
  readonly logs: string;
  /** From the handler's call to its answer, as the platform bills it. */
  readonly durationMs: number;
  /** From the start of the process until the code was loaded; undefined for a warm instance. */
  readonly coldStartMs: number | undefined;
  /** The largest resident set seen while the invocation ran. */
  readonly peakRssBytes: number;
}

/** `Handled`: the handler threw or its promise was rejected. `Unhandled`: the process failed, ended or ran out of time. */
export interface FunctionError {
  readonly kind: 'HandledInvocationError' | 'UnhandledInvocationError';
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** An asynchronous invocation and all its tries, the latest last. */
export interface AsyncInvocation {
  readonly functionName: string;
  readonly requestId: string;
  /** By the sandbox's clock. */
  readonly queuedAt: Date;
  readonly event: Buffer;
  readonly attempts: readonly InvocationResult[];
  /** `failed`: the last retry was an error as well. */
  readonly state: 'queued' | 'running' | 'waiting' | 'done' | 'failed';
}

/** A trigger as the account keeps it. */
export interface StoredTrigger {
  readonly triggerName: string;
  readonly triggerType: string;
  readonly triggerConfig: Readonly<Record<string, unknown>>;
  readonly description?: string;
  readonly qualifier?: string;
}
