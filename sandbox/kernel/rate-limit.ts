/** Flow control: so many calls a second, by caller and operation, with room for one second's burst. By real time. */
export class RateLimit {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly realNow: () => number = () => performance.now()) {}

  /** Whether the call may pass. */
  pass(subject: string, perSecond: number): boolean {
    const now = this.realNow();
    const bucket = this.buckets.get(subject) ?? { tokens: perSecond, at: now };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.buckets.set(subject, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
