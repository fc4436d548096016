import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CloudError, type SandboxRequest } from '../kernel/types';
import { missing, type RpcRequest } from './request';

/** What a signature says about itself. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly securityToken: string | undefined;
  readonly signature: string;
  /** The signature that the holder of this secret would have made. */
  expected(accessKeySecret: string): string;
}

/** Takes the claim out of the request. Throws MissingParameter and IncompleteSignature. */
export function claimOf(request: SandboxRequest, rpc: RpcRequest): SignatureClaim {
  return rpc.style === 'acs3' ? acs3Claim(request, rpc) : v1Claim(request, rpc);
}

/** Compared in constant time, like any other signature. */
export function isSignedBy(claim: SignatureClaim, accessKeySecret: string): boolean {
  const expected = Buffer.from(claim.expected(accessKeySecret));
  const given = Buffer.from(claim.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** ACS3-HMAC-SHA256 (V3 request body and signature mechanism): hash of the canonical request, signed as hexadecimal. */
function acs3Claim(request: SandboxRequest, rpc: RpcRequest): SignatureClaim {
  const authorization = request.headers['authorization'] ?? missing('Authorization');
  const parts = /^ACS3-HMAC-SHA256\s+Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (!parts)
    throw new CloudError(400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.');
  const [, accessKeyId = '', signedHeaders = '', signature = ''] = parts;
  const names = signedHeaders.split(';');
  for (const name of ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce']) {
    if (!names.includes(name)) throw new CloudError(400, 'IncompleteSignature', `The header ${name} is not signed.`);
  }
  const payload = sha256(request.body);
  const claimed = request.headers['x-acs-content-sha256'];
  const canonical = [
    request.method,
    '/',
    canonicalQuery(Object.fromEntries(request.query)),
    names.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join(''),
    signedHeaders,
    payload,
  ].join('\n');
  return {
    accessKeyId,
    timestamp: request.headers['x-acs-date'] ?? missing('x-acs-date'),
    nonce: request.headers['x-acs-signature-nonce'] ?? missing('x-acs-signature-nonce'),
    securityToken: request.headers['x-acs-security-token'] ?? rpc.signed['SecurityToken'],
    signature: claimed === undefined || claimed === payload ? signature : '',
    expected: (secret) =>
      createHmac('sha256', secret)
        .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
        .digest('hex'),
  };
}

/** Signature version 1.0, HMAC-SHA1 (RPC signature guide): over all parameters but the signature. */
function v1Claim(request: SandboxRequest, rpc: RpcRequest): SignatureClaim {
  const { Signature, ...rest } = rpc.signed;
  const text = `${request.method}&${encode('/')}&${encode(canonicalQuery(rest))}`;
  return {
    accessKeyId: rpc.signed['AccessKeyId'] || missing('AccessKeyId'),
    timestamp: rpc.signed['Timestamp'] || missing('Timestamp'),
    nonce: rpc.signed['SignatureNonce'] || missing('SignatureNonce'),
    securityToken: rpc.signed['SecurityToken'],
    signature: Signature || missing('Signature'),
    expected: (secret) => createHmac('sha1', `${secret}&`).update(text).digest('base64'),
  };
}

function canonicalQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? '')}`)
    .join('&');
}

/** RFC 3986: everything but unreserved characters is escaped. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
