import type { ChannelName } from '../channels/channel';
import { CHANNEL_NAMES } from '../channels/channel';
import type { Message } from '../message';
import { parseMessage } from './parse-message';

/** One message that one channel has not taken yet. */
export interface OutboxEntry {
  readonly schema: 1;
  readonly channel: ChannelName;
  readonly message: Message;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly attempts: number;
  readonly nextAt: string;
  readonly lastError: string;
  /** How often the channel has refused it, while it may take another message. */
  readonly refused?: number;
  /** The channel does not take it at its size: `together` with others, or `alone` with its report. */
  readonly tooLarge?: 'together' | 'alone';
  /** The recipients that do not have it yet; absent: none has. */
  readonly only?: readonly string[];
  /** It was taken, and could not be deleted here. */
  readonly isTaken?: true;
  /** The report, by its place in the evidence bucket; it is not copied. */
  readonly attachment?: StoredAttachment;
  /** The alert had an attachment that lies nowhere: the reader is told. */
  readonly attachmentLost?: boolean;
}

export interface StoredAttachment {
  readonly objectKey: string;
  readonly filename: string;
  readonly contentType: string;
}

/** What was read as an entry, or undefined when it is none: in observe mode without a state key nothing is sealed. */
export function parseEntry(value: unknown): OutboxEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { schema, channel, message, createdAt, attempts, nextAt, lastError, attachment, attachmentLost, ...more } =
    value as Record<string, unknown>;
  const { refused, only, isTaken, tooLarge } = more;
  const parsed = parseMessage(message);
  if (schema !== 1 || parsed === undefined || !isChannel(channel)) return undefined;
  if (!isTime(createdAt) || !isTime(nextAt) || typeof lastError !== 'string') return undefined;
  if (!Number.isSafeInteger(attempts) || (attempts as number) < 0) return undefined;
  if (attachment !== undefined && !isStored(attachment)) return undefined;
  if (refused !== undefined && !Number.isSafeInteger(refused)) return undefined;
  if (only !== undefined && !(Array.isArray(only) && only.every((one) => typeof one === 'string'))) return undefined;
  if (tooLarge !== undefined && tooLarge !== 'together' && tooLarge !== 'alone') return undefined;
  return {
    schema: 1,
    channel,
    message: parsed,
    createdAt,
    attempts: attempts as number,
    nextAt,
    lastError,
    ...(attachment === undefined ? {} : { attachment }),
    ...(attachmentLost === true ? { attachmentLost } : {}),
    ...(refused === undefined ? {} : { refused: refused as number }),
    ...(tooLarge === undefined ? {} : { tooLarge }),
    ...(only === undefined ? {} : { only: only as string[] }),
    ...(isTaken === true ? { isTaken } : {}),
  };
}

function isChannel(value: unknown): value is ChannelName {
  return (CHANNEL_NAMES as readonly unknown[]).includes(value);
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isStored(value: unknown): value is StoredAttachment {
  if (typeof value !== 'object' || value === null) return false;
  const { objectKey, filename, contentType } = value as Record<string, unknown>;
  return typeof objectKey === 'string' && typeof filename === 'string' && typeof contentType === 'string';
}
