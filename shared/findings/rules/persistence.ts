import { detail } from '../../evidence/event';
import type { AuditEvent } from '../../evidence/types';
import type { AccountFacts } from '../account';
import { letsIn, outsidersOf } from '../documents';
import { credentialMade, federationMade, functionMade, keyMade, modelKeyOf, ofCloudSso } from '../made/credentials';
import { answered, asked, somebody, thing, unnamed } from '../made/forms';
import { documentOf, parameter, userNamed } from '../parameters';
import type { Rule, Weight } from './model';

const RAM = /^(ram|ims)$/i;
const trusting = (principal: object) => ({
  RoleName: 'r',
  AssumeRolePolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal }] }),
});

/** Ways in that outlive the leaked key. */
export const PERSISTENCE: readonly Rule[] = [
  {
    id: 'persistence-user',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1136.003',
    text: { zh: '创建了 RAM 用户', en: 'A RAM user was made' },
    advice: {
      zh: '不是您创建的：禁用其 AccessKey 和控制台登录后删除该用户（可从回收站恢复）。',
      en: 'Not made by you: disable its keys and console login, then delete the user (the recycle bin can restore it).',
    },
    services: RAM,
    calls: /^CreateUser$/,
    weight: 'strong',
    made: (event) => somebody('user', event, userNamed(event)),
    fires: [{ call: 'Ims CreateUser', request: { UserPrincipalName: 'x@acme.onaliyun.com' }, weight: 'strong' }],
    silent: [{ call: 'Ram GetUser' }],
  },
  {
    id: 'persistence-access-key',
    kind: 'persistence',
    severity: 'critical',
    technique: 'T1098.001',
    text: { zh: '创建了新的 AccessKey', en: 'Another AccessKey was made' },
    advice: {
      zh: '不是您创建的：立即禁用该 AccessKey，查看它的调用，然后删除。',
      en: 'Not made by you: disable this AccessKey now, look at what it was used for, then delete it.',
    },
    services: RAM,
    calls: /^CreateAccessKey$/,
    weight: forWhom,
    made: (event) => keyMade('access-key', event, answered(event, 'AccessKeyId'), userNamed(event)),
    fires: [
      { call: 'Ram CreateAccessKey', request: { UserName: 'alice' }, weight: 'grave' },
      { call: 'Ram CreateAccessKey', request: { UserName: 'new-colleague' }, weight: 'strong' },
    ],
    silent: [{ call: 'Ram UpdateAccessKey', request: { UserName: 'x' } }],
  },
  {
    id: 'role-trust-unchecked',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.003',
    text: {
      zh: '创建了角色或修改了其信任策略，无法核对是否开放给其他账号',
      en: 'A role was made or its trust changed; whether for another account could not be checked',
    },
    advice: {
      zh: '把信任策略中的账号与您自己的账号 ID 对比；如果是您不认识的其他账号，从信任策略中去掉它，并附加拒绝策略结束该角色的会话。',
      en: "Compare the account that it trusts with your own account's id. Another one that you do not know: take it out of the trust policy, and attach a deny to the role, which ends its sessions.",
    },
    services: RAM,
    calls: /^(CreateRole|UpdateRole)$/,
    holds: (event, account) => letsIn(documentOf(event), account.id) === 'unclear',
    weight: 'strong',
    isUnchecked: true,
    made: (event) =>
      event.name === 'CreateRole'
        ? somebody('role', event, parameter(event, 'RoleName') ?? answered(event, 'RoleName'))
        : undefined,
    fires: [
      { call: 'Ram CreateRole', request: trusting({ RAM: ['acs:ram::123456789012****:root'] }), weight: 'strong' },
    ],
    silent: [
      { call: 'Ram CreateRole', request: trusting({ RAM: ['acs:ram::1234567890123456:root'] }) },
      { call: 'Ram CreateRole', request: trusting({ RAM: ['acs:ram::99999999****:root'] }) },
    ],
  },
  {
    id: 'persistence-role',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.003',
    text: { zh: '创建了角色或修改了其信任策略', en: 'A role was made or its trust changed' },
    advice: {
      zh: '从信任策略中去掉陌生的账号和服务；不是您创建的角色：先附加拒绝策略结束其会话，再删除。',
      en: 'Take accounts and services that you do not know out of the trust policy. Not your role: attach a deny to it, which ends its sessions, then delete it.',
    },
    services: RAM,
    calls: /^(CreateRole|UpdateRole)$/,
    // A role for a service of the cloud is how programs are deployed; a door for another account is a thief's.
    weight: (event, account) => (letsIn(documentOf(event), account.id) === 'own' ? 'weak' : 'grave'),
    receivers: (event, account) => outsidersOf(documentOf(event), account.id),
    made: (event) =>
      event.name === 'CreateRole'
        ? somebody('role', event, parameter(event, 'RoleName') ?? answered(event, 'RoleName'))
        : undefined,
    fires: [
      { call: 'Ram CreateRole', request: trusting({ RAM: ['acs:ram::999:root'] }), weight: 'grave' },
      { call: 'Ram CreateRole', request: trusting({ Service: ['fc.aliyuncs.com'] }), weight: 'weak' },
    ],
    silent: [{ call: 'Ram DeleteRole' }],
  },
  {
    id: 'federation-made',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1484.002',
    text: { zh: '建立了新的登录途径', en: 'Another way to log in was made' },
    advice: {
      zh: '删除陌生的身份提供商、指纹和同步任务，并结束由此登录的会话。',
      en: 'Remove identity providers, fingerprints and provisionings that are not yours, and end the sessions that came by them.',
    },
    services: /^(ram|ims|cloudsso)$/i,
    calls:
      /^(Create(SAML|OIDC)Provider|(Set|Update)SAMLProvider|UpdateOIDCProvider|Add(Fingerprint|ClientId)ToOIDCProvider|SetExternalSAMLIdentityProvider|CreateUserProvisioning)$/,
    // Clusters and build services are let in by OIDC; people by SAML and CloudSSO.
    weight: (event) => (/OIDC/.test(event.name) ? 'strong' : 'grave'),
    made: federationMade,
    fires: [
      { call: 'Ims CreateSAMLProvider', request: { SAMLProviderName: 'okta2' }, weight: 'grave' },
      { call: 'Ims CreateOIDCProvider', request: { OIDCProviderName: 'github' }, weight: 'strong' },
    ],
    silent: [{ call: 'Ims GetSAMLProvider', request: { SAMLProviderName: 'okta2' } }],
  },
  {
    id: 'cloudsso-user',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1136.003',
    text: { zh: '创建了云 SSO 用户', en: 'A CloudSSO user was made' },
    advice: {
      zh: '禁用并删除陌生的云 SSO 用户和 SCIM 密钥；被重置密码的用户需重新设置密码和 MFA。',
      en: 'Disable and delete CloudSSO users and SCIM credentials that are not yours; give users whose password was reset a new one, with MFA.',
    },
    services: /^cloudsso$/i,
    calls: /^(CreateUser|AddUserToGroup|ResetUserPassword|CreateSCIMServerCredential)$/,
    weight: 'strong',
    made: ofCloudSso,
    fires: [{ call: 'CloudSSO CreateUser', request: { UserName: 'root2' }, weight: 'strong' }],
    silent: [{ call: 'CloudSSO ListUsers' }],
  },
  {
    id: 'way-in-made',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098',
    text: { zh: '建立了新的进入途径', en: 'Another way in was made' },
    advice: {
      zh: '删除陌生的应用密钥、MFA 设备、通行密钥、客户端证书或子账号：它们在 AccessKey 删除之后仍然有效。',
      en: 'Remove application secrets, MFA devices, passkeys, client certificates or accounts that are not yours: they outlive the AccessKey.',
    },
    services: /^(ram|ims|kms|vpc|resourcemanager|aassub)$/i,
    calls:
      /^(CreateAppSecret|CreateApplication|BindMFADevice|(Create|Register|Bind)Passkey|CreateClientKey|CreateSslVpnClientCert|CreateSubAccount|InviteAccountToResourceDirectory)$/,
    weight: 'strong',
    made: credentialMade,
    fires: [{ call: 'Kms CreateClientKey', response: { ClientKeyId: 'KAAP.99' }, weight: 'strong' }],
    silent: [{ call: 'Kms ListClientKeys' }],
  },
  {
    id: 'model-key-made',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.001',
    text: { zh: '创建或重置了大模型服务的 API Key', en: 'A key for a model service was made or drawn anew' },
    advice: {
      zh: '在百炼等大模型服务的控制台删除陌生的 API Key，并核对模型调用费用：这类密钥不经 RAM 即可使用。',
      en: "Delete API keys that are not yours in the model service's console, and check what its calls cost: such a key works without RAM.",
    },
    services: /^(modelstudio|model-studio|maas|bailian.*|dashscope.*|sfm|aimodel.*|polardb)$/i,
    calls: /^(Create|Rotate|Reset)(\w*)Api-?Key$|^(Create|Rotate|Reset)TokenPlanKey$/i,
    weight: 'strong',
    made: (event) => thing('api-key', modelKeyOf(event), parameter(event, 'Name', 'ApiKeyName', 'Description')),
    fires: [
      { call: 'ModelStudio CreateTokenPlanKey', response: { ApiKeyId: 'apikey-1' }, weight: 'strong' },
      { call: 'Polardb CreateAIDBClusterApiKey', response: { ApiKey: { Id: '393' } }, weight: 'strong' },
    ],
    silent: [{ call: 'ModelStudio ListTokenPlanKeys' }, { call: 'ModelStudio ListWorkspaces' }],
  },
  {
    id: 'instance-door',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.004',
    text: {
      zh: '为实例打开了入口或更换了登录密钥',
      en: "A way to instances was opened, or given another's key or role",
    },
    advice: {
      zh: '撤销陌生的安全组规则、密钥对和实例角色，更换被重置的密码，并检查这些实例上是否已有人登录。',
      en: 'Take back security group rules, key pairs and instance roles that are not yours, change passwords that were reset, and check the instances for logins.',
    },
    services: /^(ecs|vpc|swas.*)$/i,
    calls:
      /^(AuthorizeSecurityGroup|ImportKeyPair|AttachKeyPair|AttachInstanceRamRole|ModifyInstanceVncPasswd|ResetInstancePassword)$/,
    weight: 'weak',
    fires: [{ call: 'Ecs ImportKeyPair', weight: 'weak' }],
    silent: [{ call: 'Ecs DescribeKeyPairs' }],
  },
  {
    id: 'cluster-credential',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1552.007',
    text: { zh: '获取了集群的 kubeconfig', en: "A cluster's credentials were taken" },
    advice: {
      zh: '吊销该集群的 kubeconfig，并查看集群审计日志：它不经 RAM 即可使用。',
      en: "Revoke the cluster's kubeconfig and read the cluster's audit log: it works without RAM.",
    },
    services: /^(cs|csk)$/i,
    calls: /^Describe(ClusterUserKubeconfig|SubaccountK8sClusterUserConfig|ClusterV2UserKubeconfig)$/,
    weight: 'weak',
    made: (event) => {
      const cluster = parameter(event, 'ClusterId') ?? detail(event, 'resourceName');
      return thing(
        'kubeconfig',
        cluster === undefined ? unnamed('kubeconfig', event) : `kubeconfig/${cluster}`,
        cluster,
      );
    },
    fires: [{ call: 'CS DescribeClusterUserKubeconfig', request: { ClusterId: 'c1' }, weight: 'weak' }],
    silent: [{ call: 'CS DescribeClusterDetail', request: { ClusterId: 'c1' } }],
  },
  {
    id: 'function-made',
    kind: 'compute',
    severity: 'high',
    technique: 'T1648',
    text: {
      zh: '创建了函数，或为函数服务设置了角色',
      en: 'A function was made, or a role given to a service of functions',
    },
    advice: {
      zh: '查看函数代码和角色；不是您创建的：保留一份代码作证据后删除函数及其触发器。',
      en: "Read the function's code and role. Not yours: keep a copy as evidence, then delete it with its triggers.",
    },
    services: /^(fc|fc-open)$/i,
    calls: /^(CreateFunction|CreateService|UpdateService)$/,
    // In the former version a service holds its functions' role (Function Compute 2.0, CreateService).
    holds: (event) => event.name === 'CreateFunction' || asked(event, 'role') !== undefined,
    weight: 'weak',
    made: functionMade,
    fires: [
      { call: 'FC CreateFunction', request: { functionName: 'sync' }, weight: 'weak' },
      { call: 'FC-Open CreateService', request: { serviceName: 's', role: 'acs:ram::1:role/r' }, weight: 'weak' },
    ],
    silent: [{ call: 'FC InvokeFunction' }, { call: 'FC-Open CreateService', request: { serviceName: 's' } }],
  },
  {
    id: 'runs-by-itself',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1546',
    text: { zh: '建立或修改了会自行运行的任务', en: 'Something was made or changed that acts on by itself' },
    advice: {
      zh: '停用陌生的触发器、定时任务、编排和函数改动：AccessKey 失效之后它们仍会运行。',
      en: 'Stop triggers, scheduled tasks, templates and changed functions that are not yours: they go on after the key is dead.',
    },
    services: /^(fc|fc-open|ess|oos|ros|ecs)$/i,
    calls:
      /^(CreateTrigger|CreateLayerVersion|UpdateFunction|UpdateTrigger|CreateScheduledTask|StartExecution|CreateExecution|CreateStack|CreateStackGroup)$/,
    weight: 'weak',
    fires: [{ call: 'FC CreateTrigger', weight: 'weak' }],
    silent: [{ call: 'FC ListTriggers' }],
  },
];

/** For oneself or for somebody who was just made it is work; for anybody else it is a way into what is his. */
export function forWhom(event: AuditEvent, account: AccountFacts): Weight {
  const user = userNamed(event);
  const isOwn = user === undefined || user === account.ownUser || account.isFreshUser(user, event.at);
  return isOwn ? 'strong' : 'grave';
}
