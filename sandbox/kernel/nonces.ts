/** How far a request's time may be from ours, and so how long a nonce must be remembered (RPC signature guide). */
export const SIGNATURE_WINDOW_MS = 15 * 60_000;

/** Remembers each nonce for the signature's window, by real time: a replay is refused, an old request as well. */
export class NonceMemory {
  private readonly seen = new Map<string, number>();

  constructor(private readonly realNow: () => number = Date.now) {}

  /** Whether the nonce is new; it is not any more. */
  use(nonce: string): boolean {
    const now = this.realNow();
    for (const [old, until] of this.seen) {
      if (until > now) break;
      this.seen.delete(old);
    }
    if (this.seen.has(nonce)) return false;
    // A request may be signed up to one window ahead of us, so its nonce must outlive two.
    this.seen.set(nonce, now + 2 * SIGNATURE_WINDOW_MS);
    return true;
  }
}
