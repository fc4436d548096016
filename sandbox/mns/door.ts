import { createHmac } from 'node:crypto';
import type { DeadLetters } from '../eventbridge/dead-letters';
import { underFault } from '../kernel/faults';
import { type Caller, CloudError, type Door, type Kernel, type Reply, type SandboxRequest } from '../kernel/types';
import { xmlDocument } from '../oss/xml';

const MAX_SKEW_MS = 15 * 60_000;
const MOST = 16;

/**
 * Simple Message Queue (2015-06-06), as far as a queue of dead letters is looked into: BatchPeekMessage. `queues`: those
 * that are there, by name.
 */
export function createMnsDoor(kernel: Kernel, letters: DeadLetters, queues: ReadonlySet<string>): Door {
  function answer(request: SandboxRequest, caller: Caller): Reply {
    const [, queue = ''] = /^\/queues\/([^/]+)\/messages$/.exec(request.path) ?? [];
    if (request.method !== 'GET' || queue === '' || request.query.get('peekonly') !== 'true')
      throw new CloudError(501, 'SandboxNotImplemented', `The sandbox has no ${request.method} ${request.target}.`);
    const resource = `acs:mns:${kernel.region}:${kernel.accountId}:/queues/${queue}/messages`;
    const wanted = Number(request.query.get('numOfMessages') ?? 1);
    if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST)
      throw new CloudError(400, 'InvalidArgument', `numOfMessages must be from 1 to ${MOST}.`);
    kernel.authorise(caller, { actions: ['mns:BatchPeekMessage'], resources: [resource] }, 'AccessDenied');
    if (!queues.has(queue)) throw new CloudError(404, 'QueueNotExist', 'The queue name you provided is not exist.');
    // Triggers and functions write the queue's name with and without its messages.
    const held = letters.all.filter(({ queue: arn }) => arn.replace(/\/messages$/, '').endsWith(`queues/${queue}`));
    if (held.length === 0) throw new CloudError(404, 'MessageNotExist', 'Message not exist.');
    const Message = held.slice(0, wanted).map(({ time, event, from }, i) => ({
      MessageId: `${i}-${Date.parse(time)}`,
      MessageBody: Buffer.from(JSON.stringify({ from, event })).toString('base64'),
      EnqueueTime: Date.parse(time),
      DequeueCount: 0,
      Priority: 8,
    }));
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: xmlDocument('Messages', { Message }) };
  }

  function note(request: SandboxRequest, caller: Caller | undefined, status: number, error?: CloudError): void {
    const accessKeyId = claimOf(request).accessKeyId;
    const call = { accessKeyId, service: 'mns', action: 'BatchPeekMessage', parameters: {}, status };
    kernel.record(
      caller ?? kernel.identify(accessKeyId),
      { ...call, errorCode: error?.code ?? null },
      {
        ...{ serviceName: 'Mns', region: kernel.region, isGlobal: false, write: false, management: false },
        ...(error ? { errorMessage: error.message } : {}),
      },
    );
  }

  function refuse(request: SandboxRequest, error: CloudError, caller?: Caller): Reply {
    note(request, caller, error.status, error);
    const body = { Code: error.code, Message: error.message, RequestId: kernel.newId('request') };
    return { status: error.status, headers: { 'content-type': 'text/xml' }, body: xmlDocument('Error', body) };
  }

  return {
    service: 'mns',
    matches: ({ headers }) =>
      /^MNS /.test(headers.authorization ?? '') || /\.mns\.[a-z0-9-]+\.aliyuncs\.com(:\d+)?$/.test(headers.host ?? ''),
    handle: (request) =>
      underFault(
        kernel,
        kernel.takeFault('mns', 'BatchPeekMessage'),
        (kind) => refuse(request, FAULTS[kind]),
        async () => {
          let caller: Caller | undefined;
          try {
            caller = authenticate(kernel, request);
            const reply = answer(request, caller);
            note(request, caller, reply.status);
            return reply;
          } catch (error) {
            if (!(error instanceof CloudError)) throw error;
            return refuse(request, error, caller);
          }
        },
      ),
  };
}

const FAULTS = {
  throttle: new CloudError(429, 'QpsLimitExceeded', 'The requests are too many.'),
  '500': new CloudError(500, 'InternalServerError', 'Internal error.'),
  deny: new CloudError(403, 'AccessDenied', 'The OwnerId that your Access Key Id associated to is forbidden.'),
} as const;

function claimOf({ headers }: SandboxRequest): { readonly accessKeyId: string; readonly signature: string } {
  const [, accessKeyId = '', signature = ''] = /^MNS ([^:\s]+):(\S+)$/.exec(headers.authorization ?? '') ?? [];
  return { accessKeyId, signature };
}

/** Who signed a request. Throws CloudError in the service's words. Source: Simple Message Queue, "Sign requests". */
function authenticate(kernel: Kernel, request: SandboxRequest): Caller {
  const { headers, method, target } = request;
  const { accessKeyId, signature } = claimOf(request);
  const signedAt = Date.parse(headers.date ?? '');
  if (headers['x-mns-version'] !== '2015-06-06') throw new CloudError(400, 'InvalidVersion', 'x-mns-version is wrong.');
  if (!(Math.abs(Date.now() - signedAt) <= MAX_SKEW_MS))
    throw new CloudError(408, 'TimeExpired', 'The http request you sent is expired.');
  const caller = kernel.callerOf(accessKeyId);
  if (caller === undefined) throw new CloudError(403, 'InvalidAccessKeyId', 'The AccessKey Id does not exist.');
  if (caller.securityToken !== headers['security-token'])
    throw new CloudError(403, 'InvalidSecurityToken', 'The security token does not belong to the AccessKey.');
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-mns-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const text = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers.date, own + target].join(
    '\n',
  );
  if (signature !== createHmac('sha1', caller.accessKeySecret).update(text).digest('base64'))
    throw new CloudError(403, 'SignatureDoesNotMatch', 'The request signature does not match.');
  return caller;
}
