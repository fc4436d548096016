import type { SandboxRequest } from '../kernel/types';

/** What a request to Function Compute asks for. */
export interface FcTarget {
  readonly version: '2023-03-30' | '2016-08-15';
  /** Undefined: nothing that is answered here. */
  readonly operation: 'InvokeFunction' | 'ListTriggers' | undefined;
  /** `name` of FC 3.0, `service/name` of FC 2.0: two worlds that do not know each other's functions. */
  readonly functionName: string;
  /** The end of the resource's name in a policy. */
  readonly resource: string;
  readonly isAsync: boolean;
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
