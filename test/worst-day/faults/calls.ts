import { createHash } from 'node:crypto';
import { currentRequest } from '../../../sandbox/kernel/current-request';
import type { Fault } from '../../../sandbox/kernel/types';
import type { RunningSandbox } from '../../../sandbox/start';
import type { AccountClock } from './account-clock';

/** One request that reached the account. */
export interface Attempt {
  /** `ram AttachPolicyToUser`. */
  readonly call: string;
  /** Two with the same are the same request, made again. */
  readonly request: string;
  readonly fault: Fault | undefined;
  readonly atMs: number;
}

export interface Trouble {
  readonly call: string;
  readonly fault: Fault;
  /** How many of its answers are so. */
  readonly times: number;
}

/** What makes each request another one although it asks the same. */
const NEVER_THE_SAME = /^(Signature.*|Timestamp|timestamp|sign)$/;

/** Writes down every request from now on, and puts `trouble` into the way of those that it means. */
export function listen(sandbox: RunningSandbox, clock: AccountClock, trouble?: Trouble): Attempt[] {
  const attempts: Attempt[] = [];
  let left = trouble?.times ?? 0;
  sandbox.kernel.takeFault = (service, action) => {
    const call = `${service} ${action}`;
    const fault = trouble !== undefined && isMeant(trouble, call) && left > 0 ? trouble.fault : undefined;
    if (fault !== undefined) left -= 1;
    if (fault === 'timeout') clock.goesSilent(service === 'smtp' ? 'smtp' : 'http');
    attempts.push({ call, request: requestOf(call), fault, atMs: clock.elapsedMs() });
    // What the account had in the way already.
    return fault ?? sandbox.kernel.faults.take(service, action);
  };
  return attempts;
}

/** Both ways to the owner at once. */
export const EVERY_CHANNEL = 'every channel';
const CHANNELS = new Set(['dingtalk send', 'smtp send']);

/** Whether the trouble is that call's. */
export function isMeant({ call }: Trouble, made: string): boolean {
  return call === EVERY_CHANNEL ? CHANNELS.has(made) : call === made;
}

function requestOf(call: string): string {
  const request = currentRequest();
  if (request === undefined) return call;
  const query = [...request.query].filter(([name]) => !NEVER_THE_SAME.test(name)).sort();
  const body = createHash('sha256').update(request.body).digest('hex').slice(0, 12);
  return `${call} ${request.method} ${request.path} ${new URLSearchParams(query)} ${body}`;
}

/** Every call, once, in the order of its first time. */
export function callsOf(attempts: readonly Attempt[]): string[] {
  return [...new Set(attempts.map(({ call }) => call))];
}
