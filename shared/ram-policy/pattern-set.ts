import { type Characters, charactersOf, compilePattern, type Meter, type Pattern } from './match';

interface Wild {
  readonly text: string;
  pattern?: Pattern;
}

/**
 * Patterns of which it is asked whether any matches a text: whole ones are looked up, the others by what stands before their
 * first wildcard or behind their last, whichever is longer, and only those that have neither are tried on everything.
 */
export class PatternSet {
  private readonly whole = new Set<string>();
  private readonly byHead = new Ends();
  private readonly byTail = new Ends();
  private readonly anywhere: Wild[] = [];
  private isEverything = false;

  constructor(patterns: Iterable<string>) {
    for (const text of new Set(patterns)) this.add(text);
  }

  /** Counts what it takes in `meter`. */
  matches(text: string, meter: Meter): boolean {
    meter.steps += 1;
    if (this.isEverything || this.whole.has(text)) return true;
    let characters: Characters | undefined;
    const matches = (wild: Wild): boolean => {
      meter.steps += 1;
      characters ??= charactersOf(text);
      wild.pattern ??= compilePattern(wild.text);
      return wild.pattern.matches(characters, meter);
    };
    const head = (length: number) => text.slice(0, length);
    const tail = (length: number) => text.slice(text.length - length);
    return (
      this.byHead.some(text.length, head, matches, meter) ||
      this.byTail.some(text.length, tail, matches, meter) ||
      this.anywhere.some(matches)
    );
  }

  private add(text: string): void {
    const first = text.search(/[*?]/);
    if (first < 0) this.whole.add(text);
    else if (/^\*+$/.test(text)) this.isEverything = true;
    else {
      const last = Math.max(text.lastIndexOf('*'), text.lastIndexOf('?'));
      const [head, tail] = [text.slice(0, first), text.slice(last + 1)];
      if (head.length === 0 && tail.length === 0) this.anywhere.push({ text });
      else if (head.length >= tail.length) this.byHead.add(head, { text });
      else this.byTail.add(tail, { text });
    }
  }
}

/** Patterns by a literal end. */
class Ends {
  private readonly of = new Map<string, Wild[]>();
  private readonly lengths = new Set<number>();

  add(end: string, wild: Wild): void {
    this.lengths.add(end.length);
    const known = this.of.get(end);
    if (known) known.push(wild);
    else this.of.set(end, [wild]);
  }

  some(length: number, end: (length: number) => string, holds: (wild: Wild) => boolean, meter: Meter): boolean {
    for (const one of this.lengths) {
      meter.steps += 1;
      if (one <= length && this.of.get(end(one))?.some(holds)) return true;
    }
    return false;
  }
}
