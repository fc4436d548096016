import type { Cloud } from '../aliyun';
import type { BeforePage, BillAnswer } from '../aliyun/billing';
import { RateLimiter } from '../aliyun/limiter';
import type { Clock } from '../clock';
import { looked } from '../identity/looked';
import type { Looked } from '../identity/types';
import { isObject } from '../signal/loose';
import { readDay, readOrders } from './bill-day';
import { parseAmount, showAmount } from './decimal';
import type { BillDay, BillResult } from './types';

/** BSS takes 10 of each of these calls a second from one user. */
const PER_SECOND = 10;
export const BILL_DAYS = 30;
const DAY_MS = 86_400_000;
/** The billing calendar is Beijing's. */
const BEIJING_MS = 8 * 3_600_000;
const ORDERS_MS = 2 * DAY_MS;
/** However long ago the suspicion began. */
const MOST_ORDERS_MS = 7 * DAY_MS;

/** What BSS answered, as it came, for the pack: `2026-05-01-account`, `2026-05-01-instances`, `orders`. */
export interface BillOriginal {
  readonly name: string;
  /** The day that it is the bill of. */
  readonly day?: string;
  readonly pages: readonly BillAnswer[];
}

/** The billing days up to today, oldest first. */
export function billingDays(now: Date, count: number = BILL_DAYS): string[] {
  const today = now.getTime() + BEIJING_MS;
  return Array.from({ length: count }, (_, i) => new Date(today - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10));
}

/**
 * The bill of the last days by product and by instance, the orders of 48 hours (or since `began`, at most 7 days), the
 * balance. `keep` gets each answer as it came, one day at a time, so that no more than a few days are held. What fails is
 * in `failures` and in no sum: "could not check" is not zero. BSS lags about a day, so the last two days are left out
 * while they have no line. Throws only what `keep` throws.
 */
export async function collectBills(
  cloud: Pick<Cloud, 'billing'>,
  clock: Clock,
  keep: (original: BillOriginal) => Promise<void>,
  { stopAtMs, began }: { readonly stopAtMs: number; readonly began: string },
): Promise<BillResult> {
  const now = clock.now();
  const asked = billingDays(now);
  const failures: string[] = [];
  const days: BillDay[] = [];
  const turn = (): BeforePage => {
    const limiter = new RateLimiter(PER_SECOND, clock);
    return async () => {
      await limiter.turn();
      if (clock.elapsedMs() >= stopAtMs) throw new Error('the time of the run was over');
    };
  };
  // The limit is each call's own.
  const turns = { account: turn(), instance: turn() };
  const ordersFrom = new Date(
    Math.max(now.getTime() - MOST_ORDERS_MS, Math.min(now.getTime() - ORDERS_MS, Date.parse(began) || Infinity)),
  );
  const balanceLook = looked(cloud.billing.queryAccountBalance());
  const ordersLook = looked(cloud.billing.queryOrders(ordersFrom, now, turn()));
  for (const [i, day] of asked.entries()) {
    const [accountBill, instanceBill] = await Promise.all([
      looked(cloud.billing.queryAccountBill(day, turns.account)),
      looked(cloud.billing.describeInstanceBill(day, turns.instance)),
    ]);
    if ('value' in accountBill) await keep({ name: `${day}-account`, day, pages: accountBill.value });
    if ('value' in instanceBill) await keep({ name: `${day}-instances`, day, pages: instanceBill.value });
    const cut = 'value' in instanceBill ? goesOn(instanceBill.value) : instanceBill.couldNotCheck;
    if (cut !== undefined) failures.push(`${day}, bill by instance: ${cut}`);
    const read = 'value' in accountBill ? readDay(day, accountBill.value) : accountBill;
    if ('couldNotCheck' in read) failures.push(`${day}, bill by product: ${read.couldNotCheck}`);
    else if (read.value.byProduct.length > 0 || i < asked.length - 2) days.push(read.value);
  }
  const orders = await ordersLook;
  if ('value' in orders) await keep({ name: 'orders', pages: orders.value });
  const readable = 'value' in orders ? readOrders(orders.value) : orders;
  if ('couldNotCheck' in readable) failures.push(`orders: ${readable.couldNotCheck}`);
  const balance = readBalance(await balanceLook);
  if ('couldNotCheck' in balance) failures.push(`balance: ${balance.couldNotCheck}`);
  // A day without lines names no currency; the account has one.
  const named = days.find((day) => day.currency !== '')?.currency ?? ('value' in balance ? balance.value.currency : '');
  return {
    asked,
    days: days.map((day) => (day.currency === '' ? { ...day, currency: named } : day)),
    failures,
    ordersFrom: ordersFrom.toISOString(),
    ...('value' in readable ? { orders: readable.value } : {}),
    ...('value' in balance ? { balance: { ...balance.value, at: now.toISOString() } } : {}),
  };
}

/** Undefined: the last page is there. */
function goesOn(pages: readonly BillAnswer[]): string | undefined {
  const data = pages.at(-1)?.['Data'];
  const next = isObject(data) ? data['NextToken'] : undefined;
  return typeof next === 'string' && next !== '' ? `cut after ${pages.length} pages` : undefined;
}

function readBalance(
  answer: Looked<{ readonly availableAmount: string | undefined; readonly currency: string | undefined }>,
): Looked<{ readonly amount: string; readonly currency: string }> {
  if ('couldNotCheck' in answer) return answer;
  const amount = parseAmount(answer.value.availableAmount);
  return amount === undefined
    ? { couldNotCheck: 'the answer names no amount' }
    : { value: { amount: showAmount(amount), currency: answer.value.currency ?? '' } };
}
