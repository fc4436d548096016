import { setTimeout as sleep } from 'node:timers/promises';
import type { InvocationResult } from '../fc/types';
import type { EventTrigger, PushRetryStrategy } from '../triggers';
import type { DeadLetters } from './dead-letters';

/** A trigger, and the function that it invokes. */
export interface Rule {
  readonly trigger: EventTrigger;
  readonly functionName: string;
}

/** How the bus reaches functions. */
export interface Targets {
  invoke(functionName: string, event: Buffer): Promise<InvocationResult>;
  invokeAsync(functionName: string, event: Buffer): string;
}

export interface BusOptions {
  readonly deadLetters: DeadLetters;
  /** Seconds of the cloud that one millisecond stands for: nobody waits a day for a dead letter. Default 0.1. */
  readonly secondsPerMs?: number;
  /** At least once means now and then twice: every n-th event is. Default 5. */
  readonly twiceEvery?: number;
}

/** Tries after the first, and the seconds before the n-th of them (EventBridge, "Retry policies and dead letters"). */
const RETRIES: Readonly<Record<PushRetryStrategy, { readonly most: number; readonly seconds: (n: number) => number }>> =
  {
    BACKOFF_RETRY: { most: 3, seconds: () => 10 + Math.random() * 10 },
    EXPONENTIAL_DECAY_RETRY: { most: 176, seconds: (n) => Math.min(512, 2 ** (n - 1)) },
  };

/**
 * An event bus of EventBridge: hands each event to the functions whose filter pattern lets it through, at least once,
 * tries again when it cannot be handed over, and puts it among the dead letters when it gives up.
 */
export class EventBus {
  private published = 0;
  private readonly delivering = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly rules: readonly Rule[],
    private readonly targets: Targets,
    private readonly options: BusOptions,
  ) {}

  /** How many rules took it. Delivery goes on behind the answer. */
  publish(event: object): number {
    const matching = this.rules.filter(({ trigger }) => trigger.matches(event));
    if (matching.length === 0) return 0;
    this.published += 1;
    const times = this.published % (this.options.twiceEvery ?? 5) === 0 ? 2 : 1;
    for (const rule of matching)
      for (let time = 0; time < times; time += 1) this.start(rule, Buffer.from(JSON.stringify(event)));
    return matching.length;
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    while (this.delivering.size > 0) await Promise.allSettled([...this.delivering]);
  }

  stop(): void {
    this.stopping.abort();
  }

  private start(rule: Rule, event: Buffer): void {
    const work = this.deliver(rule, event).finally(() => this.delivering.delete(work));
    this.delivering.add(work);
  }

  private async deliver({ trigger, functionName }: Rule, event: Buffer): Promise<void> {
    const { most, seconds } = RETRIES[trigger.retries];
    const maxRetries = Math.min(most, trigger.maxRetries ?? most);
    let ageSeconds = 0;
    let why = '';
    for (let tries = 0; tries <= maxRetries; tries += 1) {
      if (tries > 0) {
        const wait = seconds(tries);
        ageSeconds += wait;
        if (ageSeconds > (trigger.maxAgeSeconds ?? Number.POSITIVE_INFINITY)) break;
        if (!(await this.pause(wait))) return;
      }
      const failure = await this.tryOnce(trigger, functionName, event);
      if (failure === undefined) return;
      why = failure;
    }
    this.options.deadLetters.put(trigger.deadLetters, { from: trigger.name, why, event });
  }

  /** Undefined when it was taken. An asynchronous function answers for its failures itself. */
  private async tryOnce(trigger: EventTrigger, functionName: string, event: Buffer): Promise<string | undefined> {
    try {
      if (trigger.isAsync) {
        this.targets.invokeAsync(functionName, event);
        return undefined;
      }
      return (await this.targets.invoke(functionName, event)).error?.errorMessage;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async pause(seconds: number): Promise<boolean> {
    const ms = seconds / (this.options.secondsPerMs ?? 0.1);
    try {
      await sleep(ms, undefined, { signal: this.stopping.signal });
      return true;
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      throw error;
    }
  }
}
