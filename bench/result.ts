/** One benchmark: a question and the figures that answer it, both sides measured in the same run. */
export interface Benchmark {
  readonly name: string;
  /** `argument`: what stands behind `=` on the command line. */
  run(
    argument?: string,
  ): Promise<{ readonly question: string; readonly figures: Readonly<Record<string, string | number>> }>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} x`;
