import { ramError } from '../../world/ram-errors';
import type { PasswordPolicy, SecurityPreference } from '../../world/settings';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import type { Parameters } from '../parameters';
import { Targets } from './targets';

/** Alias, password policy and security preference of the account. */
export function accountOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  return {
    GetAccountAlias: { on: on.account, answer: () => ({ AccountAlias: world.settings.alias ?? world.accountId }) },
    SetAccountAlias: {
      on: on.account,
      answer: (p) => {
        world.settings.alias = checkAlias(p.text('AccountAlias'));
        return {};
      },
    },
    ClearAccountAlias: {
      on: on.account,
      answer: () => {
        delete world.settings.alias;
        return {};
      },
    },
    GetPasswordPolicy: {
      on: on.account,
      answer: () => ({ PasswordPolicy: passwordPolicyView(world.settings.passwordPolicy) }),
    },
    SetPasswordPolicy: {
      on: on.account,
      answer: (p) => {
        changePasswordPolicy(world.settings.passwordPolicy, p, 'HardExpiry');
        return { PasswordPolicy: passwordPolicyView(world.settings.passwordPolicy) };
      },
    },
    GetSecurityPreference: {
      on: on.account,
      answer: () => ({ SecurityPreference: preferenceView(world.settings.security) }),
    },
    SetSecurityPreference: {
      on: on.account,
      answer: (p) => {
        changePreference(world.settings.security, p);
        return { SecurityPreference: preferenceView(world.settings.security) };
      },
    },
  };
}

function checkAlias(alias: string): string {
  if (alias.length < 3 || alias.length > 63) throw ramError('InvalidParameter.AccountAlias.Length');
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(alias)) throw ramError('InvalidParameter.AccountAlias.Format');
  return alias;
}

/** `hardExpire`: RAM calls the parameter HardExpiry, IMS HardExpire. */
export function changePasswordPolicy(policy: PasswordPolicy, p: Parameters, hardExpire: string): void {
  const length = p.integer('MinimumPasswordLength') ?? policy.minimumPasswordLength;
  if (length < 8 || length > 32) throw ramError('InvalidParameter.MinimumPasswordLength.Range');
  policy.minimumPasswordLength = length;
  policy.requireLowercaseCharacters = p.flag('RequireLowercaseCharacters') ?? policy.requireLowercaseCharacters;
  policy.requireUppercaseCharacters = p.flag('RequireUppercaseCharacters') ?? policy.requireUppercaseCharacters;
  policy.requireNumbers = p.flag('RequireNumbers') ?? policy.requireNumbers;
  policy.requireSymbols = p.flag('RequireSymbols') ?? policy.requireSymbols;
  policy.hardExpire = p.flag(hardExpire) ?? policy.hardExpire;
  policy.maxPasswordAge = p.integer('MaxPasswordAge') ?? policy.maxPasswordAge;
  policy.passwordReusePrevention = p.integer('PasswordReusePrevention') ?? policy.passwordReusePrevention;
  // The cloud's own spelling.
  policy.maxLoginAttempts = p.integer('MaxLoginAttemps') ?? policy.maxLoginAttempts;
  policy.minimumDifferentCharacters =
    p.integer('MinimumPasswordDifferentCharacter') ?? policy.minimumDifferentCharacters;
  policy.notContainUserName = p.flag('PasswordNotContainUserName') ?? policy.notContainUserName;
}

/** What both services print; each adds its own. */
export function commonPasswordPolicy(policy: PasswordPolicy): Record<string, unknown> {
  return {
    MinimumPasswordLength: policy.minimumPasswordLength,
    RequireLowercaseCharacters: policy.requireLowercaseCharacters,
    RequireUppercaseCharacters: policy.requireUppercaseCharacters,
    RequireNumbers: policy.requireNumbers,
    RequireSymbols: policy.requireSymbols,
    MaxPasswordAge: policy.maxPasswordAge,
    PasswordReusePrevention: policy.passwordReusePrevention,
    MaxLoginAttemps: policy.maxLoginAttempts,
  };
}

function passwordPolicyView(policy: PasswordPolicy): Record<string, unknown> {
  return { ...commonPasswordPolicy(policy), HardExpiry: policy.hardExpire };
}

/** The parameters that RAM and IMS share. */
export function changePreference(security: SecurityPreference, p: Parameters): void {
  const hours = p.integer('LoginSessionDuration') ?? security.loginSessionDuration;
  if (hours < 1 || hours > 24) throw ramError('InvalidParameter.LoginSessionDuration');
  security.loginSessionDuration = hours;
  security.enableSaveMfaTicket = p.flag('EnableSaveMFATicket') ?? security.enableSaveMfaTicket;
  security.allowUserToChangePassword = p.flag('AllowUserToChangePassword') ?? security.allowUserToChangePassword;
  security.allowUserToManageAccessKeys = p.flag('AllowUserToManageAccessKeys') ?? security.allowUserToManageAccessKeys;
  security.allowUserToManagePublicKeys = p.flag('AllowUserToManagePublicKeys') ?? security.allowUserToManagePublicKeys;
  security.allowUserToManageMfaDevices = p.flag('AllowUserToManageMFADevices') ?? security.allowUserToManageMfaDevices;
  security.loginNetworkMasks = p.optional('LoginNetworkMasks') ?? security.loginNetworkMasks;
}

function preferenceView(security: SecurityPreference): Record<string, unknown> {
  return {
    LoginProfilePreference: {
      EnableSaveMFATicket: security.enableSaveMfaTicket,
      AllowUserToChangePassword: security.allowUserToChangePassword,
      LoginSessionDuration: security.loginSessionDuration,
      LoginNetworkMasks: security.loginNetworkMasks,
    },
    AccessKeyPreference: { AllowUserToManageAccessKeys: security.allowUserToManageAccessKeys },
    PublicKeyPreference: { AllowUserToManagePublicKeys: security.allowUserToManagePublicKeys },
    MFAPreference: { AllowUserToManageMFADevices: security.allowUserToManageMfaDevices },
  };
}
