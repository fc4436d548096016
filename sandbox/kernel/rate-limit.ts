/** Flow control: so many calls a second, by caller and operation, with room for one second's burst, by the account's time. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(private readonly now: () => Date) {}

  /** Whether the call may pass. */
  pass(subject: string, perSecond: number): boolean {
    const nowMs = this.now().getTime();
    const bucket = this.buckets.get(subject) ?? { tokens: perSecond, atMs: nowMs };
    // A clock that was set back fills nothing.
    const passedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(perSecond, bucket.tokens + (passedMs / 1000) * perSecond);
    bucket.atMs = nowMs;
    this.buckets.set(subject, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
