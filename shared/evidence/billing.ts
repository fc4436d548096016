import type { Cloud } from '../aliyun';
import type { BillAnswer } from '../aliyun/billing';
import { RateLimiter } from '../aliyun/limiter';
import type { Clock } from '../clock';
import { looked } from '../identity/looked';
import type { Looked } from '../identity/types';
import { isObject } from '../signal/loose';
import { type Amount, parseAmount, showAmount } from './decimal';
import type { BillDay, BillResult } from './types';

/** BSS takes 10 of each of these calls a second from one user. */
const PER_SECOND = 10;
export const BILL_DAYS = 14;
const DAY_MS = 86_400_000;
/** The billing calendar is Beijing's. */
const BEIJING_MS = 8 * 3_600_000;

/** One day's answers as they came, for the pack; a look that failed says why. */
export interface BillOriginals {
  readonly day: string;
  readonly accountBill: Looked<readonly BillAnswer[]>;
  readonly instanceBill: Looked<readonly BillAnswer[]>;
}

/** The billing days up to today, oldest first. */
export function billingDays(now: Date, count: number = BILL_DAYS): string[] {
  const today = now.getTime() + BEIJING_MS;
  return Array.from({ length: count }, (_, i) => new Date(today - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10));
}

/**
 * The bill of the last days, by product, and the balance. `keep` gets each day's answers as they came, one day at a
 * time, so that no more than a few days are held. A day that fails is in `failures` and in no sum: "could not check" is
 * not zero. BSS lags about a day, so the last two days are left out while they have no line. Throws only what `keep`
 * throws.
 */
export async function collectBills(
  cloud: Pick<Cloud, 'billing'>,
  clock: Clock,
  keep: (originals: BillOriginals) => Promise<void>,
  stopAtMs: number,
): Promise<BillResult> {
  // The limit is each call's own.
  const limiters = { account: new RateLimiter(PER_SECOND, clock), instance: new RateLimiter(PER_SECOND, clock) };
  const asked = billingDays(clock.now());
  const failures: string[] = [];
  const days: BillDay[] = [];
  const turn = async <T>(limiter: RateLimiter, look: () => Promise<T>): Promise<Looked<T>> => {
    await limiter.turn();
    if (clock.elapsedMs() >= stopAtMs) return { couldNotCheck: 'the time of the run was over' };
    return looked(look());
  };
  const balanceLook = looked(cloud.billing.queryAccountBalance());
  for (const [i, day] of asked.entries()) {
    const [accountBill, instanceBill] = await Promise.all([
      turn(limiters.account, () => cloud.billing.queryAccountBill(day)),
      turn(limiters.instance, () => cloud.billing.describeInstanceBill(day)),
    ]);
    await keep({ day, accountBill, instanceBill });
    if ('couldNotCheck' in instanceBill) failures.push(`${day}, bill by instance: ${instanceBill.couldNotCheck}`);
    if ('couldNotCheck' in accountBill) failures.push(`${day}, bill by product: ${accountBill.couldNotCheck}`);
    else {
      const read = readDay(day, accountBill.value);
      if ('couldNotCheck' in read) failures.push(`${day}: ${read.couldNotCheck}`);
      else if (read.value.byProduct.length > 0 || i < asked.length - 2) days.push(read.value);
    }
  }
  const balance = await balanceLook;
  if ('couldNotCheck' in balance) failures.push(`balance: ${balance.couldNotCheck}`);
  const amount = 'value' in balance ? parseAmount(balance.value.availableAmount) : undefined;
  if ('value' in balance && amount === undefined) failures.push('balance: the answer names no amount');
  const currency = ('value' in balance ? balance.value.currency : undefined) ?? '';
  // A day without lines names no currency; the account has one.
  const named = days.find((day) => day.currency !== '')?.currency ?? currency;
  return {
    asked,
    days: days.map((day) => (day.currency === '' ? { ...day, currency: named } : day)),
    failures,
    ...(amount === undefined ? {} : { balance: { amount: showAmount(amount), currency } }),
  };
}

/** One day of QueryAccountBill, grouped by product, summed exactly. A line without an amount makes the day unreadable. */
export function readDay(day: string, pages: readonly BillAnswer[]): Looked<BillDay> {
  const products = new Map<string, Amount>();
  const currencies = new Set<string>();
  for (const page of pages) {
    const items = itemsOf(page);
    if (items === undefined) return { couldNotCheck: 'the answer holds no list of bill lines' };
    for (const item of items) {
      const amount = parseAmount(item['PretaxAmount'] ?? item['PretaxGrossAmount']);
      if (amount === undefined) return { couldNotCheck: 'a bill line names no amount' };
      const product = textOf(item['ProductName']) ?? textOf(item['ProductCode']) ?? '?';
      products.set(product, (products.get(product) ?? 0n) + amount);
      const currency = textOf(item['Currency']);
      if (currency) currencies.add(currency);
    }
  }
  if (currencies.size > 1) return { couldNotCheck: `lines in several currencies (${[...currencies].join(', ')})` };
  const byProduct = [...products]
    .sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0))
    .map(([product, amount]) => ({ product, amount: showAmount(amount) }));
  const total = [...products.values()].reduce((sum, amount) => sum + amount, 0n);
  return { value: { day, currency: [...currencies][0] ?? '', total: showAmount(total), byProduct } };
}

/** `Data.Items.Item` by the contract; `Data.Items` as a list is taken as well. */
function itemsOf(page: BillAnswer): Record<string, unknown>[] | undefined {
  const data = page['Data'];
  const items = isObject(data) ? data['Items'] : undefined;
  const list = isObject(items) ? (items['Item'] ?? []) : items;
  return Array.isArray(list) && list.every(isObject) ? (list as Record<string, unknown>[]) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
