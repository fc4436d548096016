import type { SandboxClock } from './clock';
import { FAULTS } from './faults';
import type { SandboxKernel } from './kernel';
import type { DoorServer } from './server';
import { accountState } from './state';
import { CloudError, type Door, type Fault, type Reply, type SandboxRequest } from './types';

export interface ControlParts {
  readonly kernel: SandboxKernel;
  readonly clock: SandboxClock;
  /** Known only once the server is made, which needs the doors first. */
  readonly server: () => DoorServer;
  /** What came in: `{dingtalk, mail}`. */
  readonly inbox: () => unknown;
  /** Puts records into Security Center's list. Throws CloudError 400. */
  readonly addLeak: (input: unknown) => unknown;
  /** Puts an event on a bus; answers how many rules took it. Throws CloudError 400. */
  readonly publishEvent: (bus: string, event: object) => number;
  /** What else the state shows: buckets, functions. */
  readonly more: () => Record<string, unknown>;
}

/** The control interface, `/_sandbox/…`: how scripts look into the account and make trouble. Input that it does not
 *  understand gets 400 and a sentence that says why. */
export function createControlDoor(parts: ControlParts): Door {
  const { kernel, clock } = parts;
  const routes: Record<string, (input: Record<string, unknown> | unknown[]) => unknown> = {
    'GET /_sandbox/calls': () => kernel.calls.all(),
    'GET /_sandbox/state': () => ({ ...accountState(kernel.world), ...parts.more() }),
    'GET /_sandbox/inbox': () => parts.inbox(),
    'POST /_sandbox/leaks': (input) => (Array.isArray(input) ? input : [input]).map((leak) => parts.addLeak(leak)),
    'POST /_sandbox/events': (input) => {
      const { bus = 'default', event } = fields(input, ['bus', 'event']);
      if (typeof bus !== 'string') throw bad('bus must be the name of an event bus');
      if (typeof event !== 'object' || event === null || Array.isArray(event))
        throw bad('event must be one CloudEvent');
      return { rules: parts.publishEvent(bus, event) };
    },
    'POST /_sandbox/faults': (input) => {
      kernel.faults.add(faultRule(fields(input, ['match', 'times', 'fault'])));
      return {};
    },
    'DELETE /_sandbox/faults': () => {
      kernel.faults.clear();
      return {};
    },
    'POST /_sandbox/latency': (input) => {
      const { ms } = fields(input, ['ms']);
      if (typeof ms !== 'number' || !(ms >= 0 && ms <= 60_000)) throw bad('ms must be a number from 0 to 60000');
      parts.server().latencyMs = ms;
      return { ms };
    },
    'POST /_sandbox/clock': (input) => {
      moveClock(clock, fields(input, ['now', 'advance']));
      return { now: clock.now().toISOString() };
    },
  };

  async function handle(request: SandboxRequest): Promise<Reply> {
    const route = routes[`${request.method} ${request.path}`];
    if (!route) {
      const known = Object.keys(routes).join(', ');
      return json(404, { error: `The control interface has no ${request.method} ${request.path}. It has: ${known}.` });
    }
    try {
      return json(200, await route(request.method === 'POST' ? parse(request.body) : {}));
    } catch (error) {
      if (error instanceof CloudError) return json(400, { error: error.message });
      throw error;
    }
  }

  return { service: 'control', matches: (request) => request.path.startsWith('/_sandbox/'), handle };
}

function parse(body: Buffer): Record<string, unknown> | unknown[] {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (parsed !== null && typeof parsed === 'object') return parsed as Record<string, unknown> | unknown[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw bad('the body must be a JSON object');
}

function fields(input: Record<string, unknown> | unknown[], known: readonly string[]): Record<string, unknown> {
  if (Array.isArray(input)) throw bad('the body must be one JSON object');
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw bad(`unknown field ${unknown.join(', ')}; known: ${known.join(', ')}`);
  return input;
}

function faultRule(input: Record<string, unknown>): {
  match: { service?: string; action?: string };
  fault: Fault;
  times: number;
} {
  const { match = {}, times = 1, fault } = input;
  if (match === null || typeof match !== 'object') throw bad('match must be an object with service and action');
  const { service, action, ...rest } = match as Record<string, unknown>;
  if (Object.keys(rest).length > 0) throw bad(`match has an unknown field: ${Object.keys(rest).join(', ')}`);
  for (const [name, value] of Object.entries({ service, action })) {
    if (value !== undefined && typeof value !== 'string') throw bad(`match.${name} must be a string`);
  }
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 1)
    throw bad('times must be a whole number from 1');
  const kind = FAULTS.find((candidate) => candidate === fault);
  if (!kind) throw bad(`fault must be one of ${FAULTS.join(', ')}`);
  return {
    match: {
      ...(typeof service === 'string' ? { service } : {}),
      ...(typeof action === 'string' ? { action } : {}),
    },
    fault: kind,
    times,
  };
}

function moveClock(clock: SandboxClock, { now, advance }: Record<string, unknown>): void {
  if ((now === undefined) === (advance === undefined)) throw bad('give either now or advance');
  if (advance !== undefined) {
    if (typeof advance !== 'number' || !Number.isFinite(advance)) throw bad('advance must be milliseconds');
    clock.advance(advance);
    return;
  }
  const time = typeof now === 'string' || typeof now === 'number' ? new Date(now) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw bad('now must be a time, such as 2026-01-31T08:00:00Z');
  clock.set(time);
}

function bad(why: string): CloudError {
  return new CloudError(400, 'BadControlInput', `The control interface cannot use this: ${why}.`);
}

function json(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}
