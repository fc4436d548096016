import { parseAuditEvent } from '../event';
import type { Look, SliceProgress } from './progress';
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
  /**
   * How much is behind of what this run found still to be read, from 0 to 1, in the lane that is least far: lanes are read
   * side by side, and the look is over when the last of them is. Null where nothing tells it yet.
   */
  readonly share: number | null;
}

/** Counts what comes of a look, for whoever waits for it. */
export class Tally {
  private readonly left: readonly SliceProgress[];
  private readonly shares = new Map<string, number>();
  /** Where a slice stood that an earlier run had begun. */
  private readonly begun = new Map<string, number>();
  private ended: number;
  private pages = 0;
  private events: number;

  constructor(
    private readonly look: Look,
    private readonly query: Pick<AuditQuery, 'from' | 'to'>,
    private readonly tell: ((progress: LookProgress) => void) | undefined,
  ) {
    this.left = look.slices.filter(({ done }) => !done);
    this.ended = look.slices.length - this.left.length;
    this.events = look.slices.reduce((sum, slice) => sum + slice.events, 0);
    this.say();
  }

  page(slice: SliceProgress, batch: Batch, found: number): void {
    this.pages += 1;
    this.events += found;
    const share = this.look.kind === 'lookup-events' ? shareOf(batch, this.query) : undefined;
    if (share !== undefined) {
      if (slice.cursor !== null && !this.begun.has(slice.id)) this.begun.set(slice.id, share);
      this.shares.set(slice.id, Math.max(share, this.shares.get(slice.id) ?? 0));
    }
    this.say();
  }

  end({ id }: Pick<SliceProgress, 'id'>): void {
    this.ended += 1;
    this.shares.set(id, 1);
    this.say();
  }

  private say(): void {
    const { folder, depth, slices } = this.look;
    const lanes = [...new Set(this.left.map(({ lane }) => lane))];
    const share = Math.min(1, ...lanes.map((lane) => this.shareOf(lane)));
    this.tell?.({
      ...{ look: folder, depth, parts: slices.length, done: this.ended, pages: this.pages, events: this.events },
      share: share > 0 ? share : null,
    });
  }

  /** The slices of a lane are read one after the other. */
  private shareOf(lane: string): number {
    const behind = this.left.flatMap((slice) => {
      if (slice.lane !== lane) return [];
      const begun = this.begun.get(slice.id) ?? 0;
      return [((this.shares.get(slice.id) ?? begun) - begun) / (1 - begun)];
    });
    return behind.reduce((all, one) => all + one, 0) / behind.length;
  }
}

/** LookupEvents answers the newest first: the last event's time tells how much of the time that is asked for is behind. */
function shareOf({ events }: Batch, { from, to }: Pick<AuditQuery, 'from' | 'to'>): number | undefined {
  const reached = Date.parse(parseAuditEvent(events.at(-1)).at);
  const share = (to.getTime() - reached) / (to.getTime() - from.getTime());
  // The whole of it is behind when the last page has come, and not before.
  return share > 0 ? Math.min(share, 0.99) : undefined;
}
