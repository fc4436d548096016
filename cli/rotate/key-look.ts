import { toldUse } from '../../shared/aliyun/action-trail';
import type { AuditEvent } from '../../shared/evidence/types';
import { looked, messageOf } from '../../shared/identity/looked';
import type { KeyState } from '../../shared/identity/types';
import { parseAccessKeyId } from '../../shared/ids';
import { callsOf, type SeenCalls, wentThrough } from '../../shared/rotation/calls';
import type { KeyLook } from '../../shared/rotation/look';
import { mayBeOwnEvent, mayBeOwnUse, type OwnCalls } from '../../shared/rotation/own-calls';
import type { KeyHolder } from './holder';
import { latestEvents } from './latest-events';
import type { Room } from './room';

/** A use that is known, and whether it may be by a command of ours. */
interface Use {
  readonly at: Date | undefined;
  readonly mayBeOwn: boolean;
}

/** What is asked of a new key besides: how its calls came out. */
export interface CallsWanted {
  /** Whether a deny of ours refuses this call to it. */
  readonly denies: (event: AuditEvent) => boolean;
  /** No policy binds it. */
  readonly isRoot: boolean;
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
  wanted?: CallsWanted,
): Promise<KeyLook> {
  const trail = room.cli.run.cloud.actionTrail();
  const status = keys?.find(({ id }) => id === key)?.status;
  if (status === undefined) return { status, usedAt: null };
  try {
    const accessKeyId = parseAccessKeyId(key);
    // The latest of them: what one of them missed another may have seen. Events show after some ten minutes, where last
    // uses take hours, but not those of data; the last uses of each product tell those of the workload behind one of ours.
    // Where one of these two fails, what the first two saw stands.
    const isOthers = (event: AuditEvent): boolean => own === undefined || !mayBeOwnEvent(event, own);
    const isSought = wanted && ((event: AuditEvent) => wentThrough(event) && isOthers(event));
    const [byRam, byTrail, byEvents, byProducts] = await Promise.all([
      holder.lastUsed(accessKeyId),
      trail.getAccessKeyLastUsedInfo(accessKeyId),
      status === 'Active' ? latestEvents(room, accessKeyId, since, isSought) : { events: [], failures: [] },
      own === undefined ? { value: [] } : looked(trail.getAccessKeyLastUsedProducts(accessKeyId)),
    ]);
    const isOwn = (service: string | undefined) => own !== undefined && mayBeOwnUse(service, own);
    const uses: Use[] = [
      { at: byRam, mayBeOwn: own !== undefined },
      { at: toldUse(byTrail), mayBeOwn: isOwn(byTrail?.serviceName) },
      ...valuesOf(byProducts).map(({ usedAt, serviceName }) => ({ at: usedAt, mayBeOwn: isOwn(serviceName) })),
      ...byEvents.events.map((event) => ({ at: new Date(event.at), mayBeOwn: !isOthers(event) })),
    ];
    const times = timesOf(uses.filter(({ mayBeOwn }) => !mayBeOwn));
    const ownUseAt = timesOf(uses.filter(({ mayBeOwn }) => mayBeOwn)).at(-1);
    // Uses are told in whole seconds.
    const first = times.find((at) => Date.parse(at) >= since.getTime() - since.getMilliseconds());
    const unseen = [
      ...byEvents.failures.map((why) => `latest events of ${key}: ${why}`),
      ...('couldNotCheck' in byProducts ? [`last uses of ${key} in each product: ${byProducts.couldNotCheck}`] : []),
    ];
    return {
      status,
      usedAt: times.at(-1) ?? null,
      ...(first === undefined ? {} : { firstAt: first }),
      ...(ownUseAt === undefined ? {} : { ownUseAt }),
      ...(wanted === undefined ? {} : { calls: callsIn(byEvents.events.filter(isOthers), wanted) }),
      ...(unseen.length === 0 ? {} : { unseen: unseen.join('; ') }),
    };
  } catch (error) {
    const why = `last use of ${key}: ${messageOf(error)}`;
    // Off is off, whoever used it when.
    return status === 'Inactive' ? { status, usedAt: null, unseen: why } : { couldNotCheck: why };
  }
}

const callsIn = (events: readonly AuditEvent[], { denies, isRoot }: CallsWanted): SeenCalls => ({
  ...callsOf(events, denies),
  ...(isRoot ? { isUnbound: true as const } : {}),
});

const valuesOf = <T>(look: { readonly value: readonly T[] } | { readonly couldNotCheck: string }): readonly T[] =>
  'value' in look ? look.value : [];

const timesOf = (uses: readonly Use[]): string[] => uses.flatMap(({ at }) => at?.toISOString() ?? []).sort();
