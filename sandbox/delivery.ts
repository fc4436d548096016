import type { BusRule } from './bus-rules';
import type { DeployedFunction } from './deployment';
import { EventBus, type Rule } from './eventbridge/bus';
import { cloudEventOf } from './eventbridge/cloud-event';
import type { DeadLetters } from './eventbridge/dead-letters';
import type { FcDoor } from './fc';
import { CloudError } from './kernel/types';
import { evaluateLeakRule } from './leak-rule';
import { startTimers, type Timer } from './timers';
import type { World } from './world/world';

const DEFAULT_BUS = 'default';
/** The rule is evaluated once in 24 hours (Cloud Config, "security-center-leak-ak-check"). */
const LEAK_RULE_TIMER = { kind: 'timer', name: 'cloud-config', cron: '@every 24h', payload: '' } as const;

export interface Delivery {
  /** Puts an event on a bus, as its owner would; answers how many rules took it. Throws CloudError for no such bus. */
  publish(bus: string, event: object): number;
  stop(): void;
}

/**
 * Sets the triggers of the deployment off, as the cloud does: timers by the clock, write events and Cloud Config's
 * notifications by EventBridge's default bus, an owner's own notices by his custom bus. The functions stand in one
 * region, and so do their rules: events of other regions do not come (EventBridge, "Default bus").
 */
export function startDelivery(
  world: World,
  fc: FcDoor,
  deployed: readonly DeployedFunction[],
  busRules: readonly BusRule[],
  deadLetters: DeadLetters,
): Delivery {
  const triggers = deployed.flatMap(({ name, triggers: all }) =>
    all.map((trigger) => ({ functionName: name, trigger })),
  );
  const buses = new Map<string, EventBus>();
  const addBus = (name: string, rules: readonly Rule[]): void =>
    void buses.set(name, new EventBus(rules, fc, { deadLetters }));
  addBus(
    DEFAULT_BUS,
    triggers.flatMap(({ functionName, trigger }) =>
      trigger.kind === 'eventbridge' ? [{ functionName, trigger }] : [],
    ),
  );
  for (const name of new Set(busRules.map(({ bus }) => bus)))
    addBus(
      name,
      busRules.filter(({ bus }) => bus === name),
    );
  const publish = (name: string, event: object): number => {
    const bus = buses.get(name);
    if (!bus) throw new CloudError(400, 'EventBusNotExist', `there is no bus ${name}: ${[...buses.keys()].join(', ')}`);
    return bus.publish(event);
  };

  const stopListening = world.events.onAppend((event) => {
    // EventBridge gets write events alone (ActionTrail events, "Event types").
    if (event.eventRW === 'Write' && event.acsRegion === world.region)
      publish(DEFAULT_BUS, cloudEventOf(event, world.accountId, world.now()));
  });
  const timers: Timer[] = triggers.flatMap(({ functionName, trigger }) =>
    trigger.kind === 'timer' ? [{ trigger, fire: (event: object) => void fc.invokeAsync(functionName, event) }] : [],
  );
  const evaluate = (): void => {
    for (const event of evaluateLeakRule(world)) publish(DEFAULT_BUS, event);
  };
  const stopTimers = startTimers([...timers, { trigger: LEAK_RULE_TIMER, fire: evaluate }], () => world.now());
  return {
    publish,
    stop() {
      stopTimers();
      stopListening();
      for (const bus of buses.values()) bus.stop();
    },
  };
}
