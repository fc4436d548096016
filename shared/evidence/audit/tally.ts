import { parseAuditEvent } from '../event';
import type { Look } from './progress';
import type { AuditQuery, Batch } from './source';

/** How far a look has come. */
export interface LookProgress {
  /** Which look, by its folder in the pack: another one begins anew. */
  readonly look: string;
  /** Steps of the chain away from the leaked key. */
  readonly depth: number;
  readonly parts: number;
  readonly done: number;
  /** Answers that came, whatever was in them. */
  readonly pages: number;
  readonly events: number;
  /** How much of the look is behind, from 0 to 1; null where nothing tells it yet. */
  readonly share: number | null;
}

/** Counts what comes of a look, for whoever waits for it. */
export class Tally {
  private readonly shares = new Map<string, number>();
  private pages = 0;
  private events: number;

  constructor(
    private readonly look: Look,
    private readonly query: Pick<AuditQuery, 'from' | 'to'>,
    private readonly tell: ((progress: LookProgress) => void) | undefined,
  ) {
    this.events = look.slices.reduce((sum, slice) => sum + slice.events, 0);
    for (const slice of look.slices) if (slice.done) this.shares.set(slice.id, 1);
    this.say();
  }

  page(slice: string, batch: Batch, found: number): void {
    this.pages += 1;
    this.events += found;
    const share = this.look.kind === 'lookup-events' ? shareOf(batch, this.query) : undefined;
    if (share !== undefined) this.shares.set(slice, Math.max(share, this.shares.get(slice) ?? 0));
    this.say();
  }

  end(slice: string): void {
    this.shares.set(slice, 1);
    this.say();
  }

  private say(): void {
    const { folder, depth, slices } = this.look;
    const shares = [...this.shares.values()];
    const sum = shares.reduce((all, one) => all + one, 0);
    this.tell?.({
      ...{ look: folder, depth, parts: slices.length, done: shares.filter((one) => one === 1).length },
      ...{ pages: this.pages, events: this.events },
      share: sum > 0 ? sum / slices.length : null,
    });
  }
}

/** LookupEvents answers the newest first: the last event's time tells how much of the time that is asked for is behind. */
function shareOf({ events }: Batch, { from, to }: Pick<AuditQuery, 'from' | 'to'>): number | undefined {
  const reached = Date.parse(parseAuditEvent(events.at(-1)).at);
  const share = (to.getTime() - reached) / (to.getTime() - from.getTime());
  // The whole of it is behind when the last page has come, and not before.
  return share > 0 ? Math.min(share, 0.99) : undefined;
}
