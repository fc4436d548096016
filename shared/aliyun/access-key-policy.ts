import type { AccessKeyId } from '../ids';
import { ORDINARY } from './call';
import type { Connection } from './connection';
import { RpcClient } from './rpc';

/**
 * The network policy of one AccessKey, IMS 2019-08-15 GetAccessKeyPolicy and SetAccessKeyPolicy. The typed package does
 * not have them, so this is the generic signed call. A region or an account that does not know them yet answers
 * `InvalidAction.NotFound`.
 */
export class AccessKeyPolicyService {
  private readonly rpc: RpcClient;

  constructor(connection: Connection) {
    this.rpc = new RpcClient(connection, 'ims', '2019-08-15', 'ims.aliyuncs.com');
  }

  /**
   * The policy's text as the service tells it; null where it tells none. An empty principal name would mean the caller's
   * own keys, so it is refused here. Throws CloudNotFound where the user, the key or the operation is not there.
   */
  async get(userPrincipalName: string, accessKeyId: AccessKeyId): Promise<string | null> {
    const body = await this.rpc.call('GetAccessKeyPolicy', target(userPrincipalName, accessKeyId), ORDINARY);
    const policy = body['AccessKeyPolicy'];
    return typeof policy === 'string'
      ? policy
      : policy === undefined || policy === null
        ? null
        : JSON.stringify(policy);
  }

  /** Replaces the policy whole. Repeating it changes nothing. Throws as {@link get}, and for a text that IMS refuses. */
  async set(userPrincipalName: string, accessKeyId: AccessKeyId, policy: string): Promise<void> {
    const parameters = { ...target(userPrincipalName, accessKeyId), AccessKeyPolicy: policy };
    await this.rpc.call('SetAccessKeyPolicy', parameters, ORDINARY);
  }
}

function target(userPrincipalName: string, accessKeyId: AccessKeyId) {
  if (!/^[^@\s]+@[^@\s]+$/.test(userPrincipalName))
    throw new TypeError('the principal name of a RAM user is <name>@<domain>');
  return { UserPrincipalName: userPrincipalName, UserAccessKeyId: accessKeyId };
}
