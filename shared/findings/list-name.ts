const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d]);
const EVENTS = Buffer.from('events');
const UPPER_E = 0x45;

/** Watches the fields of an object, byte by byte, for a list under the name `events` or `Events`. */
export class ListName {
  /** How much of the name the string is so far; -1: it is another. */
  private matched = -1;
  private seen: 'nothing' | 'name' | 'colon' = 'nothing';

  /** A string begins. */
  begin(): void {
    this.matched = 0;
    this.seen = 'nothing';
  }

  forget(): void {
    this.seen = 'nothing';
  }

  /** A byte of the string; `isEnd`: it is its closing quote. */
  read(byte: number, isEnd: boolean): void {
    if (isEnd && byte === QUOTE) this.seen = this.matched === EVENTS.length ? 'name' : 'nothing';
    else if (this.matched >= 0) {
      const isNext = byte === EVENTS[this.matched] || (this.matched === 0 && byte === UPPER_E);
      this.matched = isNext ? this.matched + 1 : -1;
    }
  }

  /** A byte between strings; true: the list begins with it. */
  opens(byte: number): boolean {
    if (this.seen === 'nothing' || BLANK.has(byte)) return false;
    const isList = this.seen === 'colon' && byte === OPEN_LIST;
    this.seen = this.seen === 'name' && byte === COLON ? 'colon' : 'nothing';
    return isList;
  }
}
