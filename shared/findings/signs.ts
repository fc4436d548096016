import { detail } from '../evidence/event';
import { type CallRule, ruleOf } from '../evidence/highlights';
import type { AuditEvent } from '../evidence/types';
import type { Kind, Severity } from './model';

/** What a call tells of somebody's intent, before anything is known of who made it. */
export interface Sign {
  readonly rule: string;
  readonly kind: Kind;
  readonly technique: string;
  readonly title: string;
  /** When it is the thief's. */
  readonly severity: Severity;
  /** It lets somebody of another account, or of anywhere, in. */
  readonly trust?: boolean;
}

/** A call that tells something, and whether it is unlike the key's history. */
export interface Telling {
  readonly event: AuditEvent;
  readonly sign: Sign;
  readonly isNew: boolean;
}

interface DataRule extends Sign {
  readonly services: RegExp;
  readonly calls: RegExp;
  readonly holds?: (event: AuditEvent) => boolean;
}

const parameters = (event: AuditEvent): string => JSON.stringify(event.raw['requestParameters'] ?? '');
const isPublic = (event: AuditEvent): boolean =>
  /public-read|"Principal\\*":\s*\[?\\*"\*|\\"\*\\"|x-oss-acl[^,]*public/i.test(parameters(event));

/** Signs that the first look's table does not have: data that is opened or taken, and ways in from outside. */
const DATA_RULES: readonly DataRule[] = [
  {
    rule: 'data-opened',
    kind: 'data',
    technique: 'T1530',
    title: 'A bucket was opened to the public',
    severity: 'critical',
    services: /^oss$/i,
    calls: /^(PutBucketAcl|PutBucketPolicy|PutObjectAcl|DeleteBucketPublicAccessBlock|PutBucketPublicAccessBlock)$/,
    holds: isPublic,
  },
  {
    rule: 'data-policy',
    kind: 'data',
    technique: 'T1530',
    title: 'Who may read a bucket was changed',
    severity: 'high',
    services: /^oss$/i,
    calls: /^(PutBucketAcl|PutBucketPolicy|PutObjectAcl|PutBucketReplication|PutBucketWebsite|PutBucketCors)$/,
  },
  {
    rule: 'data-shared',
    kind: 'data',
    technique: 'T1537',
    title: 'Images or snapshots were shared or taken out',
    severity: 'high',
    services: /^(ecs|rds|dms.*)$/i,
    calls:
      /^(ModifyImageSharePermission|ModifySnapshotAttribute|ExportImage|ExportSnapshot|CopyImage|CreateDataExportOrder|CreateDatabaseExportOrder|GetDataExportDownloadURL|GetDbExportDownloadURL|CreateDownload)$/,
  },
  {
    rule: 'logs-removed',
    kind: 'log-tampering',
    technique: 'T1562.008',
    title: 'Logging was switched off',
    severity: 'critical',
    services: /^(oss|sls|log|actiontrail)$/i,
    calls: /^(DeleteBucketLogging|DeleteIndex|DeleteConfig|DisableInsight|DeleteDataEventSelector)$/,
  },
  {
    rule: 'mfa-taken-off',
    kind: 'console-takeover',
    technique: 'T1556.006',
    title: 'A second factor was taken off, or a password changed',
    severity: 'high',
    services: /^(ram|ims|aassub)$/i,
    calls: /^(UnbindMFADevice|UnbindMFA|DeleteVirtualMFADevice|ChangePassword|DisableVirtualMFA|DeletePasskey)$/,
  },
  {
    rule: 'way-in-made',
    kind: 'persistence',
    technique: 'T1098',
    title: 'Another way in was made',
    severity: 'high',
    services: /^(ram|ims|cloudsso|kms|vpc|cs|csk|resourcemanager|aassub)$/i,
    calls:
      /^(CreateAppSecret|CreateApplication|BindMFADevice|CreatePasskey|CreateClientKey|CreateSslVpnClientCert|DescribeClusterUserKubeconfig|CreateUserProvisioning|CreateSubAccount|AddFingerprintToOIDCProvider|UpdateOIDCProvider|SetSAMLProvider|UpdateSAMLProvider|AttachPolicy)$/,
  },
  {
    rule: 'runs-by-itself',
    kind: 'persistence',
    technique: 'T1546',
    title: 'Something was made that acts on by itself',
    severity: 'medium',
    services: /^(fc|fc-open|ess|oos|ros|ecs)$/i,
    calls:
      /^(CreateTrigger|CreateLayerVersion|UpdateFunction|CreateScheduledTask|StartExecution|CreateExecution|CreateStack)$/,
  },
  {
    rule: 'destruction',
    kind: 'destruction',
    technique: 'T1485',
    title: 'Resources were deleted or released',
    severity: 'high',
    services: /^(?!ram$|ims$|sts$|actiontrail$)/i,
    calls: /^(Delete(?!Command|Message|Tags?$|Objects?Tag)|Release|Destroy|ScheduleKeyDeletion|Terminate)/,
  },
];

/** What a call tells; undefined for the thousands that tell nothing. Pure. */
export function signOf(event: AuditEvent): Sign | undefined {
  const data = DATA_RULES.find(
    ({ services, calls, holds }) =>
      services.test(event.service) && calls.test(event.name) && (holds === undefined || holds(event)),
  );
  const first = ruleOf(event);
  if (first !== undefined && data?.rule !== 'data-opened') return fromFirst(first, event);
  return data;
}

function fromFirst(rule: CallRule, event: AuditEvent): Sign {
  const { kind, technique, title, severity } = rule;
  return {
    rule: rule.rule,
    kind,
    technique,
    title,
    severity,
    trust: trustsOutside(rule, event) || opensToAll(rule, event),
  };
}

function opensToAll(rule: CallRule, event: AuditEvent): boolean {
  return rule.rule === 'database-opened' && /0\.0\.0\.0\/0|::\/0/.test(parameters(event));
}

/** A trust policy that names another account's identity (RAM, "Trust policies"). */
function trustsOutside({ rule }: CallRule, event: AuditEvent): boolean {
  if (rule !== 'persistence-role') return false;
  const document =
    detail(event, 'requestParameters', 'AssumeRolePolicyDocument') ??
    detail(event, 'requestParameters', 'NewAssumeRolePolicyDocument') ??
    '';
  const account = detail(event, 'recipientAccountId') ?? detail(event, 'userIdentity', 'accountId');
  return [...document.matchAll(/acs:ram::(\d+):/g)].some(([, named]) => named !== account);
}
