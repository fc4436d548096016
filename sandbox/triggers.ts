import { type Matcher, parsePattern } from './eventbridge/pattern';
import type { StoredTrigger } from './fc';

/** When EventBridge hands an event over in vain, how often it tries again (EventBridge, "Retry policies and dead letters"). */
export type PushRetryStrategy = 'BACKOFF_RETRY' | 'EXPONENTIAL_DECAY_RETRY';

export interface TimerTrigger {
  readonly kind: 'timer';
  readonly name: string;
  /** `@every 1m`, or six fields, perhaps behind `CRON_TZ=<zone> ` (Function Compute, "Timer triggers"). */
  readonly cron: string;
  readonly payload: string;
}

export interface EventTrigger {
  readonly kind: 'eventbridge';
  readonly name: string;
  readonly matches: Matcher;
  readonly isAsync: boolean;
  readonly retries: PushRetryStrategy;
  /** An own limit below the strategy's; undefined: the strategy's alone. */
  readonly maxRetries: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly deadLetters: string | undefined;
}

/** A trigger as s.yaml writes it, and as the account then has it. */
export type WrittenTrigger = StoredTrigger;

/** The deployment's files do not say what a deployment needs, or say what the sandbox cannot play. */
export class DeploymentInvalid extends Error {
  constructor(what: string, file = 's.yaml') {
    super(`${file}: ${what}`);
    this.name = 'DeploymentInvalid';
  }
}

/** A trigger of s.yaml; none for one that is switched off. Throws DeploymentInvalid. */
export function readTrigger({
  triggerName: name,
  triggerType,
  triggerConfig: config,
}: WrittenTrigger): (TimerTrigger | EventTrigger)[] {
  if (triggerType === 'timer') {
    if (config['enable'] !== true) return [];
    return [{ kind: 'timer', name, cron: String(config['cronExpression']), payload: String(config['payload'] ?? '') }];
  }
  if (triggerType !== 'eventbridge')
    throw new DeploymentInvalid(`the sandbox has no ${triggerType} triggers (${name})`);
  if (config['triggerEnable'] !== true) return [];
  const { retryStrategy, deadLetterQueue, errorsTolerance } = known(config['runOptions'], RUN_OPTIONS, name);
  const { PushRetryStrategy, MaximumRetryAttempts, MaximumEventAgeInSeconds } = known(retryStrategy, RETRIES, name);
  if (PushRetryStrategy !== 'BACKOFF_RETRY' && PushRetryStrategy !== 'EXPONENTIAL_DECAY_RETRY')
    throw new DeploymentInvalid(`${name}: PushRetryStrategy must be one of EventBridge's two`);
  const { eventSourceType } = (config['eventSourceConfig'] ?? {}) as { eventSourceType?: unknown };
  if (eventSourceType !== 'Default') throw new DeploymentInvalid(`${name}: the sandbox has the Default bus alone`);
  return [
    {
      kind: 'eventbridge',
      name,
      matches: parsePattern(String(config['eventRuleFilterPattern'])),
      isAsync: config['asyncInvocationType'] === true,
      retries: PushRetryStrategy,
      maxRetries: MaximumRetryAttempts as number | undefined,
      maxAgeSeconds: MaximumEventAgeInSeconds as number | undefined,
      deadLetters: tolerant(errorsTolerance, name) ? (deadLetterQueue as { Arn?: string } | undefined)?.Arn : undefined,
    },
  ];
}

const RUN_OPTIONS = ['mode', 'errorsTolerance', 'retryStrategy', 'deadLetterQueue', 'batchWindow'] as const;
const RETRIES = ['PushRetryStrategy', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'] as const;

/** The component's schema lets any name through here: a misspelt one would be a default that nobody chose. */
function known<T extends string>(value: unknown, names: readonly T[], of: string): Partial<Record<T, unknown>> {
  const object = (value ?? {}) as Partial<Record<T, unknown>>;
  const unknown = Object.keys(object).filter((name) => !names.some((one) => one === name));
  if (unknown.length > 0) throw new DeploymentInvalid(`${of}: nobody knows ${unknown.join(', ')}`);
  return object;
}

/**
 * `NONE` stops the rule at the first event that cannot be handed over, so that one event silences every later one: no
 * deployment of ours may say so. Throws DeploymentInvalid.
 */
export function tolerant(errorsTolerance: unknown, name: string, file?: string): true {
  if (errorsTolerance === 'ALL') return true;
  throw new DeploymentInvalid(`${name} must tolerate errors (errorsTolerance ALL), not ${errorsTolerance}`, file);
}
