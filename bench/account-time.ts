import type { SandboxClock } from '../sandbox/kernel/clock';
import type { RunningSandbox } from '../sandbox/start';
import { type Clock, systemClock } from '../shared/clock';

/** Time is the account's alone: its calls take some of it, waits pass at once. */
export function accountClock(account: SandboxClock): Clock {
  const elapsedMs = (): number => account.now().getTime();
  return {
    now: () => account.now(),
    elapsedMs,
    after: systemClock.after,
    async sleep(ms) {
      const untilMs = elapsedMs() + ms;
      await new Promise((resolve) => setImmediate(resolve));
      account.advance(Math.max(0, untilMs - elapsedMs()));
    },
  };
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
