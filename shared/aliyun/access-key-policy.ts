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
   * own keys, so it is refused here. Throws CloudNotFound where the user or the key is not there, and a
   * failure of which isUnknownCall is true where the operation is not.
   */
  async get(userPrincipalName: string, accessKeyId: AccessKeyId): Promise<string | null> {
    return textOf(await this.rpc.call('GetAccessKeyPolicy', target(userPrincipalName, accessKeyId), ORDINARY));
  }

  /**
   * The policy of the account for every key that has none of its own in force (IMS GetAccessKeyPolicyForAccount: a key's
   * own goes before it); null where none is told. Throws as {@link get} where the operation is not there.
   */
  async ofAccount(): Promise<string | null> {
    return textOf(await this.rpc.call('GetAccessKeyPolicyForAccount', {}, ORDINARY));
  }

  /** Replaces the policy whole. Repeating it changes nothing. Throws as {@link get}, and for a text that IMS refuses. */
  async set(userPrincipalName: string, accessKeyId: AccessKeyId, policy: string): Promise<void> {
    const parameters = { ...target(userPrincipalName, accessKeyId), AccessKeyPolicy: policy };
    await this.rpc.call('SetAccessKeyPolicy', parameters, ORDINARY);
  }
}

function textOf({ AccessKeyPolicy: policy }: Readonly<Record<string, unknown>>): string | null {
  if (typeof policy === 'string') return policy;
  return policy === undefined || policy === null ? null : JSON.stringify(policy);
}

function target(userPrincipalName: string, accessKeyId: AccessKeyId) {
  if (!/^[^@\s]+@[^@\s]+$/.test(userPrincipalName))
    throw new TypeError('the principal name of a RAM user is <name>@<domain>');
  return { UserPrincipalName: userPrincipalName, UserAccessKeyId: accessKeyId };
}
