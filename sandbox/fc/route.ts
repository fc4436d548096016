import type { SandboxRequest } from '../kernel/types';

/** What a request to Function Compute asks for. */
export interface FcTarget {
  readonly version: '2023-03-30' | '2016-08-15';
  /** Undefined: nothing that is answered here. */
  readonly operation: 'InvokeFunction' | 'ListTriggers' | Setting | undefined;
  /** `name` of FC 3.0, `service/name` of FC 2.0: two worlds that do not know each other's functions. */
  readonly functionName: string;
  /** The end of the resource's name in a policy. */
  readonly resource: string;
  readonly isAsync: boolean;
  /** The trigger that is meant, where one is. */
  readonly triggerName?: string;
}

/** What reads or changes a function's settings, as whoever deploys it does. Of FC 3.0 alone. */
export type Setting = 'GetFunction' | 'UpdateFunction' | 'DeleteFunction' | 'DeleteTrigger';

export function isSetting(operation: FcTarget['operation']): operation is Setting {
  return operation !== undefined && operation !== 'InvokeFunction' && operation !== 'ListTriggers';
}

export function isFcPath(path: string): boolean {
  return /^\/(2023-03-30|2016-08-15)\//.test(path);
}

/** The last part of a function's path, with its method and what it stands for. */
const OPERATIONS = [
  { part: 'invocations', method: 'POST', operation: 'InvokeFunction', under: '' },
  { part: 'triggers', method: 'GET', operation: 'ListTriggers', under: '/triggers/*' },
] as const;

export function targetOf({ method, path, headers }: SandboxRequest): FcTarget {
  const isAsync = headers['x-fc-invocation-type']?.toLowerCase() === 'async';
  const setting = settingOf(method, path);
  if (setting) return { version: '2023-03-30', isAsync: false, ...setting };
  const version = path.startsWith('/2023-03-30/') ? '2023-03-30' : '2016-08-15';
  const [, functionPath = '', part = ''] = /^\/[\d-]+\/(.+)\/([a-z]+)$/.exec(path) ?? [];
  const known = OPERATIONS.find((one) => one.part === part);
  const named = version === '2023-03-30' ? nameIn3(functionPath) : nameIn2(functionPath);
  if (known === undefined || named === undefined)
    return { version, operation: undefined, functionName: '', resource: '', isAsync };
  return {
    version,
    operation: method === known.method ? known.operation : undefined,
    functionName: named.name,
    resource: `${named.resource}${known.under}`,
    isAsync,
  };
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  GET: 'GetFunction',
  PUT: 'UpdateFunction',
  DELETE: 'DeleteFunction',
};

function settingOf(
  method: string,
  path: string,
): Pick<FcTarget, 'operation' | 'functionName' | 'resource' | 'triggerName'> | undefined {
  const [, functionName, triggerName] = /^\/2023-03-30\/functions\/([^/]+)(?:\/triggers\/([^/]+))?$/.exec(path) ?? [];
  if (functionName === undefined) return undefined;
  const resource = `functions/${functionName}`;
  if (triggerName !== undefined)
    return method === 'DELETE'
      ? { operation: 'DeleteTrigger', functionName, triggerName, resource: `${resource}/triggers/${triggerName}` }
      : undefined;
  const operation = SETTINGS[method];
  return operation && { operation, functionName, resource };
}

function nameIn3(path: string): { name: string; resource: string } | undefined {
  const name = /^functions\/([^/]+)$/.exec(path)?.[1];
  return name === undefined ? undefined : { name, resource: `functions/${name}` };
}

/** A service may carry a version or an alias: `service.prod`. */
function nameIn2(path: string): { name: string; resource: string } | undefined {
  const [, service, name] = /^services\/([^/.]+)(?:\.[^/]*)?\/functions\/([^/]+)$/.exec(path) ?? [];
  if (service === undefined || name === undefined) return undefined;
  return { name: `${service}/${name}`, resource: `services/${service}/functions/${name}` };
}
