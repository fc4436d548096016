import type { Table } from './page';

/** One row of a page, in both languages. */
export interface Rows {
  readonly en: readonly string[];
  readonly zh: readonly string[];
}

export interface Result {
  readonly question: string;
  readonly figures: Readonly<Record<string, string | number>>;
  /** What docs/performance.md shows of it. */
  readonly table?: { readonly en: Table; readonly zh: Table };
}

/** One benchmark: a question and the figures that answer it, both sides measured in the same run. */
export interface Benchmark {
  readonly name: string;
  /** `argument`: what stands behind `=` on the command line. */
  run(argument?: string): Promise<Result>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The least and the most of what was measured. */
export const spread = (values: readonly number[], digits = 0): string =>
  `${Math.min(...values).toFixed(digits)} – ${Math.max(...values).toFixed(digits)}`;

export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} x`;
