import OpenApiClient, { $OpenApiUtil } from '@alicloud/openapi-core';
import { type CallPatience, callCloud } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';

/** Parameters of an RPC call; lists are flattened by the SDK (`LookupAttribute.1.Key`). */
export type RpcParameters = Readonly<Record<string, unknown>>;

/** A service without a typed package on the registry: the generic signed call, ACS3-HMAC-SHA256 in RPC style. */
export class RpcClient {
  private readonly client: OpenApiClient;

  constructor(
    private readonly connection: Connection,
    private readonly service: string,
    private readonly version: string,
    host: string,
  ) {
    this.client = new OpenApiClient(sdkConfig(connection, host));
  }

  /** Resolves with the answer's body. Throws the errors of {@link callCloud}. */
  async call(action: string, parameters: RpcParameters, patience: CallPatience): Promise<Record<string, unknown>> {
    const params = new $OpenApiUtil.Params({
      action,
      version: this.version,
      protocol: 'HTTPS',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    });
    const request = new $OpenApiUtil.OpenApiRequest({ query: flatten(parameters) });
    const answer = await callCloud(this.service, action, patience, this.connection, (timeoutMs) =>
      this.client.callApi(params, request, sdkRuntime(timeoutMs)),
    );
    return (answer['body'] ?? {}) as Record<string, unknown>;
  }
}

/**
 * RPC gateways take lists as `Name.1`, `Name.2` and maps as `Name.1.Key`. Half a character, which a name out of an event
 * may hold, cannot be signed: it goes out as the sign for an unreadable one.
 */
function flatten(parameters: RpcParameters): Record<string, string> {
  const flat: Record<string, string> = {};
  const put = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) for (const [i, item] of value.entries()) put(`${name}.${i + 1}`, item);
    else if (typeof value === 'object') for (const [k, v] of Object.entries(value)) put(`${name}.${k}`, v);
    else flat[name] = String(value).toWellFormed();
  };
  for (const [name, value] of Object.entries(parameters)) put(name, value);
  return flat;
}
