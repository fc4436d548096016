import { createHash, createHmac } from 'node:crypto';
import { type Caller, CloudError, type Kernel, type SandboxRequest } from '../kernel/types';

const MAX_SKEW_MS = 15 * 60_000;

/** The id that a request claims to be signed by. */
export function claimedKey({ headers }: SandboxRequest): string {
  return /^LOG ([^:\s]+):/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/**
 * Who signed a request to Log Service. Throws CloudError in its words.
 * Source: Log Service, "Request signature" and "Error codes".
 */
export function authenticate(kernel: Kernel, request: SandboxRequest): Caller {
  const { headers, body } = request;
  const [, accessKeyId = '', signature = ''] = /^LOG ([^:\s]+):(\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (headers['x-log-apiversion'] !== '0.6.0')
    throw refused(400, 'InvalidAPIVersion', 'x-log-apiversion is unsupported.');
  if (accessKeyId === '') throw refused(401, 'Unauthorized', 'The request has no signature.');
  const signedAt = Date.parse(headers.date ?? '');
  if (Number.isNaN(signedAt)) throw refused(400, 'InvalidDateFormat', 'Date must follow RFC822.');
  // Signed by real clocks: the sandbox's own time may have been moved.
  if (Math.abs(Date.now() - signedAt) > MAX_SKEW_MS)
    throw refused(400, 'RequestTimeExpired', 'Request time has expired.');
  const caller = knownCaller(kernel, accessKeyId);
  if (caller.securityToken !== headers['x-acs-security-token'])
    throw refused(401, 'Unauthorized', 'The security token does not belong to the AccessKey.');
  const digest = createHash('md5').update(body).digest('hex').toUpperCase();
  if (body.length > 0 && headers['content-md5'] !== digest)
    throw refused(400, 'InvalidContentMD5', 'Content-MD5 does not match the body.');
  if (signature !== expected(request, caller.accessKeySecret))
    throw refused(401, 'SignatureNotMatch', `signature ${signature} not match.`);
  return caller;
}

function knownCaller(kernel: Kernel, accessKeyId: string): Caller {
  try {
    const caller = kernel.callerOf(accessKeyId);
    if (caller) return caller;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw refused(401, 'Unauthorized', error.message);
  }
  throw refused(401, 'Unauthorized', `AccessKeyId not found: ${accessKeyId}`);
}

function expected({ method, headers, path, query }: SandboxRequest, secret: string): string | undefined {
  const hash = { 'hmac-sha1': 'sha1', 'hmac-sha256': 'sha256' }[headers['x-log-signaturemethod'] ?? ''];
  if (hash === undefined) throw refused(400, 'InvalidSignatureMethod', 'x-log-signaturemethod is unsupported.');
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-log-') || name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const parameters = [...query].map(([name, value]) => `${name}=${value}`).sort();
  const resource = parameters.length > 0 ? `${path}?${parameters.join('&')}` : path;
  const head = [method, headers['content-md5'] ?? '', headers['content-type'] ?? '', headers.date ?? ''].join('\n');
  return createHmac(hash, secret).update(`${head}\n${own}${resource}`).digest('base64');
}

function refused(status: number, code: string, message: string): CloudError {
  return new CloudError(status, code, message);
}
