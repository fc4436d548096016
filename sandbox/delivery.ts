import type { DeployedFunction } from './deployment';
import { EventBus } from './eventbridge/bus';
import { cloudEventOf } from './eventbridge/cloud-event';
import type { DeadLetters } from './eventbridge/dead-letters';
import type { FcDoor } from './fc';
import { startTimers } from './timers';
import type { World } from './world/world';

/**
 * Sets the triggers of the deployment off, as the cloud does: timers by the clock, write events by EventBridge. The
 * functions stand in one region, and so do their rules: events of other regions do not come (EventBridge, "Default bus").
 * Returns how to stop.
 */
export function startDelivery(
  world: World,
  fc: FcDoor,
  deployed: readonly DeployedFunction[],
  deadLetters: DeadLetters,
): () => void {
  const triggers = deployed.flatMap(({ name, triggers: all }) =>
    all.map((trigger) => ({ functionName: name, trigger })),
  );
  const bus = new EventBus(
    triggers.flatMap(({ functionName, trigger }) =>
      trigger.kind === 'eventbridge' ? [{ functionName, trigger }] : [],
    ),
    fc,
    { deadLetters },
  );
  const stopListening = world.events.onAppend((event) => {
    // EventBridge gets write events alone (ActionTrail events, "Event types").
    if (event.eventRW === 'Write' && event.acsRegion === world.region)
      bus.publish(cloudEventOf(event, world.accountId, world.now()));
  });
  const stopTimers = startTimers(
    triggers.flatMap(({ functionName, trigger }) =>
      trigger.kind === 'timer' ? [{ trigger, fire: (event: object) => void fc.invokeAsync(functionName, event) }] : [],
    ),
    () => world.now(),
  );
  return () => {
    stopTimers();
    stopListening();
    bus.stop();
  };
}
