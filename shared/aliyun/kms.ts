import { ORDINARY, promised } from './call';
import type { Connection } from './connection';
import { RpcClient } from './rpc';

/** KMS 2016-01-20: secrets that the configuration names instead of holding (`kms:<name>`). */
export class KmsService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    this.rpc = new RpcClient(connection, 'kms', '2016-01-20', `kms.${connection.region}.aliyuncs.com`);
  }

  /** The current version's text. Throws CloudNotFound, CloudForbidden and the other errors of a call. */
  async getSecretValue(name: string): Promise<string> {
    const body = await this.rpc.call('GetSecretValue', { SecretName: name }, ORDINARY);
    return promised('kms', 'GetSecretValue', 'SecretData', body['SecretData'] as string | undefined);
  }
}
