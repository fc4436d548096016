import { type Amount, showAmount } from '../evidence/decimal';
import { isAbove, LEAST, type Usual, usualOf } from './bill-baseline';
import { type BillLines, type Line, readBills } from './bill-lines';
import { type CostSign, costSign } from './cost/signs';
import type { Finding } from './model';

const DAY_MS = 86_400_000;

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
  const { signs, notes } = judgeLines(readBills(given), since);
  return { findings: signs.map(({ finding }) => finding(accessKeyId)), notes };
}

/** The same over lines that were read. */
export function judgeLines(
  { lines, days, notes }: BillLines,
  since: string | undefined,
): { readonly signs: readonly CostSign[]; readonly notes: readonly string[] } {
  const from = since === undefined ? days.at(-1) : dayBefore(since);
  if (from === undefined || days.length === 0) return { signs: [], notes };
  const before = days.filter((day) => day < from);
  if (before.length === 0)
    return { signs: [], notes: [...notes, 'bills: no day before the suspicion to compare with: not checked'] };
  const judged = days.filter((day) => day >= from);
  if (judged.length === 0)
    return { signs: [], notes: [...notes, 'bills: no day since the suspicion is in them: not checked'] };
  const isKnown = new Set(lines.filter((line) => !isNewLine(line, before)).map(({ product }) => product));
  const signs = lines.flatMap((line) =>
    line.isSubscription ? orders(line, judged) : judgeUse(line, judged, before, isKnown),
  );
  return { signs: [...signs, ...lines.flatMap((line) => refunds(line, judged))], notes };
}

/** The day before a moment, in UTC: never later than the day of it in the bill's calendar (UTC+8), less one. */
export const dayBefore = (moment: string): string => new Date(Date.parse(moment) - DAY_MS).toISOString().slice(0, 10);

const isNewLine = (line: Line, before: readonly string[]): boolean =>
  before.every((day) => (line.days.get(day) ?? 0n) === 0n);

function judgeUse(
  line: Line,
  judged: readonly string[],
  before: readonly string[],
  isKnown: ReadonlySet<string>,
): CostSign[] {
  const worst = judged
    .map((day): { day: string; amount: Amount; usual: Usual } => ({
      day,
      amount: line.days.get(day) ?? 0n,
      usual: usualOf(line.days, before, day),
    }))
    .filter(({ amount, usual }) => isAbove(amount, usual))
    .sort((a, b) => (a.amount < b.amount ? 1 : -1))[0];
  if (worst === undefined) return [];
  const rule = !isNewLine(line, before) ? 'bill-jump' : isKnown.has(line.product) ? 'bill-new-region' : 'bill-new';
  return [
    costSign(rule, line, {
      amount: showAmount(worst.amount),
      days: [worst.day],
      ...(rule === 'bill-jump' ? { usual: showAmount(worst.usual.middle) } : {}),
    }),
  ];
}

/** A fee for a year is paid in one day and is no jump; that somebody bought it is worth a look. */
function orders(line: Line, judged: readonly string[]): CostSign[] {
  const paid = judged.filter((day) => (line.days.get(day) ?? 0n) >= LEAST);
  const sum = paid.reduce((total, day) => total + (line.days.get(day) ?? 0n), 0n);
  return paid.length === 0 ? [] : [costSign('bill-order', line, { amount: showAmount(sum), days: paid })];
}

/** Each by itself: a day's cost must not hide what was given back. */
function refunds(line: Line, judged: readonly string[]): CostSign[] {
  const back = judged.filter((day) => (line.refunds.get(day) ?? 0n) < 0n);
  const sum = back.reduce((total, day) => total + (line.refunds.get(day) ?? 0n), 0n);
  return back.length === 0 ? [] : [costSign('bill-refund', line, { amount: showAmount(sum), days: back })];
}
