import { underFault } from '../kernel/faults';
import { type Caller, CloudError, type Door, type Kernel, type Reply, type SandboxRequest } from '../kernel/types';
import { AsyncQueue, DEFAULT_RETRIES, type FailedInvocation, type RetryRule } from './async-queue';
import { authenticate } from './authenticate';
import { listTriggers } from './list-triggers';
import { FunctionNotFound, Platform, type PlatformOptions } from './platform';
import { type FcTarget, isFcPath, isSetting, targetOf } from './route';
import { setting } from './settings';
import type { AsyncInvocation, FunctionDefinition, InvocationResult, StoredTrigger } from './types';

export interface FcOptions extends Pick<PlatformOptions, 'openSession'> {
  readonly functions: Map<string, FunctionDefinition>;
  /** By function; read at each call. */
  readonly triggers?: Map<string, StoredTrigger[]>;
  readonly retries?: RetryRule;
  readonly onFailed?: (failed: FailedInvocation) => void;
  readonly onRun?: PlatformOptions['onRun'];
}

export interface FcDoor extends Door {
  /** Runs a function at once, as an event source inside the account would. Throws FunctionNotFound. */
  invoke(name: string, event: unknown): Promise<InvocationResult>;
  /** Queues an asynchronous invocation and answers its request id. Throws FunctionNotFound, and CloudError 400 for what is too large. */
  invokeAsync(name: string, event: unknown): string;
  /** Resolves when no asynchronous work is left. */
  idle(): Promise<void>;
  /** The instances that wait for work end: the next request of each function starts a new one. */
  cool(): Promise<void>;
  /** Every run of every function, tries of asynchronous ones included, oldest first. */
  readonly invocations: readonly InvocationResult[];
  readonly asyncInvocations: readonly AsyncInvocation[];
  /** Ends all instances. */
  stop(): Promise<void>;
}

/** Payload limits in bytes (Function Compute, "Limits"). */
const SYNC_LIMIT = 32 * 1024 * 1024;
const ASYNC_LIMIT = 128 * 1024;
const LOG_TAIL_BYTES = 4 * 1024;

/**
 * Function Compute's two APIs: InvokeFunction, running the built bundles in processes of their own, ListTriggers, and what
 * reads or changes a function's settings.
 */
export function createFcDoor(kernel: Kernel, options: FcOptions): FcDoor {
  const platform = new Platform({
    functions: options.functions,
    openSession: options.openSession,
    region: kernel.region,
    accountId: kernel.accountId,
    newRequestId: () => kernel.newId('request'),
    ...(options.onRun ? { onRun: options.onRun } : {}),
  });
  const queue = new AsyncQueue(platform, options.retries ?? DEFAULT_RETRIES, () => kernel.now(), options.onFailed);

  const arnOf = (resource: string): string => `acs:fc:${kernel.region}:${kernel.accountId}:${resource}`;

  /** Everything that is decided before the function runs: then the call is written down, so that it stands before what it causes. */
  function admit(request: SandboxRequest, target: FcTarget): Caller {
    const caller = authenticate(kernel, request);
    const { operation } = target;
    if (operation === undefined)
      throw new CloudError(
        501,
        'SandboxNotImplemented',
        `The sandbox has no FC operation ${request.method} ${request.path}.`,
      );
    kernel.authorise(caller, { actions: [`fc:${operation}`], resources: [arnOf(target.resource)] }, 'AccessDenied');
    if (!options.functions.has(target.functionName)) {
      throw new CloudError(404, 'FunctionNotFound', `function '${target.functionName}' does not exist`);
    }
    if (operation !== 'InvokeFunction') return caller;
    const most = target.isAsync ? ASYNC_LIMIT : SYNC_LIMIT;
    if (request.body.length > most) {
      throw new CloudError(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${most} bytes)`);
    }
    return caller;
  }

  async function perform(request: SandboxRequest, target: FcTarget, requestId: string): Promise<Reply> {
    try {
      const caller = admit(request, target);
      const answer = answered(request, target);
      note(request, target, requestId, caller, answer === undefined && target.isAsync ? 202 : 200);
      if (answer !== undefined) return { status: 200, headers: jsonOf(requestId), body: JSON.stringify(answer) };
    } catch (cause) {
      if (!(cause instanceof CloudError)) throw cause;
      return refuse(request, target, requestId, cause);
    }
    if (target.isAsync) {
      queue.add(target.functionName, request.body, requestId);
      return { status: 202, headers: { 'x-fc-request-id': requestId } };
    }
    return replyOf(await platform.invoke(target.functionName, request.body, requestId), request);
  }

  /** Undefined for what the function itself answers. */
  function answered(request: SandboxRequest, target: FcTarget): object | undefined {
    const { operation, functionName } = target;
    const { functions, triggers = new Map<string, StoredTrigger[]>() } = options;
    if (operation === 'ListTriggers') return listTriggers(triggers.get(functionName) ?? [], request, target, arnOf);
    return isSetting(operation) ? setting({ functions, triggers }, operation, target, request) : undefined;
  }

  function refuse(request: SandboxRequest, target: FcTarget, requestId: string, error: CloudError): Reply {
    note(request, target, requestId, undefined, error.status, error);
    const body =
      target.version === '2023-03-30'
        ? { Code: error.code, Message: error.message, RequestId: requestId, ...error.detail }
        : { ErrorCode: error.code, ErrorMessage: error.message };
    return {
      status: error.status,
      headers: jsonOf(requestId),
      body: JSON.stringify(body),
    };
  }

  function note(
    request: SandboxRequest,
    target: FcTarget,
    requestId: string,
    caller: Caller | undefined,
    status: number,
    error?: CloudError,
  ): void {
    const reads = target.operation === 'ListTriggers' || target.operation === 'GetFunction';
    const invokes = target.operation === 'InvokeFunction' || target.operation === undefined;
    const accessKeyId = /(?:Credential=|^FC )([^,:\s]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    kernel.record(
      caller ?? kernel.identify(accessKeyId),
      {
        accessKeyId,
        service: 'fc',
        action: target.operation ?? `${request.method} ${request.path}`,
        parameters: {
          functionName: target.functionName,
          ...(target.triggerName === undefined ? {} : { triggerName: target.triggerName }),
          ...(invokes ? { invocationType: target.isAsync ? 'Async' : 'Sync' } : {}),
        },
        status,
        errorCode: error?.code ?? null,
      },
      {
        serviceName: 'Fc',
        region: kernel.region,
        isGlobal: false,
        write: !reads,
        apiVersion: target.version,
        resourceType: 'ACS::FC::Function',
        resourceName: target.functionName,
        ...(error ? { errorMessage: error.message } : {}),
        requestId,
        // Invocations are data events; ActionTrail's management events do not hold them.
        management: !invokes,
      },
    );
  }

  return {
    service: 'fc',
    matches: (request) => isFcPath(request.path),
    handle: (request) => {
      const target = targetOf(request);
      const requestId = kernel.newId('request');
      return underFault(
        kernel,
        kernel.takeFault('fc', target.operation ?? ''),
        (fault) => refuse(request, target, requestId, FAULTS[fault]),
        () => perform(request, target, requestId),
      );
    },
    invoke: (name, event) => platform.invoke(name, bytesOf(event)),
    invokeAsync: (name, event) => {
      platform.definitionOf(name);
      const body = bytesOf(event);
      if (body.length > ASYNC_LIMIT)
        throw new CloudError(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${ASYNC_LIMIT} bytes)`);
      const requestId = kernel.newId('request');
      queue.add(name, body, requestId);
      return requestId;
    },
    idle: () => queue.idle(),
    cool: () => platform.cool(),
    invocations: platform.invocations,
    asyncInvocations: queue.all,
    stop: async () => {
      queue.stop();
      await platform.stop();
    },
  };
}

export { FunctionNotFound };

const FAULTS = {
  throttle: new CloudError(429, 'ResourceThrottled', 'Reserve resource exceeded limit'),
  '500': new CloudError(500, 'InternalServerError', 'an internal error has occurred, please retry'),
  deny: new CloudError(403, 'AccessDenied', 'the caller is not authorized to perform this action'),
} as const;

const jsonOf = (requestId: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-fc-request-id': requestId,
});

function bytesOf(event: unknown): Buffer {
  if (Buffer.isBuffer(event)) return event;
  return Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
}

/** A function that failed answers 200 as well; the header says so. */
function replyOf(result: InvocationResult, request: SandboxRequest): Reply {
  const tail = Buffer.from(result.logs);
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'x-fc-request-id': result.requestId,
      'x-fc-invocation-duration': result.durationMs.toFixed(2),
      'x-fc-max-memory-usage': (result.peakRssBytes / 1024 / 1024).toFixed(2),
      ...(result.error ? { 'x-fc-error-type': result.error.kind } : {}),
      ...(request.headers['x-fc-log-type'] === 'Tail'
        ? { 'x-fc-log-result': tail.subarray(Math.max(0, tail.length - LOG_TAIL_BYTES)).toString('base64') }
        : {}),
    },
    body: result.payload,
  };
}
