import type { SandboxClock } from '../sandbox/kernel/clock';
import type { RunningSandbox } from '../sandbox/start';
import { type Clock, systemClock } from '../shared/clock';

/**
 * So many turns of the event loop in which the account's time stands tell that nobody is at work. The account and who
 * calls it share one loop: what lies between two calls is over in some ten of them, however slow the machine is.
 */
const QUIET_TURNS = 100;

/** Until when each one waits, of all that go by one account's time: the first of them is the next moment. */
const waiting = new WeakMap<SandboxClock, Set<{ readonly untilMs: number }>>();

/** Time is the account's alone: its calls take some of it, and where nobody calls it goes on to the next moment waited for. */
export function accountClock(account: SandboxClock): Clock {
  const elapsedMs = (): number => account.now().getTime();
  const all = waiting.get(account) ?? new Set();
  waiting.set(account, all);
  return {
    now: () => account.now(),
    elapsedMs,
    after: systemClock.after,
    async sleep(ms) {
      const own = { untilMs: elapsedMs() + ms };
      all.add(own);
      try {
        do {
          if (!(await isQuiet(elapsedMs)) || elapsedMs() >= own.untilMs) continue;
          const nextMs = Math.min(...[...all].map(({ untilMs }) => untilMs));
          account.advance(Math.max(0, nextMs - elapsedMs()));
        } while (elapsedMs() < own.untilMs);
      } finally {
        all.delete(own);
      }
    },
  };
}

async function isQuiet(elapsedMs: () => number): Promise<boolean> {
  const beganMs = elapsedMs();
  for (let turn = 0; turn < QUIET_TURNS; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (elapsedMs() !== beganMs) return false;
  }
  return true;
}

/** From here on the account's time is its calls' and its waits' alone: how busy this machine is does not count. */
export function withCallTime({ kernel, clock }: RunningSandbox, callMs: number): void {
  let atMs = clock.now().getTime();
  clock.now = () => new Date(atMs);
  clock.advance = (ms) => {
    atMs += ms;
  };
  kernel.takeFault = (service, action) => {
    clock.advance(callMs);
    return kernel.faults.take(service, action);
  };
}
