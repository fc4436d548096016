import { currentRequest } from '../../../sandbox/kernel/current-request';
import type { RunningSandbox } from '../../../sandbox/start';

export interface Gate {
  /** Calls that the function has made so far, of every service. */
  readonly calls: () => number;
  readonly isReached: () => boolean;
  open(): void;
}

/**
 * Holds the function's `at`-th call until `act` has come to its end: what somebody else does in this very moment. Calls that
 * are on their way beside it go on. The administrator's own calls are not counted, and never held.
 */
export function gate(sandbox: RunningSandbox, at: number, act: () => unknown): Gate {
  const { kernel, identities } = sandbox;
  let [calls, isReached] = [0, false];
  kernel.takeFault = async (service, action) => {
    const request = currentRequest();
    const said = `${request?.headers['authorization']} ${request?.target} ${request?.body}`;
    if (!said.includes(identities.admin.accessKeyId)) {
      calls += 1;
      if (calls === at) {
        isReached = true;
        await act();
      }
    }
    return kernel.faults.take(service, action);
  };
  return {
    calls: () => calls,
    isReached: () => isReached,
    open: () => Reflect.deleteProperty(kernel, 'takeFault') && undefined,
  };
}
