/** Messages to the owner: built from facts, sent through every channel, kept until each has taken them. */
export { type BuildOptions, buildAlert } from './build';
export type { Channel, ChannelName } from './channels/channel';
export { Pace } from './channels/pace';
export { channelsOf, type Delivery, deliver, type FailedDelivery } from './deliver';
export type { AlertFacts, Attachment, IncidentFacts, Known, SummaryFacts } from './facts';
export type { Message, Severity } from './message';
export { Outbox } from './outbox';
export { type FlushReport, flushOutbox, keepInOutbox, type OutboxPlace } from './outbox/outbox';
