import { ACCOUNT, ALICE, anEvent, KEY } from './account';
import { ARN, byThief, call, type Made, madeBy, OTHER, shape } from './thief';

const policyFor = (principal: string) =>
  JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Principal: [principal], Action: ['oss:GetObject'], Resource: ['acs:oss:*:*:b/*'] }],
  });
const READ = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}';

describe('what one call of the attack made is an actor, once', () => {
  test.each<[Made, { type: string; id: string; name: string }]>([
    [
      call('ModelStudio', 'CreateTokenPlanKey', { AccountId: 'a', Description: 'batch' }, { ApiKeyId: '4711' }),
      { type: 'api-key', id: '4711', name: 'batch' },
    ],
    [
      call('ModelStudio', 'CreateApiKey', { workspaceId: 'ws' }, { apiKey: { apiKeyId: 'key-1' } }),
      { type: 'api-key', id: 'key-1', name: 'key-1' },
    ],
    [
      call(
        'Ims',
        'CreatePasskey',
        { UserPrincipalName: 'bob@x', PasskeyName: 'yubi' },
        { Passkey: { PasskeyId: 'pk-1' } },
      ),
      { type: 'passkey', id: 'pk-1', name: 'yubi' },
    ],
    [
      call('Ims', 'BindMFADevice', { UserPrincipalName: 'bob@x', SerialNumber: `${ARN}:mfa/phone` }),
      { type: 'mfa-device', id: `${ARN}:mfa/phone`, name: 'phone' },
    ],
    [
      call('Ram', 'CreatePolicy', { PolicyName: 'log-read', PolicyDocument: READ }),
      { type: 'policy', id: 'policy/log-read', name: 'log-read' },
    ],
    [
      call(
        'Ram',
        'CreatePolicyVersion',
        { PolicyName: 'log-read', PolicyDocument: READ, SetAsDefault: 'true' },
        { PolicyVersion: { VersionId: 'v2' } },
      ),
      { type: 'policy', id: 'policy/log-read/v2', name: 'log-read v2' },
    ],
    [
      call('Ram', 'SetDefaultPolicyVersion', { PolicyName: 'log-read', VersionId: 'v3' }),
      { type: 'policy', id: 'policy/log-read/v3', name: 'log-read v3' },
    ],
    [
      call('Ram', 'AttachPolicyToRole', { RoleName: 'deploy', PolicyName: 'AliyunECSFullAccess' }),
      { type: 'grant', id: 'grant/deploy/AliyunECSFullAccess', name: 'deploy → AliyunECSFullAccess' },
    ],
    [
      call('CloudSSO', 'CreateAccessAssignment', {
        DirectoryId: 'd-1',
        AccessConfigurationId: 'ac-1',
        TargetType: 'RD-Account',
        TargetId: OTHER,
        PrincipalType: 'User',
        PrincipalId: 'u-1',
      }),
      { type: 'access-assignment', id: `access-assignment/u-1/ac-1/${OTHER}`, name: `u-1 → ac-1 (${OTHER})` },
    ],
    [
      call('Ram', 'CreateLoginProfile', { UserName: 'bob' }),
      { type: 'login-profile', id: 'login-profile/bob', name: 'bob' },
    ],
    [call('FC', 'CreateFunction', { body: { functionName: 'sync' } }), { type: 'function', id: 'sync', name: 'sync' }],
    [call('FC', 'UpdateFunction', { functionName: 'web' }), { type: 'function', id: 'web', name: 'web' }],
    [
      call('FC', 'CreateLayerVersion', { layerName: 'base' }, { layerName: 'base', version: 3 }),
      { type: 'layer', id: 'layer/base/3', name: 'base' },
    ],
    [
      call('FC', 'CreateTrigger', { functionName: 'web', body: { triggerName: 'nightly', triggerType: 'timer' } }),
      { type: 'trigger', id: 'trigger/web/nightly', name: 'nightly' },
    ],
    [
      call(
        'Ecs',
        'InvokeCommand',
        { CommandId: 'c-1', Timed: 'true', Frequency: '0 */5 * * * *' },
        { InvokeId: 't-1' },
      ),
      { type: 'timed-command', id: 'c-1', name: 'c-1' },
    ],
    [
      call('Ecs', 'RunCommand', { Name: 'upd', RepeatMode: 'EveryReboot' }, { CommandId: 'c-2', InvokeId: 't-2' }),
      { type: 'timed-command', id: 'c-2', name: 'upd' },
    ],
    [
      call('Ess', 'CreateScalingRule', { ScalingRuleName: 'up', ScalingGroupId: 'asg-1' }, { ScalingRuleId: 'asr-1' }),
      { type: 'scaling-rule', id: 'asr-1', name: 'up' },
    ],
    [
      call('Ess', 'CreateScheduledTask', { ScheduledTaskName: 'night' }, { ScheduledTaskId: 'st-1' }),
      { type: 'scheduled-task', id: 'st-1', name: 'night' },
    ],
    [
      call(
        'Oos',
        'StartExecution',
        { TemplateName: 'ACS-ECS-BulkyRunCommand' },
        { Execution: { ExecutionId: 'exec-1' } },
      ),
      { type: 'execution', id: 'exec-1', name: 'ACS-ECS-BulkyRunCommand' },
    ],
    [
      call('Ros', 'CreateStack', { StackName: 'net' }, { StackId: '4a6c-1' }),
      { type: 'stack', id: '4a6c-1', name: 'net' },
    ],
    [
      call('Oss', 'PutBucketReplication', { bucketName: 'b', body: { Rule: { Destination: { Bucket: 'copy' } } } }),
      { type: 'bucket-replication', id: 'bucket-replication/b/copy', name: 'b → copy' },
    ],
    [
      call('Oss', 'PutBucketPolicy', { bucketName: 'b', policy: policyFor(OTHER) }),
      { type: 'bucket-policy', id: `bucket-policy/b/${OTHER}`, name: `b → ${OTHER}` },
    ],
    [
      call('Ecs', 'ModifyImageSharePermission', { ImageId: 'm-1', 'AddAccount.1': OTHER }),
      { type: 'shared-image', id: `shared-image/m-1/${OTHER}`, name: `m-1 → ${OTHER}` },
    ],
    [
      call('Ecs', 'ModifySnapshotAttribute', { SnapshotId: 's-1', 'AddAccount.1': OTHER }),
      { type: 'shared-snapshot', id: `shared-snapshot/s-1/${OTHER}`, name: `s-1 → ${OTHER}` },
    ],
    [
      call('Oss', 'PutBucketPolicy', { bucketName: 'b', policy: policyFor('*') }),
      { type: 'bucket-policy', id: 'bucket-policy/b/*', name: 'b → *' },
    ],
    [
      call('Oss', 'PutBucketPolicy', { bucketName: 'b', policy: policyFor(`acs:ram::${OTHER}:*`) }),
      { type: 'bucket-policy', id: `bucket-policy/b/acs:ram::${OTHER}:*`, name: `b → acs:ram::${OTHER}:*` },
    ],
    [
      call('Oss', 'PutBucketPolicy', { bucketName: 'b', policy: policyFor(`arn:sts::${OTHER}:assumed-role/cross/*`) }),
      {
        type: 'bucket-policy',
        id: `bucket-policy/b/arn:sts::${OTHER}:assumed-role/cross/*`,
        name: `b → arn:sts::${OTHER}:assumed-role/cross/*`,
      },
    ],
    [call('Oss', 'PutBucketPolicy', { bucketName: 'b' }), { type: 'bucket-policy', id: 'bucket-policy/b', name: 'b' }],
    [
      call('Oss', 'PutBucketReplication', {
        bucketName: 'b',
        body: '<ReplicationConfiguration><Rule><Destination><Bucket>copy</Bucket></Destination></Rule></ReplicationConfiguration>',
      }),
      { type: 'bucket-replication', id: 'bucket-replication/b/copy', name: 'b → copy' },
    ],
    [
      call('Oss', 'PutBucketReplication', { bucketName: 'b' }),
      { type: 'bucket-replication', id: 'bucket-replication/b', name: 'b' },
    ],
    [
      call('Ecs', 'ModifyImageSharePermission', { ImageId: 'm-1', IsPublic: true }),
      { type: 'shared-image', id: 'shared-image/m-1/*', name: 'm-1 → *' },
    ],
    [
      call('Ecs', 'ModifyImageShareGroupPermission', { ImageId: 'm-1', 'AddGroup.1': 'all' }),
      { type: 'shared-image', id: 'shared-image/m-1/*', name: 'm-1 → *' },
    ],
    [
      call(
        'CloudSSO',
        'CreateSCIMServerCredential',
        { DirectoryId: 'd-1' },
        { Credential: { CredentialId: 'scim-1' } },
      ),
      { type: 'scim-credential', id: 'scim-1', name: 'd-1' },
    ],
    [
      call(
        'CloudSSO',
        'CreateUserProvisioning',
        { PrincipalId: 'u-1' },
        { UserProvisioning: { UserProvisioningId: 'up-1' } },
      ),
      { type: 'user-provisioning', id: 'up-1', name: 'u-1' },
    ],
    [
      call('Ess', 'CreateScalingGroup', { ScalingGroupName: 'g', MinSize: '5' }, { ScalingGroupId: 'asg-1' }),
      { type: 'scaling-group', id: 'asg-1', name: 'g' },
    ],
    [
      call('Ess', 'CreateScalingConfiguration', { ScalingGroupId: 'asg-1' }, { ScalingConfigurationId: 'asc-1' }),
      { type: 'scaling-configuration', id: 'asc-1', name: 'asc-1' },
    ],
    [
      call(
        'Ecs',
        'CreateAutoProvisioningGroup',
        { AutoProvisioningGroupType: 'maintain' },
        { AutoProvisioningGroupId: 'apg-1' },
      ),
      { type: 'provisioning-group', id: 'apg-1', name: 'apg-1' },
    ],
    [
      call('Ros', 'CreateStackGroup', { StackGroupName: 'g' }, { StackGroupId: 'sg-1' }),
      { type: 'stack', id: 'sg-1', name: 'g' },
    ],
    [
      call('Ims', 'AddClientIdToOIDCProvider', { OIDCProviderName: 'github', ClientId: 'x' }),
      { type: 'identity-provider', id: 'github', name: 'github' },
    ],
    [
      call('FC-Open', 'CreateService', { serviceName: 'jobs', role: `${ARN}:role/fn-role` }),
      { type: 'function', id: 'service/jobs', name: 'jobs' },
    ],
  ])('%j', (made, expected) => {
    const actors = madeBy(byThief(5, made), byThief(6, made));
    expect(actors.map(shape)).toEqual([expected]);
    expect(actors[0]).toMatchObject({ parent: KEY, how: `${made.service} ${made.name}` });
    // What was refused made nothing, and what others of the account made is theirs.
    expect(madeBy(byThief(5, { ...made, errorCode: 'NoPermission' }))).toEqual([]);
    expect(madeBy(anEvent({ minute: 5, ...made, ...ALICE }))).toEqual([]);
  });

  test.each<[string, Made]>([
    ['a command that runs once', call('Ecs', 'InvokeCommand', { CommandId: 'c-1', Timed: 'false' })],
    [
      'a bucket policy for the own account',
      call('Oss', 'PutBucketPolicy', { bucketName: 'b', policy: policyFor(ACCOUNT) }),
    ],
    [
      'a share that is withdrawn',
      call('Ecs', 'ModifyImageSharePermission', { ImageId: 'm', 'RemoveAccount.1': OTHER }),
    ],
    ['an image that is made private', call('Ecs', 'ModifyImageSharePermission', { ImageId: 'm', IsPublic: 'false' })],
    ['a service of functions without a role', call('FC-Open', 'CreateService', { serviceName: 'jobs' })],
    ['power that names nobody', call('Ram', 'AttachPolicyToUser', { PolicyName: 'AdministratorAccess' })],
    ['a trigger of a function that is not told', call('FC', 'CreateTrigger', { body: { triggerType: 'timer' } })],
  ])('%s is none', (_, made) => {
    expect(madeBy(byThief(5, made))).toEqual([]);
  });
});
