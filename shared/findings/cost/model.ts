import type { Text } from '../rules/model';
import type { BalanceWatch } from './balance';
import type { MadeResource } from './resources';
import type { CostFact } from './signs';

/** One day of the whole account's bill beside what such a day costs as a rule. Decimal strings. */
export interface CostDay {
  readonly day: string;
  readonly total: string;
  /** Absent: too few days before the suspicion to tell. */
  readonly usual?: string;
  /** The most that the day may cost without standing out. */
  readonly ceiling?: string;
  readonly isAbove: boolean;
}

/** What the key made, and what it cost so far. No `total`: the bill does not name it yet, which is not zero. */
export interface PricedResource extends MadeResource {
  readonly total?: string;
  /** Of `total`. */
  readonly currency?: string;
  readonly days: number;
}

/** What the bills say about the incident. They name no call: nothing here is proof. */
export interface CostAnswer {
  /** Of `days` and `usual`: what most of the account's days are billed in. */
  readonly currency: string;
  /** The last day that has a bill; absent where none could be read. */
  readonly upTo?: string;
  readonly days: readonly CostDay[];
  /** What a day cost as a rule before the suspicion, and by how many days; absent where they are too few. */
  readonly usual?: { readonly amount: string; readonly days: number };
  readonly facts: readonly (CostFact & { readonly text: Text })[];
  readonly resources: readonly PricedResource[];
  readonly balance?: BalanceWatch;
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}
