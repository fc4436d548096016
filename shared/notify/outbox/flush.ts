import type { Channel, ChannelName, Sending } from '../channels/channel';
import { type FailedDelivery, tryChannel } from '../deliver';
import type { OutboxEntry } from './entry';
import type { OutboxPlace } from './outbox';
import { nextTurn, type Waiting } from './turn';

export interface Failure {
  readonly channel: ChannelName;
  readonly why: string;
}

/** An alert that is given up: nobody took it for seven days. */
export interface Dropped extends Failure {
  readonly key: string;
  /** The AccessKeys that it is about. */
  readonly about: readonly string[];
}

/** What came of one channel's share of a flush. */
export interface ChannelFlush {
  readonly delivered: string[];
  readonly failed: Failure[];
  /** Taken for some recipients, and refused for others, for whom it stays. */
  readonly partly: Failure[];
  /** Given up. */
  readonly dropped: Dropped[];
  digests: number;
}

const DAY_MS = 86_400_000;
const TOO_OLD_MS = 7 * DAY_MS;
/** Waits grow from a minute to an hour. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Sends what is due for one channel, oldest first, until `hasTime` says no. What the channel takes is deleted, what it does
 * not take stays with its next time. Where the channel cannot be reached, that ends the share: what follows would fail too.
 * Where it refuses one message, the next is tried.
 */
export async function flushChannel(
  place: OutboxPlace,
  channel: Channel,
  waiting: readonly Waiting[],
  sending: Sending,
  hasTime: () => boolean,
): Promise<ChannelFlush> {
  const result: ChannelFlush = { delivered: [], failed: [], partly: [], dropped: [], digests: 0 };
  let current = await dueOf(place, channel.name, waiting, result);
  while (current.length > 0 && hasTime()) {
    const turn = await nextTurn(place, channel.name, current);
    const only = turn.of[0]?.entry.only;
    const failure = 'why' in turn ? turn : await tryChannel(channel, turn.message, sending, turn.reports, only);
    const tried = new Set(turn.of);
    current = current.filter((each) => !tried.has(each));
    if (failure === undefined) {
      for (const each of turn.of) {
        await takeOff(place, each);
        result.delivered.push(each.key);
      }
      if (turn.of.length > 1) result.digests += 1;
      continue;
    }
    // Whoever waits for his turn has not failed.
    if (!failure.isPaced) result[failure.left ? 'partly' : 'failed'].push({ channel: channel.name, why: failure.why });
    await Promise.all(turn.of.map((each) => putOff(place, each, failure, 1, turn.of.length)));
    if (failure.isRefused || failure.isTooLarge || failure.left) continue;
    // The rest was not tried: it stays as it is, and is due again in the next run, but for a robot that said when.
    if (failure.retryAfterMs !== undefined) await Promise.all(current.map((each) => putOff(place, each, failure, 0)));
    break;
  }
  return result;
}

/** What is due now; what nobody took for seven days is given up, and what was taken is deleted at last. */
async function dueOf(
  place: OutboxPlace,
  channel: ChannelName,
  waiting: readonly Waiting[],
  result: ChannelFlush,
): Promise<readonly Waiting[]> {
  const now = place.clock.now().getTime();
  const due: Waiting[] = [];
  for (const each of waiting) {
    const { createdAt, nextAt, isTaken, message, lastError } = each.entry;
    const isTooOld = now - Date.parse(createdAt) > TOO_OLD_MS;
    if (isTaken) await place.store.delete(each.key).catch(() => undefined);
    else if (isTooOld) {
      await place.store.delete(each.key);
      result.dropped.push({ key: each.key, channel, why: lastError, about: message.keys });
    } else if (Date.parse(nextAt) <= now) due.push(each);
  }
  return due;
}

/** What was taken is deleted; where the bucket forbids that, it says that it was taken: nobody wants it each minute. */
async function takeOff({ store, seal }: OutboxPlace, { key, entry }: Waiting): Promise<void> {
  try {
    await store.delete(key);
  } catch (error) {
    const taken = await seal.close(key, { ...entry, isTaken: true });
    await store.put(key, taken).catch(() => {
      throw error;
    });
  }
}

/** Keeps the entry for later; when that cannot be written it is still there, and due again. */
async function putOff(
  { store, seal, clock }: OutboxPlace,
  { key, entry }: Waiting,
  failure: FailedDelivery,
  tries = 1,
  together = 1,
): Promise<void> {
  const attempts = entry.attempts + tries;
  const grown = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 2), LONGEST_WAIT_MS);
  const waitMs = tries === 0 ? (failure.retryAfterMs ?? 0) : Math.max(grown, failure.retryAfterMs ?? 0);
  const nextAt = new Date(clock.now().getTime() + waitMs).toISOString();
  const refused = (entry.refused ?? 0) + (failure.isRefused ? 1 : 0);
  const put: OutboxEntry = {
    ...{ ...entry, attempts, nextAt, lastError: failure.why },
    ...(refused > 0 ? { refused } : {}),
    ...(failure.isTooLarge ? { tooLarge: together > 1 ? 'together' : 'alone' } : {}),
    ...(failure.left ? { only: failure.left } : {}),
  };
  await store.put(key, await seal.close(key, put));
}
