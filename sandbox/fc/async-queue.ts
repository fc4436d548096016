import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from './platform';
import type { AsyncInvocation, InvocationResult } from './types';

export interface RetryRule {
  /** After the first try; the platform's default is 3. */
  readonly retries: number;
  /** Before the n-th retry, counted from 1. The platform waits a minute and more; a sandbox need not. */
  readonly delayMs: (retry: number) => number;
}

export const DEFAULT_RETRIES: RetryRule = { retries: 3, delayMs: (retry) => 100 * 2 ** (retry - 1) };

/** An asynchronous invocation that nobody tries any more. */
export interface FailedInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly event: Buffer;
  readonly why: string;
  readonly roleName: string;
  /** The function's failure destination. */
  readonly destination: string | undefined;
}

interface Entry {
  readonly functionName: string;
  readonly requestId: string;
  readonly queuedAt: Date;
  readonly event: Buffer;
  readonly attempts: InvocationResult[];
  state: AsyncInvocation['state'];
}

/** Asynchronous invocations: accepted at once, run as soon as there is room, repeated when the function fails. */
export class AsyncQueue {
  private readonly entries: Entry[] = [];
  private readonly working = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly platform: Platform,
    private readonly rule: RetryRule,
    private readonly now: () => Date,
    private readonly onFailed: (failed: FailedInvocation) => void = () => undefined,
  ) {}

  /** Every asynchronous invocation so far, oldest first. */
  get all(): readonly AsyncInvocation[] {
    return this.entries;
  }

  add(functionName: string, event: Buffer, requestId: string): void {
    const entry: Entry = { functionName, requestId, queuedAt: this.now(), event, attempts: [], state: 'queued' };
    this.entries.push(entry);
    const work = this.work(entry)
      .catch((cause: unknown) => {
        entry.state = 'failed';
        // Nobody waits for asynchronous work, so that its failure to begin must be heard somewhere.
        if (!this.stopping.signal.aborted)
          process.stderr.write(`sandbox fc: ${entry.functionName}: ${String(cause)}\n`);
      })
      .finally(() => this.working.delete(work));
    this.working.add(work);
  }

  /** Resolves when nothing runs, waits or is to be repeated; work that begins meanwhile is waited for as well. */
  async idle(): Promise<void> {
    while (this.working.size > 0) await Promise.allSettled([...this.working]);
  }

  /** Nothing is repeated any more; what runs is left to the platform. */
  stop(): void {
    this.stopping.abort();
  }

  private async work(entry: Entry): Promise<void> {
    const definition = this.platform.definitionOf(entry.functionName);
    const { asyncRetries, asyncMaxAgeSeconds, onFailure, roleName } = definition;
    const retries = asyncRetries ?? this.rule.retries;
    // By the sandbox's clock, from when it was asked for: waiting for an instance makes it older as well.
    const oldestMs = entry.queuedAt.getTime() + (asyncMaxAgeSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    for (let retry = 0; retry <= retries && !this.stopping.signal.aborted; retry += 1) {
      if (retry > 0) {
        entry.state = 'waiting';
        if (!(await this.pause(this.rule.delayMs(retry)))) break;
      }
      if (this.now().getTime() > oldestMs) break;
      entry.state = 'running';
      const result = await this.platform.invoke(entry.functionName, entry.event, entry.requestId);
      entry.attempts.push(result);
      if (!result.error) {
        entry.state = 'done';
        return;
      }
    }
    entry.state = 'failed';
    if (this.stopping.signal.aborted) return;
    const why = entry.attempts.at(-1)?.error?.errorMessage ?? 'too old';
    const { functionName, requestId, event } = entry;
    this.onFailed({ functionName, roleName, requestId, event, why, destination: onFailure });
  }

  /** Whether the pause came to its end, and was not broken off by {@link stop}. */
  private async pause(ms: number): Promise<boolean> {
    try {
      await sleep(ms, undefined, { signal: this.stopping.signal });
      return true;
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'AbortError') return false;
      throw cause;
    }
  }
}
