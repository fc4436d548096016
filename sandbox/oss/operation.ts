import type { Caller, Kernel, PermissionRequest, Reply, SandboxRequest } from '../kernel/types';
import { ossError } from './errors';
import type { Bucket, OssStore } from './store';
import { type XmlNode, xmlDocument } from './xml';

/** One request, after its signature was found good. */
export interface OssCall {
  readonly kernel: Kernel;
  readonly store: OssStore;
  readonly request: SandboxRequest;
  readonly bucketName: string;
  readonly key: string;
  readonly caller: Caller | undefined;
  /** The sandbox's time. */
  readonly now: Date;
}

export interface OssOperation {
  /** The API's name, as the calls log and the audit have it. */
  readonly action: string;
  readonly write: boolean;
  /** The power that it needs on its own object, or else its bucket. */
  readonly power: string;
  /** Powers beyond that one, for calls that touch further objects. */
  further?(call: OssCall): PermissionRequest[];
  readonly context?: (call: OssCall) => PermissionRequest['context'];
  run(call: OssCall): Reply;
}

/** Throws CloudError 404 NoSuchBucket. */
export function bucketOf(call: OssCall, name = call.bucketName): Bucket {
  const bucket = call.store.buckets.get(name);
  if (!bucket) throw ossError('NoSuchBucket');
  return bucket;
}

export function objectResource(call: OssCall, bucket: string, key: string): string {
  return `acs:oss:*:${call.kernel.accountId}:${bucket}${key === '' ? '' : `/${key}`}`;
}

export function xmlReply(root: string, node: XmlNode, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root, node) };
}

export function emptyReply(status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers };
}

/** An operation on a bucket that needs the power of its own name. */
export const read = (action: string, run: OssOperation['run']): OssOperation => ({
  action,
  write: false,
  power: `oss:${action}`,
  run,
});
export const write = (action: string, run: OssOperation['run']): OssOperation => ({
  ...read(action, run),
  write: true,
});
