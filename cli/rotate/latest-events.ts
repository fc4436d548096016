import { homeRegion } from '../../shared/aliyun';
import type { CallPatience } from '../../shared/aliyun/call';
import { parseAuditEvent } from '../../shared/evidence/event';
import type { AuditEvent } from '../../shared/evidence/types';
import { looked } from '../../shared/identity/looked';
import type { AccessKeyId } from '../../shared/ids';
import type { Room } from './room';

/** ActionTrail takes two of these calls a second, and two keys, or two steps in a row, ask for more: a person waits for that. */
const PATIENT: CallPatience = { timeoutMs: 5_000, retries: 4 };
/** A person waits, and each page takes half a second of what ActionTrail allows. */
const MOST_PAGES = 4;

export interface LatestEvents {
  readonly events: readonly AuditEvent[];
  /** Why not all of them were seen that were asked for; what was seen of the others stands. */
  readonly failures: readonly string[];
}

/**
 * The key's latest events, in the regions that are named and in the one that keeps the global events. `isSought`: a page
 * without such an event does not end the look, some pages long.
 */
export async function latestEvents(
  { cli }: Room,
  accessKeyId: AccessKeyId,
  since: Date,
  isSought: (event: AuditEvent) => boolean = () => true,
): Promise<LatestEvents> {
  const { config, run, clock } = cli;
  const to = clock.now();
  if (to.getTime() - since.getTime() < 1_000) return { events: [], failures: [] };
  const attributes = [{ key: 'EventAccessKeyId', value: accessKeyId }];
  const ofRegion = async (region: string): Promise<LatestEvents> => {
    const trail = run.cloud.actionTrail(region);
    const events: AuditEvent[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const asked = { attributes, from: since, to, ...(nextToken === undefined ? {} : { nextToken }) };
      const answer = await looked(trail.lookupEvents(asked, PATIENT));
      if ('couldNotCheck' in answer) return { events, failures: [answer.couldNotCheck] };
      events.push(...answer.value.events.map(parseAuditEvent).filter(({ at }) => !Number.isNaN(Date.parse(at))));
      nextToken = answer.value.nextToken;
      if (nextToken === undefined || events.some(isSought)) break;
    }
    return { events, failures: [] };
  };
  const regions = [...new Set([homeRegion(config.site), config.region, ...config.regions])];
  const looks = await Promise.all(regions.map(ofRegion));
  return {
    events: looks.flatMap(({ events }) => events),
    failures: [...new Set(looks.flatMap(({ failures }) => failures))],
  };
}
