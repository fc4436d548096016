import path from 'node:path';
import type { Crowd } from './account';
import { type aFarServer, Started } from './processes';

const RESPOND = path.resolve('dist/respond/index.js');
const PLAIN = path.resolve('dist/plain/index.js');

export const STATES = ['cold', 'warm'] as const;
export interface Taken {
  readonly ms: number[];
  /** Calls until the deny, with it. */
  readonly calls: number[];
}
/** From the start of a process, and of a process that has had an event. */
export type Times = Readonly<Record<(typeof STATES)[number], Taken>>;

export const none = (): Times => ({ cold: { ms: [], calls: [] }, warm: { ms: [], calls: [] } });

function add(to: Taken, ms: number, calls: number): void {
  to.ms.push(ms);
  to.calls.push(calls);
}

/** The built function in a process of its own, under its own role. `env`: where it finds the cloud. */
export const contained = (
  crowd: Crowd,
  isNamed: boolean,
  times: Times,
  bundle = RESPOND,
  env = crowd.sandbox.endpointEnv,
): Promise<void> => twice(crowd, bundle, isNamed, crowd.sandbox.openFunctionSession('respond'), times, env);

/** The plain handler, which makes its policy itself: no function of ours may. */
export const plainly = (crowd: Crowd, times: Times): Promise<void> =>
  twice(crowd, PLAIN, false, crowd.sandbox.identities.admin, times, crowd.sandbox.endpointEnv);

/** Two events in one process, of two users' keys. */
async function twice(
  crowd: Crowd,
  bundle: string,
  isNamed: boolean,
  credentials: unknown,
  times: Times,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const [first, second] = crowd.leaked;
  let from = crowd.calls(0).length;
  const started = Started.function(bundle, crowd.event(first, isNamed, credentials), env);
  try {
    const [cold] = await Promise.all([crowd.attached(first, from), started.done()]);
    add(times.cold, cold.atMs - started.atMs, cold.calls);
    from = crowd.calls(0).length;
    const over = started.done();
    const atMs = started.next(crowd.event(second, isNamed, credentials));
    const [warm] = await Promise.all([crowd.attached(second, from), over]);
    add(times.warm, warm.atMs - atMs, warm.calls);
  } finally {
    await started.end();
    crowd.takeBack();
  }
}

/** What nothing can go below: a process that sends two plain requests, one behind the other. */
export async function twoTrips(far: Awaited<ReturnType<typeof aFarServer>>, times: Times): Promise<void> {
  const started = Started.twoTrips(far.url);
  try {
    await started.done();
    add(times.cold, (far.looked.at(-1) ?? Number.NaN) - started.atMs, 2);
    const over = started.done();
    const atMs = started.next();
    await over;
    add(times.warm, (far.looked.at(-1) ?? Number.NaN) - atMs, 2);
  } finally {
    await started.end();
  }
}
