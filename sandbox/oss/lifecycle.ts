import { ossError } from './errors';
import { bucketOf, emptyReply, read, write } from './operation';
import { element } from './xml';

/** A bucket's lifecycle rules as they were put. They are kept and given back; no object goes by them. */
export const getBucketLifecycle = read('GetBucketLifecycle', (call) => {
  const { lifecycle } = bucketOf(call);
  if (lifecycle === undefined) throw ossError('NoSuchLifecycle');
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: lifecycle };
});
export const putBucketLifecycle = write('PutBucketLifecycle', (call) => {
  const body = call.request.body.toString();
  const rule = element(element(body, 'LifecycleConfiguration') ?? '', 'Rule');
  const status = rule === undefined ? undefined : element(rule, 'Status');
  if (rule === undefined || (status !== 'Enabled' && status !== 'Disabled')) throw ossError('MalformedXML');
  const acts = ['Expiration', 'AbortMultipartUpload', 'Transition'].some((name) => element(rule, name) !== undefined);
  if (!acts) throw ossError('MalformedXML');
  bucketOf(call).lifecycle = body;
  return emptyReply();
});
export const deleteBucketLifecycle = write('DeleteBucketLifecycle', (call) => {
  bucketOf(call).lifecycle = undefined;
  return emptyReply(204);
});
