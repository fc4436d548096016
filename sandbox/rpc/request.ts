import { CloudError, type SandboxRequest } from '../kernel/types';

/** An RPC request taken apart, before anything in it is believed. */
export interface RpcRequest {
  readonly action: string;
  readonly version: string;
  readonly style: 'acs3' | 'v1';
  /** What the operation gets; the protocol's own parameters are not among them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Everything of query and form as it came: the V1 signature is made over it. */
  readonly signed: Readonly<Record<string, string>>;
}

/** Parameters of the V1 protocol itself (RPC "Common parameters"). */
const PROTOCOL = new Set([
  'Action',
  'Version',
  'Format',
  'AccessKeyId',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SignatureNonce',
  'SignatureType',
  'Timestamp',
  'SecurityToken',
  'BearerToken',
]);

/** Whether a request speaks the RPC protocol, by its headers or by its parameters. */
export function isRpc(request: SandboxRequest): boolean {
  if (request.path !== '/') return false;
  if (request.headers['x-acs-action'] !== undefined) return true;
  return request.query.has('Action') || formOf(request).has('Action');
}

/** Throws CloudError MissingParameter where action or version are absent. */
export function parseRpc(request: SandboxRequest): RpcRequest {
  const signed = Object.fromEntries([...request.query, ...formOf(request)]);
  // Clients of version 1 may send the headers of version 3 beside their signature.
  const acs3 = request.headers['x-acs-action'] !== undefined && signed['Signature'] === undefined;
  const action = acs3 ? request.headers['x-acs-action'] : signed['Action'];
  const version = acs3 ? request.headers['x-acs-version'] : signed['Version'];
  return {
    action: action || missing('Action'),
    version: version || missing('Version'),
    style: acs3 ? 'acs3' : 'v1',
    parameters: Object.fromEntries(Object.entries(signed).filter(([name]) => acs3 || !PROTOCOL.has(name))),
    signed,
  };
}

export function missing(name: string): never {
  throw new CloudError(
    400,
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

function formOf(request: SandboxRequest): URLSearchParams {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return new URLSearchParams(isForm ? request.body.toString('utf8') : '');
}
