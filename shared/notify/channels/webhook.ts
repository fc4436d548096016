import { ChannelFailed } from '../../errors';
import type { Message } from '../message';
import { renderText, renderTitle } from '../render/text';
import type { Channel, Sending } from './channel';
import { postJson } from './post';

/** It is about this request's content (RFC 9110): another one may be taken. */
const REFUSES: ReadonlySet<number> = new Set([400, 413, 422]);

/** The message as JSON, unescaped and with whole key ids, and as plain text beside it. */
export function webhookBody(message: Message) {
  return { ...message, title: renderTitle(message), text: renderText(message) };
}

/** Any HTTP receiver of JSON; whatever is not 2xx is a failure. */
export function createWebhook(url: string): Channel {
  return {
    name: 'webhook',
    async send(message: Message, sending: Sending) {
      const { status } = await postJson('webhook', url, webhookBody(message), sending, { reads: false });
      if (status >= 200 && status <= 299) return;
      throw new ChannelFailed('webhook', `HTTP ${status}`, { isRefused: REFUSES.has(status) });
    },
  };
}
