import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';

const NAME = ':1234567890123456:project/account-audit/logstore/actiontrail_main';
/** What other projects, logstores and accounts have. */
const othersThan = (ours: string): string[] => [
  ours.replace('account-audit', 'account-audit2'),
  ours.replace('account-audit', 'xaccount-audit'),
  ours.replace('actiontrail_main', 'actiontrail_main2'),
  ours.replace('actiontrail_main', 'actiontrail_other'),
  ours.replace('actiontrail_main', 'functions'),
  ours.replace('1234567890123456', '9999999999999999'),
  ours.slice(0, ours.indexOf('/logstore')),
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
export function besidesTheLogstore(document: string, region: string): string[] {
  const ours = `acs:log:${region}${NAME}`;
  const policy = parsePolicy(document);
  const may = (action: string, resource: string): boolean =>
    evaluate([policy], { action, resource, context: {} }).decision === 'Allow';
  return [
    ...othersThan(ours).filter((other) => ['log:GetLogStoreLogs', 'log:GetIndex'].some((action) => may(action, other))),
    ...DEEDS.filter((deed) => may(`log:${deed}`, ours)),
  ];
}
