import { CloudNotFound } from '../../errors';
import { messageOf } from '../../identity/looked';
import { textsOf } from '../build';
import type { ChannelName } from '../channels/channel';
import type { FailedDelivery } from '../deliver';
import type { Attachment } from '../facts';
import type { Message } from '../message';
import { inWords } from '../parts/alert';
import { bareOf } from './bare';
import { digestOf, fittingDigest } from './digest';
import type { OutboxEntry } from './entry';
import type { OutboxPlace } from './outbox';

export interface Waiting {
  readonly key: string;
  readonly entry: OutboxEntry;
}

/** What is sent next: a message, and of which of those that wait. */
export interface Turn {
  readonly of: readonly Waiting[];
  readonly message: Message;
  readonly reports?: readonly Attachment[];
}

/** More than this waiting for DingTalk are told in one digest, and for a mail in one mail. */
const MOST_SINGLE = 3;
/** A longer mail nobody reads; its text alone goes towards a megabyte. */
const MOST_IN_MAIL = 50;
/** Reports that go along with one mail: many servers take 20 MB, and base64 makes a third more of it. */
const MOST_ATTACHED = 12 * 2 ** 20;
/** A report that cannot be fetched holds a mail back for this many tries; then it goes without. */
const TRIES_WITH_REPORT = 3;
/** More no mail server takes. */
const MOST_REPORT = 16 * 2 ** 20;
/** Once among others perhaps, and once by itself: then it is the words that the channel does not want. */
const MOST_REFUSALS = 2;

/**
 * What is sent next of what waits, the oldest first; or why it cannot be. Those that nobody has refused go together, to the
 * same recipients; one that was refused, alone or among others, goes alone, so that it holds back no other; and what was
 * refused alone as well is told without a word of anybody else's. So goes what is too large: alone, then without its report. `current` is not empty.
 */
export async function nextTurn(
  place: OutboxPlace,
  channel: ChannelName,
  current: readonly Waiting[],
): Promise<Turn | (FailedDelivery & Pick<Turn, 'of'>)> {
  const welcome = current.filter((one) => !goesAlone(one));
  const [first] = welcome.length > 0 ? welcome : current;
  if (first === undefined) throw new RangeError('nothing waits');
  const { refused = 0, message } = first.entry;
  if (refused >= MOST_REFUSALS) return { of: [first], message: bareOf(message) };
  const together = goesAlone(first) ? [first] : welcome.filter((one) => recipientsOf(one) === recipientsOf(first));
  const isMany = together.length > MOST_SINGLE;
  if (channel === 'mail') return nextMail(place, isMany ? together.slice(0, MOST_IN_MAIL) : [first]);
  const messages = together.map(({ entry }) => entry.message);
  const digest = channel === 'dingtalk' && isMany ? fittingDigest(messages) : undefined;
  return digest ? { message: digest.digest, of: together.slice(0, digest.count) } : { message, of: [first] };
}

const goesAlone = ({ entry }: Waiting): boolean => (entry.refused ?? 0) > 0 || entry.tooLarge === 'together';

const recipientsOf = ({ entry }: Waiting): string => JSON.stringify(entry.only ?? null);

/** Each alert whole, with its report, as many as one mail takes. */
async function nextMail(
  place: OutboxPlace,
  waiting: readonly Waiting[],
): Promise<Turn | (FailedDelivery & Pick<Turn, 'of'>)> {
  const messages: Message[] = [];
  const reports: Attachment[] = [];
  let left = MOST_ATTACHED;
  for (const { entry } of waiting) {
    const report = await reportOf(place, entry);
    const isFirst = messages.length === 0;
    if (report === 'try again') {
      if (isFirst) return { channel: 'mail', why: 'the report to attach could not be read', of: waiting.slice(0, 1) };
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
  return { message, of: waiting.slice(0, messages.length), reports };
}

async function reportOf(
  { store, paths }: OutboxPlace,
  { attachment, attachmentLost, attempts, tooLarge }: OutboxEntry,
): Promise<Attachment | { readonly missing: string } | 'try again' | undefined> {
  if (tooLarge === 'alone') return { missing: 'too large for the mail server' };
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
    line: textsOf(message.language).report.missing(inWords(why, textsOf(message.language))),
  } as const;
  return { ...message, blocks: [...message.blocks, note] };
}
