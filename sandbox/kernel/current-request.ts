import { AsyncLocalStorage } from 'node:async_hooks';
import type { SandboxRequest } from './types';

/** The HTTP request in hand, for whoever works on it: its source address belongs to every decision and every event. */
const inHand = new AsyncLocalStorage<SandboxRequest>();

export function withRequest<T>(request: SandboxRequest, work: () => T): T {
  return inHand.run(request, work);
}

export function currentRequest(): SandboxRequest | undefined {
  return inHand.getStore();
}
