import type { FcDoor } from './fc';
import type { TrailEvent } from './world/events';
import { functionName } from './world/setup';
import type { World } from './world/world';

/** How often the timer trigger fires in a deployment. */
const TIMER_MS = 60_000;

/** Fires the timer and hands write events to the respond function, as the triggers of a deployment do. Returns how to stop. */
export function startDelivery(world: World, fc: FcDoor): () => void {
  const respond = functionName('respond');
  const tick = (): void => {
    fc.invokeAsync(respond, {
      triggerTime: world.now().toISOString(),
      triggerName: 'poll',
      payload: '',
    });
  };
  tick();
  const timer = setInterval(tick, TIMER_MS);
  const stopListening = world.events.onAppend((event) => {
    // EventBridge gets write events alone (ActionTrail events, "Event types").
    if (event.eventRW === 'Write') fc.invokeAsync(respond, cloudEvent(world, event));
  });
  return () => {
    clearInterval(timer);
    stopListening();
  };
}

/** An ActionTrail event as the default bus carries it (EventBridge, "RAM events"). */
export function cloudEvent(world: World, event: TrailEvent): Record<string, unknown> {
  const service = event.serviceName.toLowerCase();
  return {
    id: event.eventId,
    source: `acs.${service}`,
    specversion: '1.0',
    type: `${service}:ActionTrail:${event.eventType}`,
    subject: `acs:${service}:${event.acsRegion}:${world.accountId}:${event.resourceName ?? ''}`,
    time: event.eventTime,
    datacontenttype: 'application/json;charset=utf-8',
    aliyunaccountid: world.accountId,
    aliyunpublishtime: world.now().toISOString(),
    aliyuneventbusname: 'default',
    aliyunregionid: event.acsRegion,
    data: event,
  };
}
