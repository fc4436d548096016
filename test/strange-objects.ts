import type { RunningSandbox } from '../sandbox/start';
import { EVIDENCE_BUCKET } from '../sandbox/start';
import { ossClient } from './sandbox/oss/clients';

/** Objects of a class of archive, as whoever may write to the bucket puts them: OSS hands them out to nobody. */
export async function putArchived(sandbox: RunningSandbox, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await put(sandbox, key, Buffer.from('{}'), { 'x-oss-storage-class': 'Archive' });
}

/** An object that says of itself that it is packed. */
export const putPacked = (sandbox: RunningSandbox, key: string, body: Buffer): Promise<void> =>
  put(sandbox, key, body, { 'content-encoding': 'gzip' });

async function put(sandbox: RunningSandbox, key: string, body: Buffer, headers: object): Promise<void> {
  const { accessKeyId, accessKeySecret } = sandbox.identities.admin;
  if (accessKeySecret === undefined) throw new Error('the administrator has no secret');
  const port = Number(new URL(sandbox.url).port);
  await ossClient(port, { accessKeyId, accessKeySecret }, { bucket: EVIDENCE_BUCKET }).put(key, body, { headers });
}

/** Nobody is handed out these objects any more (403 AccessDenied), as with a key of KMS that nobody else may use. */
export function refuseToRead(sandbox: RunningSandbox, ...keys: readonly string[]): void {
  const bucket = sandbox.oss.buckets.get(EVIDENCE_BUCKET);
  if (bucket === undefined) throw new Error('the sandbox has no bucket');
  const Resource = keys.map((key) => `acs:oss:*:*:${EVIDENCE_BUCKET}/${key}`);
  const statement = { Effect: 'Deny', Action: 'oss:GetObject', Principal: '*', Resource };
  bucket.policy = keys.length === 0 ? undefined : JSON.stringify({ Version: '1', Statement: [statement] });
}
