import type * as KmsModels from '@alicloud/kms20160120';
import type Kms from '@alicloud/kms20160120';
import type { RuntimeOptions } from '@alicloud/tea-util';
import { type CallPatience, callCloud, ORDINARY, promised } from './call';
import { type Connection, USER_AGENT } from './connection';
import { defaultOf } from './ims';

/** A version of a secret, by KMS's own marks; never its value. */
export interface SecretVersion {
  readonly id: string;
  readonly stages: readonly string[];
}

export const CURRENT_STAGE = 'ACSCurrent';
export const PREVIOUS_STAGE = 'ACSPrevious';

/** Putting the same value under the same version again changes nothing (KMS PutSecretValue), so it may be tried again. */
const PUT: CallPatience = { timeoutMs: 5_000, retries: 2 };
const MOST_PAGES = 10;
const VERSION = '2016-01-20';

interface Loaded {
  readonly client: Kms;
  readonly models: typeof KmsModels;
  readonly runtimeOf: (timeoutMs: number) => RuntimeOptions;
}

/**
 * KMS 2016-01-20: the secrets that a workload reads its AccessKey from. The command line's alone. Values travel in the
 * request's body, never in its address. Errors: those of callCloud; what the package throws holds the request and with
 * it the value, so that none of it is kept as a cause.
 */
export class SecretsService {
  private loaded: Promise<Loaded> | undefined;

  constructor(private readonly connection: Connection) {}

  /**
   * When the secret is to be deleted, undefined: it is not; and its type, `Generic` for one that takes values, undefined
   * where KMS does not tell. Throws CloudNotFound where there is none of the name.
   */
  async describeSecret(
    secretName: string,
  ): Promise<{ readonly deletedAt: string | undefined; readonly type: string | undefined }> {
    // The package's own describeSecret is older than SecretType, and drops it.
    const answer = await this.call('DescribeSecret', ORDINARY, ({ client, runtime }) =>
      client.doRequest('DescribeSecret', 'HTTPS', 'POST', VERSION, 'AK', { SecretName: secretName }, {}, runtime),
    );
    promised('kms', 'DescribeSecret', 'SecretName', answer['SecretName']);
    return { deletedAt: answer['PlannedDeleteTime'] || undefined, type: answer['SecretType'] || undefined };
  }

  /** Every version that has a stage, or with `deprecated` every one, oldest last or first as KMS answers. */
  async listVersions(secretName: string, deprecated = false): Promise<SecretVersion[]> {
    const all: SecretVersion[] = [];
    for (let pageNumber = 1; pageNumber <= MOST_PAGES; pageNumber += 1) {
      const answer = await this.call('ListSecretVersionIds', ORDINARY, ({ client, models, runtime }) =>
        client.listSecretVersionIdsEx(
          new models.ListSecretVersionIdsRequest({
            secretName,
            includeDeprecated: String(deprecated),
            pageNumber,
            pageSize: 100,
          }),
          runtime,
        ),
      );
      const page = promised('kms', 'ListSecretVersionIds', 'VersionIds', answer.versionIds?.versionId);
      for (const { versionId, versionStages } of page)
        all.push({
          id: promised('kms', 'ListSecretVersionIds', 'VersionId', versionId),
          stages: versionStages?.versionStage ?? [],
        });
      if (page.length === 0 || all.length >= (answer.totalCount ?? 0)) break;
    }
    return all;
  }

  /** Stores a value as a new version, which becomes the current one; the version before it is kept. Repeating it with
   *  the same value changes nothing. */
  async putSecretValue(secretName: string, versionId: string, secretData: string): Promise<void> {
    const body = { SecretName: secretName, VersionId: versionId, SecretData: secretData, SecretDataType: 'text' };
    // The package's own putSecretValue writes the value into the address, where proxies keep it.
    await this.call('PutSecretValue', PUT, ({ client, runtime }) =>
      client.doRequest('PutSecretValue', 'HTTPS', 'POST', VERSION, 'AK', {}, body, runtime),
    );
  }

  /** Makes another version the current one. */
  async makeCurrent(secretName: string, versionId: string, instead: string): Promise<void> {
    await this.call('UpdateSecretVersionStage', ORDINARY, ({ client, models, runtime }) =>
      client.updateSecretVersionStageEx(
        new models.UpdateSecretVersionStageRequest({
          secretName,
          versionStage: CURRENT_STAGE,
          removeFromVersion: instead,
          moveToVersion: versionId,
        }),
        runtime,
      ),
    );
  }

  private async call<T>(
    action: string,
    patience: CallPatience,
    attempt: (loaded: Omit<Loaded, 'runtimeOf'> & { readonly runtime: RuntimeOptions }) => Promise<T>,
  ): Promise<T> {
    this.loaded ??= this.load();
    const { client, models, runtimeOf } = await this.loaded;
    return callCloud('kms', action, patience, this.connection, async (timeoutMs) => {
      try {
        return await attempt({ client, models, runtime: runtimeOf(timeoutMs) });
      } catch (error) {
        throw withoutRequest(error);
      }
    });
  }

  private async load(): Promise<Loaded> {
    const [models, { Config }, { RuntimeOptions }] = await Promise.all([
      import('@alicloud/kms20160120'),
      import('@alicloud/rpc-client'),
      import('@alicloud/tea-util'),
    ]);
    const { credentials, endpoint, region } = this.connection;
    const config = new Config({
      accessKeyId: credentials.accessKeyId,
      accessKeySecret: credentials.accessKeySecret,
      ...(credentials.securityToken ? { securityToken: credentials.securityToken } : {}),
      endpoint: endpoint ? endpoint.host : `kms.${region}.aliyuncs.com`,
      protocol: endpoint ? endpoint.protocol.replace(':', '') : 'https',
      regionId: region,
      userAgent: USER_AGENT,
    });
    const Client = defaultOf<typeof Kms>(models.default);
    const runtimeOf = (timeoutMs: number): RuntimeOptions =>
      new RuntimeOptions({ readTimeout: timeoutMs, connectTimeout: timeoutMs, autoretry: false, maxAttempts: 1 });
    return { client: new Client(config), models, runtimeOf };
  }
}

/** What the package throws, as callCloud reads it: its own code has "Error" behind it, and its status stands in its text. */
function withoutRequest(thrown: unknown): Error {
  const { code, message, data } = (thrown ?? {}) as {
    readonly code?: string;
    readonly message?: string;
    readonly data?: { readonly Code?: string; readonly Message?: string; readonly RequestId?: string };
  };
  const status = /^(?:[^:]+: )?code: (\d{3}),/.exec(message ?? '')?.[1];
  if (data?.Code !== undefined)
    return Object.assign(new Error(data.Message ?? 'refused'), {
      code: data.Code,
      ...(status ? { statusCode: Number(status) } : {}),
      data: { RequestId: data.RequestId, Message: data.Message, Code: data.Code },
    });
  if (thrown instanceof SyntaxError) return new SyntaxError('the answer is no JSON');
  return Object.assign(new Error('no answer that could be read'), { code: code ?? 'NoAnswer' });
}
