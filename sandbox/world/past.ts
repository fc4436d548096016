import { isoSeconds } from '../kernel/trail';
import type { Habit, HabitCall, ListedEvent } from '../scenario';
import type { StoredKey, User } from './entities';
import type { TrailEvent } from './events';
import { productOf } from './products';
import type { World } from './world';

const DAY_MS = 86_400_000;

/** Who made a past event. */
export interface PastActor {
  readonly key: StoredKey;
  readonly user: User | undefined;
}

/** A past event that a scenario lists. */
export function listedEvent(world: World, actor: PastActor, given: ListedEvent): TrailEvent {
  return pastEvent(world, actor, given, new Date(world.now().getTime() - given.daysAgo * DAY_MS), {
    ...(given.resources === undefined ? {} : { resources: given.resources }),
    sourceIp: given.sourceIp ?? '47.96.0.1',
    userAgent: given.userAgent ?? 'AlibabaCloud (linux; x64) Node.js/v20.11.1 Core/1.0.1 TeaDSL/2',
    ...(given.errorCode === undefined ? {} : { errorCode: given.errorCode }),
  });
}

/** What a key does every day, spread over the days by a generator of its own: the same seed, the same habit. */
export function habitEvents(world: World, actor: PastActor, habit: Habit): TrailEvent[] {
  const random = generator(habit.seed ?? 1);
  const now = world.now().getTime();
  const until = now - (habit.untilDaysAgo ?? 0) * DAY_MS;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const [from = 0, to = 24] = habit.hours ?? [];
  const events: TrailEvent[] = [];
  for (let day = habit.days; day >= 0; day -= 1) {
    for (let i = 0; i < habit.perDay; i += 1) {
      const hour = from + random() * (to - from);
      const at = today - day * DAY_MS + hour * 3_600_000;
      const call = weighted(habit.calls, random());
      const sourceIp = habit.sourceIps[Math.floor(random() * habit.sourceIps.length)] ?? '';
      if (at > until || at < now - habit.days * DAY_MS) continue;
      events.push(
        pastEvent(world, actor, call, new Date(at), {
          sourceIp,
          userAgent: habit.userAgent ?? 'AlibabaCloud (linux; x64) Node.js/v20.11.1 Core/1.0.1 TeaDSL/2',
        }),
      );
    }
  }
  return events;
}

function pastEvent(
  world: World,
  { key, user }: PastActor,
  call: HabitCall,
  at: Date,
  how: {
    readonly sourceIp: string;
    readonly userAgent: string;
    readonly errorCode?: string;
    readonly resources?: ListedEvent['resources'];
  },
): TrailEvent {
  const product = productOf(call.service);
  const region = product.isGlobal ? world.globalRegion : (call.region ?? world.region);
  const requestId = world.newId('request');
  const host = product.isGlobal ? `${call.service}.aliyuncs.com` : `${call.service}.${region}.aliyuncs.com`;
  return {
    eventId: world.newId('request'),
    eventVersion: 1,
    eventName: call.action,
    eventRW: /^(Describe|Get|List|Query|Lookup)/.test(call.action) ? 'Read' : 'Write',
    eventSource: host,
    eventTime: isoSeconds(at),
    eventType: 'ApiCall',
    eventCategory: 'Management',
    serviceName: product.serviceName,
    acsRegion: region,
    isGlobal: product.isGlobal,
    requestId,
    recipientAccountId: world.accountId,
    sourceIpAddress: how.sourceIp,
    userAgent: how.userAgent,
    apiVersion: product.version,
    userIdentity: {
      type: user ? 'ram-user' : 'root-account',
      accountId: world.accountId,
      principalId: user?.id ?? world.accountId,
      userName: user?.name ?? 'root',
      accessKeyId: key.accessKeyId,
      sessionContext: { attributes: { mfaAuthenticated: 'false', creationDate: isoSeconds(at) } },
    },
    requestParameters: {
      ...call.parameters,
      RegionId: region,
      RequestId: requestId,
      HostId: host,
      AcsProduct: product.serviceName,
    },
    ...(how.resources === undefined ? {} : { referencedResources: how.resources }),
    ...(how.errorCode === undefined ? {} : { errorCode: how.errorCode, errorMessage: how.errorCode }),
  };
}

function weighted(calls: readonly HabitCall[], dice: number): HabitCall {
  const total = calls.reduce((sum, call) => sum + (call.weight ?? 1), 0);
  let left = dice * total;
  for (const call of calls) {
    left -= call.weight ?? 1;
    if (left < 0) return call;
  }
  return calls[calls.length - 1] as HabitCall;
}

/** Numbers from 0 to 1 by a linear congruential generator: repeatable, and nothing here needs more. */
export function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
