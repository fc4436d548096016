export const LATEST = 'LATEST';

/** What sets a function off. */
export interface FunctionTrigger {
  readonly name: string;
  /** `timer`, `eventbridge` and others. */
  readonly type: string;
  readonly isOn: boolean;
  /** The version or alias of the function that it sets off; `LATEST`: what was deployed last. */
  readonly qualifier: string;
  /** A timer's times. */
  readonly cron: string | undefined;
  /** An event trigger's pattern, as JSON text. */
  readonly pattern: string | undefined;
  /** An event trigger's: the event is queued and tried again, and EventBridge waits for no answer. */
  readonly isAsync: boolean;
}

/** A trigger as ListTriggers answers it. FC 3.0 writes its settings as JSON text, FC 2.0 as an object. */
export function readTrigger(answered: object): FunctionTrigger {
  const { triggerName, triggerType, triggerConfig, qualifier } = answered as Readonly<Record<string, unknown>>;
  const config = settingsOf(triggerConfig);
  const { enable, triggerEnable, cronExpression, eventRuleFilterPattern, asyncInvocationType } = config;
  return {
    name: String(triggerName ?? ''),
    type: String(triggerType ?? ''),
    isOn: enable === true || triggerEnable === true,
    qualifier: typeof qualifier === 'string' && qualifier !== '' ? qualifier : LATEST,
    cron: typeof cronExpression === 'string' ? cronExpression : undefined,
    pattern: typeof eventRuleFilterPattern === 'string' ? eventRuleFilterPattern : undefined,
    isAsync: asyncInvocationType === true,
  };
}

function settingsOf(config: unknown): Readonly<Record<string, unknown>> {
  const value: unknown = typeof config === 'string' ? JSON.parse(config) : config;
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
