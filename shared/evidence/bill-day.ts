import type { BillAnswer } from '../aliyun/billing';
import { wholeNumber } from '../aliyun/call';
import type { Looked } from '../identity/types';
import { isoOf, momentOf } from '../moment';
import { isObject } from '../signal/loose';
import { type Amount, parseAmount, showAmount } from './decimal';
import type { BillDay, BillOrder } from './types';

/** One day of QueryAccountBill, grouped by product, summed exactly. A line without an amount makes the day unreadable. */
export function readDay(day: string, pages: readonly BillAnswer[]): Looked<BillDay> {
  const products = new Map<string, Amount>();
  const currencies = new Set<string>();
  const rows = rowsOf(pages, 'Items', 'Item');
  if ('couldNotCheck' in rows) return rows;
  for (const item of rows.value) {
    const amount = parseAmount(item['PretaxAmount'] ?? item['PretaxGrossAmount']);
    if (amount === undefined) return { couldNotCheck: 'a bill line names no amount' };
    const product = textOf(item['ProductName']) ?? textOf(item['ProductCode']) ?? '?';
    products.set(product, (products.get(product) ?? 0n) + amount);
    const currency = textOf(item['Currency']);
    if (currency) currencies.add(currency);
  }
  if (currencies.size > 1) return { couldNotCheck: `lines in several currencies (${[...currencies].join(', ')})` };
  const byProduct = [...products]
    .sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
    .map(([product, amount]) => ({ product, amount: showAmount(amount) }));
  const total = [...products.values()].reduce((sum, amount) => sum + amount, 0n);
  return { value: { day, currency: [...currencies][0] ?? '', total: showAmount(total), byProduct } };
}

/** The orders of QueryOrders, oldest first, each once. An order without id, time or amount makes the list unreadable. */
export function readOrders(pages: readonly BillAnswer[]): Looked<readonly BillOrder[]> {
  const rows = rowsOf(pages, 'OrderList', 'Order');
  if ('couldNotCheck' in rows) return rows;
  const orders = new Map<string, BillOrder>();
  for (const row of rows.value) {
    const id = textOf(row['OrderId']) ?? (typeof row['OrderId'] === 'number' ? String(row['OrderId']) : undefined);
    const at = isoOf(momentOf(row['CreateTime']) ?? Number.NaN);
    const amount = parseAmount(row['PretaxAmount'] ?? row['PretaxGrossAmount'] ?? row['AfterTaxAmount']);
    if (id === undefined || at === undefined || amount === undefined)
      return { couldNotCheck: 'an order names no id, no time or no amount' };
    orders.set(id, {
      id,
      at,
      product: textOf(row['ProductCode']) ?? textOf(row['CommodityCode']) ?? '?',
      type: textOf(row['OrderType']) ?? '',
      status: textOf(row['PaymentStatus']) ?? '',
      amount: showAmount(amount),
      currency: textOf(row['Currency']) ?? '',
    });
  }
  return { value: [...orders.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) };
}

/** What the client asks for. */
const PAGE_SIZE = 300;

type Rows = Looked<readonly Record<string, unknown>[]>;

/** `Data.<list>.<row>` by the contract; `Data.<list>` as a list is taken as well. Fewer rows than promised are a cut. */
function rowsOf(pages: readonly BillAnswer[], list: string, row: string): Rows {
  const found: Record<string, unknown>[] = [];
  let promised = 0;
  for (const page of pages) {
    const data = page['Data'];
    const held = isObject(data) ? data[list] : undefined;
    const rows = isObject(held) ? (held[row] ?? []) : held;
    if (!Array.isArray(rows) || !rows.every(isObject))
      return { couldNotCheck: `the answer holds no ${list === 'Items' ? 'list of bill lines' : 'list of orders'}` };
    found.push(...(rows as Record<string, unknown>[]));
    const count = wholeNumber(isObject(data) ? (data['TotalCount'] ?? 0) : 0);
    if (count === undefined) return { couldNotCheck: 'the answer does not say how many rows there are' };
    promised = Math.max(promised, count);
  }
  return pages.length * PAGE_SIZE < promised
    ? { couldNotCheck: `cut after ${pages.length} pages: ${found.length} of ${promised} rows` }
    : { value: found };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
