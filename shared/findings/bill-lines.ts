import { type Amount, parseAmount } from '../evidence/decimal';
import { asText, field, isObject, type JsonObject, object, text } from '../signal/loose';

/** Amounts by day of one product in one region and one currency, what is paid by use apart from what is paid in advance. */
export interface Line {
  readonly product: string;
  readonly region: string;
  /** `CNY`; empty where the bill names none. */
  readonly currency: string;
  readonly isSubscription: boolean;
  readonly days: Map<string, Amount>;
  /** What was given back, below zero; not in `days`. */
  readonly refunds: Map<string, Amount>;
}

/** What a resource cost by day, in one currency. */
export interface Billed {
  readonly currency: string;
  readonly days: Map<string, Amount>;
}

export interface BillLines {
  readonly lines: readonly Line[];
  /** Of the resources that were asked for: what each cost. One that is not here was not billed yet. */
  readonly resources: ReadonlyMap<string, readonly Billed[]>;
  /** Days that were read and have their bill, oldest first. */
  readonly days: readonly string[];
  readonly notes: readonly string[];
}

/** Reads `{"days":[{"BillingDate","response"}]}`. A day that cannot be read, or not whole, is named. */
export function readBills(given: unknown): BillLines {
  const list = isObject(given) ? field(given, 'days') : undefined;
  if (!Array.isArray(list) || list.length === 0)
    return {
      lines: [],
      resources: new Map(),
      days: [],
      notes: ['the bills file has no "days" with anything in it: the bills were not checked'],
    };
  const reader = new BillReader();
  for (const one of list) reader.take(isObject(one) ? one : undefined);
  return reader.result();
}

/** Reads bills answer by answer, and keeps sums only: a day may have tens of thousands of rows. */
export class BillReader {
  private readonly lines = new Map<string, Line>();
  private readonly resources = new Map<string, Billed[]>();
  private readonly notes: string[] = [];
  private readonly hasRows = new Set<string>();
  /** Whether the day's last page is there: a day of many rows is answered page by page. */
  private readonly isWhole = new Map<string, boolean>();

  /** `wanted`: ids of resources whose cost is asked for. */
  constructor(private readonly wanted: ReadonlySet<string> = new Set()) {}

  take(one: JsonObject | undefined): void {
    const day = text(one, 'billingDate');
    const problem = day === undefined ? 'a day without BillingDate' : this.takeDay(day, object(one, 'response'));
    if (problem !== undefined) this.notes.push(`bills: ${problem}: not checked`);
  }

  result(): BillLines {
    const cut = [...this.isWhole].filter(([, isWhole]) => !isWhole).map(([day]) => day);
    const notes = cut.map(
      (day) => `bills: ${day} goes on (NextToken), and the rest of it is missing: not checked whole`,
    );
    return {
      lines: [...this.lines.values()],
      resources: this.resources,
      days: this.billedDays(),
      notes: [...this.notes, ...notes],
    };
  }

  /** BSS is a day or two late: the last days stay out while they have no row, for such a day is not one of nothing. */
  private billedDays(): string[] {
    const days = [...this.isWhole.keys()].sort();
    const isBilled = (day: string, i: number) => this.hasRows.has(day) || i < days.length - LATE_DAYS;
    return days.slice(0, days.findLastIndex(isBilled) + 1);
  }

  /** Undefined when the day was read; else why not. */
  private takeDay(day: string, response: JsonObject | undefined): string | undefined {
    if (!isDay(day)) return `${day.slice(0, 20)} is no day`;
    if (response === undefined) return `${day} has no answer`;
    const succeeded = field(response, 'success');
    if (succeeded === false || /^false$/i.test(asText(succeeded)))
      return `${day} was refused (${text(response, 'code') ?? 'no code'}), though it was answered with 200`;
    const data = object(response, 'data');
    const items = field(data, 'items');
    if (!Array.isArray(items)) return `${day} has no items`;
    if (items.length > 0) this.hasRows.add(day);
    for (const item of items) this.takeItem(day, isObject(item) ? item : undefined);
    const isLast = text(data, 'nextToken') === undefined;
    this.isWhole.set(day, isLast || this.isWhole.get(day) === true);
    return undefined;
  }

  private takeItem(day: string, item: JsonObject | undefined): void {
    const product = text(item, 'productCode') ?? text(item, 'productName') ?? 'unknown';
    const amount = parseAmount(field(item, 'pretaxAmount') ?? field(item, 'paymentAmount'));
    if (amount === undefined) {
      this.notes.push(`bills: an amount of ${product} on ${day} is no number: not counted`);
      return;
    }
    const isSubscription = isPaidInAdvance(item);
    const region = text(item, 'region') ?? '';
    const currency = currencyOf(item);
    const key = [product, region, currency, isSubscription].join('\n');
    const line = this.lines.get(key) ?? {
      ...{ product, region, currency, isSubscription },
      ...{ days: new Map(), refunds: new Map() },
    };
    const of = amount < 0n ? line.refunds : line.days;
    of.set(day, (of.get(day) ?? 0n) + amount);
    this.lines.set(key, line);
    this.takeResource(day, text(item, 'instanceID') ?? text(item, 'instanceId'), amount, currency);
  }

  private takeResource(day: string, id: string | undefined, amount: Amount, currency: string): void {
    if (id === undefined || !this.wanted.has(id)) return;
    const billed = this.resources.get(id) ?? [];
    const one = billed.find((other) => other.currency === currency) ?? { currency, days: new Map<string, Amount>() };
    one.days.set(day, (one.days.get(day) ?? 0n) + amount);
    this.resources.set(id, billed.includes(one) ? billed : [...billed, one]);
  }
}

/** Date.parse takes a 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day;
}

/** How many days a bill is late at the most. */
const LATE_DAYS = 2;

/** `CNY` in whatever case; what is no currency's name is cut, for it goes into a finding's words. */
const currencyOf = (item: JsonObject | undefined): string =>
  (text(item, 'currency') ?? '').trim().toUpperCase().slice(0, 8);

/** DescribeInstanceBill: `SubscriptionType` Subscription or PayAsYouGo; `Item` SubscriptionOrder, PayAsYouGoBill … */
function isPaidInAdvance(item: JsonObject | undefined): boolean {
  return /^(subscription|prepaid)/i.test(text(item, 'subscriptionType') ?? text(item, 'item') ?? '');
}
