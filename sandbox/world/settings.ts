import { QUOTAS } from './quotas';

/** Account-wide settings, as SetPasswordPolicy, SetSecurityPreference and SetAccountAlias keep them. */
export interface AccountSettings {
  alias?: string;
  defaultDomain?: string;
  passwordPolicy: PasswordPolicy;
  security: SecurityPreference;
  sso: UserSsoSettings;
  /** Whether the account's owner has bound an MFA device. */
  rootMfa: boolean;
  /** RAM raises it on request; the other quotas stand in quotas.ts. */
  usersQuota: number;
  /** Whether IMS knows network policies of AccessKeys here. */
  hasKeyPolicies: boolean;
  credentialReport?: { readonly at: Date; readonly rows: readonly string[] };
}

export interface PasswordPolicy {
  minimumPasswordLength: number;
  requireLowercaseCharacters: boolean;
  requireUppercaseCharacters: boolean;
  requireNumbers: boolean;
  requireSymbols: boolean;
  hardExpire: boolean;
  maxPasswordAge: number;
  passwordReusePrevention: number;
  maxLoginAttempts: number;
  minimumDifferentCharacters: number;
  notContainUserName: boolean;
}

export interface SecurityPreference {
  enableSaveMfaTicket: boolean;
  allowUserToChangePassword: boolean;
  allowUserToManageAccessKeys: boolean;
  allowUserToManagePublicKeys: boolean;
  allowUserToManageMfaDevices: boolean;
  allowUserToManagePersonalDingTalk: boolean;
  allowUserToLoginWithPasskey: boolean;
  loginSessionDuration: number;
  loginNetworkMasks: string;
  verificationTypes: string[];
  operationForRiskLogin: string;
  mfaOperationForLogin: string;
  maxIdleDaysForUsers: number;
  maxIdleDaysForAccessKeys: number;
}

export interface UserSsoSettings {
  enabled: boolean;
  metadataDocument: string;
  auxiliaryDomain: string;
  loginWithDomain: boolean;
  signAlgorithm: string;
}

/** The settings of an account that nobody has touched (defaults by the IMS reference of each call). */
export function defaultSettings(): AccountSettings {
  return {
    rootMfa: true,
    usersQuota: QUOTAS.users,
    hasKeyPolicies: true,
    passwordPolicy: {
      minimumPasswordLength: 8,
      requireLowercaseCharacters: false,
      requireUppercaseCharacters: false,
      requireNumbers: false,
      requireSymbols: false,
      hardExpire: false,
      maxPasswordAge: 0,
      passwordReusePrevention: 0,
      maxLoginAttempts: 0,
      minimumDifferentCharacters: 0,
      notContainUserName: false,
    },
    security: {
      enableSaveMfaTicket: false,
      allowUserToChangePassword: true,
      allowUserToManageAccessKeys: false,
      allowUserToManagePublicKeys: false,
      allowUserToManageMfaDevices: true,
      allowUserToManagePersonalDingTalk: true,
      allowUserToLoginWithPasskey: true,
      loginSessionDuration: 6,
      loginNetworkMasks: '',
      verificationTypes: [],
      operationForRiskLogin: 'autonomous',
      mfaOperationForLogin: 'independent',
      maxIdleDaysForUsers: 730,
      maxIdleDaysForAccessKeys: 730,
    },
    sso: {
      enabled: false,
      metadataDocument: '',
      auxiliaryDomain: '',
      loginWithDomain: false,
      signAlgorithm: 'rsa-sha256',
    },
  };
}
