import { describeMade, type Made } from './made';
import { strongestFirst } from './made-order';

/** As many as a report lists one by one. */
export const MOST_MADE = 1_000;
/** So many are held while calls are read: in whatever order they come, whoever is given power late is still there. */
const MOST_HELD = 10_000;
/** Of what is not held so many are known again, and counted once; beyond, memory counts more. */
const MOST_REMEMBERED = 300_000;

/** What was made: those who have power or a way in first, of one rank the oldest. */
export interface MadeList {
  readonly made: readonly Made[];
  /** How many there are besides: those who can do least. */
  readonly leftOut: number;
}

/** What calls made or gave power to, each once, however many there are and in whatever order they come. */
export class MadeBook {
  private held = new Map<string, { readonly made: Made; readonly at: string }>();
  private readonly dropped = new Set<string>();
  private count = 0;

  /** `at`: ISO 8601 UTC, or empty. Sessions stand apart. */
  add(made: Made, at: string): void {
    if (made.kind === 'session') return;
    const name = describeMade(made, 'en');
    const known = this.held.get(name);
    if (known !== undefined) {
      this.held.set(name, { made: surer(known.made, made), at: known.at < at ? known.at : at });
      return;
    }
    if (this.dropped.has(name)) return;
    this.count += 1;
    this.held.set(name, { made, at });
    if (this.held.size >= 2 * MOST_HELD) this.shrink();
  }

  list(most = MOST_MADE): MadeList {
    const made = this.ordered().slice(0, most);
    return { made, leftOut: this.count - made.length };
  }

  private ordered(): Made[] {
    const byTime = [...this.held.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return strongestFirst(byTime.map(({ made }) => made));
  }

  private shrink(): void {
    const kept = new Set(
      this.ordered()
        .slice(0, MOST_HELD)
        .map((made) => describeMade(made, 'en')),
    );
    for (const name of this.held.keys())
      if (!kept.has(name) && this.dropped.size < MOST_REMEMBERED) this.dropped.add(name);
    this.held = new Map([...this.held].filter(([name]) => kept.has(name)));
  }
}

/** One thing by two calls: what was made here has no power of before, and what once gave all power may do so still. */
function surer(known: Made, again: Made): Made {
  if (again.power === 'all' || known.power === 'unknown') return again;
  return known;
}
