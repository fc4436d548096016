/**
 * A value with its past. What is stored changes at once; what is decided by it follows after the propagation delay, so
 * a decision asks for the value as it was then.
 */
export class Versioned<T> {
  private readonly past: { readonly sinceMs: number; readonly value: T }[];

  constructor(first: T) {
    this.past = [{ sinceMs: Number.NEGATIVE_INFINITY, value: first }];
  }

  get current(): T {
    return this.at(Number.POSITIVE_INFINITY);
  }

  /** The value that held at that moment of the sandbox's clock. */
  at(timeMs: number): T {
    let held = this.past[0] as { value: T };
    for (const entry of this.past) if (entry.sinceMs <= timeMs) held = entry;
    return held.value;
  }

  set(value: T, sinceMs: number): void {
    if (sinceMs === Number.NEGATIVE_INFINITY) this.past.length = 0;
    this.past.push({ sinceMs, value });
  }
}
