import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const OURS = 'acs:log:cn-shanghai:1234567890123456:project/account-audit/logstore/actiontrail_main';
/** What other projects, logstores and accounts have. */
const OTHERS = [
  OURS.replace('account-audit', 'account-audit2'),
  OURS.replace('account-audit', 'xaccount-audit'),
  OURS.replace('actiontrail_main', 'actiontrail_main2'),
  OURS.replace('actiontrail_main', 'actiontrail_other'),
  OURS.replace('actiontrail_main', 'functions'),
  OURS.replace('1234567890123456', '9999999999999999'),
  OURS.slice(0, OURS.indexOf('/logstore')),
];
const DEEDS = [
  'PostLogStoreLogs',
  'DeleteLogStore',
  'UpdateIndex',
  'ListLogStores',
  'GetCursorOrData',
  'DeleteProject',
];

/** What the rights in a trail's logstore let be read or done besides. */
export function besidesTheLogstore(document: string): string[] {
  const policy = parsePolicy(document);
  const may = (action: string, resource: string): boolean =>
    evaluate([policy], { action, resource, context: {} }).decision === 'Allow';
  return [
    ...OTHERS.filter((other) => ['log:GetLogStoreLogs', 'log:GetIndex'].some((action) => may(action, other))),
    ...DEEDS.filter((deed) => may(`log:${deed}`, OURS)),
  ];
}
