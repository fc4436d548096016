import type { RpcServiceName } from '../sdk-clients';
import { IMS } from './contract-calls-ims';

/** What earlier answers gave, by dotted path: `key.AccessKey.AccessKeyId`. */
export type Given = (path: string) => string;
export type Parameters = Readonly<Record<string, string>>;
export type ContractCall = readonly [
  service: RpcServiceName,
  action: string,
  parameters?: Parameters | ((given: Given) => Parameters),
  /** The name under which the answer can be asked for later. */
  saveAs?: string,
];

const POLICY = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:Get*', Resource: '*' }] });
const TRUST = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1234567890123456:root'] } }],
});
const ROLE_ARN = 'acs:ram::1234567890123456:role/Reader';

const RAM: readonly ContractCall[] = [
  ['ram', 'CreateUser', { UserName: 'alice', DisplayName: 'Alice', Email: 'a@example.com', Comments: 'x' }],
  ['ram', 'GetUser', { UserName: 'alice' }],
  ['ram', 'UpdateUser', { UserName: 'alice', NewUserName: 'alice', NewDisplayName: 'Alice A.' }],
  ['ram', 'ListUsers', { MaxItems: '1' }],
  ['ram', 'CreateAccessKey', { UserName: 'alice' }, 'key'],
  ['ram', 'ListAccessKeys', { UserName: 'alice' }],
  ['ram', 'GetAccessKeyLastUsed', (g) => ({ UserName: 'alice', UserAccessKeyId: g('key.AccessKey.AccessKeyId') })],
  [
    'ram',
    'UpdateAccessKey',
    (g) => ({ UserName: 'alice', UserAccessKeyId: g('key.AccessKey.AccessKeyId'), Status: 'Inactive' }),
  ],
  ['ram', 'CreateLoginProfile', { UserName: 'alice', Password: 'Long-Enough-1' }],
  ['ram', 'GetLoginProfile', { UserName: 'alice' }],
  ['ram', 'UpdateLoginProfile', { UserName: 'alice', MFABindRequired: 'true' }],
  ['ram', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'phone' }, 'mfa'],
  [
    'ram',
    'BindMFADevice',
    (g) => ({
      UserName: 'alice',
      SerialNumber: g('mfa.VirtualMFADevice.SerialNumber'),
      AuthenticationCode1: '123456',
      AuthenticationCode2: '654321',
    }),
  ],
  ['ram', 'GetUserMFAInfo', { UserName: 'alice' }],
  ['ram', 'ListVirtualMFADevices'],
  ['ram', 'UnbindMFADevice', { UserName: 'alice' }],
  ['ram', 'DeleteVirtualMFADevice', (g) => ({ SerialNumber: g('mfa.VirtualMFADevice.SerialNumber') })],
  ['ram', 'CreateGroup', { GroupName: 'readers', Comments: 'who may read' }],
  ['ram', 'GetGroup', { GroupName: 'readers' }],
  ['ram', 'UpdateGroup', { GroupName: 'readers', NewComments: 'still' }],
  ['ram', 'ListGroups', { MaxItems: '1' }],
  ['ram', 'AddUserToGroup', { UserName: 'alice', GroupName: 'readers' }],
  ['ram', 'ListGroupsForUser', { UserName: 'alice' }],
  ['ram', 'ListUsersForGroup', { GroupName: 'readers' }],
  ['ram', 'CreatePolicy', { PolicyName: 'Read', PolicyDocument: POLICY, Description: 'reads' }],
  ['ram', 'GetPolicy', { PolicyType: 'Custom', PolicyName: 'Read' }],
  ['ram', 'UpdatePolicyDescription', { PolicyName: 'Read', NewDescription: 'reads objects' }],
  ['ram', 'CreatePolicyVersion', { PolicyName: 'Read', PolicyDocument: POLICY, SetAsDefault: 'false' }, 'version'],
  ['ram', 'GetPolicyVersion', { PolicyType: 'Custom', PolicyName: 'Read', VersionId: 'v2' }],
  ['ram', 'ListPolicyVersions', { PolicyType: 'Custom', PolicyName: 'Read' }],
  ['ram', 'SetDefaultPolicyVersion', { PolicyName: 'Read', VersionId: 'v2' }],
  ['ram', 'DeletePolicyVersion', { PolicyName: 'Read', VersionId: 'v1' }],
  ['ram', 'ListPolicies', { PolicyType: 'System', MaxItems: '2' }],
  ['ram', 'CreateRole', { RoleName: 'Reader', AssumeRolePolicyDocument: TRUST, Description: 'reads' }],
  ['ram', 'GetRole', { RoleName: 'Reader' }],
  ['ram', 'UpdateRole', { RoleName: 'Reader', NewDescription: 'reads objects' }],
  ['ram', 'ListRoles', { MaxItems: '1' }],
  ['ram', 'TagResources', { ResourceType: 'role', ResourceNames: '["Reader"]', Tag: '[{"Key":"k","Value":"v"}]' }],
  ['ram', 'ListTagResources', { ResourceType: 'role' }],
  ['ram', 'UntagResources', { ResourceType: 'role', ResourceNames: '["Reader"]', All: 'true' }],
  ...(['User', 'Group', 'Role'] as const).flatMap((kind): ContractCall[] => {
    const name = { User: 'alice', Group: 'readers', Role: 'Reader' }[kind];
    const policy = { PolicyType: 'Custom', PolicyName: 'Read', [`${kind}Name`]: name };
    return [
      ['ram', `AttachPolicyTo${kind}`, policy],
      ['ram', `ListPoliciesFor${kind}`, { [`${kind}Name`]: name }],
    ];
  }),
  ['ram', 'ListEntitiesForPolicy', { PolicyType: 'Custom', PolicyName: 'Read' }],
  ['sts', 'AssumeRole', { RoleArn: ROLE_ARN, RoleSessionName: 'test', DurationSeconds: '900' }],
  ['sts', 'GetCallerIdentity'],
  ['ram', 'CreateLoginProfile', { UserName: 'sandbox-admin', Password: 'Long-Enough-1' }],
  ['ram', 'ChangePassword', { OldPassword: 'Long-Enough-1', NewPassword: 'Long-Enough-2' }],
  ['ims', 'ChangePassword', { OldPassword: 'Long-Enough-2', NewPassword: 'Long-Enough-3' }],
  ['ram', 'SetAccountAlias', { AccountAlias: 'acme-cloud' }],
  ['ram', 'GetAccountAlias'],
  ['ram', 'ClearAccountAlias'],
  ['ram', 'SetPasswordPolicy', { MinimumPasswordLength: '10' }],
  ['ram', 'GetPasswordPolicy'],
  ['ram', 'SetSecurityPreference', { LoginSessionDuration: '8' }],
  ['ram', 'GetSecurityPreference'],
  ['ram', 'DetachPolicyFromUser', { PolicyType: 'Custom', PolicyName: 'Read', UserName: 'alice' }],
  ['ram', 'DetachPolicyFromGroup', { PolicyType: 'Custom', PolicyName: 'Read', GroupName: 'readers' }],
  ['ram', 'DetachPolicyFromRole', { PolicyType: 'Custom', PolicyName: 'Read', RoleName: 'Reader' }],
  ['ram', 'DeletePolicy', { PolicyName: 'Read' }],
  ['ram', 'DeleteRole', { RoleName: 'Reader' }],
  ['ram', 'RemoveUserFromGroup', { UserName: 'alice', GroupName: 'readers' }],
  ['ram', 'DeleteGroup', { GroupName: 'readers' }],
  ['ram', 'DeleteLoginProfile', { UserName: 'alice' }],
  ['ram', 'DeleteAccessKey', (g) => ({ UserName: 'alice', UserAccessKeyId: g('key.AccessKey.AccessKeyId') })],
  ['ram', 'DeleteUser', { UserName: 'alice' }],
];

const OTHERS: readonly ContractCall[] = [
  ['sas', 'DescribeAccesskeyLeakList', { CurrentPage: '1', PageSize: '20' }, 'leaks'],
  ['sas', 'DescribeAccessKeyLeakDetail', (g) => ({ Id: g('leaks.AccessKeyLeakList.0.Id') })],
  ['sas', 'ModifyNoticeConfig', { Project: 'yundun_sas_ak_leakage', Route: '7', TimeLimit: '0' }],
  ['sas', 'DescribeNoticeConfig', {}],
  ['sas', 'ModifyAccessKeyLeakDeal', (g) => ({ Type: 'manual', Id: g('leaks.AccessKeyLeakList.0.Id') })],
  [
    'bss',
    'DescribeInstanceBill',
    () => ({ BillingCycle: yesterday().slice(0, 7), BillingDate: yesterday(), Granularity: 'DAILY' }),
  ],
  [
    'bss',
    'QueryAccountBill',
    () => ({ BillingCycle: yesterday().slice(0, 7), BillingDate: yesterday(), Granularity: 'DAILY' }),
  ],
  ['bss', 'QueryBillOverview', () => ({ BillingCycle: yesterday().slice(0, 7) })],
  ['bss', 'QueryOrders'],
  ['bss', 'QueryAccountBalance'],
  ['actiontrail', 'DescribeRegions'],
  ['actiontrail', 'GetGlobalEventsStorageRegion'],
  [
    'actiontrail',
    'LookupEvents',
    { 'LookupAttribute.1.Key': 'ServiceName', 'LookupAttribute.1.Value': 'Ram', MaxResults: '5' },
  ],
  ['actiontrail', 'GetAccessKeyLastUsedInfo', (g) => ({ AccessKey: g('leaks.AccessKeyLeakList.0.AccesskeyId') })],
  ['actiontrail', 'GetAccessKeyLastUsedProducts', (g) => ({ AccessKey: g('leaks.AccessKeyLeakList.0.AccesskeyId') })],
  [
    'actiontrail',
    'GetAccessKeyLastUsedEvents',
    (g) => ({ AccessKey: g('leaks.AccessKeyLeakList.0.AccesskeyId'), ServiceName: 'Ecs' }),
  ],
  [
    'actiontrail',
    'GetAccessKeyLastUsedIps',
    (g) => ({ AccessKey: g('leaks.AccessKeyLeakList.0.AccesskeyId'), ServiceName: 'Ecs' }),
  ],
  [
    'actiontrail',
    'GetAccessKeyLastUsedResources',
    (g) => ({ AccessKey: g('leaks.AccessKeyLeakList.0.AccesskeyId'), ServiceName: 'Ecs' }),
  ],
  ['actiontrail', 'DescribeTrails'],
  ['eventbridge', 'ListRules', { EventBusName: 'default', Limit: '50' }],
];

/** A day's bill is there once the day is over in Beijing. */
function yesterday(): string {
  return new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
}

const HANGZHOU = { RegionId: 'cn-hangzhou' };
const SCRIPT = { Type: 'RunShellScript', CommandContent: 'dXB0aW1l', ContentEncoding: 'Base64' };

const ECS: readonly ContractCall[] = [
  ['kms', 'GetSecretValue', { SecretName: 'robot' }],
  ['kms', 'CreateSecret', { SecretName: 'app/key', VersionId: 'v1', SecretData: 'one', Description: 'x' }],
  ['kms', 'PutSecretValue', { SecretName: 'app/key', VersionId: 'v2', SecretData: 'two' }],
  ['kms', 'DescribeSecret', { SecretName: 'app/key' }],
  ['kms', 'ListSecretVersionIds', { SecretName: 'app/key', IncludeDeprecated: 'true' }],
  [
    'kms',
    'UpdateSecretVersionStage',
    { SecretName: 'app/key', VersionStage: 'ACSCurrent', RemoveFromVersion: 'v2', MoveToVersion: 'v1' },
  ],
  ['ecs', 'DescribeRegions'],
  ['ecs', 'RunInstances', { ...HANGZHOU, ImageId: 'm-1', InstanceType: 'ecs.c7.large', Amount: '2' }, 'made'],
  ['ecs', 'DescribeInstances', HANGZHOU],
  ['ecs', 'CreateCommand', { ...HANGZHOU, ...SCRIPT, Name: 'uptime' }, 'command'],
  [
    'ecs',
    'InvokeCommand',
    (g) => ({
      ...HANGZHOU,
      CommandId: g('command.CommandId'),
      'InstanceId.1': g('made.InstanceIdSets.InstanceIdSet.0'),
    }),
  ],
  ['ecs', 'RunCommand', (g) => ({ ...HANGZHOU, ...SCRIPT, 'InstanceId.1': g('made.InstanceIdSets.InstanceIdSet.0') })],
  ['ecs', 'DescribeInvocations', HANGZHOU],
  ['ecs', 'StopInstances', (g) => ({ ...HANGZHOU, 'InstanceId.1': g('made.InstanceIdSets.InstanceIdSet.0') })],
  ['ecs', 'DeleteInstance', (g) => ({ InstanceId: g('made.InstanceIdSets.InstanceIdSet.0') })],
  [
    'ecs',
    'DeleteInstances',
    (g) => ({ ...HANGZHOU, 'InstanceId.1': g('made.InstanceIdSets.InstanceIdSet.1'), Force: 'true' }),
  ],
];

/** Every operation of the sandbox in an order in which each succeeds, signed by an administrator. */
export const CONTRACT_CALLS: readonly ContractCall[] = [...RAM, ...IMS, ...OTHERS, ...ECS];
