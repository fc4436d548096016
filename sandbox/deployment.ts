import path from 'node:path';
import { checkoutRoot } from './checkout';
import { DeploymentInvalid, type EventTrigger, readTrigger, type TimerTrigger, type WrittenTrigger } from './triggers';
import { readYaml } from './yaml-file';

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
  /** Those that fire. */
  readonly triggers: readonly (TimerTrigger | EventTrigger)[];
  /** All of them, as they are written. */
  readonly written: readonly WrittenTrigger[];
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
    // The sandbox runs Node.js and calls `handler` of index.js: another one would pass here and fail in the cloud.
    if (props.runtime !== 'nodejs20' || props.handler !== 'index.handler')
      throw new DeploymentInvalid(`${props.functionName} must run index.handler on nodejs20`);
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
      triggers: (props.triggers ?? []).flatMap((trigger) => readTrigger(trigger)),
      written: props.triggers ?? [],
    };
  });
}

/** s.yaml as Serverless Devs hands it to the component: every variable filled in. Throws DeploymentInvalid. */
export function renderSYaml(variables: DeploymentVariables, root = checkoutRoot()): unknown {
  const document = readYaml(path.join(root, 's.yaml')) as SYaml;
  return render(document, document.vars ?? {}, variables);
}

interface SYaml {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, { readonly props: FunctionProps }>>;
}

interface FunctionProps {
  readonly functionName: string;
  readonly runtime: string;
  readonly handler: string;
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
  readonly triggers?: readonly WrittenTrigger[];
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
