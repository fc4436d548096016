import { MOST_OF_MANY, type ObjectStore } from '../../aliyun/object-store';
import type { Clock } from '../../clock';
import { fromEitherEnd } from '../../either-end';
import { CloudAlreadyThere } from '../../errors';
import { messageOf } from '../../identity/looked';
import type { Paths } from '../../incident/paths';
import type { Seal } from '../../incident/seal';
import { isLater, isUnread, openStored, type Unread, unreadLines } from '../../incident/stored';
import type { Channel, ChannelName, Sending } from '../channels/channel';
import { CHANNEL_NAMES } from '../channels/channel';
import type { FailedDelivery } from '../deliver';
import type { Attachment } from '../facts';
import type { Message } from '../message';
import { type OutboxEntry, parseEntry } from './entry';
import { type Dropped, type Failure, flushChannel } from './flush';
import { claim, LEASE_MS } from './lease';
import type { Waiting } from './turn';

export interface OutboxPlace {
  readonly store: Pick<ObjectStore, 'get' | 'getWhole' | 'create' | 'put' | 'delete' | 'list'>;
  readonly paths: Pick<Paths, 'outbox'>;
  readonly seal: Seal;
  readonly clock: Clock;
}

export interface FlushReport {
  /** Keys of the outbox whose message a channel has taken. */
  readonly delivered: readonly string[];
  readonly digests: number;
  readonly failed: readonly Failure[];
  /** Taken for some recipients and refused for others, for whom it stays. */
  readonly partly: readonly Failure[];
  /** Objects that we did not write, or that somebody changed: ignored. */
  readonly tampered: readonly string[];
  /** Seven days old and never delivered: given up. */
  readonly dropped: readonly Dropped[];
  /** Messages that stay for later. */
  readonly waiting: number;
  /** Channels that another run is sending to. */
  readonly busy: readonly ChannelName[];
}

/** What one run may use on one channel, so that it ends well within its lease: a mail alone may take 20 s. */
const BUDGET_MS = LEASE_MS / 2;
const READ_AT_ONCE = 10;
/** Messages of one channel that one run reads: others may have laid thousands there. */
const MOST_READ = 1_000;

export interface Flushing extends Omit<Sending, 'clock'> {
  /** `clock.elapsedMs()` from which on no message is begun. */
  readonly untilMs?: number;
}

/**
 * Keeps a message for a channel that did not take it, as it said in `failure`. The same message is kept once. Due at once: the timer's next run
 * tries it. Throws what the store throws: the caller must then say that the message is lost.
 */
export async function keepInOutbox(
  place: OutboxPlace,
  message: Message,
  channel: ChannelName,
  attachment?: Attachment,
  { retryAfterMs = 0, left, isRefused, isTooLarge }: Partial<FailedDelivery> = {},
): Promise<void> {
  const now = place.clock.now();
  const { objectKey, filename, contentType } = attachment ?? {};
  const entry: OutboxEntry = {
    schema: 1,
    channel,
    message,
    createdAt: now.toISOString(),
    attempts: 1,
    nextAt: new Date(now.getTime() + retryAfterMs).toISOString(),
    lastError: '',
    ...(objectKey && filename && contentType ? { attachment: { objectKey, filename, contentType } } : {}),
    ...(attachment && !objectKey ? { attachmentLost: true } : {}),
    ...(left ? { only: left } : {}),
    ...(isRefused ? { refused: 1 } : {}),
    ...(isTooLarge ? { tooLarge: 'alone' } : {}),
  };
  const key = `${place.paths.outbox}${channel}/${message.id}.json`;
  try {
    await place.store.create(key, await place.seal.close(key, entry));
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
  }
}

/**
 * Sends what is due, each channel under its lease, so that two runs at once do not send twice (a run that dies between
 * sending and deleting does: rather twice than never). A quiet outbox costs one listing. Throws what the listing throws.
 */
export async function flushOutbox(
  place: OutboxPlace,
  channels: readonly Channel[],
  sending: Flushing = {},
): Promise<FlushReport> {
  const listed = await place.store.list(place.paths.outbox);
  const parts = await Promise.all(
    CHANNEL_NAMES.map((name) => {
      const keys = fromEitherEnd(listed, ({ modifiedAt }) => modifiedAt, place.clock.now())
        .map(({ key }) => key)
        .filter((key) => key.startsWith(`${place.paths.outbox}${name}/`));
      const channel = channels.find((each) => each.name === name);
      return channel && keys.length > 0 ? tryFlush(place, channel, keys, sending) : nothingSent(keys.length);
    }),
  );
  return {
    delivered: parts.flatMap(({ delivered }) => delivered),
    digests: parts.reduce((sum, { digests }) => sum + digests, 0),
    failed: parts.flatMap(({ failed }) => failed),
    partly: parts.flatMap(({ partly }) => partly),
    tampered: parts.flatMap(({ tampered }) => tampered),
    dropped: parts.flatMap(({ dropped }) => dropped),
    waiting: parts.reduce((sum, { waiting }) => sum + waiting, 0),
    busy: parts.flatMap(({ busy }) => busy),
  };
}

/** What goes wrong with one channel's share is that channel's failure: the others go on, and every entry is still there. */
async function tryFlush(
  place: OutboxPlace,
  channel: Channel,
  keys: readonly string[],
  sending: Flushing,
): Promise<FlushReport> {
  try {
    return await flushOne(place, channel, keys, sending);
  } catch (error) {
    return { ...nothingSent(keys.length), failed: [{ channel: channel.name, why: messageOf(error) }] };
  }
}

async function flushOne(
  place: OutboxPlace,
  channel: Channel,
  keys: readonly string[],
  sending: Flushing,
): Promise<FlushReport> {
  const claimed = await claim({ ...place, folder: `${place.paths.outbox}lease/${channel.name}/` });
  if (!claimed.lease) return { ...nothingSent(keys.length), tampered: claimed.tampered, busy: [channel.name] };
  const { untilMs = Number.POSITIVE_INFINITY, ...how } = sending;
  try {
    const endMs = Math.min(untilMs, place.clock.elapsedMs() + BUDGET_MS);
    const { entries, tampered, gone, unread } = await readAll(place, channel.name, keys);
    const flushed = await flushChannel(
      place,
      channel,
      entries,
      { ...how, clock: place.clock },
      () => place.clock.elapsedMs() < endMs,
    );
    const left = keys.length - gone - tampered.length - flushed.delivered.length - flushed.dropped.length;
    const failed = [...flushed.failed, ...unreadLines(unread).map((why) => ({ channel: channel.name, why }))];
    return { ...flushed, failed, tampered: [...claimed.tampered, ...tampered], waiting: left, busy: [] };
  } finally {
    await claimed.lease.release();
  }
}

function nothingSent(waiting: number): FlushReport {
  return { delivered: [], digests: 0, failed: [], partly: [], tampered: [], dropped: [], waiting, busy: [] };
}

/**
 * Read under the lease: what another run delivered meanwhile is gone, and is passed over. One that cannot be read keeps no
 * other from being sent.
 */
async function readAll(place: OutboxPlace, channel: ChannelName, keys: readonly string[]) {
  const entries: Waiting[] = [];
  const tampered: string[] = [];
  const unread: Unread[] = [];
  let gone = 0;
  for (let at = 0; at < Math.min(keys.length, MOST_READ); at += READ_AT_ONCE) {
    const some = keys.slice(at, at + READ_AT_ONCE);
    const read = await Promise.all(some.map((key) => readEntry(place, key)));
    read.forEach((entry, index) => {
      const key = some[index] ?? '';
      if (entry === 'gone') gone += 1;
      else if (entry === 'later') return;
      else if (entry !== undefined && isUnread(entry)) unread.push(entry.unread);
      else if (entry?.channel === channel) entries.push({ key, entry });
      else tampered.push(key);
    });
    // Nobody answers there any more: what is known is sent meanwhile.
    const failed = read.filter((entry) => entry !== undefined && isUnread(entry));
    if (failed.length === some.length && unread.some((one) => !one.isRefused)) break;
  }
  entries.sort((a, b) => a.entry.createdAt.localeCompare(b.entry.createdAt));
  return { entries, tampered, gone, unread };
}

async function readEntry(
  { store, seal }: OutboxPlace,
  key: string,
): Promise<OutboxEntry | undefined | 'gone' | 'later' | { readonly unread: Unread }> {
  const read = await openStored(store, seal, key, { most: MOST_OF_MANY });
  if (read === 'strange') return undefined;
  if (read === 'gone' || isUnread(read)) return read;
  // It waits for that version, and is no stranger's.
  return isLater(read.content) ? 'later' : parseEntry(read.content);
}
