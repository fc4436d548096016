import { ORDINARY, promised } from './call';
import type { Connection } from './connection';
import { RpcClient } from './rpc';

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/** STS 2015-04-01: who we are. */
export class StsService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    this.rpc = new RpcClient(connection, 'sts', '2015-04-01', 'sts.aliyuncs.com');
  }

  async getCallerIdentity(): Promise<CallerIdentity> {
    const body = await this.rpc.call('GetCallerIdentity', {}, ORDINARY);
    return {
      accountId: promised('sts', 'GetCallerIdentity', 'AccountId', body['AccountId'] as string | undefined),
      arn: promised('sts', 'GetCallerIdentity', 'Arn', body['Arn'] as string | undefined),
    };
  }
}
