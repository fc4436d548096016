import { SIGNATURE_WINDOW_MS } from '../kernel/nonces';
import { type Caller, CloudError, type Kernel } from '../kernel/types';
import { isSignedBy, type SignatureClaim } from './signature';

/** The caller whose signature this is. Throws the gateway's own refusals (RPC "Common errors"). */
export function authenticate(kernel: Kernel, claim: SignatureClaim): Caller {
  const signedAt = Date.parse(claim.timestamp);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(claim.timestamp) || Number.isNaN(signedAt))
    throw new CloudError(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  // Signed by real clocks: the sandbox's own time may have been moved.
  if (Math.abs(Date.now() - signedAt) > SIGNATURE_WINDOW_MS)
    throw new CloudError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  const caller = kernel.callerOf(claim.accessKeyId);
  if (!caller) throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  checkToken(caller, claim);
  if (!isSignedBy(claim, caller.accessKeySecret))
    throw new CloudError(
      400,
      'SignatureDoesNotMatch',
      'Specified signature is not matched with our calculation. Please refer to the API reference about authentication for details.',
    );
  if (!kernel.useNonce(`${claim.accessKeyId} ${claim.nonce}`))
    throw new CloudError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  return caller;
}

function checkToken(caller: Caller, claim: SignatureClaim): void {
  if (caller.securityToken === claim.securityToken) return;
  if (caller.securityToken === undefined)
    throw new CloudError(400, 'InvalidSecurityToken.Malformed', 'Specified SecurityToken is malformed.');
  if (claim.securityToken === undefined)
    throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  throw new CloudError(
    400,
    'InvalidSecurityToken.MismatchWithAccessKey',
    'Specified SecurityToken mismatch with the AccessKey.',
  );
}
