import { type Amount, showAmount } from '../evidence/decimal';
import { type AccountBill, accountBills, excessOf, judgeAccount } from './bill-account';
import { expected, isAbove, type Usual, usualOf } from './bill-baseline';
import { currencyNotes, inCurrencies } from './bill-currencies';
import { gapsOf, type Window, windowOf } from './bill-days';
import { floorOf } from './bill-floor';
import { type BillLines, type Line, readBills } from './bill-lines';
import { isNewLine, type Known, knownOf, newRule, smallNews } from './bill-new';
import { type CostSign, costSign } from './cost/signs';
import type { Finding } from './model';

export interface BillAnswer {
  readonly findings: readonly Finding[];
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}

/**
 * The account's bills day by day against the days before: what is new, what jumped, what was given back, what was bought
 * by subscription, and the account's whole day. `given`: `{"days":[{"BillingDate","response"}]}`, each response as
 * DescribeInstanceBill (DAILY) answered it. Bills are about a day late and name no call: a finding of theirs is medium
 * and never proof. Never throws for a bad day: it is named.
 */
export function judgeBills(given: unknown, accessKeyId: string, since: string | undefined): BillAnswer {
  const bills = inCurrencies(readBills(given));
  const { signs, notes } = judgeLines(bills, accountBills(bills, since), since);
  return { findings: signs.map(({ finding }) => finding(accessKeyId)), notes };
}

/** The same over lines that were read, and the account's days. */
export function judgeLines(
  bills: BillLines,
  account: readonly AccountBill[],
  since: string | undefined,
): { readonly signs: readonly CostSign[]; readonly notes: readonly string[] } {
  const window = windowOf(bills.days, since);
  const told = window.before.length === 0 ? [] : judgeEach(bills.lines, window);
  const whole = account.flatMap((bill) => {
    const lines = told.flatMap(({ line }) => (line?.currency === bill.currency ? [line] : []));
    return judgeAccount(bill, since, excessOf(lines, window));
  });
  // The account's own bill may reach further than its lines, where a day could not be read by instance.
  const days = account[0]?.days ?? bills.days;
  // A file without days has said so.
  const gaps = days.length === 0 && bills.notes.length > 0 ? [] : gapsOf(days, since);
  return {
    signs: [...whole, ...told.map(({ sign }) => sign)],
    notes: [...bills.notes, ...gaps, ...currencyNotes(account.map(({ currency }) => currency))],
  };
}

interface Told {
  readonly sign: CostSign;
  /** The line whose cost is told by it. */
  readonly line?: Line;
}

function judgeEach(lines: readonly Line[], window: Window): Told[] {
  const known = knownOf(lines, window.before);
  const use = lines.flatMap((line) => (line.isSubscription ? orders(line, window) : judgeUse(line, window, known)));
  const told = new Set(use.map(({ line }) => line));
  const small = lines.filter((line) => !line.isSubscription && !told.has(line) && isNewLine(line, window.before));
  return [
    ...use,
    ...smallNews(small, window.judged).map((sign) => ({ sign })),
    ...lines.flatMap((line) => refunds(line, window)).map((sign) => ({ sign })),
  ];
}

function judgeUse(line: Line, { before, judged }: Window, known: Known): Told[] {
  const worst = judged
    .map((day): { day: string; amount: Amount; usual: Usual } => ({
      day,
      amount: line.days.get(day) ?? 0n,
      usual: usualOf(line.days, before, day, floorOf(line.currency)),
    }))
    .filter(({ amount, usual }) => isAbove(amount, usual))
    .sort((a, b) => (a.amount < b.amount ? 1 : -1))[0];
  if (worst === undefined) return [];
  const rule = isNewLine(line, before) ? newRule(line, known) : 'bill-jump';
  const sign = costSign(rule, line, {
    amount: showAmount(worst.amount),
    days: [worst.day],
    ...(rule === 'bill-jump' ? { usual: showAmount(expected(worst.usual)) } : {}),
  });
  return [{ sign, line }];
}

/** A fee for a year is paid in one day and is no jump; that somebody bought it is worth a look. */
function orders(line: Line, { judged }: Window): Told[] {
  const paid = judged.filter((day) => (line.days.get(day) ?? 0n) >= floorOf(line.currency));
  const sum = paid.reduce((total, day) => total + (line.days.get(day) ?? 0n), 0n);
  return paid.length === 0
    ? []
    : [{ sign: costSign('bill-order', line, { amount: showAmount(sum), days: paid }), line }];
}

/** Each by itself: a day's cost must not hide what was given back. */
function refunds(line: Line, { judged }: Window): CostSign[] {
  const back = judged.filter((day) => (line.refunds.get(day) ?? 0n) < 0n);
  const sum = back.reduce((total, day) => total + (line.refunds.get(day) ?? 0n), 0n);
  return back.length === 0 ? [] : [costSign('bill-refund', line, { amount: showAmount(sum), days: back })];
}
