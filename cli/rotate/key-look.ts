import { homeRegion } from '../../shared/aliyun';
import type { CallPatience } from '../../shared/aliyun/call';
import { parseAuditEvent } from '../../shared/evidence/event';
import type { AuditEvent } from '../../shared/evidence/types';
import { looked, messageOf } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import { type AccessKeyId, parseAccessKeyId } from '../../shared/ids';
import type { KeyLook } from '../../shared/rotation/look';
import { mayBeOwnEvent, mayBeOwnUse, type OwnCalls } from '../../shared/rotation/own-calls';
import type { KeyHolder } from './holder';
import type { Room } from './room';

/** ActionTrail takes two of these calls a second, and two keys, or two steps in a row, ask for more: a person waits for that. */
const PATIENT: CallPatience = { timeoutMs: 5_000, retries: 4 };

/** A use that is known, and whether it may be by a command of ours. */
interface Use {
  readonly at: Date | undefined;
  readonly mayBeOwn: boolean;
}

/**
 * When a key was used since, as far as that shows. `own`: the key signs commands like this one, so that a use counts only
 * where it is known to be none of theirs: what tells a use by its time alone may be telling of this very look.
 */
export async function lookAt(
  room: Room,
  holder: KeyHolder,
  key: string,
  keys: readonly KeyState[] | undefined,
  since: Date,
  own?: OwnCalls,
): Promise<KeyLook> {
  const trail = room.cli.run.cloud.actionTrail();
  const status = keys?.find(({ id }) => id === key)?.status;
  if (status === undefined) return { status, usedAt: null };
  try {
    const accessKeyId = parseAccessKeyId(key);
    // The latest of them: what one of them missed another may have seen. Events show after some ten minutes, where last
    // uses take hours, but not those of data; the last uses of each product tell those of the workload behind one of ours.
    // Where one of these two fails, what the first two saw stands.
    const [byRam, byTrail, byEvents, byProducts] = await Promise.all([
      holder.lastUsed(accessKeyId),
      trail.getAccessKeyLastUsedInfo(accessKeyId),
      status === 'Active' ? looked(latestEvents(room, accessKeyId, since)) : { value: [] },
      own === undefined ? { value: [] } : looked(trail.getAccessKeyLastUsedProducts(accessKeyId)),
    ]);
    const isOwn = (service: string | undefined) => own !== undefined && mayBeOwnUse(service, own);
    const uses: Use[] = [
      { at: byRam, mayBeOwn: own !== undefined },
      { at: byTrail?.usedAt, mayBeOwn: isOwn(byTrail?.serviceName) },
      ...valuesOf(byProducts).map(({ usedAt, serviceName }) => ({ at: usedAt, mayBeOwn: isOwn(serviceName) })),
      ...valuesOf(byEvents).map((event) => ({
        at: new Date(event.at),
        mayBeOwn: own !== undefined && mayBeOwnEvent(event, own),
      })),
    ];
    const times = timesOf(uses.filter(({ mayBeOwn }) => !mayBeOwn));
    const ownUseAt = timesOf(uses.filter(({ mayBeOwn }) => mayBeOwn)).at(-1);
    // Uses are told in whole seconds.
    const first = times.find((at) => Date.parse(at) >= since.getTime() - since.getMilliseconds());
    const unseen = [
      ...('couldNotCheck' in byEvents ? [`latest events of ${key}: ${byEvents.couldNotCheck}`] : []),
      ...('couldNotCheck' in byProducts ? [`last uses of ${key} in each product: ${byProducts.couldNotCheck}`] : []),
    ];
    return {
      status,
      usedAt: times.at(-1) ?? null,
      ...(first === undefined ? {} : { firstAt: first }),
      ...(ownUseAt === undefined ? {} : { ownUseAt }),
      ...(unseen.length === 0 ? {} : { unseen: unseen.join('; ') }),
    };
  } catch (error) {
    const why = `last use of ${key}: ${messageOf(error)}`;
    // Off is off, whoever used it when.
    return status === 'Inactive' ? { status, usedAt: null, unseen: why } : { couldNotCheck: why };
  }
}

const valuesOf = <T>(look: { readonly value: readonly T[] } | { readonly couldNotCheck: string }): readonly T[] =>
  'value' in look ? look.value : [];

const timesOf = (uses: readonly Use[]): string[] => uses.flatMap(({ at }) => at?.toISOString() ?? []).sort();

/** The key's latest events, in the regions that are named and in the one that keeps the global events. */
async function latestEvents({ cli }: Room, accessKeyId: AccessKeyId, since: Date): Promise<AuditEvent[]> {
  const { config, run, clock } = cli;
  const regions = new Set([homeRegion(config.site), config.region, ...config.regions]);
  const to = clock.now();
  if (to.getTime() - since.getTime() < 1_000) return [];
  const attributes = [{ key: 'EventAccessKeyId', value: accessKeyId }];
  const pages = await Promise.all(
    [...regions].map((region) => run.cloud.actionTrail(region).lookupEvents({ attributes, from: since, to }, PATIENT)),
  );
  return pages.flatMap(({ events }) => events.map(parseAuditEvent)).filter(({ at }) => !Number.isNaN(Date.parse(at)));
}
