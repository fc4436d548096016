import { deflateSync } from 'node:zlib';
import { underFault } from '../kernel/faults';
import { type Caller, CloudError, type Door, type Kernel, type Reply, type SandboxRequest } from '../kernel/types';
import { authenticate, claimedKey } from './authenticate';
import { getIndex, getLogging, getLogs, POWERS, resourceBelow, type SlsTarget, targetOf } from './operations';
import type { LogRow, LogStore, SlsStore } from './store';

/** Reads a second that a logstore takes here; beyond it ReadQuotaExceed. The service counts by shard and size. */
const READS_PER_SECOND = 50;

/**
 * Log Service (2020-12-30), as far as it can be read: the project is the host's first label. `delivered`: what the
 * account's trails have written to a logstore, beside what lies in it.
 */
export function createSlsDoor(
  kernel: Kernel & { readonly rates: { pass(key: string, rate: number): boolean } },
  store: SlsStore,
  delivered: (project: string, logstore: LogStore) => LogRow[],
): Door {
  function perform(request: SandboxRequest, target: SlsTarget, requestId: string, incomplete: boolean): Reply {
    let caller: Caller | undefined;
    try {
      caller = authenticate(kernel, request);
      const reply = answer(request, target, caller, incomplete);
      note(request, target, requestId, caller, reply.status);
      return { ...reply, headers: { ...reply.headers, 'x-log-requestid': requestId } };
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return refuse(request, target, requestId, error, caller);
    }
  }

  function answer(request: SandboxRequest, target: SlsTarget, caller: Caller, incomplete: boolean): Reply {
    const { action, project: name, logstore } = target;
    if (action === undefined)
      throw new CloudError(
        501,
        'SandboxNotImplemented',
        `The sandbox has no Log Service operation ${request.method} ${request.path}.`,
      );
    const project = store.projects.get(name);
    const isHere = project !== undefined && (target.region === undefined || target.region === project.region);
    if (!isHere) throw new CloudError(404, 'ProjectNotExist', `The Project does not exist : ${name}`);
    const resource = `acs:log:${project.region}:${kernel.accountId}:project/${name}/${resourceBelow(target)}`;
    authorise(caller, `log:${POWERS[action]}`, resource);
    if (action === 'GetLogging') {
      if (!kernel.rates.pass(`sls ${name}`, READS_PER_SECOND)) throw FAULTS.throttle;
      return json(getLogging(project));
    }
    const there = project.logstores.get(logstore);
    if (!there) throw new CloudError(404, 'LogStoreNotExist', `logstore ${logstore} does not exist`);
    if (!kernel.rates.pass(`sls ${name}/${logstore}`, READS_PER_SECOND)) throw FAULTS.throttle;
    if (action === 'GetIndex') return json(getIndex(there.index));
    const asked = action === 'GetLogs' ? Object.fromEntries(request.query) : fieldsOf(request.body);
    const rows = [...there.rows, ...delivered(name, there)];
    const { rows: data, isComplete } = getLogs(asked, there.index, rows, incomplete);
    const progress = isComplete ? 'Complete' : 'Incomplete';
    if (action === 'GetLogs') return json(data, { 'x-log-progress': progress, 'x-log-count': String(data.length) });
    const meta = { progress, count: data.length, hasSQL: false, mode: 0, isAccurate: true };
    return packed(request, { meta, data }, { 'x-log-progress': progress });
  }

  /** Log Service refuses with 401 and a code of its own (Log Service, "Error codes"). */
  function authorise(caller: Caller, action: string, resource: string): void {
    try {
      kernel.authorise(caller, { actions: [action], resources: [resource] }, 'Unauthorized');
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      throw new CloudError(401, 'Unauthorized', `denied by sts or ram, action: ${action}, resource: ${resource}`);
    }
  }

  function refuse(
    request: SandboxRequest,
    target: SlsTarget,
    requestId: string,
    error: CloudError,
    caller?: Caller,
  ): Reply {
    note(request, target, requestId, caller, error.status, error);
    return {
      ...json({ errorCode: error.code, errorMessage: error.message }, { 'x-log-requestid': requestId }),
      status: error.status,
    };
  }

  function note(
    request: SandboxRequest,
    target: SlsTarget,
    requestId: string,
    caller: Caller | undefined,
    status: number,
    error?: CloudError,
  ): void {
    const accessKeyId = claimedKey(request);
    const { project, logstore, action = `${request.method} ${request.path}` } = target;
    const asked = request.method === 'POST' ? fieldsOrNone(request.body) : Object.fromEntries(request.query);
    kernel.record(
      caller ?? kernel.identify(accessKeyId),
      {
        accessKeyId,
        service: 'sls',
        action,
        parameters: { project, logstore, ...asked },
        status,
        errorCode: error?.code ?? null,
      },
      {
        serviceName: 'Sls',
        region: target.region ?? kernel.region,
        isGlobal: false,
        write: false,
        apiVersion: '2020-12-30',
        resourceType: 'ACS::SLS::LogStore',
        resourceName: logstore,
        requestId,
        // Reading logs is a data operation: ActionTrail's management events do not hold it.
        management: false,
        ...(error ? { errorMessage: error.message } : {}),
      },
    );
  }

  return {
    service: 'sls',
    matches: ({ headers }) =>
      /^LOG /.test(headers.authorization ?? '') || /\.log\.aliyuncs\.com(:\d+)?$/.test(headers.host ?? ''),
    handle: (request) => {
      const target = targetOf(request);
      const requestId = kernel.newId('request');
      const fault = kernel.takeFault('sls', target.action ?? '');
      return underFault(
        kernel,
        fault,
        (kind) => refuse(request, target, requestId, FAULTS[kind]),
        async () => perform(request, target, requestId, fault === 'incomplete'),
      );
    },
  };
}

const FAULTS = {
  throttle: new CloudError(403, 'ReadQuotaExceed', 'Project read quota exceed.'),
  '500': new CloudError(500, 'InternalServerError', 'Internal server error message'),
  deny: new CloudError(401, 'Unauthorized', 'denied by sts or ram'),
} as const;

function fieldsOf(body: Buffer): Record<string, unknown> {
  const fields = fieldsOrNone(body);
  if (Object.keys(fields).length === 0) throw new CloudError(400, 'PostBodyInvalid', 'The body must be a JSON object.');
  return fields;
}

function fieldsOrNone(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function json(body: unknown, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** `gzip` is zlib's format on this wire, as every SDK unpacks it. */
function packed({ headers }: SandboxRequest, body: unknown, more: Record<string, string>): Reply {
  const encoding = headers['accept-encoding'];
  if (encoding === undefined)
    throw new CloudError(400, 'MissingParameter', 'Accept-Encoding does not exist in http header.');
  if (!/\b(gzip|deflate)\b/.test(encoding))
    throw new CloudError(501, 'SandboxNotImplemented', `The sandbox packs by gzip, and not by ${encoding}.`);
  const raw = Buffer.from(JSON.stringify(body));
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-log-compresstype': 'gzip',
      'x-log-bodyrawsize': String(raw.length),
      ...more,
    },
    body: deflateSync(raw),
  };
}
