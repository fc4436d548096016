import { Readable } from 'node:stream';
import { type CallPatience, callCloud, ORDINARY } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { defaultOf } from './ims';

export interface FunctionAnswer {
  readonly status: number;
  readonly body: string;
  /** Set by the platform when the function itself failed. */
  readonly errorType: string | undefined;
}
type InvocationType = 'Sync' | 'Async';

/** A function may run for its whole time limit, and is not run twice because the answer was late. */
const WHOLE_RUN: CallPatience = { timeoutMs: 660_000, retries: 0 };

/**
 * Invokes functions. A plain name is an FC 3.0 function (@alicloud/fc20230330); `service/function` is one of FC 2.0,
 * which only @alicloud/fc2 can name. Each package is loaded when such a name is met.
 */
export class FunctionComputeService {
  constructor(
    private readonly connection: Connection,
    private readonly accountId: string,
  ) {}

  /** Async: resolves when the platform has taken the event (128 KB at most), not when the function has run. */
  invoke(name: string, event: object, type: InvocationType): Promise<FunctionAnswer> {
    const payload = Buffer.from(JSON.stringify(event));
    const slash = name.indexOf('/');
    return callCloud(
      'fc',
      'InvokeFunction',
      type === 'Sync' ? WHOLE_RUN : ORDINARY,
      this.connection.clock,
      (timeoutMs) =>
        slash < 0
          ? this.invoke3(name, payload, type, timeoutMs)
          : this.invoke2(name.slice(0, slash), name.slice(slash + 1), payload, type, timeoutMs),
    );
  }

  private async invoke3(
    name: string,
    payload: Buffer,
    type: InvocationType,
    timeoutMs: number,
  ): Promise<FunctionAnswer> {
    const models = await import('@alicloud/fc20230330');
    const Client = defaultOf<typeof models.default>(models.default);
    const client = new Client(
      sdkConfig(this.connection, `${this.accountId}.${this.connection.region}.fc.aliyuncs.com`),
    );
    const answer = await client.invokeFunctionWithOptions(
      name,
      // Chunks must be Buffers: this SDK fails on strings (seen with 4.7).
      new models.InvokeFunctionRequest({ body: Readable.from([payload]) }),
      new models.InvokeFunctionHeaders({ xFcInvocationType: type }),
      sdkRuntime(timeoutMs),
    );
    const chunks: Buffer[] = [];
    if (answer.body) for await (const chunk of answer.body) chunks.push(Buffer.from(chunk as Buffer));
    return {
      status: answer.statusCode ?? 0,
      body: Buffer.concat(chunks).toString(),
      errorType: answer.headers?.['x-fc-error-type'],
    };
  }

  private async invoke2(
    service: string,
    name: string,
    payload: Buffer,
    type: InvocationType,
    timeoutMs: number,
  ): Promise<FunctionAnswer> {
    const loaded = await import('@alicloud/fc2');
    const Client = defaultOf<Fc2Constructor>((loaded as { default?: unknown }).default ?? loaded);
    const { accessKeyId, accessKeySecret, securityToken } = this.connection.credentials;
    const client = new Client(this.accountId, {
      accessKeyID: accessKeyId,
      accessKeySecret,
      ...(securityToken ? { securityToken } : {}),
      region: this.connection.region,
      timeout: timeoutMs,
      ...(this.connection.endpoint ? { endpoint: this.connection.endpoint.origin } : { secure: true }),
    });
    const answer = await client.invokeFunction(service, name, payload, { 'x-fc-invocation-type': type });
    return {
      status: answer.status ?? 200,
      body: typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data ?? null),
      errorType: answer.headers?.['x-fc-error-type'],
    };
  }
}

/** @alicloud/fc2 ships no types; this is the part that is used. */
type Fc2Constructor = new (
  accountId: string,
  options: Record<string, unknown>,
) => {
  invokeFunction(
    service: string,
    name: string,
    event: Buffer,
    headers: Record<string, string>,
  ): Promise<{ status?: number; data: unknown; headers?: Record<string, string> }>;
};
