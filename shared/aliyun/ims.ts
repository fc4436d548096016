import type * as ImsModels from '@alicloud/ims20190815';
import type Ims from '@alicloud/ims20190815';
import { CloudNotFound } from '../errors';
import type { AccessKeyId } from '../ids';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';

type Loaded = { readonly client: Ims; readonly models: typeof ImsModels };

/** A deleted key's traces. */
export interface RecycledKey {
  readonly userPrincipalName: string | undefined;
  readonly userId: string | undefined;
  readonly recycledAt: string | undefined;
}

/** The calls of IMS 2019-08-15 that the project uses. The package is loaded at the first of them. */
export class ImsService {
  private loaded: Promise<Loaded> | undefined;

  constructor(private readonly connection: Connection) {}

  private load(): Promise<Loaded> {
    this.loaded ??= import('@alicloud/ims20190815').then((models) => {
      const Client = defaultOf<typeof Ims>(models.default);
      return { client: new Client(sdkConfig(this.connection, 'ims.aliyuncs.com')), models };
    });
    return this.loaded;
  }

  private async call<T>(
    action: string,
    attempt: (loaded: Loaded, runtime: ReturnType<typeof sdkRuntime>) => Promise<T>,
  ): Promise<T> {
    const loaded = await this.load();
    return callCloud('ims', action, ORDINARY, this.connection.clock, (timeoutMs) =>
      attempt(loaded, sdkRuntime(timeoutMs)),
    );
  }

  /** A key in the recycle bin, or undefined when it is not there. */
  async getAccessKeyInfoInRecycleBin(accessKeyId: AccessKeyId): Promise<RecycledKey | undefined> {
    try {
      const answer = await this.call('GetAccessKeyInfoInRecycleBin', ({ client, models }, runtime) =>
        client.getAccessKeyInfoInRecycleBinWithOptions(
          new models.GetAccessKeyInfoInRecycleBinRequest({ userAccessKeyId: accessKeyId }),
          runtime,
        ),
      );
      const key = promised('ims', 'GetAccessKeyInfoInRecycleBin', 'AccessKey', answer.body?.accessKey);
      return { userPrincipalName: key.userPrincipalName, userId: key.userId, recycledAt: key.recycleDate };
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
  }

  /** The account's quotas by name (`PolicySizeQuota`, `AttachedPoliciesPerUserQuota` …), as far as IMS tells them. */
  async getAccountSummary(): Promise<{
    readonly policySizeQuota: number | undefined;
    readonly attachedPoliciesPerUserQuota: number | undefined;
  }> {
    const answer = await this.call('GetAccountSummary', ({ client }, runtime) =>
      client.getAccountSummaryWithOptions(runtime),
    );
    const summary = promised('ims', 'GetAccountSummary', 'SummaryMap', answer.body?.summaryMap);
    return {
      policySizeQuota: summary.policySizeQuota,
      attachedPoliciesPerUserQuota: summary.attachedPoliciesPerUserQuota,
    };
  }
}

/** The class behind a package's default export, whichever way the bundler wrapped the CommonJS module. */
export function defaultOf<T>(value: unknown): T {
  const wrapped = value as { default?: T };
  return (typeof value === 'function' ? value : wrapped.default) as T;
}
