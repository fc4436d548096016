import { ramActionsOf } from '../evidence/ram-action';
import type { AuditEvent } from '../evidence/types';

type Call = Pick<AuditEvent, 'service' | 'name'>;

/**
 * Calls whose action has another name than the call (OSS, "RAM policies": HEAD asks for the right to GET, a multipart
 * upload for the right to PUT; SLS, "Actions").
 */
const NAMED_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'oss HeadObject': ['GetObject'],
  'oss GetObjectMeta': ['GetObject'],
  'oss CopyObject': ['GetObject', 'PutObject'],
  'oss UploadPartCopy': ['GetObject', 'PutObject'],
  'oss PostObject': ['PutObject'],
  'oss AppendObject': ['PutObject'],
  'oss InitiateMultipartUpload': ['PutObject'],
  'oss UploadPart': ['PutObject'],
  'oss CompleteMultipartUpload': ['PutObject'],
  'oss DeleteMultipleObjects': ['DeleteObject'],
  'oss ListObjectsV2': ['ListObjects'],
  'oss GetBucket': ['ListObjects'],
  'oss GetService': ['ListBuckets'],
  'sls GetLogs': ['GetLogStoreLogs'],
  'sls GetLogsV2': ['GetLogStoreLogs'],
  'sls GetHistograms': ['GetLogStoreHistogram'],
  'sls PutLogs': ['PostLogStoreLogs'],
  'sls PostLogs': ['PostLogStoreLogs'],
};

/** What an action may be made of; anything else is no action, and would be a pattern or broken JSON. */
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9_.-]{1,100}$/;

/** Every action under which RAM may check the call. Empty: the call has a name that no policy can hold. Pure. */
export function actionsNeeded({ service, name }: Call): readonly string[] {
  const key = `${service.toLowerCase()} ${name}`;
  const names = (Object.hasOwn(NAMED_OTHERWISE, key) ? NAMED_OTHERWISE[key] : undefined) ?? [name];
  return names.flatMap((one) => ramActionsOf({ service, name: one })).filter((action) => ACTION.test(action));
}
