import { type Clock, systemClock } from '../../shared/clock';
import { underFault } from '../kernel/faults';
import {
  CloudError,
  type Door,
  type Kernel,
  type PermissionRequest,
  type Reply,
  type SandboxRequest,
} from '../kernel/types';
import { AccessLog } from './access-log';
import { isOssHost, type OssAddress, readings } from './address';
import { type Authenticated, authenticate } from './authenticate';
import { bucketDenies } from './bucket-policy';
import { ossError } from './errors';
import { type OssCall, type OssOperation, objectResource } from './operation';
import { route } from './route';
import { readSignature } from './signature';
import { OssStore } from './store';
import { type XmlNode, xmlDocument } from './xml';

export interface OssDoor extends Door {
  readonly store: OssStore;
}

/**
 * OSS over HTTP, path style and virtual host, with signature versions 1 and 4. Answers what OSS answers, errors as XML.
 * `clock` is real time, which signatures are checked against; objects are dated by the kernel's.
 */
export function createOssDoor(kernel: Kernel, store = new OssStore(), clock: Clock = systemClock): OssDoor {
  const log = new AccessLog(store);
  return {
    service: 'oss',
    store,
    matches(request) {
      if (request.headers['x-acs-action'] !== undefined || /^\/(_sandbox|robot)(\/|$)/.test(request.path)) return false;
      return /^OSS4?[ -]/.test(request.headers.authorization ?? '') || isOssHost(request.headers.host);
    },
    async handle(request) {
      const requestId = kernel.newId('request').replaceAll('-', '').toUpperCase().slice(0, 24);
      log.deliver(kernel.now());
      const reply = await answer({ kernel, store, log }, clock, request, requestId);
      return { ...reply, headers: { ...reply.headers, 'x-oss-request-id': requestId, server: 'AliyunOSS' } };
    },
  };
}

async function answer(
  { kernel, store, log }: { readonly kernel: Kernel; readonly store: OssStore; readonly log: AccessLog },
  clock: Clock,
  request: SandboxRequest,
  id: string,
): Promise<Reply> {
  let who: Authenticated | undefined;
  const address = (): OssAddress => who?.address ?? readings(request)[0] ?? { bucket: '', key: '' };
  let reply: Reply;
  let failure: CloudError | undefined;
  try {
    who = authenticate(kernel, request, clock.now());
    reply = await perform(kernel, store, request, who);
  } catch (cause) {
    if (!(cause instanceof CloudError)) throw cause;
    failure = cause;
    reply = errorReply(request, cause, id);
  }
  const routed = route(request, address());
  const { bucket, key } = address();
  const accessKeyId = readSignature(request)?.accessKeyId ?? '';
  log.record({
    ...{ bucket, key, request, reply, accessKeyId, requestId: id, errorCode: failure?.code ?? '' },
    operation: routed?.operation.action ?? 'Unknown',
    accountId: kernel.accountId,
    ip: request.sourceIp,
    at: kernel.now(),
  });
  kernel.record(
    who?.caller ?? kernel.identify(accessKeyId),
    {
      accessKeyId,
      service: 'oss',
      action: routed?.operation.action ?? `${request.method} ${request.path}`,
      parameters: parametersOf(request, bucket, key),
      status: reply.status,
      errorCode: failure?.code ?? null,
    },
    {
      serviceName: 'Oss',
      region: kernel.region,
      isGlobal: false,
      write: routed?.operation.write ?? request.method !== 'GET',
      apiVersion: '2019-05-17',
      ...(bucket === '' ? {} : { resourceType: 'ACS::OSS::Bucket', resourceName: bucket }),
      ...(failure ? { errorMessage: failure.message } : {}),
      requestId: id,
      // A key that is known and off is a finding in itself; a signature that nobody owns is no event of this account.
      management: (routed?.ofBucket ?? false) && (who?.caller !== undefined || failure?.code === 'InvalidAccessKeyId'),
    },
  );
  return reply;
}

const FAULT_CODES = { throttle: 'QpsLimitExceeded', '500': 'InternalError', deny: 'AccessDenied' } as const;

async function perform(kernel: Kernel, store: OssStore, request: SandboxRequest, who: Authenticated): Promise<Reply> {
  const { bucket: bucketName, key } = who.address;
  const routed = route(request, who.address);
  if (!routed) throw ossError('NotImplemented');
  const call: OssCall = { kernel, store, request, bucketName, key, caller: who.caller, now: kernel.now() };
  authorise(call, routed.operation);
  return underFault(
    kernel,
    kernel.takeFault('oss', routed.operation.action),
    (fault) => {
      throw ossError(FAULT_CODES[fault]);
    },
    async () => {
      const reply = await routed.operation.run(call);
      return kernel.rewritten('oss', routed.operation.action, { ...reply }) as unknown as Reply;
    },
  );
}

/** A caller needs the power by policy; nobody at all needs the bucket's ACL to be public. */
function authorise(call: OssCall, operation: OssOperation): void {
  const { caller, kernel, bucketName, key, store } = call;
  if (!caller) {
    const acl = store.buckets.get(bucketName)?.acl ?? 'private';
    const open = operation.write ? acl === 'public-read-write' : acl !== 'private';
    if (key === '' || !open) throw ossError('AccessDenied');
    return;
  }
  const resource = bucketName === '' ? `acs:oss:*:${kernel.accountId}:*` : objectResource(call, bucketName, key);
  const own: PermissionRequest[] =
    operation.power === '' ? [] : [{ actions: [operation.power], resources: [resource] }];
  for (const asked of [...own, ...(operation.further?.(call) ?? [])]) {
    const context = operation.context?.(call);
    kernel.authorise(caller, context ? { ...asked, context } : asked, 'AccessDenied');
  }
  if (bucketDenies(store.buckets.get(bucketName)?.policy, caller, operation.power, resource))
    throw ossError('AccessDenied');
}

function parametersOf(request: SandboxRequest, bucket: string, key: string): Record<string, unknown> {
  const query = Object.fromEntries([...request.query].filter(([name]) => name !== 'security-token'));
  const acl = request.headers['x-oss-acl'];
  return {
    ...(bucket === '' ? {} : { bucket }),
    ...(key === '' ? {} : { key }),
    ...query,
    // What a call opens stands in a header of its request.
    ...(acl === undefined ? {} : { 'x-oss-acl': acl }),
  };
}

/** An answer to HEAD has no body: OSS puts the error document into the x-oss-err header, as base64. */
function errorReply(request: SandboxRequest, error: CloudError, requestId: string): Reply {
  const document = xmlDocument('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: requestId,
    HostId: request.headers.host ?? '',
    ...(error.detail as Readonly<Record<string, XmlNode>>),
  });
  const headers = { 'content-type': 'application/xml' };
  return request.method === 'HEAD'
    ? { status: error.status, headers: { ...headers, 'x-oss-err': Buffer.from(document).toString('base64') } }
    : { status: error.status, headers, body: document };
}
