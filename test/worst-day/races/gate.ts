import { currentRequest } from '../../../sandbox/kernel/current-request';
import type { RunningSandbox } from '../../../sandbox/start';

export interface Gate {
  /** Calls that the function has made so far, of every service. */
  readonly calls: () => number;
  readonly isReached: () => boolean;
  /** Takes the gate away, and resolves once `act` has come to its end. */
  open(): Promise<void>;
}

/**
 * Holds the function's `at`-th call until `act` has come to its end: what somebody else does in this very moment. Calls that
 * are on their way beside it go on; so does the held one as soon as somebody waits, for he may be waiting for it. The
 * administrator's own calls are not counted, and never held.
 */
export function gate(sandbox: RunningSandbox, at: number, act: () => unknown): Gate {
  const { kernel, identities, clock } = sandbox;
  let [calls, isReached] = [0, false];
  let acting: Promise<unknown> = Promise.resolve();
  const somebodyWaits = new Promise<void>((resolve) => {
    const advance = clock.advance.bind(clock);
    clock.advance = (ms) => {
      if (isReached) resolve();
      advance(ms);
    };
  });
  kernel.takeFault = async (service, action) => {
    const request = currentRequest();
    const said = `${request?.headers['authorization']} ${request?.target} ${request?.body}`;
    if (!said.includes(identities.admin.accessKeyId)) {
      calls += 1;
      if (calls === at) {
        isReached = true;
        acting = Promise.resolve(act());
        await Promise.race([acting, somebodyWaits]);
      }
    }
    return kernel.faults.take(service, action);
  };
  return {
    calls: () => calls,
    isReached: () => isReached,
    async open() {
      Reflect.deleteProperty(kernel, 'takeFault');
      Reflect.deleteProperty(clock, 'advance');
      await acting;
    },
  };
}
