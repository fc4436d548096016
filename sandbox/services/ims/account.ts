import { QUOTAS } from '../../world/quotas';
import type { SecurityPreference } from '../../world/settings';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import type { Parameters } from '../parameters';
import { invalid } from '../parameters';
import { changePasswordPolicy, changePreference, commonPasswordPolicy } from '../ram/account';
import { ImsTargets } from './targets';

const IDLE_DAYS: readonly number[] = [90, 180, 365, 730];

/** The account as a whole: its summary, domain, password policy and security preference. */
export function imsAccountOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  const passwordPolicy = (): Record<string, unknown> => ({
    ...commonPasswordPolicy(world.settings.passwordPolicy),
    HardExpire: world.settings.passwordPolicy.hardExpire,
    MinimumPasswordDifferentCharacter: world.settings.passwordPolicy.minimumDifferentCharacters,
    PasswordNotContainUserName: world.settings.passwordPolicy.notContainUserName,
  });
  return {
    GetAccountSummary: { on: on.account, answer: () => ({ SummaryMap: summary(world) }) },
    GetDefaultDomain: { on: on.account, answer: () => ({ DefaultDomainName: world.defaultDomain }) },
    SetDefaultDomain: {
      on: on.account,
      answer: (p) => {
        const domain = p.text('DefaultDomainName');
        if (!world.domains.has(domain)) throw invalid('DefaultDomainName');
        world.settings.defaultDomain = domain;
        return { DefaultDomainName: world.defaultDomain };
      },
    },
    GetPasswordPolicy: { on: on.account, answer: () => ({ PasswordPolicy: passwordPolicy() }) },
    SetPasswordPolicy: {
      on: on.account,
      answer: (p) => {
        changePasswordPolicy(world.settings.passwordPolicy, p, 'HardExpire');
        return { PasswordPolicy: passwordPolicy() };
      },
    },
    GetSecurityPreference: {
      on: on.account,
      answer: () => ({ SecurityPreference: preferenceView(world.settings.security) }),
    },
    SetSecurityPreference: {
      on: on.account,
      answer: (p) => {
        changeImsPreference(world.settings.security, p);
        return { SecurityPreference: preferenceView(world.settings.security) };
      },
    },
  };
}

function summary(world: World): Record<string, number> {
  return {
    Users: world.users.size,
    UsersQuota: world.settings.usersQuota,
    Groups: world.groups.size,
    GroupsQuota: QUOTAS.groups,
    Roles: world.roles.size,
    RolesQuota: QUOTAS.roles,
    Policies: [...world.policies.values()].filter((policy) => policy.type === 'Custom').length,
    PoliciesQuota: QUOTAS.policies,
    PolicySizeQuota: QUOTAS.policySize,
    VersionsPerPolicyQuota: QUOTAS.versionsPerPolicy,
    AccessKeysPerUserQuota: QUOTAS.keysPerUser,
    AccountAccessKeysPerAccountQuota: QUOTAS.keysPerAccount,
    GroupsPerUserQuota: QUOTAS.groupsPerUser,
    AttachedPoliciesPerUserQuota: QUOTAS.customPolicies.user,
    AttachedPoliciesPerGroupQuota: QUOTAS.customPolicies.group,
    AttachedPoliciesPerRoleQuota: QUOTAS.customPolicies.role,
    AttachedSystemPoliciesPerUserQuota: QUOTAS.systemPolicies.user,
    AttachedSystemPoliciesPerGroupQuota: QUOTAS.systemPolicies.group,
    AttachedSystemPoliciesPerRoleQuota: QUOTAS.systemPolicies.role,
    MFADevices: world.mfaDevices.size,
    MFADevicesInUse: [...world.mfaDevices.values()].filter((device) => device.boundTo !== undefined).length,
    VirtualMFADevicesQuota: QUOTAS.virtualMfaDevices,
    IPItemsPerAKPolicyQuota: QUOTAS.ipItemsPerKeyPolicy,
    ConditionsPerAKPolicyQuota: QUOTAS.conditionsPerKeyPolicy,
  };
}

function changeImsPreference(security: SecurityPreference, p: Parameters): void {
  changePreference(security, p);
  security.allowUserToManagePersonalDingTalk =
    p.flag('AllowUserToManagePersonalDingTalk') ?? security.allowUserToManagePersonalDingTalk;
  security.allowUserToLoginWithPasskey = p.flag('AllowUserToLoginWithPasskey') ?? security.allowUserToLoginWithPasskey;
  security.operationForRiskLogin = p.optional('OperationForRiskLogin') ?? security.operationForRiskLogin;
  security.mfaOperationForLogin = p.optional('MFAOperationForLogin') ?? security.mfaOperationForLogin;
  const types = p.list('VerificationTypes');
  if (types.length > 0) security.verificationTypes = types;
  security.maxIdleDaysForUsers = idleDays(p, 'MaxIdleDaysForUsers') ?? security.maxIdleDaysForUsers;
  security.maxIdleDaysForAccessKeys = idleDays(p, 'MaxIdleDaysForAccessKeys') ?? security.maxIdleDaysForAccessKeys;
}

function idleDays(p: Parameters, name: string): number | undefined {
  const days = p.integer(name);
  if (days !== undefined && !IDLE_DAYS.includes(days)) throw invalid(name);
  return days;
}

function preferenceView(security: SecurityPreference): Record<string, unknown> {
  return {
    LoginProfilePreference: {
      EnableSaveMFATicket: security.enableSaveMfaTicket,
      AllowUserToChangePassword: security.allowUserToChangePassword,
      LoginSessionDuration: security.loginSessionDuration,
      LoginNetworkMasks: security.loginNetworkMasks,
      OperationForRiskLogin: security.operationForRiskLogin,
      MFAOperationForLogin: security.mfaOperationForLogin,
      AllowUserToLoginWithPasskey: security.allowUserToLoginWithPasskey,
    },
    AccessKeyPreference: { AllowUserToManageAccessKeys: security.allowUserToManageAccessKeys },
    MFAPreference: { AllowUserToManageMFADevices: security.allowUserToManageMfaDevices },
    PersonalInfoPreference: { AllowUserToManagePersonalDingTalk: security.allowUserToManagePersonalDingTalk },
    VerificationPreference: { VerificationTypes: security.verificationTypes },
    MaxIdleDays: {
      MaxIdleDaysForUsers: security.maxIdleDaysForUsers,
      MaxIdleDaysForAccessKeys: security.maxIdleDaysForAccessKeys,
    },
  };
}
