import type { SandboxRequest } from '../kernel/types';

/** What a request to Function Compute asks for. */
export interface FcTarget {
  readonly version: '2023-03-30' | '2016-08-15';
  /** Whether it is an invocation; nothing else is answered here. */
  readonly invokes: boolean;
  /** `name` of FC 3.0, `service/name` of FC 2.0: two worlds that do not know each other's functions. */
  readonly functionName: string;
  /** The end of the resource's name in a policy. */
  readonly resource: string;
  readonly isAsync: boolean;
}

export function isFcPath(path: string): boolean {
  return /^\/(2023-03-30|2016-08-15)\//.test(path);
}

export function targetOf(request: SandboxRequest): FcTarget {
  const isAsync = request.headers['x-fc-invocation-type']?.toLowerCase() === 'async';
  const post = request.method === 'POST';
  const v3 = /^\/2023-03-30\/functions\/([^/]+)\/invocations$/.exec(request.path);
  if (v3?.[1]) {
    return { version: '2023-03-30', invokes: post, functionName: v3[1], resource: `functions/${v3[1]}`, isAsync };
  }
  // A service may carry a version or an alias: `service.prod`.
  const v2 = /^\/2016-08-15\/services\/([^/.]+)(?:\.[^/]*)?\/functions\/([^/]+)\/invocations$/.exec(request.path);
  if (v2?.[1] && v2[2]) {
    const functionName = `${v2[1]}/${v2[2]}`;
    return {
      version: '2016-08-15',
      invokes: post,
      functionName,
      resource: `services/${v2[1]}/functions/${v2[2]}`,
      isAsync,
    };
  }
  const version = request.path.startsWith('/2023-03-30/') ? '2023-03-30' : '2016-08-15';
  return { version, invokes: false, functionName: '', resource: '', isAsync };
}
