import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningSandbox, startSandbox } from '../../sandbox/start';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { fill } from '../hygiene-scale';

const LATENCY_MS = 20;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const TIMER = { triggerTime: '', triggerName: 'timer', payload: '' };

/** What one piece of work took: the function's seconds, and its requests as OSS counts and bills them. */
export interface Work {
  readonly seconds: number;
  readonly calls: number;
  readonly puts: number;
  readonly gets: number;
}

/** So many minutes of an account in which nothing happens, one after the other, in an instance that stays warm. */
export async function quietMinutes(count: number): Promise<Work[]> {
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  try {
    await invoked(sandbox, 'respond', TIMER);
    return await inTurn(count, async () => {
      sandbox.clock.advance(MINUTE_MS);
      return invoked(sandbox, 'respond', TIMER);
    });
  } finally {
    await sandbox.stop();
  }
}

/** A containment and the first look behind it, so many times, each in an account of its own. */
export async function incidents(count: number): Promise<{ readonly respond: Work; readonly look: Work }[]> {
  return inTurn(count, async () => {
    const sandbox = await startSandbox({ scenario: 'console-takeover', latencyMs: LATENCY_MS });
    try {
      const accessKeyId = sandbox.identities.leaked?.accessKeyId;
      const respond = await invoked(sandbox, 'respond', { accessKeyId, userName: 'ci-deploy' });
      const before = sandbox.kernel.calls.all().length;
      for (const untilMs = Date.now() + 60_000; Date.now() < untilMs; await sleep(50)) {
        const look = sandbox.fc.invocations.find(({ functionName }) => functionName === roleName('investigate'));
        if (look?.error) throw new Error(look.error.errorMessage);
        if (look) return { respond, look: workOf(sandbox, before, look.durationMs) };
      }
      throw new Error('Nothing was handed over to investigate.');
    } finally {
      await sandbox.stop();
    }
  });
}

/** So many nights of an account of so many users in which nothing is wrong, each in a new instance. */
export async function nights(count: number, users: number): Promise<Work[]> {
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  try {
    fill(sandbox.world, users);
    return await inTurn(count, async () => {
      const work = await invoked(sandbox, 'hygiene', TIMER);
      await sandbox.fc.cool();
      sandbox.clock.advance(DAY_MS);
      return work;
    });
  } finally {
    await sandbox.stop();
  }
}

async function invoked(sandbox: RunningSandbox, name: FunctionName, event: object): Promise<Work> {
  const before = sandbox.kernel.calls.all().length;
  const done = await sandbox.fc.invoke(roleName(name), event);
  if (done.error) throw new Error(`${name}: ${done.error.errorMessage}`);
  return workOf(sandbox, before, done.durationMs);
}

function workOf(sandbox: RunningSandbox, before: number, durationMs: number): Work {
  const calls = sandbox.kernel.calls.all().slice(before);
  // Who is refused pays nothing.
  const paid = calls.filter(({ service, status }) => service === 'oss' && status < 400);
  const puts = paid.filter(({ action }) => !/^(Get|Head)/.test(action)).length;
  return { seconds: durationMs / 1000, calls: calls.length, puts, gets: paid.length - puts };
}

async function inTurn<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) all.push(await act());
  return all;
}
