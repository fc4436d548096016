import { underFault } from '../kernel/faults';
import type { SandboxKernel } from '../kernel/kernel';
import { refuseRestricted } from '../kernel/restrictive-protection';
import {
  type AuditNote,
  type Caller,
  CloudError,
  type Door,
  type Reply,
  type RpcCall,
  type RpcOperation,
  type RpcService,
  type SandboxRequest,
} from '../kernel/types';
import { productOfVersion } from '../world/products';
import { authenticate } from './authenticate';
import { isRpc, missing, parseRpc, type RpcRequest } from './request';
import { claimOf } from './signature';

/** A call on its way: what is known of it so far, for the record that is made however it ends. */
interface Progress {
  readonly requestId: string;
  readonly region: string;
  readonly rpc: RpcRequest;
  readonly service: RpcService | undefined;
  caller?: Caller;
  accessKeyId: string;
}

/** Write calls a second where an operation says nothing; reads have 100 (RAM quota page). */
const DEFAULT_WRITE_RATE = 20;
const DEFAULT_READ_RATE = 100;

/** The door of all RPC services: the version picks the service, since they share one host. */
export function createRpcDoor(kernel: SandboxKernel, services: readonly RpcService[]): Door {
  const byVersion = new Map(services.map((service) => [service.version, service]));

  async function handle(request: SandboxRequest): Promise<Reply> {
    const requestId = kernel.newId('request');
    const host = request.headers['host'] ?? '';
    let rpc: RpcRequest;
    try {
      rpc = parseRpc(request);
    } catch (error) {
      return refusal(asCloudError(error), requestId, host);
    }
    const service = byVersion.get(rpc.version);
    const region = rpc.parameters['RegionId'] || kernel.region;
    const progress: Progress = { requestId, region, rpc, service, accessKeyId: '' };
    try {
      return await underFault(
        kernel,
        kernel.takeFault(service?.service ?? productOfVersion(rpc.version), rpc.action),
        (kind) => fail(progress, host, faultError(kind)),
        async () => perform(request, progress),
      );
    } catch (error) {
      return fail(progress, host, asCloudError(error));
    }
  }

  function perform(request: SandboxRequest, progress: Progress): Reply {
    const { rpc, service } = progress;
    const claim = claimOf(request, rpc);
    progress.accessKeyId = claim.accessKeyId;
    const caller = authenticate(kernel, claim);
    progress.caller = caller;
    const operation = service?.operations[rpc.action];
    if (!service || !operation) throw notImplemented(rpc, service);
    refuseRestricted(kernel.world.restrictedKeys, caller.accessKeyId, service.service, rpc.action);
    limit(caller, service, progress, operation);
    for (const name of operation.required ?? []) if (!rpc.parameters[name]) missing(name);
    const call: RpcCall = {
      caller,
      parameters: rpc.parameters,
      region: progress.region,
      requestId: progress.requestId,
      sourceIp: request.sourceIp,
    };
    const permission = operation.permission(call);
    if (permission) kernel.authorise(caller, permission, service.noPermissionCode);
    const resource = operation.resource?.(call);
    const answer = operation.run(call);
    const told = operation.responseElements ? operation.responseElements(answer) : operation.write ? answer : undefined;
    note(progress, 200, null, {
      write: operation.write,
      ...(resource ? { resourceType: resource.type, resourceName: resource.name } : {}),
      ...(told === undefined ? {} : { responseElements: told }),
    });
    return json(200, {
      RequestId: progress.requestId,
      ...kernel.rewritten(service.service, rpc.action, answer as Record<string, unknown>),
    });
  }

  function limit(caller: Caller, service: RpcService, { rpc, region }: Progress, operation: RpcOperation): void {
    const rate = operation.ratePerSecond ?? (operation.write ? DEFAULT_WRITE_RATE : DEFAULT_READ_RATE);
    // The flow control counts an account's user, whichever of his keys he signs with.
    const counted = operation.isRateOfRegion ? region : caller.principalId;
    if (!kernel.rates.pass(`${counted} ${service.service} ${rpc.action}`, rate)) throw faultError('throttle');
  }

  function fail(progress: Progress, host: string, error: CloudError): Reply {
    const operation = progress.service?.operations[progress.rpc.action];
    note(progress, error.status, error.code, { write: operation?.write ?? true, errorMessage: error.message });
    return refusal(error, progress.requestId, host);
  }

  function note(
    progress: Progress,
    status: number,
    errorCode: string | null,
    more: Partial<AuditNote> & { write: boolean },
  ): void {
    const { rpc, service } = progress;
    const known = service?.operations[rpc.action] !== undefined;
    kernel.record(
      progress.caller ?? kernel.identify(progress.accessKeyId),
      {
        accessKeyId: progress.accessKeyId,
        service: service?.service ?? productOfVersion(rpc.version),
        action: rpc.action,
        parameters: { ...rpc.parameters },
        status,
        errorCode,
      },
      {
        serviceName: service?.serviceName ?? productOfVersion(rpc.version),
        region: progress.region,
        isGlobal: service?.isGlobal ?? false,
        management: known && (progress.caller !== undefined || errorCode === 'InvalidAccessKeyId.Inactive'),
        apiVersion: rpc.version,
        requestId: progress.requestId,
        ...more,
      },
    );
  }

  return { service: 'rpc', matches: isRpc, handle };
}

function notImplemented(rpc: RpcRequest, service: RpcService | undefined): CloudError {
  return new CloudError(
    501,
    'SandboxNotImplemented',
    `The sandbox has no ${service?.service ?? productOfVersion(rpc.version)} operation ${rpc.action} (version ${rpc.version}).`,
  );
}

/** The refusal that a fault stands for. */
export function faultError(fault: 'throttle' | '500' | 'deny'): CloudError {
  if (fault === 'throttle')
    return new CloudError(400, 'Throttling.User', 'Request was denied due to user flow control.');
  if (fault === 'deny')
    return new CloudError(
      403,
      'NoPermission',
      'You are not authorized to do this action. You should be authorized by RAM.',
    );
  return new CloudError(500, 'InternalError', 'The request processing has failed due to some unknown error.');
}

function asCloudError(error: unknown): CloudError {
  if (error instanceof CloudError) return error;
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return faultError('500');
}

function refusal(error: CloudError, requestId: string, host: string): Reply {
  return json(error.status, {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code)}`,
    ...error.detail,
  });
}

function json(status: number, body: Record<string, unknown>): Reply {
  return { status, headers: { 'content-type': 'application/json;charset=utf-8' }, body: JSON.stringify(body) };
}
