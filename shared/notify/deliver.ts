import type { Config, SecretRef } from '../config/types';
import { ChannelFailed, ChannelThrottled } from '../errors';
import { textsOf } from './build';
import type { Channel, ChannelName, Sending } from './channels/channel';
import { createDingTalk } from './channels/dingtalk';
import { createMail } from './channels/mail';
import type { Pace } from './channels/pace';
import { budgetOf } from './channels/send-budget';
import { createWebhook } from './channels/webhook';
import type { Attachment } from './facts';
import type { Message } from './message';

export interface FailedDelivery {
  readonly channel: ChannelName;
  /** For a log and for a person; holds no secret. */
  readonly why: string;
  /** The channel has said when it takes messages again. */
  readonly retryAfterMs?: number;
  /** It was not tried: others have used up this minute's messages. */
  readonly isPaced?: true;
  /** The channel does not want this message, and may take another. */
  readonly isRefused?: true;
  /** The channel does not take so large a message, and may take it without what is attached. */
  readonly isTooLarge?: true;
  /** The recipients that were refused: the others have the message. */
  readonly left?: readonly string[];
}

export interface Delivery {
  readonly delivered: readonly ChannelName[];
  readonly failed: readonly FailedDelivery[];
}

/**
 * Every configured channel. Secrets are fetched when a message is sent, each by its own channel. `pace`: what all functions
 * and instances share; without it each instance counts for itself.
 */
export function channelsOf(
  config: Pick<Config, 'dingTalk' | 'mail' | 'webhookUrl' | 'language'>,
  secrets: (ref: SecretRef) => Promise<string>,
  pace?: Pace,
): readonly Channel[] {
  const channels: Channel[] = [];
  const { dingTalk, mail, webhookUrl } = config;
  if (dingTalk) {
    const { url, secret } = dingTalk;
    channels.push(
      createDingTalk({
        url,
        ...(secret ? { secret: () => secrets(secret) } : {}),
        words: ({ language }) => textsOf(language),
        budget: budgetOf(url),
      }),
    );
  }
  if (mail) channels.push(createMail({ smtpUrl: () => secrets(mail.smtpUrl), from: mail.from, to: mail.to }));
  if (webhookUrl) channels.push(createWebhook(webhookUrl));
  return pace ? channels.map((channel) => paced(channel, pace)) : channels;
}

class NotItsTurn extends ChannelThrottled {}

/** The channel at the pace that all share: what comes faster waits in the outbox, and is told in one message there. */
function paced(channel: Channel, pace: Pace): Channel {
  return {
    name: channel.name,
    async send(message, sending, attachments, only) {
      const waitMs = await pace.take(channel.name);
      if (waitMs > 0) throw new NotItsTurn(channel.name, "this minute's messages are used up", waitMs);
      await channel.send(message, sending, attachments, only);
    },
  };
}

/** Tries every channel, side by side; one failing stops no other. Never throws. */
export async function deliver(
  message: Message,
  channels: readonly Channel[],
  sending: Sending,
  attachment?: Attachment,
): Promise<Delivery> {
  const attachments = attachment ? [attachment] : [];
  const results = await Promise.all(channels.map((channel) => tryChannel(channel, message, sending, attachments)));
  return {
    delivered: channels.filter((_, at) => results[at] === undefined || results[at]?.left).map(({ name }) => name),
    failed: results.filter((result) => result !== undefined),
  };
}

/** One try of one channel; undefined when it took the message. */
export async function tryChannel(
  channel: Channel,
  message: Message,
  sending: Sending,
  attachments?: readonly Attachment[],
  only?: readonly string[],
): Promise<FailedDelivery | undefined> {
  try {
    await channel.send(message, sending, attachments, only);
    return undefined;
  } catch (error) {
    return {
      channel: channel.name,
      why: error instanceof Error ? error.message : String(error),
      ...(error instanceof ChannelThrottled ? { retryAfterMs: error.retryAfterMs } : {}),
      ...(error instanceof NotItsTurn ? { isPaced: true } : {}),
      ...(error instanceof ChannelFailed && error.isRefused ? { isRefused: true } : {}),
      ...(error instanceof ChannelFailed && error.isTooLarge ? { isTooLarge: true } : {}),
      ...(error instanceof ChannelFailed && error.left ? { left: error.left } : {}),
    };
  }
}
