import { type Caller, CloudError, type Kernel, type SandboxRequest } from '../kernel/types';
import { authenticate as authenticateRpc } from '../rpc/authenticate';
import { claimOf } from './signature';

/** The codes of FC's own gateway for what the RPC gateway calls otherwise (Function Compute, "Error codes"). */
const FC_CODES: readonly (readonly [RegExp, number, string])[] = [
  [/^SignatureDoesNotMatch$/, 403, 'SignatureNotMatch'],
  [/^InvalidAccessKeyId/, 403, 'InvalidAccessKeyID'],
  [/^InvalidSecurityToken/, 403, 'InvalidSecurityToken'],
  [/^InvalidTimeStamp/, 403, 'RequestTimeTooSkewed'],
];

/** Who signed the request. Throws CloudError in the words of the API version that was asked. */
export function authenticate(kernel: Kernel, request: SandboxRequest): Caller {
  const { claim, scheme } = claimOf(request);
  // FC's scheme of 2016 has no nonce to remember; the others' must be new.
  const asked = scheme === 'acs3' ? kernel : withoutNonces(kernel);
  try {
    return authenticateRpc(asked, claim);
  } catch (cause) {
    if (!(cause instanceof CloudError) || scheme === 'acs3') throw cause;
    const known = FC_CODES.find(([pattern]) => pattern.test(cause.code));
    throw known ? new CloudError(known[1], known[2], cause.message) : cause;
  }
}

function withoutNonces(kernel: Kernel): Kernel {
  return Object.create(kernel, { useNonce: { value: () => true } }) as Kernel;
}
