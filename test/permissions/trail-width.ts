import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const BUCKETS = ['account-trail', 'account-trail2', 'account-trail-backup', 'xaccount-trail', 'customers'];
/** Beside what a trail with the prefix `audit/` writes: what other trails and other people have there. */
const FOLDERS = ['', 'AliyunLogs/', 'xaudit/AliyunLogs/', 'x/audit/AliyunLogs/', 'audit/', 'audit2/AliyunLogs/'];
const OTHERS = [...FOLDERS, 'audit/AliyunLogsOld/', 'audit/x/AliyunLogs/', 'audit/other/'];
const OURS = 'account-trail/audit/AliyunLogs/';
const FILE = 'Actiontrail/cn-hangzhou/2026/05/01/x.gz';

/** What the rights in a trail's bucket let be read or listed, or done besides, that is not that trail's. */
export function besidesTheTrail(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, resource: string, context: Record<string, string> = {}): boolean =>
    evaluate([policy], { action, resource: `acs:oss:*:1234567890123456:${resource}`, context }).decision === 'Allow';
  const places = BUCKETS.flatMap((bucket) =>
    [...OTHERS, 'audit/AliyunLogs/'].map((folder) => ({ bucket, folder, place: `${bucket}/${folder}` })),
  ).filter(({ place }) => place !== OURS);
  return [
    ...places.filter(({ place }) => may('oss:GetObject', `${place}${FILE}`)).map(({ place }) => `reads ${place}`),
    ...places
      .filter(({ bucket, folder }) => may('oss:ListObjects', bucket, { 'oss:Prefix': folder }))
      .map(({ place }) => `lists ${place}`),
    ...['PutObject', 'DeleteObject', 'GetObjectAcl', 'GetBucketInfo', 'PutBucketPolicy']
      .filter((api) => may(`oss:${api}`, `${OURS}${FILE}`) || may(`oss:${api}`, 'account-trail'))
      .map((api) => `does ${api}`),
  ];
}
