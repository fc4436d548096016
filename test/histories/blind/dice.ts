/** Taken once: jest looks a global up slowly, and chance is asked millions of times. */
const { imul, floor } = Math;

/** Chance with a seed: the same seed gives the same history, whatever ran before. */
export class Dice {
  private state: number;

  constructor(seed: string) {
    let hash = 2166136261;
    for (const letter of seed) hash = imul(hash ^ letter.charCodeAt(0), 16777619);
    this.state = hash >>> 0;
  }

  /** A number from 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = imul(t ^ (t >>> 15), t | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  int(low: number, high: number): number {
    return low + floor(this.next() * (high - low + 1));
  }

  pick<T>(things: readonly T[]): T {
    return things[this.int(0, things.length - 1)] as T;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `count` different things, in an order of chance. */
  some<T>(things: readonly T[], count: number): T[] {
    const rest = [...things];
    const taken: T[] = [];
    while (taken.length < count && rest.length > 0) taken.push(rest.splice(this.int(0, rest.length - 1), 1)[0] as T);
    return taken;
  }

  text(length: number, letters = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    let text = '';
    for (let n = 0; n < length; n++) text += letters[this.int(0, letters.length - 1)];
    return text;
  }

  digits(length: number): string {
    return String(this.int(1, 9)) + this.text(length - 1, '0123456789');
  }

  uuid(): string {
    const hex = (length: number) => this.text(length, '0123456789ABCDEF');
    return `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  }
}
