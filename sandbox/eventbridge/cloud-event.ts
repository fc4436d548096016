import type { TrailEvent } from '../world/events';

/** An ActionTrail event as the default bus carries it (EventBridge, "RAM events" and "ActionTrail events"). */
export function cloudEventOf(
  event: TrailEvent,
  accountId: string,
  publishedAt: Date,
): Readonly<Record<string, unknown>> {
  const service = event.serviceName.toLowerCase();
  return {
    id: event.eventId,
    source: `acs.${service}`,
    specversion: '1.0',
    type: `${service}:ActionTrail:${event.eventType}`,
    subject: `acs:${service}:${event.acsRegion}:${accountId}:${event.resourceName ?? ''}`,
    time: event.eventTime,
    datacontenttype: 'application/json;charset=utf-8',
    aliyunaccountid: accountId,
    aliyunpublishtime: publishedAt.toISOString(),
    aliyuneventbusname: 'default',
    aliyunregionid: event.acsRegion,
    data: event,
  };
}
