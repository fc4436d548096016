import { type Amount, median, parseAmount, showAmount } from '../evidence/decimal';
import { field, isObject, object, text } from '../signal/loose';
import type { Finding } from './model';

const DAY_MS = 86_400_000;
/** What a day may be above the usual: so many times the usual spread, a half of the usual, and a sum worth a look. */
const SPREADS = 6n;
const LEAST: Amount = 50n * 10n ** 12n;
/** With so many days of the same weekday these are the measure: weekends are not like working days. */
const LEAST_WEEKDAYS = 3;

export interface BillAnswer {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Amounts by day of one product in one region. */
interface Line {
  readonly product: string;
  readonly region: string;
  readonly days: Map<string, Amount>;
}

/**
 * The account's bills day by day against the days before: what is new, what jumped, what was given back. `given`:
 * `{"days":[{"BillingDate","response"}]}`, each response as DescribeInstanceBill (DAILY) answered it. Bills are about a day
 * late and name no call: a finding of theirs is medium and never proof. Never throws for a bad day: it is named.
 */
export function judgeBills(given: unknown, accessKeyId: string, since: string | undefined): BillAnswer {
  const notes: string[] = [];
  const lines = new Map<string, Line>();
  const days = new Set<string>();
  const list = isObject(given) ? field(given, 'days') : undefined;
  if (!Array.isArray(list))
    return { findings: [], notes: ['the bills file has no "days": the bills were not checked'] };
  for (const one of list) {
    const day = isObject(one) ? text(one, 'billingDate') : undefined;
    const response = isObject(one) ? object(one, 'response') : undefined;
    const problem = day === undefined ? 'a day without BillingDate' : readDay(day, response, lines, notes);
    if (problem !== undefined) notes.push(`bills: ${problem}: not checked`);
    else if (day !== undefined) days.add(day);
  }
  const measure = [...days].sort();
  const from = since === undefined ? measure.at(-1) : new Date(Date.parse(since) - DAY_MS).toISOString().slice(0, 10);
  if (from === undefined) return { findings: [], notes };
  const before = measure.filter((day) => day < from);
  if (before.length === 0) notes.push('bills: no day before the suspicion to compare with');
  const findings = [...lines.values()].flatMap((line) => judgeLine(line, measure, before, from, accessKeyId));
  return { findings, notes };
}

/** Undefined when the day was read; else why not. */
function readDay(
  day: string,
  response: Readonly<Record<string, unknown>> | undefined,
  lines: Map<string, Line>,
  notes: string[],
): string | undefined {
  if (response === undefined) return `${day} has no answer`;
  const succeeded = field(response, 'success');
  if (succeeded === false || succeeded === 'false')
    return `${day} was refused (${text(response, 'code') ?? 'no code'}), though it was answered with 200`;
  const items = field(object(response, 'data'), 'items');
  if (!Array.isArray(items)) return `${day} has no items`;
  for (const item of items) {
    if (!isObject(item)) continue;
    const amount = parseAmount(field(item, 'pretaxAmount') ?? field(item, 'paymentAmount'));
    const product = text(item, 'productCode') ?? text(item, 'productName') ?? 'unknown';
    if (amount === undefined) {
      notes.push(`bills: an amount of ${product} on ${day} is no number: not counted`);
      continue;
    }
    const region = text(item, 'region') ?? '';
    const key = `${product} ${region}`;
    const line = lines.get(key) ?? { product, region, days: new Map<string, Amount>() };
    line.days.set(day, (line.days.get(day) ?? 0n) + amount);
    lines.set(key, line);
  }
  return undefined;
}

function judgeLine(
  line: Line,
  all: readonly string[],
  before: readonly string[],
  from: string,
  key: string,
): Finding[] {
  if (before.length === 0) return [];
  const where = line.region === '' ? line.product : `${line.product} in ${line.region}`;
  const isNew = before.every((day) => (line.days.get(day) ?? 0n) === 0n);
  const worst = all
    .filter((day) => day >= from)
    .map((day) => ({ day, amount: line.days.get(day) ?? 0n, usual: usualOf(line, before, day) }))
    .filter(
      ({ amount, usual }) =>
        amount < 0n || amount > usual.middle + max(SPREADS * usual.spread, usual.middle / 2n, LEAST),
    )
    .sort((a, b) => (a.amount < b.amount ? 1 : -1))[0];
  if (worst === undefined) return [];
  const [rule, title] =
    worst.amount < 0n
      ? ['bill-refund', `Money was given back for ${where} on ${worst.day}: ${showAmount(worst.amount)}`]
      : isNew
        ? ['bill-new', `${where} was never billed before: ${showAmount(worst.amount)} on ${worst.day}`]
        : [
            'bill-jump',
            `${where} cost ${showAmount(worst.amount)} on ${worst.day}, usually ${showAmount(worst.usual.middle)}`,
          ];
  return [{ rule, kind: 'bill', severity: 'medium', technique: 'T1496', title, actors: [key], eventIds: [] }];
}

/** The middle of the days before and the middle of their distances from it: one bad day moves neither. */
function usualOf(line: Line, before: readonly string[], day: string): { middle: Amount; spread: Amount } {
  const weekday = new Date(day).getUTCDay();
  const alike = before.filter((other) => new Date(other).getUTCDay() === weekday);
  const measure = (alike.length >= LEAST_WEEKDAYS ? alike : before).map((other) => line.days.get(other) ?? 0n);
  const middle = median(measure) ?? 0n;
  return {
    middle,
    spread: median(measure.map((amount) => (amount > middle ? amount - middle : middle - amount))) ?? 0n,
  };
}

function max(...amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => (a > b ? a : b));
}
