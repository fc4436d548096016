import { CloudAnswerMalformed, CloudNotFound } from '../errors';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { defaultOf } from './ims';
import { pagesOf } from './pages';

type Models = typeof import('@alicloud/ims20190815');
type Client = InstanceType<Models['default']>;

/** How a RAM user signs in to the console. */
export interface LoginSettings {
  /** A second factor must be bound at the next login. */
  readonly mfaBindRequired: boolean;
  readonly passwordResetRequired: boolean;
  /** `Inactive`: no login with a password. */
  readonly status: 'Active' | 'Inactive';
}

/** The same as RAM 2015-05-01 tells it; what it leaves out is not known. */
export interface LoginProfile {
  readonly mfaBindRequired?: boolean;
  readonly passwordResetRequired?: boolean;
  /** ISO 8601 UTC. */
  readonly createdAt?: string;
}

/** The console logins of RAM users (IMS 2019-08-15, whose login profile has a status; RAM's has none). */
export class LoginProfileService {
  private loaded: Promise<{ readonly client: Client; readonly models: Models }> | undefined;

  constructor(private readonly connection: Connection) {}

  private load() {
    this.loaded ??= import('@alicloud/ims20190815').then((models) => {
      const Client = defaultOf<Models['default']>(models.default);
      return { client: new Client(sdkConfig(this.connection, 'ims.aliyuncs.com')), models };
    });
    return this.loaded;
  }

  /** Undefined: he has no console login. Throws CloudNotFound for a user who is gone. */
  async get(userPrincipalName: string): Promise<LoginSettings | undefined> {
    return (await this.find(userPrincipalName))?.settings;
  }

  /**
   * When somebody has last changed the login or its password (ISO 8601 UTC; that a new password moves IMS's `UpdateDate`
   * is unconfirmed). Undefined: he has no console login. Throws CloudNotFound for a user who is gone.
   */
  async changedAt(userPrincipalName: string): Promise<string | undefined> {
    const login = await this.find(userPrincipalName);
    return login && promised('ims', 'GetLoginProfile', 'UpdateDate', login.changedAt);
  }

  /**
   * When a virtual MFA device was bound to its user (ISO 8601 UTC): one that was deleted and made anew may bear the same
   * serial number. Undefined: the account's list does not tell it. 100 devices a page.
   */
  async mfaBoundAt(serialNumber: string): Promise<string | undefined> {
    const action = 'ListVirtualMFADevices';
    const { client, models } = await this.load();
    const ask = async (marker: string | undefined) => {
      const request = new models.ListVirtualMFADevicesRequest({ maxItems: 100, ...(marker ? { marker } : {}) });
      const call = (timeoutMs: number) => client.listVirtualMFADevicesWithOptions(request, sdkRuntime(timeoutMs));
      return (await callCloud('ims', action, ORDINARY, this.connection, call)).body;
    };
    const next = (body: Awaited<ReturnType<typeof ask>>) =>
      body?.isTruncated ? promised('ims', action, 'Marker', body.marker || undefined) : undefined;
    for await (const body of pagesOf('ims', action, ask, next)) {
      const devices = promised(
        'ims',
        action,
        'VirtualMFADevices.VirtualMFADevice',
        body?.virtualMFADevices?.virtualMFADevice,
      );
      const found = devices.find((device) => device.serialNumber === serialNumber);
      if (found !== undefined) return found.activateDate || undefined;
    }
    return undefined;
  }

  /** Both in one call; `changedAt` undefined: IMS does not tell it. Undefined: he has no console login. Throws as `get`. */
  async find(
    userPrincipalName: string,
  ): Promise<{ readonly settings: LoginSettings; readonly changedAt: string | undefined } | undefined> {
    const action = 'GetLoginProfile';
    const { client, models } = await this.load();
    try {
      const answer = await callCloud('ims', action, ORDINARY, this.connection, (timeoutMs) =>
        client.getLoginProfileWithOptions(
          new models.GetLoginProfileRequest({ userPrincipalName }),
          sdkRuntime(timeoutMs),
        ),
      );
      const profile = promised('ims', action, 'LoginProfile', answer.body?.loginProfile);
      const status = promised('ims', action, 'Status', profile.status);
      if (status !== 'Active' && status !== 'Inactive')
        throw new CloudAnswerMalformed('ims', action, 'WrongValue', 200, undefined, `Status is "${status}"`);
      const settings: LoginSettings = {
        mfaBindRequired: promised('ims', action, 'MFABindRequired', profile.MFABindRequired),
        passwordResetRequired: promised('ims', action, 'PasswordResetRequired', profile.passwordResetRequired),
        status,
      };
      return { settings, changedAt: profile.updateDate || undefined };
    } catch (error) {
      if (error instanceof CloudNotFound && /LoginProfile/.test(error.cloudCode)) return undefined;
      throw error;
    }
  }

  /** Writes every setting but the password: what is left out might be taken for its default. Throws CloudNotFound. */
  async set(userPrincipalName: string, settings: LoginSettings): Promise<void> {
    const { client, models } = await this.load();
    const { mfaBindRequired: MFABindRequired, passwordResetRequired, status } = settings;
    await callCloud('ims', 'UpdateLoginProfile', ORDINARY, this.connection, (timeoutMs) =>
      client.updateLoginProfileWithOptions(
        new models.UpdateLoginProfileRequest({ userPrincipalName, MFABindRequired, passwordResetRequired, status }),
        sdkRuntime(timeoutMs),
      ),
    );
  }
}
