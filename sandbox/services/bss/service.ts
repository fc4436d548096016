import type { RpcOperation, RpcService } from '../../kernel/types';
import type { BillLine, OrderRecord } from '../../world/entities';
import { describeInstanceBill, queryAccountBill, queryBillOverview } from './bills';
import { grouped } from './money';
import { queryOrders } from './orders';
import { BssRefusal, type Parameters } from './parameters';

/** What the billing service needs of the account. */
export interface BillSource {
  readonly accountId: string;
  readonly now: () => Date;
  readonly bills: readonly BillLine[];
  readonly orders: readonly OrderRecord[];
  readonly balance: { readonly available: string; readonly currency: string };
}

/** BSS OpenAPI 2017-12-14: read-only. What it refuses itself it refuses in the body, with HTTP 200. */
export function bssService(source: BillSource): RpcService {
  const operation = (
    api: string,
    run: (parameters: Parameters) => Record<string, unknown>,
    required: readonly string[] = [],
    done: Record<string, unknown> = { Code: 'Success', Message: 'Successful!' },
  ): RpcOperation => ({
    required,
    write: false,
    ratePerSecond: 10,
    // The RAM code is documented as bssapi for DescribeInstanceBill, and nowhere for the others.
    permission: () => ({ actions: [`bssapi:${api}`, `bss:${api}`], resources: ['*'] }),
    run: (call) => {
      try {
        return { ...done, Success: true, Data: run(call.parameters) };
      } catch (cause) {
        if (!(cause instanceof BssRefusal)) throw cause;
        return { Code: cause.code, Message: cause.message, Success: false };
      }
    },
  });
  return {
    service: 'bss',
    serviceName: 'BssOpenApi',
    version: '2017-12-14',
    isGlobal: true,
    operations: {
      DescribeInstanceBill: operation('DescribeInstanceBill', (p) => describeInstanceBill(source, p), ['BillingCycle']),
      QueryAccountBill: operation('QueryAccountBill', (p) => queryAccountBill(source, p), ['BillingCycle']),
      QueryBillOverview: operation('QueryBillOverview', (p) => queryBillOverview(source, p), ['BillingCycle']),
      QueryOrders: operation('QueryOrders', (p) => queryOrders(source, p)),
      QueryAccountBalance: operation('QueryAccountBalance', () => balance(source), [], {
        Code: '200',
        Message: 'success',
      }),
    },
  };
}

function balance(source: BillSource): Record<string, unknown> {
  const available = grouped(source.balance.available);
  return {
    AvailableAmount: available,
    AvailableCashAmount: available,
    CreditAmount: '0.00',
    MybankCreditAmount: '0.00',
    QuotaLimit: '0.00',
    Currency: source.balance.currency,
  };
}
