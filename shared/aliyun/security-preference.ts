import { CloudAnswerMalformed } from '../errors';
import { ORDINARY } from './call';
import type { Connection } from './connection';
import { RpcClient, type RpcParameters } from './rpc';

/** How everybody must sign in to the console. `independent`: as each login says. */
export const MFA_AT_LOGIN = ['mandatory', 'independent', 'adaptive'] as const;

/** Every setting of the account's security preference by the name that SetSecurityPreference takes. */
export type Preference = Readonly<Record<string, boolean | number | string | readonly string[]>>;

/** Where GetSecurityPreference keeps what SetSecurityPreference takes (IMS 2019-08-15). */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  LoginProfilePreference: [
    'EnableSaveMFATicket',
    'AllowUserToChangePassword',
    'LoginSessionDuration',
    'LoginNetworkMasks',
    'OperationForRiskLogin',
    'MFAOperationForLogin',
    'AllowUserToLoginWithPasskey',
  ],
  AccessKeyPreference: ['AllowUserToManageAccessKeys'],
  MFAPreference: ['AllowUserToManageMFADevices'],
  PersonalInfoPreference: ['AllowUserToManagePersonalDingTalk'],
  VerificationPreference: ['VerificationTypes'],
  MaxIdleDays: ['MaxIdleDaysForUsers', 'MaxIdleDaysForAccessKeys'],
};

/**
 * The account's security preference, whole: the command line's alone. By the generic signed call, because the typed
 * package does not send every setting, and one that is left out might be taken for its default.
 */
export class SecurityPreferenceService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    this.rpc = new RpcClient(connection, 'ims', '2019-08-15', 'ims.aliyuncs.com');
  }

  /** What the service tells of the settings; MFAOperationForLogin is among them, or it is an error. */
  async get(): Promise<Preference> {
    const action = 'GetSecurityPreference';
    const all = (await this.rpc.call(action, {}, ORDINARY))['SecurityPreference'];
    const told = Object.entries(GROUPS).flatMap(([group, names]) => {
      const values = isObject(all) ? all[group] : undefined;
      if (!isObject(values)) return [];
      return names.flatMap((name) => {
        const value = values[name];
        return isSetting(value) ? [[name, value] as const] : [];
      });
    });
    const preference = Object.fromEntries(told);
    if (!(MFA_AT_LOGIN as readonly unknown[]).includes(preference['MFAOperationForLogin']))
      throw new CloudAnswerMalformed('ims', action, 'WrongValue', 200, undefined, 'MFAOperationForLogin is not told');
    return preference;
  }

  /** Writes every setting that is handed in. */
  async set(preference: Preference): Promise<void> {
    const parameters: RpcParameters = Object.fromEntries(
      Object.entries(preference)
        // An empty list of networks is "from anywhere"; a parameter cannot be sent empty.
        .filter(([, value]) => typeof value === 'boolean' || typeof value === 'number' || value.length > 0)
        .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : value]),
    );
    await this.rpc.call('SetSecurityPreference', parameters, ORDINARY);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSetting(value: unknown): value is Preference[string] {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
}
