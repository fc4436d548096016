import type { Cloud } from '../aliyun';
import type { LookupPage } from '../aliyun/action-trail';
import type { CallPatience } from '../aliyun/call';
import { RateLimiter } from '../aliyun/limiter';
import type { Clock } from '../clock';
import { CloudCallFailed, CloudThrottled } from '../errors';
import { looked } from '../identity/looked';
import type { AccessKeyId } from '../ids';
import { PartWriter } from './parts';
import type { AuditProgress, EvidenceSource, RegionProgress } from './types';

export interface AuditDeps {
  readonly cloud: Pick<Cloud, 'actionTrail'>;
  readonly clock: Clock;
  /** Writes one object of the pack; `path` as in the manifest. */
  readonly write: (path: string, body: Buffer) => Promise<void>;
}

export interface AuditTask {
  readonly accessKeyId: AccessKeyId;
  /** Folder of this round's parts: `evidence/round-1/audit`. */
  readonly folder: string;
  /** `clock.elapsedMs()` after which no further page is asked for. */
  readonly stopAtMs: number;
}

/** LookupEvents looks back 90 days; a little less, so that the edge does not move out while we page. */
export const LOOK_BACK_MS = 90 * 86_400_000 - 600_000;
/** Sources name 2 calls a second and 10: begin with the first, find out about the second. */
const FIRST_PER_SECOND = 2;
const MOST_PER_SECOND = 10;
/** Throttling is waited out here, by the limiter; other failures that may pass are tried again so often. */
const ONE_TRY: CallPatience = { timeoutMs: 10_000, retries: 0 };
const TRIES = 4;

/** Where to look and from when: the configured regions or all of them, and always the home of the global events. */
export async function planAudit(
  cloud: Pick<Cloud, 'actionTrail'>,
  regions: readonly string[],
  home: string,
  now: Date,
): Promise<AuditProgress> {
  const known = regions.length > 0 ? { value: [...regions] } : await looked(cloud.actionTrail().describeRegions());
  const names = 'value' in known ? known.value : [];
  const cuts =
    'value' in known
      ? []
      : [`the list of regions could not be read, so only ${home} was looked into: ${known.couldNotCheck}`];
  return {
    from: new Date(now.getTime() - LOOK_BACK_MS).toISOString(),
    to: now.toISOString(),
    cuts,
    regions: [...new Set([home, ...names])].map((region) => ({
      region,
      nextToken: null,
      pages: 0,
      events: 0,
      parts: [],
      done: false,
      cut: null,
    })),
  };
}

/**
 * Every event of the key in every region of the plan, the regions side by side, page by page into the pack. Goes on
 * where `progress` stands and answers how far it came: regions that are not done wait for the next run. A region that
 * fails for good is done and cut, with the reason; the others go on. The AccessKey stands alone as filter, because
 * LookupEvents combines it with no other. Throws only when the pack cannot be written.
 */
export async function collectAudit(deps: AuditDeps, task: AuditTask, progress: AuditProgress): Promise<AuditProgress> {
  const window = { from: new Date(progress.from), to: new Date(progress.to) };
  const regions = progress.regions.map((region) =>
    region.done ? Promise.resolve(region) : new RegionLook(deps, task, window, region).run(),
  );
  return { ...progress, regions: await Promise.all(regions) };
}

export function isAuditDone(progress: AuditProgress): boolean {
  return progress.regions.every(({ done }) => done);
}

/** What the manifest says about each region. */
export function auditSources(progress: AuditProgress): EvidenceSource[] {
  const regions = progress.regions.map(({ region, events, done, cut }): EvidenceSource => {
    const why = cut ?? (done ? undefined : 'the time of the run was over before all pages were read');
    return {
      source: `actiontrail LookupEvents ${region}`,
      complete: why === undefined,
      count: events,
      ...(why ? { cut: why } : {}),
    };
  });
  return [
    ...regions,
    ...progress.cuts.map((cut) => ({ source: 'actiontrail DescribeRegions', complete: false, count: 0, cut })),
  ];
}

class RegionLook {
  private readonly limiter: RateLimiter;
  private readonly writer: PartWriter;
  private token: string | undefined;
  private pages: number;
  private events: number;

  constructor(
    private readonly deps: AuditDeps,
    private readonly task: AuditTask,
    private readonly window: { readonly from: Date; readonly to: Date },
    private readonly before: RegionProgress,
  ) {
    this.limiter = new RateLimiter(FIRST_PER_SECOND, deps.clock);
    const nameOf = (n: number) => `${task.folder}/${before.region}-${String(n).padStart(4, '0')}.jsonl`;
    this.writer = new PartWriter(nameOf, deps.write, before.parts);
    this.token = before.nextToken ?? undefined;
    this.pages = before.pages;
    this.events = before.events;
  }

  async run(): Promise<RegionProgress> {
    while (this.deps.clock.elapsedMs() < this.task.stopAtMs) {
      const page = await this.page();
      if (page === 'out of time') break;
      if (typeof page === 'string') return this.progress(true, page);
      await this.writer.add(page.events);
      this.pages += 1;
      this.events += page.events.length;
      if (page.nextToken === undefined) return this.progress(true, null);
      if (page.nextToken === this.token)
        return this.progress(true, 'the next page that was named is the same page again');
      this.token = page.nextToken;
      this.limiter.speedUp(MOST_PER_SECOND);
    }
    return this.progress(false, null);
  }

  private async progress(done: boolean, cut: string | null): Promise<RegionProgress> {
    await this.writer.flush();
    const { region } = this.before;
    return {
      region,
      nextToken: this.token ?? null,
      pages: this.pages,
      events: this.events,
      parts: this.writer.parts,
      done,
      cut,
    };
  }

  /** One page, or why there will be none. Throttled: slower, and on, for as long as there is time. */
  private async page(): Promise<LookupPage | string> {
    for (let tries = 1; ; ) {
      await this.limiter.turn();
      if (this.deps.clock.elapsedMs() >= this.task.stopAtMs) return 'out of time';
      try {
        return await this.deps.cloud.actionTrail(this.before.region).lookupEvents(
          {
            attributes: [{ key: 'EventAccessKeyId', value: this.task.accessKeyId }],
            ...this.window,
            direction: 'BACKWARD',
            ...(this.token ? { nextToken: this.token } : {}),
          },
          ONE_TRY,
        );
      } catch (error) {
        if (!(error instanceof CloudCallFailed)) throw error;
        if (!(error instanceof CloudThrottled)) {
          if (tries >= TRIES || !mayPass(error)) return error.message;
          tries += 1;
        }
        this.limiter.slowDown();
      }
    }
  }
}

function mayPass(error: CloudCallFailed): boolean {
  return error.status === undefined || error.status >= 500;
}
