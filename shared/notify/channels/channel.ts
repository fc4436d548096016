import type { Clock } from '../../clock';
import type { Attachment } from '../facts';
import type { Message } from '../message';

export type ChannelName = 'dingtalk' | 'mail' | 'webhook';
export const CHANNEL_NAMES: readonly ChannelName[] = ['dingtalk', 'mail', 'webhook'];

export interface Sending {
  readonly clock: Clock;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

/** One way to reach the owner. */
export interface Channel {
  readonly name: ChannelName;
  /**
   * Resolves when the other side has taken the message. `only`: of several recipients those alone; the others have it.
   * Throws ChannelFailed, ChannelThrottled when it takes it later.
   */
  send(
    message: Message,
    sending: Sending,
    attachments?: readonly Attachment[],
    only?: readonly string[],
  ): Promise<void>;
}
