import { CloudNotFound } from '../../errors';
import { messageOf } from '../../identity/looked';
import { textsOf } from '../build';
import type { Channel, ChannelName, Sending } from '../channels/channel';
import { type FailedDelivery, tryChannel } from '../deliver';
import type { Attachment } from '../facts';
import { type Message, outside } from '../message';
import { digestOf, fittingDigest } from './digest';
import type { OutboxEntry } from './entry';
import type { OutboxPlace } from './outbox';

export interface Waiting {
  readonly key: string;
  readonly entry: OutboxEntry;
}

/** What came of one channel's share of a flush. */
export interface ChannelFlush {
  readonly delivered: string[];
  readonly failed: { readonly channel: ChannelName; readonly why: string }[];
  readonly dropped: string[];
  digests: number;
}

/** More than this waiting for DingTalk are told in one digest, and for a mail in one mail. */
const MOST_SINGLE = 3;
/** A longer mail nobody reads; its text alone goes towards a megabyte. */
const MOST_IN_MAIL = 50;
/** Reports that go along with one mail: many servers take 20 MB, and base64 makes a third more of it. */
const MOST_ATTACHED = 12 * 2 ** 20;
const DAY_MS = 86_400_000;
const TOO_OLD_MS = 7 * DAY_MS;
/** Waits grow from a minute to an hour. */
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;
/** A report that cannot be fetched holds a mail back for this many tries; then it goes without. */
const TRIES_WITH_REPORT = 3;
/** More no mail server takes. */
const MOST_REPORT = 16 * 2 ** 20;

/**
 * Sends what is due for one channel, oldest first, until `hasTime` says no. What the channel takes is deleted, what it
 * refuses stays with its next time. One refusal ends the share: what follows would be refused too.
 */
export async function flushChannel(
  place: OutboxPlace,
  channel: Channel,
  waiting: readonly Waiting[],
  sending: Sending,
  hasTime: () => boolean,
): Promise<ChannelFlush> {
  const result: ChannelFlush = { delivered: [], failed: [], dropped: [], digests: 0 };
  const now = place.clock.now().getTime();
  const current: Waiting[] = [];
  for (const each of waiting) {
    if (now - Date.parse(each.entry.createdAt) > TOO_OLD_MS) {
      await place.store.delete(each.key);
      result.dropped.push(each.key);
    } else if (Date.parse(each.entry.nextAt) <= now) current.push(each);
  }
  while (current.length > 0 && hasTime()) {
    const next = await nextOf(place, channel.name, current);
    const failure = 'why' in next ? next : await tryChannel(channel, next.message, sending, next.reports);
    const count = 'why' in next ? 1 : next.count;
    const sent = current.splice(0, count);
    if (failure) {
      // Whoever waits for his turn has not failed.
      if (!failure.isPaced) result.failed.push({ channel: channel.name, why: failure.why });
      await Promise.all(sent.map((each) => putOff(place, each, failure)));
      // The rest was not tried: it stays as it is, and is due again in the next run, but for a robot that said when.
      if (failure.retryAfterMs !== undefined) await Promise.all(current.map((each) => putOff(place, each, failure, 0)));
      break;
    }
    for (const { key } of sent) {
      await place.store.delete(key);
      result.delivered.push(key);
    }
    if (count > 1) result.digests += 1;
  }
  return result;
}

interface Next {
  readonly message: Message;
  readonly count: number;
  readonly reports?: readonly Attachment[];
}

/** What is sent next, and of how many; or why the first of them cannot be. Nothing must wait: `current` is not empty. */
async function nextOf(
  place: OutboxPlace,
  channel: ChannelName,
  current: readonly Waiting[],
): Promise<Next | FailedDelivery> {
  const messages = current.map(({ entry }) => entry.message);
  const [first] = messages;
  if (first === undefined) throw new RangeError('nothing waits');
  const isMany = current.length > MOST_SINGLE;
  if (channel === 'mail') return nextMail(place, isMany ? current.slice(0, MOST_IN_MAIL) : current.slice(0, 1));
  const digest = channel === 'dingtalk' && isMany ? fittingDigest(messages) : undefined;
  return digest ? { message: digest.digest, count: digest.count } : { message: first, count: 1 };
}

/** Each alert whole, with its report, as many as one mail takes. */
async function nextMail(place: OutboxPlace, waiting: readonly Waiting[]): Promise<Next | FailedDelivery> {
  const messages: Message[] = [];
  const reports: Attachment[] = [];
  let left = MOST_ATTACHED;
  for (const { entry } of waiting) {
    const report = await reportOf(place, entry);
    const isFirst = messages.length === 0;
    if (report === 'try again') {
      if (isFirst) return { channel: 'mail', why: 'the report to attach could not be read' };
      break;
    }
    const size = report !== undefined && 'content' in report ? report.content.length : 0;
    // One that is too large for a mail with others goes in one of its own.
    if (!isFirst && size > left) break;
    left -= size;
    const isMissing = report !== undefined && 'missing' in report;
    messages.push(isMissing ? withoutReport(entry.message, report.missing) : entry.message);
    if (report !== undefined && 'content' in report) reports.push(report);
  }
  const [first] = messages;
  const message = messages.length > 1 ? digestOf(messages, true) : first;
  if (message === undefined) throw new RangeError('nothing waits');
  return { message, count: messages.length, reports };
}

async function reportOf(
  { store, paths }: OutboxPlace,
  { attachment, attachmentLost, attempts }: OutboxEntry,
): Promise<Attachment | { readonly missing: string } | 'try again' | undefined> {
  if (attachmentLost) return { missing: 'not kept' };
  if (attachment === undefined) return undefined;
  const { objectKey, filename, contentType } = attachment;
  // Without a state key an entry can be forged: it must not carry other objects of the bucket out.
  const root = paths.outbox.replace(/outbox\/$/, '');
  const isReport = ['incidents/', 'hygiene/'].some((folder) => objectKey.startsWith(`${root}${folder}`));
  if (!isReport || !objectKey.endsWith('/report.html')) return { missing: 'not a report' };
  try {
    return { filename, contentType, content: (await store.getWhole(objectKey, undefined, MOST_REPORT)).body };
  } catch (error) {
    if (!(error instanceof CloudNotFound) && attempts < TRIES_WITH_REPORT) return 'try again';
    return { missing: messageOf(error) };
  }
}

function withoutReport(message: Message, why: string): Message {
  const note = {
    part: 'report',
    kind: 'paragraph',
    line: textsOf(message.language).report.missing(outside(why)),
  } as const;
  return { ...message, blocks: [...message.blocks, note] };
}

/** Keeps the entry for later; when that cannot be written it is still there, and due again. */
async function putOff(
  { store, seal, clock }: OutboxPlace,
  { key, entry }: Waiting,
  failure: FailedDelivery,
  tries = 1,
): Promise<void> {
  const attempts = entry.attempts + tries;
  const grown = Math.min(FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 2), LONGEST_WAIT_MS);
  const waitMs = tries === 0 ? (failure.retryAfterMs ?? 0) : Math.max(grown, failure.retryAfterMs ?? 0);
  const nextAt = new Date(clock.now().getTime() + waitMs).toISOString();
  await store.put(key, await seal.close(key, { ...entry, attempts, nextAt, lastError: failure.why }));
}
