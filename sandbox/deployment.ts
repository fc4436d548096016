import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { checkoutRoot } from './checkout';
import { type Matcher, parsePattern } from './eventbridge/pattern';

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
  readonly deadLetters: string | undefined;
}

/** A function as s.yaml describes it: all that a platform must know to run it. */
export interface DeployedFunction {
  readonly name: string;
  readonly bundleDir: string;
  readonly roleName: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly maxInstances: number | undefined;
  readonly asyncRetries: number;
  readonly asyncMaxAgeSeconds: number;
  readonly onFailure: string | undefined;
  readonly logs: { readonly project: string; readonly logstore: string } | undefined;
  readonly triggers: readonly (TimerTrigger | EventTrigger)[];
}

/** s.yaml does not say what a deployment needs. */
export class DeploymentInvalid extends Error {
  constructor(what: string) {
    super(`s.yaml: ${what}`);
    this.name = 'DeploymentInvalid';
  }
}

export interface DeploymentVariables {
  readonly accountId: string;
  readonly region: string;
}

/**
 * The functions of the project's own s.yaml, as Serverless Devs would deploy them: what runs here is what is deployed,
 * trigger by trigger. Environment variables stay out: a sandbox brings its own. Throws DeploymentInvalid.
 */
export function readDeployment(variables: DeploymentVariables, root = checkoutRoot()): readonly DeployedFunction[] {
  const rendered = renderSYaml(variables, root) as SYaml;
  return Object.values(rendered.resources ?? {}).map(({ props }) => {
    const { asyncInvokeConfig } = props;
    if (asyncInvokeConfig === undefined) throw new DeploymentInvalid(`${props.functionName} has no asyncInvokeConfig`);
    return {
      name: props.functionName,
      bundleDir: path.resolve(root, props.code),
      roleName: props.role.replace(/^.*:role\//, ''),
      timeoutSeconds: props.timeout,
      memoryMb: props.memorySize,
      maxInstances: props.concurrencyConfig?.reservedConcurrency,
      asyncRetries: asyncInvokeConfig.maxAsyncRetryAttempts,
      asyncMaxAgeSeconds: asyncInvokeConfig.maxAsyncEventAgeInSeconds,
      onFailure: asyncInvokeConfig.destinationConfig?.onFailure?.destination,
      logs: props.logConfig,
      triggers: (props.triggers ?? []).flatMap(readTrigger),
    };
  });
}

/** s.yaml as Serverless Devs hands it to the component: every variable filled in. Throws DeploymentInvalid. */
export function renderSYaml(variables: DeploymentVariables, root = checkoutRoot()): unknown {
  const document = parse(readFileSync(path.join(root, 's.yaml'), 'utf8')) as SYaml;
  return render(document, document.vars ?? {}, variables);
}

interface SYaml {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, { readonly props: FunctionProps }>>;
}

interface FunctionProps {
  readonly functionName: string;
  readonly code: string;
  readonly role: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly concurrencyConfig?: { readonly reservedConcurrency: number };
  readonly asyncInvokeConfig?: {
    readonly maxAsyncRetryAttempts: number;
    readonly maxAsyncEventAgeInSeconds: number;
    readonly destinationConfig?: { readonly onFailure?: { readonly destination?: string } };
  };
  readonly logConfig?: { readonly project: string; readonly logstore: string };
  readonly triggers?: readonly { triggerName: string; triggerType: string; triggerConfig: Record<string, unknown> }[];
}

function readTrigger({
  triggerName: name,
  triggerType,
  triggerConfig: config,
}: NonNullable<FunctionProps['triggers']>[number]): (TimerTrigger | EventTrigger)[] {
  if (triggerType === 'timer') {
    if (config['enable'] !== true) return [];
    return [{ kind: 'timer', name, cron: String(config['cronExpression']), payload: String(config['payload'] ?? '') }];
  }
  if (triggerType !== 'eventbridge')
    throw new DeploymentInvalid(`the sandbox has no ${triggerType} triggers (${name})`);
  if (config['triggerEnable'] !== true) return [];
  const run = config['runOptions'] as RunOptions | undefined;
  return [
    {
      kind: 'eventbridge',
      name,
      matches: parsePattern(String(config['eventRuleFilterPattern'])),
      isAsync: config['asyncInvocationType'] === true,
      retries: run?.retryStrategy?.PushRetryStrategy ?? 'BACKOFF_RETRY',
      deadLetters: run?.deadLetterQueue?.Arn,
    },
  ];
}

interface RunOptions {
  readonly retryStrategy?: { readonly PushRetryStrategy?: PushRetryStrategy };
  readonly deadLetterQueue?: { readonly Arn?: string };
}

/** Fills in `${vars.x}`, `${config('AccountID')}` and `${env('X', 'default')}` as Serverless Devs does (its YAML docs). */
function render(value: unknown, vars: Readonly<Record<string, unknown>>, variables: DeploymentVariables): unknown {
  if (Array.isArray(value)) return value.map((one) => render(one, vars, variables));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, render(one, vars, variables)]));
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{([^}]+)\}/g, (whole, expression: string) => {
    const variable = /^vars\.(\w+)$/.exec(expression)?.[1];
    if (variable === 'region') return variables.region;
    if (variable !== undefined && typeof vars[variable] === 'string') return vars[variable];
    if (expression === "config('AccountID')") return variables.accountId;
    const env = /^env\('(\w+)'(?:, '([^']*)')?\)$/.exec(expression);
    if (env) return env[2] ?? '';
    throw new DeploymentInvalid(`nobody fills in ${whole}`);
  });
}
