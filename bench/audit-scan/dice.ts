const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Repeatable numbers (xorshift) and the ids that are made of them. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 1;
  }

  /** From 0 to 1. */
  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) / 2 ** 32;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }

  of(letters: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i += 1) text += letters[Math.floor(this.next() * letters.length)];
    return text;
  }

  accessKeyId(): string {
    return `LTAI5t${this.of(LETTERS, 18)}`;
  }

  requestId(): string {
    const hex = this.of('0123456789ABCDEF', 32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  address(): string {
    return Array.from({ length: 4 }, () => 1 + Math.floor(this.next() * 250)).join('.');
  }
}
