import { EventBus } from '../../../sandbox/eventbridge/bus';
import { DeadLetters } from '../../../sandbox/eventbridge/dead-letters';
import { parsePattern } from '../../../sandbox/eventbridge/pattern';
import type { InvocationResult } from '../../../sandbox/fc';
import type { EventTrigger } from '../../../sandbox/triggers';

const QUEUE = 'acs:mns:cn-hangzhou:1:/queues/dead';
const trigger = (more: Partial<EventTrigger> = {}): EventTrigger => ({
  kind: 'eventbridge',
  name: 'rule',
  matches: parsePattern('{"type":[{"prefix":"leak"}]}'),
  isAsync: true,
  retries: 'BACKOFF_RETRY',
  maxRetries: undefined,
  maxAgeSeconds: undefined,
  deadLetters: QUEUE,
  ...more,
});
const LEAK = { type: 'leak:found', data: { accessKeyId: 'LTAI5tSomeKey0000000001' } };

/** Functions that write down what reaches them and fail as often as they are told. */
function aBus(rules: readonly EventTrigger[], failures = 0, twiceEvery = 1_000_000) {
  const taken: unknown[] = [];
  let left = failures;
  const take = (event: Buffer): string | undefined => {
    if (left > 0) {
      left -= 1;
      return 'not now';
    }
    taken.push(JSON.parse(event.toString()));
    return undefined;
  };
  const deadLetters = new DeadLetters(() => new Date(0));
  const bus = new EventBus(
    rules.map((one) => ({ trigger: one, functionName: 'respond' })),
    {
      invoke: async (_, event) => {
        const errorMessage = take(event);
        return { error: errorMessage === undefined ? undefined : { errorMessage } } as InvocationResult;
      },
      invokeAsync: (_, event) => {
        const why = take(event);
        if (why !== undefined) throw new Error(why);
        return 'request';
      },
    },
    { deadLetters, secondsPerMs: 100, twiceEvery },
  );
  return { bus, taken, deadLetters };
}

test('an event goes to every rule that lets it through, and to no other', async () => {
  const { bus, taken } = aBus([trigger(), trigger({ name: 'other', matches: parsePattern('{"type":["else"]}') })]);
  expect(bus.publish(LEAK)).toBe(1);
  expect(bus.publish({ type: 'else' })).toBe(1);
  expect(bus.publish({ type: 'nothing' })).toBe(0);
  await bus.idle();
  expect(taken).toEqual([LEAK, { type: 'else' }]);
});

test('at least once: now and then twice', async () => {
  const { bus, taken } = aBus([trigger()], 0, 3);
  for (let i = 0; i < 6; i += 1) bus.publish(LEAK);
  await bus.idle();
  expect(taken).toHaveLength(8);
});

test.each<[string, Partial<EventTrigger>, number, number, number]>([
  ['BACKOFF_RETRY tries three times more', {}, 3, 1, 0],
  ['... and no more', {}, 4, 0, 1],
  ['EXPONENTIAL_DECAY_RETRY tries 176 times more', { retries: 'EXPONENTIAL_DECAY_RETRY' }, 176, 1, 0],
  ['... and no more', { retries: 'EXPONENTIAL_DECAY_RETRY' }, 177, 0, 1],
  ['a limit of its own cuts the tries short', { retries: 'EXPONENTIAL_DECAY_RETRY', maxRetries: 5 }, 5, 1, 0],
  ['... and no more', { retries: 'EXPONENTIAL_DECAY_RETRY', maxRetries: 5 }, 6, 0, 1],
  // 1 + 2 + 4 + 8 seconds are the waits before the first four of them.
  ['an event that grows too old is given up', { retries: 'EXPONENTIAL_DECAY_RETRY', maxAgeSeconds: 15 }, 5, 0, 1],
  ['... and not before', { retries: 'EXPONENTIAL_DECAY_RETRY', maxAgeSeconds: 15 }, 4, 1, 0],
  ['a synchronous function that fails is tried again, too', { isAsync: false }, 3, 1, 0],
  ['... and its event is given up as well', { isAsync: false }, 4, 0, 1],
  ['without a queue what is given up is dropped', { deadLetters: undefined }, 4, 0, 0],
])('%s', async (_, more, failures, taken, dead) => {
  const made = aBus([trigger(more)], failures);
  made.bus.publish(LEAK);
  await made.bus.idle();
  expect([made.taken.length, made.deadLetters.all.length]).toEqual([taken, dead]);
});

test('a dead letter tells what, whence and why', async () => {
  const { bus, deadLetters } = aBus([trigger()], 100);
  bus.publish(LEAK);
  await bus.idle();
  expect(deadLetters.all).toEqual([
    { time: '1970-01-01T00:00:00.000Z', queue: QUEUE, from: 'rule', why: 'not now', event: LEAK },
  ]);
});

test('a bus that is stopped tries nothing again', async () => {
  const { bus, taken, deadLetters } = aBus([trigger()], 1);
  bus.publish(LEAK);
  bus.stop();
  await bus.idle();
  expect([taken, deadLetters.all]).toEqual([[], []]);
});
