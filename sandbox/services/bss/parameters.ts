import type { RpcCall } from '../../kernel/types';

/** BSS says no in the body: HTTP 200 with Success false, Code and Message. */
export class BssRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'BssRefusal';
  }
}

export function invalid(why: string): BssRefusal {
  return new BssRefusal('InvalidParameter', why);
}

export type Parameters = RpcCall['parameters'];

/** A whole number within its bounds, or the default where it is absent. Throws {@link BssRefusal}. */
export function count(parameters: Parameters, name: string, fallback: number, most: number): number {
  const text = parameters[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw invalid(`${name} must be between 1 and ${most}.`);
  return value;
}

export function flag(parameters: Parameters, name: string): boolean {
  return parameters[name]?.toLowerCase() === 'true';
}

/** The days that a bill call asks about: a month, or one day of it. Days are China Standard Time. */
export interface Period {
  readonly cycle: string;
  /** YYYY-MM-DD with Granularity DAILY, else undefined. */
  readonly day: string | undefined;
}

/** Throws {@link BssRefusal} for a cycle older than 18 months, or a day that is missing or of another month. */
export function periodOf(parameters: Parameters, now: Date): Period {
  const cycle = parameters.BillingCycle ?? '';
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(cycle)) throw invalid('BillingCycle must be YYYY-MM.');
  if (monthsBetween(cycle, beijingDay(now).slice(0, 7)) >= 18)
    throw invalid('Only the latest 18 billing cycles are kept.');
  const granularity = (parameters.Granularity || 'MONTHLY').toUpperCase();
  if (granularity === 'MONTHLY') return { cycle, day: undefined };
  if (granularity !== 'DAILY') throw invalid('Granularity must be MONTHLY or DAILY.');
  const day = parameters.BillingDate ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw invalid('BillingDate must be YYYY-MM-DD with Granularity DAILY.');
  if (!day.startsWith(`${cycle}-`)) throw invalid('BillingDate must be a day of BillingCycle.');
  return { cycle, day };
}

export function beijingDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

function monthsBetween(earlier: string, later: string): number {
  const months = (cycle: string) => Number(cycle.slice(0, 4)) * 12 + Number(cycle.slice(5));
  return months(later) - months(earlier);
}
