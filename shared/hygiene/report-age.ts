const DAY_MS = 86_400_000;
/** Clocks differ by minutes; what is dated later was not made by then. */
const SKEW_MS = 15 * 60_000;

/**
 * How a credential report stands to the time of the look. `old`: of more than a day ago, it proves nothing about today.
 * `ahead`: dated after it, so that nobody can tell how old it is. Only a `fresh` one may be believed. Pure.
 */
export function reportAge(generatedAt: Date, now: Date): 'fresh' | 'old' | 'ahead' {
  const ageMs = now.getTime() - generatedAt.getTime();
  if (!(ageMs >= -SKEW_MS)) return 'ahead';
  return ageMs > DAY_MS ? 'old' : 'fresh';
}
