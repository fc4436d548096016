import type { ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import type { Paths } from '../incident/paths';
import type { Seal } from '../incident/seal';
import type { Channel, ChannelName } from './channels/channel';
import type { FailedDelivery } from './deliver';
import type { Attachment } from './facts';
import type { Message } from './message';
import { type Flushing, type FlushReport, flushOutbox, keepInOutbox, type OutboxPlace } from './outbox/outbox';

/** Alerts that are not delivered yet, as sealed objects under `<prefix>/outbox/`. */
export class Outbox {
  private readonly place: OutboxPlace;

  constructor(
    store: Pick<ObjectStore, 'get' | 'getWhole' | 'create' | 'put' | 'delete' | 'list'>,
    paths: Pick<Paths, 'outbox'>,
    seal: Seal,
    clock: Clock,
  ) {
    this.place = { store, paths, seal, clock };
  }

  /** See {@link keepInOutbox}. */
  add(
    message: Message,
    channel: ChannelName,
    attachment?: Attachment,
    failure: Partial<FailedDelivery> = {},
  ): Promise<void> {
    return keepInOutbox(this.place, message, channel, attachment, failure);
  }

  /** See {@link flushOutbox}. */
  flush(channels: readonly Channel[], sending: Flushing = {}): Promise<FlushReport> {
    return flushOutbox(this.place, channels, sending);
  }
}
