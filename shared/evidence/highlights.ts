import { detail } from './event';
import type { Made } from './made';
import type { AuditEvent } from './types';

export type FindingKind =
  | 'persistence'
  | 'privilege'
  | 'console-takeover'
  | 'compute'
  | 'command'
  | 'destruction'
  | 'log-tampering'
  | 'alarms-silenced'
  | 'messages'
  | 'dns'
  | 'database'
  | 'new-source'
  | 'success-after-deny'
  | 'denied-after-deny';
export type FindingSeverity = 'low' | 'medium' | 'high' | 'critical';

/** A call that tells what somebody is after, and what it made. */
export interface CallRule {
  readonly rule: string;
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  /** MITRE ATT&CK. */
  readonly technique: string;
  readonly title: string;
  readonly services: RegExp;
  readonly calls: RegExp;
  /** The identity that the call made or gave power to; undefined when the event does not name it. */
  readonly made?: (event: AuditEvent) => Made | undefined;
}

const parameter = (event: AuditEvent, ...names: readonly string[]): string | undefined =>
  names.map((name) => detail(event, 'requestParameters', name)).find((value) => value !== undefined);
const userOf = (event: AuditEvent) => parameter(event, 'UserName', 'UserPrincipalName');
const named = (kind: Made['kind'], name: string | undefined, of?: string): Made | undefined =>
  name === undefined ? undefined : { kind, name: name.slice(0, 200), ...(of ? { of: of.slice(0, 100) } : {}) };
const IDENTITY = /^(ram|ims)$/i;

/** What a leaked key's thief does first, call by call. The first rule that fits an event is the event's. */
export const CALL_RULES: readonly CallRule[] = [
  {
    rule: 'persistence-user',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1136.003',
    title: 'A RAM user was made',
    services: IDENTITY,
    calls: /^CreateUser$/,
    made: (e) => named('user', userOf(e)),
  },
  {
    rule: 'persistence-access-key',
    kind: 'persistence',
    severity: 'critical',
    technique: 'T1098.001',
    title: 'Another AccessKey was made',
    services: IDENTITY,
    calls: /^CreateAccessKey$/,
    made: (e) => named('access-key', newKeyOf(e), userOf(e)),
  },
  {
    rule: 'console-takeover',
    kind: 'console-takeover',
    severity: 'critical',
    technique: 'T1098',
    title: 'A console password was set',
    services: IDENTITY,
    calls: /^(Create|Update)LoginProfile$/,
    made: (e) => named('console', userOf(e)),
  },
  {
    rule: 'persistence-role',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.003',
    title: 'A role was made or its trust changed',
    services: IDENTITY,
    calls: /^(CreateRole|UpdateRole)$/,
    made: (e) => named('role', parameter(e, 'RoleName')),
  },
  {
    rule: 'privilege-granted',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1098.003',
    title: 'Power was granted',
    services: IDENTITY,
    calls: /^(AttachPolicyTo(User|Group|Role)|AddUserToGroup|SetDefaultPolicyVersion|CreatePolicyVersion)$/,
    made: grantOf,
  },
  {
    rule: 'federation-made',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1484.002',
    title: 'Another way to log in was made',
    services: /^(ram|ims|cloudsso)$/i,
    calls: /^(CreateSAMLProvider|CreateOIDCProvider|CreateAccessConfiguration|CreateAccessAssignment)$/,
  },
  {
    rule: 'deny-taken-off',
    kind: 'privilege',
    severity: 'critical',
    technique: 'T1562',
    title: 'A policy was taken off',
    services: IDENTITY,
    calls: /^(DetachPolicyFrom(User|Group|Role)|RemoveUserFromGroup|DeletePolicy|DeletePolicyVersion)$/,
  },
  {
    rule: 'session-taken',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1550.001',
    title: 'A role was assumed',
    services: /^sts$/i,
    calls: /^AssumeRole/,
    made: (e) => named('session', parameter(e, 'RoleArn')),
  },
  {
    rule: 'log-tampering',
    kind: 'log-tampering',
    severity: 'critical',
    technique: 'T1562.008',
    title: 'Logs were stopped or deleted',
    services: /^(actiontrail|sls|log)$/i,
    calls: /^(StopLogging|DeleteTrail|UpdateTrail|DeleteProject|DeleteLogStore|DeleteLogstore)$/,
  },
  {
    rule: 'alarms-silenced',
    kind: 'alarms-silenced',
    severity: 'critical',
    technique: 'T1562.001',
    title: 'Alarms were silenced',
    services: /^(sas|aegis|notifications|cms)$/i,
    calls:
      /^(ModifyAccessKeyLeakDeal|HandleSecurityEvents|ModifyNoticeConfig|UpdateUserSubscription|DelMessage|Delete.*Rules?|Disable.*Rules?)$/,
  },
  {
    rule: 'compute-started',
    kind: 'compute',
    severity: 'high',
    technique: 'T1496',
    title: 'Computing power was bought',
    services: /^(ecs|eci|ess|ecd|ehpc|ehpcinstant|pai.*|fc|fc-open)$/i,
    calls:
      /^(RunInstances|CreateInstance|CreateAutoProvisioningGroup|StartInstances?|CreateContainerGroup.*|BatchCreateContainerGroups|CreateDesktops|CreateCluster|CreateNodes|CreateJob|CreatePool|CreateScalingGroup|CreateFunction)$/,
  },
  {
    rule: 'command-run',
    kind: 'command',
    severity: 'critical',
    technique: 'T1651',
    title: 'Commands were run on instances',
    services: /^(ecs|ecd)$/i,
    calls: /^(RunCommand|InvokeCommand|CreateCommand)$/,
  },
  {
    rule: 'destruction',
    kind: 'destruction',
    severity: 'critical',
    technique: 'T1485',
    title: 'Resources were deleted',
    services: /^(ecs|rds|oss|kms|polardb|kvstore|dds|alidns)$/i,
    calls:
      /^(DeleteInstances?|DeleteSnapshot|DeleteImage|DeleteDBInstance|DestroyDBInstance|DeleteDatabase|DeleteBucket|ScheduleKeyDeletion|DeleteBackup|DeleteDomain)$/,
  },
  {
    rule: 'messages-sent',
    kind: 'messages',
    severity: 'high',
    technique: 'T1496.003',
    title: 'Text messages were sent or prepared',
    services: /^dysms/i,
    calls: /^(SendSms|SendBatchSms|AddSmsTemplate|CreateSmsTemplate|AddSmsSign)$/,
  },
  {
    rule: 'dns-changed',
    kind: 'dns',
    severity: 'high',
    technique: 'T1584.002',
    title: 'Domain records were changed',
    services: /^alidns$/i,
    calls: /^((Add|Update|Delete)DomainRecord|SetDomainRecordStatus)$/,
  },
  {
    rule: 'database-opened',
    kind: 'database',
    severity: 'high',
    technique: 'T1098',
    title: 'A database account or door was made',
    services: /^(rds|polardb|kvstore|dds)$/i,
    calls: /^(CreateAccount|ResetAccountPassword|ResetAccount|GrantAccountPrivilege|ModifySecurityIps)$/,
  },
];

export function ruleOf(event: Pick<AuditEvent, 'service' | 'name'>): CallRule | undefined {
  return CALL_RULES.find(({ services, calls }) => services.test(event.service) && calls.test(event.name));
}

function newKeyOf(event: AuditEvent): string | undefined {
  return (
    detail(event, 'responseElements', 'AccessKey', 'AccessKeyId') ?? detail(event, 'responseElements', 'AccessKeyId')
  );
}

function grantOf(event: AuditEvent): Made | undefined {
  const target = parameter(event, 'UserName', 'RoleName', 'GroupName', 'UserPrincipalName');
  return named('grant', parameter(event, 'PolicyName', 'GroupName'), target);
}
