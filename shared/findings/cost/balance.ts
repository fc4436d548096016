import { type Amount, parseAmount, showAmount } from '../../evidence/decimal';
import { type CostSign, costSign } from './signs';

export interface BalanceSeen {
  readonly amount: string;
  readonly currency: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface BalanceWatch extends BalanceSeen {
  readonly state: 'fine' | 'low' | 'falling' | 'unknown';
  /** What a day usually costs, where the bills tell. */
  readonly usualDay?: string;
  /** Whole days that it lasts at the usual spend. */
  readonly daysLeft?: number;
  /** What it lost a day since the earliest look that counts, where there is one. */
  readonly fallPerDay?: string;
}

const DAY_MS = 86_400_000n;
/** Money is taken hourly: a shorter time tells one hour's bill as if it were every minute's. */
const LEAST_MS = 3_600_000;
/** A top-up in between would hide a fall: looks further back say less. */
const MOST_MS = 3 * 86_400_000;
const FASTER = 10n;
const LEAST_DAYS = 3n;

/**
 * Whether the money ends soon: below three days of usual spend, or falling ten times faster. Arrears stop Function
 * Compute and OSS, and the responder with them. `usual`: what a day costs as a rule; without it nothing can be told
 * (`unknown`), save that a balance below zero is low. `earlier`: what former looks saw, in any order. Pure.
 */
export function watchBalance(
  now: BalanceSeen,
  usual: Amount | undefined,
  earlier: readonly BalanceSeen[],
): { readonly watch: BalanceWatch; readonly sign: CostSign | undefined } {
  const left = parseAmount(now.amount);
  const place = { product: '', region: '', currency: now.currency };
  if (left === undefined || (usual === undefined && left >= 0n))
    return { watch: { ...now, state: 'unknown' }, sign: undefined };
  const spend = usual ?? 0n;
  const fall = fallPerDay(now, left, earlier);
  const isLow = left < 0n || (spend > 0n && left < spend * LEAST_DAYS);
  const isFalling = fall !== undefined && spend > 0n && fall > spend * FASTER;
  const watch: BalanceWatch = {
    ...now,
    state: isLow ? 'low' : isFalling ? 'falling' : 'fine',
    ...(usual === undefined ? {} : { usualDay: showAmount(usual) }),
    ...(spend > 0n && left >= 0n ? { daysLeft: Number(left / spend) } : {}),
    ...(fall === undefined ? {} : { fallPerDay: showAmount(fall) }),
  };
  const rest = { amount: now.amount, days: [], usual: showAmount(spend) };
  if (isLow) return { watch, sign: costSign('balance-low', place, rest) };
  if (isFalling) return { watch, sign: costSign('balance-falling', place, { ...rest, detail: showAmount(fall) }) };
  return { watch, sign: undefined };
}

/** The fastest of all falls down to now: a slow day before must not hide it. Undefined without an earlier look. */
function fallPerDay(now: BalanceSeen, left: Amount, earlier: readonly BalanceSeen[]): Amount | undefined {
  const falls = earlier.flatMap(({ amount, currency, at }) => {
    const ms = Date.parse(now.at) - Date.parse(at);
    const before = parseAmount(amount);
    if (before === undefined || currency !== now.currency || !(ms >= LEAST_MS && ms <= MOST_MS)) return [];
    return [((before - left) * DAY_MS) / BigInt(ms)];
  });
  return falls.length === 0 ? undefined : falls.reduce((a, b) => (a > b ? a : b));
}
