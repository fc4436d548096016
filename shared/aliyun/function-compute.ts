import { Readable } from 'node:stream';
import { type CallPatience, callCloud, ORDINARY } from './call';
import { type Connection, sdkRuntime } from './connection';
import { type Fc3Models, fc2Client, fc3Client } from './function-clients';
import { type FunctionTrigger, readTrigger } from './function-trigger';
import { pagesOf } from './pages';

export interface FunctionAnswer {
  readonly status: number;
  readonly body: string;
  /** Set by the platform when the function itself failed. */
  readonly errorType: string | undefined;
}
type InvocationType = 'Sync' | 'Async';

/** A function may run for its whole time limit, and is not run twice because the answer was late. */
const WHOLE_RUN: CallPatience = { timeoutMs: 660_000, retries: 0 };

/** FC takes at most 100 triggers a page. */
const TRIGGER_PAGE = 100;

/**
 * Invokes functions, and tells their triggers. A plain name is an FC 3.0 function (@alicloud/fc20230330); `service/function` is one of FC 2.0,
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
    return callCloud('fc', 'InvokeFunction', type === 'Sync' ? WHOLE_RUN : ORDINARY, this.connection, (timeoutMs) =>
      slash < 0
        ? this.invoke3(name, payload, type, timeoutMs)
        : this.invoke2(name.slice(0, slash), name.slice(slash + 1), payload, type, timeoutMs),
    );
  }

  /** What sets a function off, all pages. Throws CloudNotFound where there is no such function. */
  async listTriggers(name: string): Promise<FunctionTrigger[]> {
    const all: FunctionTrigger[] = [];
    const pages = pagesOf(
      'fc',
      'ListTriggers',
      (token) =>
        callCloud('fc', 'ListTriggers', ORDINARY, this.connection, (timeoutMs) =>
          this.triggerPage(name, token, timeoutMs),
        ),
      ({ nextToken }) => nextToken,
    );
    for await (const { triggers } of pages) all.push(...triggers);
    return all;
  }

  private async triggerPage(name: string, token: string | undefined, timeoutMs: number): Promise<TriggerPage> {
    const query = { limit: TRIGGER_PAGE, ...(token === undefined ? {} : { nextToken: token }) };
    const slash = name.indexOf('/');
    if (slash < 0) {
      const { models, client } = await this.client3();
      const request = new models.ListTriggersRequest(query);
      return pageOf((await client.listTriggersWithOptions(name, request, {}, sdkRuntime(timeoutMs))).body);
    }
    const client = await fc2Client(this.connection, this.accountId, timeoutMs);
    return pageOf((await client.listTriggers(name.slice(0, slash), name.slice(slash + 1), query)).data);
  }

  private client3(): Promise<Fc3Models> {
    return fc3Client(this.connection, this.accountId);
  }

  private async invoke3(
    name: string,
    payload: Buffer,
    type: InvocationType,
    timeoutMs: number,
  ): Promise<FunctionAnswer> {
    const { models, client } = await this.client3();
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
    const client = await fc2Client(this.connection, this.accountId, timeoutMs);
    const answer = await client.invokeFunction(service, name, payload, { 'x-fc-invocation-type': type });
    return {
      status: answer.status ?? 200,
      body: typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data ?? null),
      errorType: answer.headers?.['x-fc-error-type'],
    };
  }
}

interface TriggerPage {
  readonly triggers: readonly FunctionTrigger[];
  readonly nextToken: string | undefined;
}

/** Either SDK's answer. */
function pageOf(body: { readonly triggers?: readonly object[]; readonly nextToken?: string } | undefined): TriggerPage {
  return { triggers: (body?.triggers ?? []).map(readTrigger), nextToken: body?.nextToken || undefined };
}
