import { type Caller, CloudError, type Kernel, type SandboxRequest } from '../kernel/types';
import { type OssAddress, readings } from './address';
import { ossError } from './errors';
import { readSignature, sameSignature } from './signature';

/** OSS refuses a request that is signed more than 15 minutes away from its own time. */
const MAX_SKEW_MS = 15 * 60_000;

export interface Authenticated {
  /** Undefined: the request is anonymous. */
  readonly caller: Caller | undefined;
  readonly address: OssAddress;
}

/**
 * Who calls, and about what. `now` is real time: signatures are not moved by the sandbox's clock.
 * Throws CloudError InvalidAccessKeyId, InvalidSecurityToken, SecurityTokenExpired, RequestTimeTooSkewed,
 * SignatureDoesNotMatch, all 403; or 400 InvalidArgument for a signature that has no form.
 */
export function authenticate(kernel: Kernel, request: SandboxRequest, now: Date): Authenticated {
  const [likeliest = { bucket: '', key: '' }] = readings(request);
  const signed = readSignature(request);
  if (!signed) {
    if (request.headers.authorization) throw ossError('InvalidArgument', 'Authorization header is invalid.');
    return { caller: undefined, address: likeliest };
  }
  const caller = knownCaller(kernel, signed.accessKeyId);
  if (caller.securityToken !== request.headers['x-oss-security-token']) {
    throw ossError(
      caller.securityToken && !request.headers['x-oss-security-token'] ? 'InvalidAccessKeyId' : 'InvalidSecurityToken',
    );
  }
  const { signedAt } = signed;
  if (!signedAt) throw ossError('AccessDenied', 'OSS authentication requires a valid Date.');
  if (Math.abs(now.getTime() - signedAt.getTime()) > MAX_SKEW_MS) throw ossError('RequestTimeTooSkewed');
  const address = readings(request).find((reading) =>
    signed.expected(caller.accessKeySecret, reading).some((expected) => sameSignature(expected, signed.signature)),
  );
  if (!address) throw ossError('SignatureDoesNotMatch');
  return { caller, address };
}

/** The kernel names its refusals as RAM does; OSS has words of its own for them. */
function knownCaller(kernel: Kernel, accessKeyId: string): Caller {
  try {
    const caller = kernel.callerOf(accessKeyId);
    if (caller) return caller;
  } catch (cause) {
    if (!(cause instanceof CloudError)) throw cause;
    if (/SecurityToken/.test(cause.code))
      throw ossError(/Expired/.test(cause.code) ? 'SecurityTokenExpired' : 'InvalidSecurityToken');
    throw ossError('InvalidAccessKeyId', 'The OSS Access Key Id you provided is disabled.');
  }
  throw ossError('InvalidAccessKeyId');
}
