import type Fc3 from '@alicloud/fc20230330';
import { type Connection, sdkConfig } from './connection';
import { defaultOf } from './ims';

/** Function Compute 3.0: the models that requests are made from, and the client that takes them. */
export interface Fc3Models {
  readonly models: typeof import('@alicloud/fc20230330');
  readonly client: Fc3;
}

export async function fc3Client(connection: Connection, accountId: string): Promise<Fc3Models> {
  const models = await import('@alicloud/fc20230330');
  const Client = defaultOf<typeof models.default>(models.default);
  const client = new Client(sdkConfig(connection, `${accountId}.${connection.region}.fc.aliyuncs.com`));
  return { models, client };
}

/** Function Compute 2.0, whose functions lie in services. */
export async function fc2Client(connection: Connection, accountId: string, timeoutMs: number): Promise<Fc2> {
  const loaded = await import('@alicloud/fc2');
  const Client = defaultOf<Fc2Constructor>((loaded as { default?: unknown }).default ?? loaded);
  const { accessKeyId, accessKeySecret, securityToken } = connection.credentials;
  return new Client(accountId, {
    accessKeyID: accessKeyId,
    accessKeySecret,
    ...(securityToken ? { securityToken } : {}),
    region: connection.region,
    timeout: timeoutMs,
    ...(connection.endpoint ? { endpoint: connection.endpoint.origin } : { secure: true }),
  });
}

/** @alicloud/fc2 ships no types; this is the part that is used. */
interface Fc2 {
  invokeFunction(
    service: string,
    name: string,
    event: Buffer,
    headers: Record<string, string>,
  ): Promise<{ status?: number; data: unknown; headers?: Record<string, string> }>;
  listTriggers(
    service: string,
    name: string,
    query: Record<string, unknown>,
  ): Promise<{ data?: { triggers?: object[]; nextToken?: string } }>;
}
type Fc2Constructor = new (accountId: string, options: Record<string, unknown>) => Fc2;
