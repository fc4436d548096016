import type * as BssModels from '@alicloud/bssopenapi20171214';
import type Bss from '@alicloud/bssopenapi20171214';
import { CloudAnswerMalformed, CloudCallFailed } from '../errors';
import { callCloud, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { defaultOf } from './ims';

type Loaded = { readonly client: Bss; readonly models: typeof BssModels };
type Runtime = ReturnType<typeof sdkRuntime>;
/** An answer's body as it came, for the evidence. */
export type BillAnswer = Record<string, unknown>;

/** The balance as BSS writes it: decimal text, perhaps with thousands separators [U]. */
export interface Balance {
  readonly availableAmount: string | undefined;
  readonly currency: string | undefined;
}

/**
 * The queries of BSS OpenAPI 2017-12-14 that the project uses, each day's answer kept whole. BSS may say `Success: false`
 * with HTTP 200: that is an error here. The package is loaded at the first call.
 */
export class BillingService {
  private loaded: Promise<Loaded> | undefined;

  constructor(private readonly connection: Connection) {}

  private load(): Promise<Loaded> {
    this.loaded ??= import('@alicloud/bssopenapi20171214').then((models) => {
      const Client = defaultOf<typeof Bss>(models.default);
      const host = this.connection.site === 'china' ? 'business.aliyuncs.com' : 'business.ap-southeast-1.aliyuncs.com';
      return { client: new Client(sdkConfig(this.connection, host)), models };
    });
    return this.loaded;
  }

  private async call(
    action: string,
    attempt: (loaded: Loaded, runtime: Runtime) => Promise<{ body?: { toMap(): BillAnswer } }>,
  ): Promise<BillAnswer> {
    const loaded = await this.load();
    return callCloud('bss', action, ORDINARY, this.connection.clock, async (timeoutMs) => {
      const answer = await attempt(loaded, sdkRuntime(timeoutMs));
      const body = promised('bss', action, 'body', answer.body).toMap();
      if (body['Success'] !== true) {
        const code = String(body['Code'] ?? 'Unknown');
        throw new CloudCallFailed(
          'bss',
          action,
          code,
          200,
          String(body['RequestId'] ?? ''),
          String(body['Message'] ?? 'Success is not true'),
        );
      }
      return body;
    });
  }

  /** One day's bill by product, every page (300 a page). `day`: `YYYY-MM-DD` in the account's billing calendar. */
  async queryAccountBill(day: string): Promise<BillAnswer[]> {
    const pages: BillAnswer[] = [];
    for (let pageNum = 1; ; pageNum += 1) {
      const body = await this.call('QueryAccountBill', ({ client, models }, runtime) =>
        client.queryAccountBillWithOptions(
          new models.QueryAccountBillRequest({
            billingCycle: day.slice(0, 7),
            billingDate: day,
            granularity: 'DAILY',
            isGroupByProduct: true,
            pageNum,
            pageSize: 300,
          }),
          runtime,
        ),
      );
      pages.push(body);
      const data = promised('bss', 'QueryAccountBill', 'Data', body['Data'] as Record<string, unknown> | undefined);
      if (pageNum * 300 >= Number(data['TotalCount'] ?? 0)) return pages;
    }
  }

  /** One day's bill by instance, every page (300 a page). */
  async describeInstanceBill(day: string): Promise<BillAnswer[]> {
    const pages: BillAnswer[] = [];
    let nextToken: string | undefined;
    do {
      const body = await this.call('DescribeInstanceBill', ({ client, models }, runtime) =>
        client.describeInstanceBillWithOptions(
          new models.DescribeInstanceBillRequest({
            billingCycle: day.slice(0, 7),
            billingDate: day,
            granularity: 'DAILY',
            maxResults: 300,
            ...(nextToken ? { nextToken } : {}),
          }),
          runtime,
        ),
      );
      pages.push(body);
      const data = promised('bss', 'DescribeInstanceBill', 'Data', body['Data'] as Record<string, unknown> | undefined);
      const token = data['NextToken'];
      if (typeof token === 'string' && token !== '' && token === nextToken) {
        throw new CloudAnswerMalformed(
          'bss',
          'DescribeInstanceBill',
          'SameToken',
          200,
          undefined,
          'the next page is this page',
        );
      }
      nextToken = typeof token === 'string' && token !== '' ? token : undefined;
    } while (nextToken);
    return pages;
  }

  async queryAccountBalance(): Promise<Balance> {
    const body = await this.call('QueryAccountBalance', ({ client }, runtime) =>
      client.queryAccountBalanceWithOptions(runtime),
    );
    const data = promised('bss', 'QueryAccountBalance', 'Data', body['Data'] as Record<string, unknown> | undefined);
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    return { availableAmount: text(data['AvailableAmount']), currency: text(data['Currency']) };
  }
}
