import RamClient, * as Ram from '@alicloud/ram20150501';
import { CloudNotFound, NotRoot } from '../errors';
import { type AccessKeyId, type AccountId, listedId, parseAccessKeyId } from '../ids';
import { readDate } from '../moment';
import { type CallPatience, callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { type AccessKey, type KeyStatus, lastUsedAt } from './ram';
import { type MadeKey, ONCE, withoutAnswer } from './ram-rotation';
import { StsService } from './sts';

type Runtime = ReturnType<typeof sdkRuntime>;

/**
 * The account's own keys, with its own credentials alone. RAM names root by leaving the user's name out, and takes that
 * for whoever signs: so nothing is asked before STS has said that root signs.
 */
export class RamRootService {
  private readonly client: RamClient;

  private constructor(private readonly connection: Connection) {
    this.client = new RamClient(sdkConfig(connection, 'ram.aliyuncs.com'));
  }

  /** Throws NotRoot for credentials of anybody else, or of another account. */
  static async open(connection: Connection, accountId: AccountId): Promise<RamRootService> {
    const identity = await new StsService(connection).getCallerIdentity();
    if (identity.arn !== `acs:ram::${accountId}:root` || identity.accountId !== accountId)
      throw new NotRoot(identity.arn, accountId);
    return new RamRootService(connection);
  }

  private call<T>(action: string, patience: CallPatience, attempt: (runtime: Runtime) => Promise<T>): Promise<T> {
    return callCloud('ram', action, patience, this.connection, (timeoutMs) => attempt(sdkRuntime(timeoutMs)));
  }

  async listAccessKeys(): Promise<AccessKey[]> {
    const answer = await this.call('ListAccessKeys', ORDINARY, (r) =>
      this.client.listAccessKeysWithOptions(new Ram.ListAccessKeysRequest({}), r),
    );
    const keys = promised('ram', 'ListAccessKeys', 'AccessKeys.AccessKey', answer.body?.accessKeys?.accessKey);
    return keys.map(({ accessKeyId, status, createDate }) => ({
      id: listedId(promised('ram', 'ListAccessKeys', 'AccessKeyId', accessKeyId)),
      status: promised('ram', 'ListAccessKeys', 'Status', status) === 'Inactive' ? 'Inactive' : 'Active',
      createdAt: readDate(createDate),
    }));
  }

  /** Last use as RAM knows it, up to two hours late; undefined: none was seen. */
  async getAccessKeyLastUsed(userAccessKeyId: AccessKeyId): Promise<Date | undefined> {
    const request = new Ram.GetAccessKeyLastUsedRequest({ userAccessKeyId });
    const answer = await this.call('GetAccessKeyLastUsed', ORDINARY, (r) =>
      this.client.getAccessKeyLastUsedWithOptions(request, r),
    );
    const used = promised('ram', 'GetAccessKeyLastUsed', 'AccessKeyLastUsed', answer.body?.accessKeyLastUsed);
    return lastUsedAt(used.lastUsedDate);
  }

  /** Makes one key and never two; see RamRotationService. */
  async createAccessKey(): Promise<MadeKey> {
    try {
      const answer = await this.call('CreateAccessKey', ONCE, (r) =>
        this.client.createAccessKeyWithOptions(new Ram.CreateAccessKeyRequest({}), r),
      );
      const key = promised('ram', 'CreateAccessKey', 'AccessKey', answer.body?.accessKey);
      return {
        accessKeyId: parseAccessKeyId(promised('ram', 'CreateAccessKey', 'AccessKeyId', key.accessKeyId)),
        accessKeySecret: promised('ram', 'CreateAccessKey', 'AccessKeySecret', key.accessKeySecret),
      };
    } catch (error) {
      throw withoutAnswer(error);
    }
  }

  async updateAccessKey(userAccessKeyId: AccessKeyId, status: KeyStatus): Promise<void> {
    const request = new Ram.UpdateAccessKeyRequest({ userAccessKeyId, status });
    await this.call('UpdateAccessKey', ORDINARY, (r) => this.client.updateAccessKeyWithOptions(request, r));
  }

  /** Whether a key of root's goes to the recycle bin is not documented: take it for final. */
  async deleteAccessKey(userAccessKeyId: AccessKeyId): Promise<'deleted' | 'already'> {
    const request = new Ram.DeleteAccessKeyRequest({ userAccessKeyId });
    try {
      await this.call('DeleteAccessKey', ORDINARY, (r) => this.client.deleteAccessKeyWithOptions(request, r));
      return 'deleted';
    } catch (error) {
      if (error instanceof CloudNotFound) return 'already';
      throw error;
    }
  }
}
