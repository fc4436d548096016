import { type LogIndex, type LogPage, type LogSearch, type LogService, SEARCH } from '../../aliyun/log-service';
import { type Clock, jittered } from '../../clock';
import { CloudCallFailed, CloudThrottled } from '../../errors';
import { parseAuditEvent } from '../event';
import { isWanted, type Wanted } from '../trail/wanted';
import { iso, reachProblems } from './log-reach';
import { eventsOfRow, timeOfRow } from './log-rows';
import { portionsOf, statementOf } from './log-search';
import { type LogWindow, narrowed, nextWindow, readCursor, writeCursor } from './log-window';
import { Problems } from './problems';
import type { SetAside } from './set-aside';
import type { AuditQuery, AuditSource, Batch, Slice, SliceEnd } from './source';

export interface LogStoreSizes {
  /** Logs a page; the service gives 100 at most. */
  readonly lines: number;
  /** Logs that are paged through in one window of time. */
  readonly deepest: number;
  /** How often a search that was not finished is asked again, and the pause before the first time. */
  readonly repeats: number;
  readonly pauseMs: number;
  /** Windows that may stay unfinished before the rest is given up. */
  readonly unfinished: number;
}

const SIZES: LogStoreSizes = { lines: 100, deepest: 10_000, repeats: 4, pauseMs: 500, unfinished: 3 };
/** A log's time is the event's or that of its delivery, which is later: so much behind the window is searched as well. */
const LATE_S = 3600;
const SHORTEST_WINDOW_S = 3600;
const BUSY_MS = 1_000;
/** A minute: a later look asks again. */
const MOST_BUSY = 58;
/** The wait between two tries is this room's own, once the service has said that it is busy. */
const ONE_TRY = { ...SEARCH, retries: 0 };

/**
 * The logstore that a trail delivers to, searched for the identities that are wanted, page by page: one page is held at
 * a time. A search that the service cannot finish is asked again, then in shorter windows of time; what stays unfinished
 * is named. So is what the logstore does not keep, and a log that holds no event.
 */
export class LogStoreSource implements AuditSource {
  readonly kind = 'sls';
  private readonly name: string;
  private index: Promise<LogIndex> | undefined;
  private readonly reach = new Map<string, Reach>();

  /** `gaps`: what is known to be missing in the logstore as a whole, such as reads, by its trail. */
  constructor(
    private readonly log: Pick<LogService, 'project' | 'getLogs' | 'getIndex'>,
    private readonly logstore: string,
    private readonly clock: Clock,
    private readonly gaps: readonly string[] = [],
    private readonly sizes: LogStoreSizes = SIZES,
  ) {
    this.name = `sls ${log.project}/${logstore}`;
  }

  slices(wanted: Wanted): Slice[] {
    return portionsOf(wanted).map((_, i) => ({
      id: `search ${i}`,
      lane: 'sls',
      source: this.name,
      file: i === 0 ? 'sls' : `sls-${i}`,
    }));
  }

  async *read(slice: string, cursor: string | null, query: AuditQuery): AsyncGenerator<Batch, SliceEnd> {
    const problems = new Problems();
    problems.addAll(this.gaps);
    let since: Pick<SliceEnd, 'reach'> = {};
    const end = (done: boolean): SliceEnd => ({ done, problems: problems.told(), ...since });
    try {
      const words = portionsOf(query.wanted)[Number(slice.replace('search ', ''))] ?? [];
      const statement = statementOf(words, await this.indexOf());
      problems.addAll(statement.left);
      if (statement.query === undefined) return end(true);
      const from = Math.floor(query.from.getTime() / 1000);
      const to = Math.ceil(query.to.getTime() / 1000);
      const reached = await this.reachOf(from, to, query.stopAtMs);
      problems.addAll(reached.problems);
      since = reached.reach === undefined ? {} : { reach: reached.reach };
      const isAsked = isWanted(query.wanted);
      let unfinished = 0;
      let window: LogWindow | undefined = readCursor(cursor) ?? { from, to: to + LATE_S, offset: 0 };
      while (window !== undefined) {
        const page = await this.page(statement.query, window, query.stopAtMs);
        if (page === undefined) return end(false);
        if (!page.complete) {
          const shorter = narrowed(window, SHORTEST_WINDOW_S);
          if (shorter !== undefined && unfinished === 0) {
            window = shorter;
            continue;
          }
          unfinished += 1;
          problems.add(`${iso(window.from)} to ${iso(window.to)}: Log Service did not finish the search (Incomplete)`);
          if (unfinished >= this.sizes.unfinished) {
            yield { ...readRows(page, query, isAsked), cursor: writeCursor(window) };
            problems.add(`what is later than ${iso(window.from)} was given up`);
            return end(true);
          }
        }
        const last = page.rows.at(-1);
        const seen = { rows: page.rows.length, last: timeOfRow(last) };
        const next: LogWindow | undefined = nextWindow(window, seen, to + LATE_S, this.sizes.deepest);
        yield { ...readRows(page, query, isAsked), cursor: writeCursor(next ?? window) };
        window = next;
      }
      return end(true);
    } catch (error) {
      if (!(error instanceof CloudCallFailed)) throw error;
      problems.add(error.message);
      return end(true);
    }
  }

  /** The page as complete as it is to be had; undefined: the time is over. Throws CloudCallFailed. */
  private async page(query: string, window: LogWindow, stopAtMs: number, more: Partial<LogSearch> = {}) {
    const { lines, repeats, pauseMs } = this.sizes;
    for (let tries = 0, busy = 0; this.clock.elapsedMs() < stopAtMs; ) {
      try {
        const page = await this.log.getLogs(
          this.logstore,
          { query, ...window, lines, ...more },
          busy > 0 ? ONE_TRY : SEARCH,
        );
        if (page.complete || tries >= repeats) return page;
        tries += 1;
        await this.clock.sleep(jittered(pauseMs * 2 ** (tries - 1)));
      } catch (error) {
        // The read quota comes back, as a rule within the minute.
        busy += 1;
        if (!(error instanceof CloudThrottled) || busy >= MOST_BUSY) throw error;
        await this.clock.sleep(jittered(BUSY_MS));
      }
    }
    return undefined;
  }

  private indexOf(): Promise<LogIndex> {
    this.index ??= this.log.getIndex(this.logstore);
    return this.index;
  }

  private async reachOf(from: number, to: number, stopAtMs: number): Promise<Reach> {
    const id = `${from} ${to}`;
    const known = this.reach.get(id);
    if (known !== undefined) return known;
    const reached = await this.reachIn(from, to, stopAtMs).catch((error: unknown): Reach => {
      // Asked once for all searches of the window: they go on, and what they find counts.
      if (!(error instanceof CloudCallFailed)) throw error;
      return { problems: [`how far back the logstore reaches could not be checked: ${error.message}`] };
    });
    if (reached === undefined) return { problems: [] };
    this.reach.set(id, reached);
    return reached;
  }

  /** Undefined: the time is over. Throws CloudCallFailed. */
  private async reachIn(from: number, to: number, stopAtMs: number): Promise<Reach | undefined> {
    const window = { from, to: to + LATE_S, offset: 0 };
    const oldest = await this.page('*', window, stopAtMs, { lines: 1 });
    const newest = await this.page('*', window, stopAtMs, { lines: 1, reverse: true });
    if (oldest === undefined || newest === undefined) return undefined;
    const isUnsure = [oldest, newest].some(({ rows, complete }) => rows.length === 0 && !complete);
    const problems = isUnsure
      ? ['how far back the logstore reaches could not be checked (Incomplete)']
      : reachProblems(oldest.rows[0], newest.rows[0], from, to);
    const first = timeOfRow(oldest.rows[0]);
    return first === undefined ? { problems } : { problems, reach: new Date(first * 1000).toISOString() };
  }
}

type Reach = Pick<SliceEnd, 'problems' | 'reach'>;

function readRows({ rows }: LogPage, query: AuditQuery, isAsked: (event: unknown) => boolean): Omit<Batch, 'cursor'> {
  const read = rows.flatMap((row) => eventsOfRow(row).map((held) => ({ held, row })));
  return {
    events: read.flatMap(({ held }) =>
      'event' in held && isAsked(held.event) && isWithin(held.event, query) ? [held.event] : [],
    ),
    aside: read.flatMap(({ held, row }): SetAside[] => {
      if ('event' in held) return [];
      const at = timeOfRow(row);
      return [{ why: held.aside, place: at === undefined ? 'a log without a time' : `a log of ${iso(at)}` }];
    }),
  };
}

function isWithin(event: unknown, { from, to }: AuditQuery): boolean {
  const { at } = parseAuditEvent(event);
  return at === '' || (at >= from.toISOString() && at <= to.toISOString());
}
