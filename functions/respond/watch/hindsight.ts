import type { LookupPage } from '../../../shared/aliyun/action-trail';
import { messageOf } from '../../../shared/identity/looked';
import { isUnread, openStored } from '../../../shared/incident/stored';
import { touchOf, type Undoing } from '../../../shared/signal/undoing';
import type { Run } from '../../platform';

/** As ActionTrail spells the services whose calls can undo a deny, or switch a key. */
const SERVICES = ['Ram', 'ResourceManager', 'Ims'] as const;
/** How far back ActionTrail is read at most. */
const REACH_MS = 24 * 3_600_000;
/** Of one service: beyond it nobody can say which call was the last. */
const MOST_PAGES = 20;
/** What a list of a policy's holders may still show of a moment ago. */
const LIST_LAG_MS = 120_000;

/** Calls that may have undone something or put it back, newest first, as far as they were read. */
interface Pages {
  readonly calls: Undoing[];
  /** Everything from here on was read. */
  readFrom: number;
  token: string | undefined;
  pages: number;
}

/**
 * What can be known afterwards of one run's moment: read once, however many incidents ask, and only where something is
 * gone.
 */
export class Hindsight {
  private readonly pages = new Map<string, Pages>();
  private reading: Promise<unknown> = Promise.resolve();
  private look: Promise<Date | undefined> | undefined;
  private readonly to: Date;

  constructor(private readonly run: Run) {
    this.to = run.clock.now();
  }

  /** What ActionTrail shows by now of the calls since then. Throws what it throws, and where there are too many. */
  callsSince(from: Date): Promise<readonly Undoing[]> {
    const read = async (): Promise<readonly Undoing[]> =>
      (await Promise.all(SERVICES.map((service) => this.callsOf(service, from)))).flat();
    const now = this.reading.then(read, read);
    this.reading = now.catch(() => undefined);
    return now;
  }

  private async callsOf(service: string, from: Date): Promise<readonly Undoing[]> {
    const known = this.pages.get(service) ?? {
      calls: [],
      readFrom: Number.POSITIVE_INFINITY,
      token: undefined,
      pages: 0,
    };
    this.pages.set(service, known);
    while (known.readFrom > from.getTime()) {
      if (known.pages === MOST_PAGES) throw new Error(`${service} had too many calls to be read`);
      const { events, nextToken } = await this.page(service, known.token);
      known.pages += 1;
      known.token = nextToken;
      known.calls.push(...events.flatMap((event) => touchOf(event) ?? []));
      const last = Date.parse(String(events.at(-1)?.['eventTime'] ?? ''));
      known.readFrom = nextToken === undefined || Number.isNaN(last) ? Number.NEGATIVE_INFINITY : last - 1;
    }
    return known.calls;
  }

  private page(service: string, nextToken: string | undefined): Promise<LookupPage> {
    return this.run.cloud.actionTrail().lookupEvents({
      attributes: [
        { key: 'ServiceName', value: service },
        { key: 'EventRW', value: 'Write' },
      ],
      from: new Date(this.to.getTime() - REACH_MS),
      to: this.to,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
  }

  /**
   * When the timer last began a look at the denies that went through: what it did not find gone was in its place then, or
   * a little before. Undefined: nobody knows.
   */
  lastLook(): Promise<Date | undefined> {
    this.look ??= this.readLook();
    return this.look;
  }

  private async readLook(): Promise<Date | undefined> {
    const { cloud, paths, seal, log } = this.run;
    const unknown = (error: unknown): undefined => {
      log.warn({ why: messageOf(error) }, 'when the denies were last looked at could not be read');
    };
    try {
      const beat = await openStored<{ readonly watchedAt?: unknown }>(cloud.evidence, seal, paths.heartbeat);
      if (typeof beat === 'string') return undefined;
      if (isUnread(beat)) return unknown(beat.unread.error);
      const at = Date.parse(String(beat.content.watchedAt));
      return Number.isNaN(at) ? undefined : new Date(at - LIST_LAG_MS);
    } catch (error) {
      return unknown(error);
    }
  }
}
