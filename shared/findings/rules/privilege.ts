import type { AuditEvent } from '../../evidence/types';
import type { AccountFacts } from '../account';
import { standIn, whole } from '../made/forms';
import { isSwitchedOn, parameter, userNamed } from '../parameters';
import type { Rule, Weight } from './model';
import { forWhom } from './persistence';

const RAM = /^(ram|ims)$/i;
const GRANTS = /^(ram|ims|resourcemanager)$/i;
/** Policies that hold a contained identity back. */
const HOLDS_BACK = /^AkTourniquet|quarantine|freeze|deny|restrict/i;
const ALL = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const READ = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:a/*"}]}';

/** Power that is raised, and what held it back taken off. */
export const PRIVILEGE: readonly Rule[] = [
  {
    id: 'privilege-granted',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1098.003',
    text: { zh: '授予了权限', en: 'Power was granted' },
    advice: {
      zh: '收回不是您授予的权限，并查看得到权限的身份此后做过什么。',
      en: 'Take back what you did not grant, and look at what the identity that got it has done since.',
    },
    services: GRANTS,
    calls: /^(AttachPolicyTo(User|Group|Role)|AttachPolicy|AddUserToGroup|AddMemberToGroup)$/,
    weight: grantWeight,
    fires: [
      {
        call: 'Ram AttachPolicyToUser',
        request: { UserName: 'x', PolicyName: 'AdministratorAccess' },
        weight: 'grave',
      },
      { call: 'Ram AddUserToGroup', request: { UserName: 'x', GroupName: 'admins' }, weight: 'grave' },
      { call: 'Ram AttachPolicyToUser', request: { UserName: 'ci', PolicyName: 'ecs-all' }, weight: 'grave' },
      { call: 'Ram AttachPolicyToRole', request: { RoleName: 'r', PolicyName: 'ReadLogs' }, weight: 'weak' },
    ],
    silent: [{ call: 'Ram ListPoliciesForUser' }],
  },
  {
    id: 'sso-power-granted',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1098.003',
    text: { zh: '通过云 SSO 授予了账号权限', en: 'Power over an account was given through CloudSSO' },
    advice: {
      zh: '先删除陌生的访问授权，再删除访问配置；已登录的用户会话会持续到访问配置规定的时长。',
      en: 'Remove assignments that are not yours, then their access configurations. Whoever is signed in stays so for as long as the configuration says.',
    },
    services: /^cloudsso$/i,
    calls:
      /^(CreateAccess(Configuration|Assignment)|AddPermissionPolicyToAccessConfiguration|UpdateInlinePolicyForAccessConfiguration|ProvisionAccessConfiguration)$/,
    weight: 'grave',
    fires: [
      {
        call: 'CloudSSO AddPermissionPolicyToAccessConfiguration',
        request: { PermissionPolicyName: 'AdministratorAccess' },
        weight: 'grave',
      },
      { call: 'CloudSSO CreateAccessAssignment', request: { PrincipalType: 'User' }, weight: 'grave' },
    ],
    silent: [{ call: 'CloudSSO ListAccessAssignments' }],
  },
  {
    id: 'policy-written',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1098.003',
    text: { zh: '编写了策略或更换了其默认版本', en: 'A policy was written, or its default version changed' },
    advice: {
      zh: '把策略的默认版本改回原来的版本，删除陌生的版本，并检查附加了该策略的所有身份。',
      en: 'Set the former version as the default again, delete versions that are not yours, and check everybody who holds the policy.',
    },
    services: GRANTS,
    calls: /^(CreatePolicy|CreatePolicyVersion|UpdatePolicyVersion|SetDefaultPolicyVersion)$/,
    weight: (event, account) =>
      account.writesAllPower(event) ||
      (event.name === 'SetDefaultPolicyVersion' && account.isAllPower(parameter(event, 'PolicyName')))
        ? 'grave'
        : 'weak',
    fires: [
      { call: 'Ram CreatePolicy', request: { PolicyName: 'p', PolicyDocument: ALL }, weight: 'grave' },
      { call: 'Ram CreatePolicyVersion', request: { PolicyName: 'p', PolicyDocument: READ }, weight: 'weak' },
    ],
    silent: [{ call: 'Ram GetPolicyVersion' }],
  },
  {
    id: 'deny-taken-off',
    kind: 'privilege',
    severity: 'critical',
    technique: 'T1562',
    text: { zh: '解除了策略', en: 'A policy was taken off' },
    advice: {
      zh: '重新附加被解除的策略；如果解除的是隔离策略，请立即禁用该 AccessKey。',
      en: 'Attach what was taken off again; if it was the quarantine, disable the AccessKey now.',
    },
    services: GRANTS,
    calls: /^(DetachPolicyFrom(User|Group|Role)|DetachPolicy|RemoveUserFromGroup|DeletePolicy|DeletePolicyVersion)$/,
    // Offboarding takes policies off as well: off oneself, or off what is held back, is another thing.
    weight: (event, account) =>
      HOLDS_BACK.test(parameter(event, 'PolicyName', 'GroupName') ?? '') || isOwn(event, account) ? 'grave' : 'weak',
    fires: [
      {
        call: 'Ram DetachPolicyFromUser',
        request: { UserName: 'x', PolicyName: 'AkTourniquetQuarantine' },
        weight: 'grave',
      },
      { call: 'Ram DetachPolicyFromUser', request: { UserName: 'bob', PolicyName: 'p' }, weight: 'weak' },
    ],
    silent: [{ call: 'Ram ListEntitiesForPolicy' }],
  },
  {
    id: 'access-restored',
    kind: 'persistence',
    severity: 'high',
    technique: 'T1098.001',
    text: {
      zh: '重新启用或恢复了停用、已删除的凭据或用户',
      en: 'A key or a user that was off or deleted was brought back',
    },
    advice: {
      zh: '不是您恢复的：立即重新停用该 AccessKey 或用户，查看恢复之后的调用；持有旧 AccessKey Secret 的人可以再次进入。',
      en: 'Not brought back by you: switch the key or the user off again now, and look at the calls since. Whoever has the secret of an old key is in again.',
    },
    services: RAM,
    calls: /^(UpdateAccessKey|RestoreAccessKeyFromRecycleBin|RestoreUserFromRecycleBin)$/,
    holds: (event) => event.name === 'RestoreUserFromRecycleBin' || isSwitchedOn(event),
    // Whoever rotates his own key goes back by it; another one's is his to switch on.
    weight: (event, account) => (isOwn(event, account) ? 'weak' : 'strong'),
    fires: [
      {
        call: 'Ram UpdateAccessKey',
        request: { UserName: 'alice', UserAccessKeyId: 'LTAI5tOld', Status: 'Active' },
        weight: 'strong',
      },
      { call: 'Ims RestoreAccessKeyFromRecycleBin', request: { UserAccessKeyId: 'LTAI5tOld' }, weight: 'strong' },
      { call: 'Ims RestoreUserFromRecycleBin', request: { UserId: '20732900' }, weight: 'strong' },
      { call: 'Ram UpdateAccessKey', request: { UserName: 'ci', Status: 'Active' }, weight: 'weak' },
    ],
    silent: [
      { call: 'Ram UpdateAccessKey', request: { UserName: 'alice', Status: 'Inactive' } },
      { call: 'Ims ListUsersInRecycleBin' },
    ],
  },
  {
    id: 'access-removed',
    kind: 'destruction',
    severity: 'high',
    technique: 'T1531',
    text: { zh: '停用或删除了身份或其凭据', en: 'Identities or their credentials were switched off or deleted' },
    advice: {
      zh: '从回收站恢复被误删的用户和 AccessKey，重新启用被停用的，并为失去登录的人开通。',
      en: 'Restore deleted users and keys from the recycle bin, switch on what was switched off, and let those back in who lost their login.',
    },
    services: RAM,
    calls: /^(Delete(User|Role|Group|AccessKey|LoginProfile)|UpdateAccessKey)$/,
    // Without its parameters nobody can say which way the key was switched.
    weight: 'weak',
    fires: [
      { call: 'Ram DeleteUser', request: { UserName: 'bob' }, weight: 'weak' },
      { call: 'Ram UpdateAccessKey', request: { UserName: 'bob', Status: 'Inactive' }, weight: 'weak' },
    ],
    silent: [{ call: 'Ram UpdateUser', request: { UserName: 'bob' } }],
  },
  {
    id: 'session-taken',
    kind: 'privilege',
    severity: 'high',
    technique: 'T1550.001',
    text: { zh: '扮演了角色', en: 'A role was assumed' },
    advice: {
      zh: '会话不受用户的拒绝策略约束：为该角色附加拒绝策略，直到会话到期。',
      en: 'A session is not bound by the deny on the user: attach a deny to the role until the session has ended.',
    },
    services: /^sts$/i,
    calls: /^AssumeRole/,
    weight: 'weak',
    fires: [{ call: 'Sts AssumeRole', request: { RoleArn: 'acs:ram::1:role/r' }, weight: 'weak' }],
    silent: [{ call: 'Sts GetCallerIdentity' }],
  },
  {
    id: 'console-takeover',
    kind: 'console-takeover',
    severity: 'critical',
    technique: 'T1098',
    text: { zh: '设置了控制台密码', en: 'A console password was set' },
    advice: {
      zh: '重置该用户的密码并强制 MFA，结束其控制台会话；不是您创建的登录请删除。',
      en: "Reset this user's password, require MFA, and end his console sessions; delete a login that you did not make.",
    },
    services: RAM,
    calls: /^(Create|Update)LoginProfile$/,
    // A new colleague gets a first password; another one's password is nobody's to set with a key.
    weight: (event, account) => (event.name === 'UpdateLoginProfile' ? 'grave' : forWhom(event, account)),
    made: (event) => {
      const user = userNamed(event);
      const isTold = user !== undefined && whole(user) !== undefined;
      return isTold
        ? { type: 'login-profile', id: `login-profile/${user}`, name: user }
        : standIn('login-profile', event, user);
    },
    fires: [
      { call: 'Ims UpdateLoginProfile', request: { UserPrincipalName: 'alice@x' }, weight: 'grave' },
      { call: 'Ram CreateLoginProfile', request: { UserName: 'new-colleague' }, weight: 'strong' },
    ],
    silent: [{ call: 'Ram GetLoginProfile' }],
  },
  {
    id: 'mfa-taken-off',
    kind: 'console-takeover',
    severity: 'high',
    technique: 'T1556.006',
    text: { zh: '解绑了多因素认证', en: 'A second factor was taken off' },
    advice: {
      zh: '联系该用户，重设密码并重新绑定 MFA，再查看其间的控制台登录。',
      en: 'Reach this user by another way, set a new password, bind MFA again, and look at console logins in between.',
    },
    services: /^(ram|ims|aassub)$/i,
    calls: /^(UnbindMFADevice|UnbindMFA|DeleteVirtualMFADevice|DisableVirtualMFA|DeletePasskey)$/,
    weight: 'grave',
    fires: [{ call: 'Ims UnbindMFADevice', weight: 'grave' }],
    silent: [{ call: 'Ims GetUserMFAInfo' }],
  },
  {
    id: 'password-changed',
    kind: 'console-takeover',
    severity: 'high',
    technique: 'T1098',
    text: { zh: '修改了控制台密码', en: 'A console password was changed' },
    advice: {
      zh: '联系该用户，由本人重设密码并绑定 MFA，再查看其间的控制台登录。',
      en: 'Reach this user by another way, let him set a new password and bind MFA, and look at console logins since.',
    },
    services: /^(ram|ims|aassub|aascustomer)$/i,
    calls: /^(ChangePassword|PasswordReset)$/,
    weight: 'grave',
    fires: [
      { call: 'Ims ChangePassword', weight: 'grave' },
      { call: 'AasCustomer PasswordReset', weight: 'grave' },
    ],
    silent: [{ call: 'Ims GetPasswordPolicy' }],
  },
  {
    id: 'sign-in-rules-changed',
    kind: 'console-takeover',
    severity: 'high',
    technique: 'T1556',
    text: { zh: '修改了密码或登录安全规则', en: 'The rules of passwords and sign-in were changed' },
    advice: {
      zh: '把密码、登录和 AccessKey 网络规则改回原值，并查看放宽期间的登录。',
      en: 'Put the rules for passwords, sign-in and key networks back, and look at logins while they were weaker.',
    },
    services: RAM,
    calls: /^(SetPasswordPolicy|SetSecurityPreference|SetAccessKeyPolicy(ForAccount)?)$/,
    weight: 'strong',
    fires: [{ call: 'Ram SetPasswordPolicy', weight: 'strong' }],
    silent: [{ call: 'Ram GetPasswordPolicy' }],
  },
];

/** All power to whomever, and any write power to the key's own user: no program raises itself. */
function grantWeight(event: AuditEvent, account: AccountFacts): Weight {
  const policy = parameter(event, 'PolicyName');
  const group = parameter(event, 'GroupName');
  if (account.isAllPower(policy)) return 'grave';
  if (policy === undefined && account.isAdministrators(group)) return 'grave';
  return isOwn(event, account) && !/read-?only/i.test(policy ?? group ?? '') ? 'grave' : 'weak';
}

function isOwn(event: AuditEvent, account: AccountFacts): boolean {
  return account.ownUser !== undefined && userNamed(event) === account.ownUser;
}
