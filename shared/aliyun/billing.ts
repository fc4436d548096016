import type * as BssModels from '@alicloud/bssopenapi20171214';
import type Bss from '@alicloud/bssopenapi20171214';
import { CloudCallFailed } from '../errors';
import { callCloud, countIn, ORDINARY, promised } from './call';
import { type Connection, sdkConfig, sdkRuntime } from './connection';
import { defaultOf } from './ims';
import { pagesOf } from './pages';

type Loaded = { readonly client: Bss; readonly models: typeof BssModels };
type Runtime = ReturnType<typeof sdkRuntime>;
/** An answer's body as it came, for the evidence. */
export type BillAnswer = Record<string, unknown>;

/** Enough for 60,000 rows; beyond, an answer that never ends would fill the memory. */
const MOST_PAGES = 200;
const PAGE_SIZE = 300;

/** Waits for the call's turn; throws when there is no time for another page. */
export type BeforePage = () => Promise<void>;
const AT_ONCE: BeforePage = () => Promise.resolve();

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
    return callCloud('bss', action, ORDINARY, this.connection, async (timeoutMs) => {
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

  /**
   * One day's bill by product, every page (300 a page, at most 200 pages: `TotalCount` tells what is missing). `day`:
   * `YYYY-MM-DD` in the account's billing calendar.
   */
  queryAccountBill(day: string, beforePage: BeforePage = AT_ONCE): Promise<BillAnswer[]> {
    return this.numbered('QueryAccountBill', beforePage, ({ client, models }, runtime, page) =>
      client.queryAccountBillWithOptions(
        new models.QueryAccountBillRequest({
          billingCycle: day.slice(0, 7),
          billingDate: day,
          granularity: 'DAILY',
          isGroupByProduct: true,
          ...page,
        }),
        runtime,
      ),
    );
  }

  /** Orders made between two moments, every page. Unlike bills they are there at once; purchases by use make none. */
  queryOrders(from: Date, to: Date, beforePage: BeforePage = AT_ONCE): Promise<BillAnswer[]> {
    const seconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;
    return this.numbered('QueryOrders', beforePage, ({ client, models }, runtime, page) =>
      client.queryOrdersWithOptions(
        new models.QueryOrdersRequest({ createTimeStart: seconds(from), createTimeEnd: seconds(to), ...page }),
        runtime,
      ),
    );
  }

  private async numbered(
    action: string,
    beforePage: BeforePage,
    ask: (
      loaded: Loaded,
      runtime: Runtime,
      page: { readonly pageNum: number; readonly pageSize: number },
    ) => Promise<{ body?: { toMap(): BillAnswer } }>,
  ): Promise<BillAnswer[]> {
    const pages: BillAnswer[] = [];
    for (let pageNum = 1; pageNum <= MOST_PAGES; pageNum += 1) {
      await beforePage();
      const body = await this.call(action, (loaded, runtime) => ask(loaded, runtime, { pageNum, pageSize: PAGE_SIZE }));
      pages.push(body);
      const data = promised('bss', action, 'Data', body['Data'] as Record<string, unknown> | undefined);
      if (pageNum * PAGE_SIZE >= countIn('bss', action, 'TotalCount', data['TotalCount'])) break;
    }
    return pages;
  }

  /** One day's bill by instance, every page (300 a page). Of more than `mostPages` the last one still names a next. */
  async describeInstanceBill(
    day: string,
    beforePage: BeforePage = AT_ONCE,
    mostPages = MOST_PAGES,
  ): Promise<BillAnswer[]> {
    const action = 'DescribeInstanceBill';
    const pages = pagesOf(
      'bss',
      action,
      async (nextToken) => {
        await beforePage();
        return this.call(action, ({ client, models }, runtime) =>
          client.describeInstanceBillWithOptions(
            new models.DescribeInstanceBillRequest({
              billingCycle: day.slice(0, 7),
              billingDate: day,
              granularity: 'DAILY',
              maxResults: PAGE_SIZE,
              ...(nextToken ? { nextToken } : {}),
            }),
            runtime,
          ),
        );
      },
      (body) => {
        const token = promised('bss', action, 'Data', body['Data'] as Record<string, unknown> | undefined)['NextToken'];
        return typeof token === 'string' && token !== '' ? token : undefined;
      },
    );
    const read: BillAnswer[] = [];
    for await (const body of pages) if (read.push(body) >= mostPages) break;
    return read;
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
