import { createHash, createHmac } from 'node:crypto';
import { CloudError, type SandboxRequest } from '../kernel/types';
import type { SignatureClaim } from '../rpc/signature';

/** Whether an FC request is signed at all, and by which scheme. */
export function claimOf(request: SandboxRequest): { claim: SignatureClaim; scheme: 'acs3' | 'fc' } {
  const authorization = request.headers.authorization ?? '';
  const acs3 = /^ACS3-HMAC-SHA256\s+Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (acs3) return { claim: acs3Claim(request, acs3), scheme: 'acs3' };
  const fc = /^FC ([^:\s]+):(\S+)$/.exec(authorization);
  if (fc) return { claim: fcClaim(request, fc), scheme: 'fc' };
  throw new CloudError(400, 'MissingRequiredHeader', 'required HTTP header Authorization was not specified');
}

/** ACS3-HMAC-SHA256 as RPC has it, over the resource's own path (V3 signature mechanism, ROA). */
function acs3Claim(request: SandboxRequest, parts: RegExpExecArray): SignatureClaim {
  const [, accessKeyId = '', signedHeaders = '', signature = ''] = parts;
  const { headers } = request;
  const [path = '/'] = request.target.split('?');
  const payload = createHash('sha256').update(request.body).digest('hex');
  const claimed = headers['x-acs-content-sha256'];
  const canonical = [
    request.method,
    path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    [...request.query]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${escaped(value)}`)
      .join('&'),
    signedHeaders
      .split(';')
      .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`)
      .join(''),
    signedHeaders,
    payload,
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  return {
    accessKeyId,
    timestamp: headers['x-acs-date'] ?? '',
    nonce: headers['x-acs-signature-nonce'] ?? '',
    securityToken: headers['x-acs-security-token'],
    signature: claimed === payload ? signature : '',
    expected: (secret) => createHmac('sha256', secret).update(`ACS3-HMAC-SHA256\n${digest}`).digest('hex'),
  };
}

/** Function Compute's own scheme of 2016-08-15 (developer guide, "Signature authentication"): HMAC-SHA256 in base64. */
function fcClaim(request: SandboxRequest, parts: RegExpExecArray): SignatureClaim {
  const [, accessKeyId = '', signature = ''] = parts;
  const { headers } = request;
  const date = headers.date ?? '';
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`)
    .join('');
  const text = [
    request.method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    date,
    own + request.path,
  ].join('\n');
  const signedAt = new Date(date);
  return {
    accessKeyId,
    timestamp: Number.isNaN(signedAt.getTime()) ? '' : `${signedAt.toISOString().slice(0, 19)}Z`,
    // This scheme knows no nonce: the signature stands for itself, once per date and body.
    nonce: '',
    securityToken: headers['x-fc-security-token'],
    signature: bodyFits(request) ? signature : '',
    expected: (secret) => createHmac('sha256', secret).update(text).digest('base64'),
  };
}

/** The SDK sends the base64 of the digest's hexadecimal text; the base64 of the digest itself is what HTTP means. */
function bodyFits({ headers, body }: SandboxRequest): boolean {
  const given = headers['content-md5'];
  const digest = createHash('md5').update(body).digest();
  return (
    given === undefined ||
    given === digest.toString('base64') ||
    given === Buffer.from(digest.toString('hex')).toString('base64')
  );
}

function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
