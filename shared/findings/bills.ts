import { type Amount, median, showAmount } from '../evidence/decimal';
import { type Line, readBills } from './bill-lines';
import type { Finding, Severity } from './model';

const DAY_MS = 86_400_000;
/** What a day may be above the usual: so many times the usual spread, a half of the usual, and a sum worth a look. */
const SPREADS = 6n;
const LEAST: Amount = 50n * 10n ** 12n;
/** With so many days of the same weekday these are the measure: weekends are not like working days. */
const LEAST_WEEKDAYS = 3;

export interface BillAnswer {
  readonly findings: readonly Finding[];
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}

/**
 * The account's bills day by day against the days before: what is new, what jumped, what was given back, what was bought
 * by subscription. `given`: `{"days":[{"BillingDate","response"}]}`, each response as DescribeInstanceBill (DAILY)
 * answered it. Bills are about a day late and name no call: a finding of theirs is medium and never proof. Never throws
 * for a bad day: it is named.
 */
export function judgeBills(given: unknown, accessKeyId: string, since: string | undefined): BillAnswer {
  const { lines, days, notes } = readBills(given);
  const from = since === undefined ? days.at(-1) : new Date(Date.parse(since) - DAY_MS).toISOString().slice(0, 10);
  if (from === undefined || days.length === 0) return { findings: [], notes };
  const before = days.filter((day) => day < from);
  if (before.length === 0)
    return { findings: [], notes: [...notes, 'bills: no day before the suspicion to compare with: not checked'] };
  const judged = days.filter((day) => day >= from);
  if (judged.length === 0)
    return { findings: [], notes: [...notes, 'bills: no day since the suspicion is in them: not checked'] };
  const findings = lines.flatMap((line) =>
    line.isSubscription ? orders(line, judged, accessKeyId) : judgeUse(line, judged, before, accessKeyId),
  );
  return { findings: [...findings, ...lines.flatMap((line) => refunds(line, judged, accessKeyId))], notes };
}

function judgeUse(line: Line, judged: readonly string[], before: readonly string[], key: string): Finding[] {
  const where = placeOf(line);
  const worst = judged
    .map((day) => ({ day, amount: line.days.get(day) ?? 0n, usual: usualOf(line, before, day) }))
    .filter(({ amount, usual }) => amount > usual.middle + max(SPREADS * usual.spread, usual.middle / 2n, LEAST))
    .sort((a, b) => (a.amount < b.amount ? 1 : -1))[0];
  if (worst === undefined) return [];
  const isNew = before.every((day) => (line.days.get(day) ?? 0n) === 0n);
  const cost = showAmount(worst.amount);
  return isNew
    ? [finding('bill-new', `${where} was never billed before: ${cost} on ${worst.day}`, key)]
    : [finding('bill-jump', `${where} cost ${cost} on ${worst.day}, usually ${showAmount(worst.usual.middle)}`, key)];
}

/** A fee for a year is paid in one day and is no jump; that somebody bought it is worth a look. */
function orders(line: Line, judged: readonly string[], key: string): Finding[] {
  const paid = judged.filter((day) => (line.days.get(day) ?? 0n) >= LEAST);
  const sum = paid.reduce((total, day) => total + (line.days.get(day) ?? 0n), 0n);
  if (paid.length === 0) return [];
  const title = `${placeOf(line)} was bought or renewed by subscription: ${showAmount(sum)} on ${paid.join(', ')}`;
  return [finding('bill-order', title, key, 'low')];
}

/** Each by itself: a day's cost must not hide what was given back. */
function refunds(line: Line, judged: readonly string[], key: string): Finding[] {
  const back = judged.filter((day) => (line.refunds.get(day) ?? 0n) < 0n);
  const sum = back.reduce((total, day) => total + (line.refunds.get(day) ?? 0n), 0n);
  if (back.length === 0) return [];
  const title = `Money was given back for ${placeOf(line)} on ${back.join(', ')}: ${showAmount(sum)}`;
  return [finding('bill-refund', title, key)];
}

/** The middle of the days before and the middle of their distances from it: one bad day moves neither. */
function usualOf(line: Line, before: readonly string[], day: string): { middle: Amount; spread: Amount } {
  const weekday = new Date(day).getUTCDay();
  const alike = before.filter((other) => new Date(other).getUTCDay() === weekday);
  const measure = (alike.length >= LEAST_WEEKDAYS ? alike : before).map((other) => line.days.get(other) ?? 0n);
  const middle = median(measure) ?? 0n;
  const spread = median(measure.map((amount) => (amount > middle ? amount - middle : middle - amount))) ?? 0n;
  return { middle: max(middle, monthly(line, before, day)), spread };
}

/** What the same day of an earlier month cost: some fees fall due monthly. */
function monthly(line: Line, before: readonly string[], day: string): Amount {
  return max(
    0n,
    ...before.filter((other) => other.slice(8) === day.slice(8)).map((other) => line.days.get(other) ?? 0n),
  );
}

const placeOf = ({ product, region }: Line): string => (region === '' ? product : `${product} in ${region}`);

function finding(rule: string, title: string, key: string, severity: Severity = 'medium'): Finding {
  return { rule, kind: 'bill', severity, technique: 'T1496', title, actors: [key], eventIds: [] };
}

function max(...amounts: readonly Amount[]): Amount {
  return amounts.reduce((a, b) => (a > b ? a : b));
}
