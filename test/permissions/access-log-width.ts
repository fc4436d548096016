import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const OURS = 'account-logs/oss-access/';
/** Other buckets, and other folders of the same one. */
const OTHERS = [
  'account-logs2/oss-access/',
  'xaccount-logs/oss-access/',
  'customers/oss-access/',
  'account-logs/',
  'account-logs/oss-access2/',
  'account-logs/x/oss-access/',
  'account-logs/other/',
];

/** What the rights in the access logs let be read or listed, or done besides, that is not those logs'. */
export function besidesTheAccessLogs(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, resource: string, context: Record<string, string> = {}, account = '1234567890123456') =>
    evaluate([policy], { action, resource: `acs:oss:*:${account}:${resource}`, context }).decision === 'Allow';
  return [
    ...OTHERS.filter((place) => may('oss:GetObject', `${place}x`)).map((place) => `reads ${place}`),
    ...OTHERS.filter((place) => {
      const [bucket = '', ...folder] = place.split('/');
      return may('oss:ListObjects', bucket, { 'oss:Prefix': folder.join('/') });
    }).map((place) => `lists ${place}`),
    ...['PutObject', 'DeleteObject', 'GetObjectAcl', 'GetBucketInfo', 'PutBucketLogging', 'GetBucketAcl']
      .filter((api) => may(`oss:${api}`, `${OURS}x`) || may(`oss:${api}`, 'account-logs'))
      .map((api) => `does ${api}`),
    ...(may('oss:GetBucketLogging', 'exports', {}, '9999999999999999') ? ['asks another account'] : []),
  ];
}
