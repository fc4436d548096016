import type { Cloud } from '../../aliyun';
import type { LookupPage } from '../../aliyun/action-trail';
import type { CallPatience } from '../../aliyun/call';
import { RateLimiter } from '../../aliyun/limiter';
import type { Clock } from '../../clock';
import { CloudCallFailed, CloudThrottled } from '../../errors';
import { isWanted, type Wanted } from '../trail/wanted';
import { fileName } from './file-name';
import { type AuditQuery, type AuditSource, type Batch, NOWHERE, type Slice, type SliceEnd } from './source';

/** LookupEvents looks back 90 days; a little less, so that the edge does not move out while we page. */
export const LOOK_BACK_MS = 90 * 86_400_000 - 600_000;
/** Sources name 2 calls a second and 10: begin with the first, find out about the second. */
const FIRST_PER_SECOND = 2;
const MOST_PER_SECOND = 10;
/** How the calls of one region keep to a limit. */
export type Pace = Pick<RateLimiter, 'turn' | 'slowDown' | 'speedUp'>;

/** Throttling is waited out here, by the limiter; other failures that may pass are tried again so often. */
const ONE_TRY: CallPatience = { timeoutMs: 10_000, retries: 0 };
const TRIES = 4;
/** At the slowest pace two minutes: who is throttled for so long gets no page in this look, and a later one asks again. */
const MOST_THROTTLED = 60;

/**
 * The filters for who made a call, which call, from where and upon what (ActionTrail, "LookupAttribute"). None asks for
 * a user agent, for how a session is called, or for what stands in a call's parameters.
 */
type Attribute = 'EventAccessKeyId' | 'User' | 'RoleName' | 'EventName' | 'SourceIpAddress' | 'ResourceName';

/** Whoever comes by an identity provider makes one of these first, and is known by the session that it opens. */
const BY_PROVIDER = ['AssumeRoleWithSAML', 'AssumeRoleWithOIDC'];
/** Stands for a filter that there is none of. */
const NO_FILTER = `${NOWHERE} SessionName`;

/**
 * ActionTrail's own memory of 90 days, region by region and page by page. Each identity is asked for by itself, because
 * LookupEvents combines an AccessKey with no other filter. The calls of one region share one limit.
 */
export class LookupEventsSource implements AuditSource {
  readonly kind = 'lookup-events';
  private readonly limiters = new Map<string, Pace>();

  constructor(
    private readonly cloud: Pick<Cloud, 'actionTrail'>,
    private readonly clock: Clock,
    private readonly regions: readonly string[],
    private readonly paced: (perSecond: number, clock: Clock) => Pace = (perSecond, of) =>
      new RateLimiter(perSecond, of),
  ) {}

  slices(wanted: Wanted): Slice[] {
    const { keyIds, userNames = [], roleNames = [], sessionNames = [], providerNames = [] } = wanted;
    const { addresses = [], resourceNames = [] } = wanted;
    const asked: [Attribute, string][] = [
      ...keyIds.map((id): [Attribute, string] => ['EventAccessKeyId', id]),
      ...userNames.map((name): [Attribute, string] => ['User', name]),
      ...roleNames.map((name): [Attribute, string] => ['RoleName', name]),
      ...(providerNames.length > 0 ? BY_PROVIDER : []).map((name): [Attribute, string] => ['EventName', name]),
      ...addresses.map((ip): [Attribute, string] => ['SourceIpAddress', ip]),
      ...resourceNames.map((name): [Attribute, string] => ['ResourceName', name]),
    ];
    const slices = this.regions.flatMap((region) =>
      asked.map(([attribute, value]) => ({
        id: `${region} ${attribute} ${value}`,
        lane: region,
        source: `actiontrail LookupEvents ${region}`,
        file: asked.length === 1 ? region : `${region}-${fileName(value)}`,
      })),
    );
    const left = [...new Set(sessionNames.map((name) => name.toLowerCase()))].map((name) => ({
      id: `${NO_FILTER} ${name}`,
      lane: NOWHERE,
      source: 'actiontrail LookupEvents',
      file: NOWHERE,
    }));
    return [...slices, ...left];
  }

  async *read(slice: string, cursor: string | null, query: AuditQuery): AsyncGenerator<Batch, SliceEnd> {
    const [, region = '', attribute = '', value = ''] = /^(\S+) (\S+) (.+)$/s.exec(slice) ?? [];
    if (slice.startsWith(NO_FILTER)) return { done: true, problems: [notFilteredBy(value)] };
    // Of a call that everybody makes only whoever comes by the provider is kept.
    const isAsked = attribute === 'EventName' ? isWanted(query.wanted) : () => true;
    if (!value.isWellFormed())
      return {
        done: true,
        problems: [`${JSON.stringify(value.slice(0, 80))} cannot be asked for: it is no whole text`],
      };
    let token = cursor ?? undefined;
    const seen = new Set([token]);
    while (this.clock.elapsedMs() < query.stopAtMs) {
      const page = await this.page(region, { key: attribute, value }, token, query);
      if (page === 'out of time') break;
      if (typeof page === 'string') return { done: true, problems: [page] };
      yield { events: page.events.filter(isAsked), cursor: page.nextToken ?? null };
      if (page.nextToken === undefined) return { done: true, problems: [] };
      if (seen.has(page.nextToken))
        return {
          done: true,
          problems: ['the next page that was named is one that was read before: what follows it is missing'],
        };
      seen.add(page.nextToken);
      token = page.nextToken;
    }
    return { done: false, problems: [] };
  }

  /** One page, or why there will be none. Throttled: slower, and on. */
  private async page(
    region: string,
    attribute: { readonly key: string; readonly value: string },
    nextToken: string | undefined,
    { from, to, stopAtMs }: AuditQuery,
  ): Promise<LookupPage | string> {
    const limiter = this.limiterOf(region);
    for (let tries = 1, throttled = 0; ; ) {
      await limiter.turn();
      if (this.clock.elapsedMs() >= stopAtMs) return 'out of time';
      try {
        const query = { attributes: [attribute], from, to, ...(nextToken ? { nextToken } : {}) };
        const page = await this.cloud.actionTrail(region).lookupEvents(query, ONE_TRY);
        limiter.speedUp(MOST_PER_SECOND);
        return page;
      } catch (error) {
        if (!(error instanceof CloudCallFailed)) throw error;
        if (error instanceof CloudThrottled) {
          throttled += 1;
          if (throttled >= MOST_THROTTLED) return `${error.message} (${throttled} times in a row)`;
        } else {
          if (tries >= TRIES || !mayPass(error)) return error.message;
          tries += 1;
        }
        limiter.slowDown();
      }
    }
  }

  private limiterOf(region: string): Pace {
    const limiter = this.limiters.get(region) ?? this.paced(FIRST_PER_SECOND, this.clock);
    this.limiters.set(region, limiter);
    return limiter;
  }
}

const notFilteredBy = (name: string): string =>
  `the calls of ${name.slice(0, 80)} could not be looked up: no event tells by which role it works, and LookupEvents has no filter for what a session is called (a trail's objects or logs tell it)`;

function mayPass(error: CloudCallFailed): boolean {
  return error.status === undefined || error.status >= 500;
}
