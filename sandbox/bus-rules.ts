import path from 'node:path';
import { checkoutRoot } from './checkout';
import type { DeploymentVariables } from './deployment';
import type { Rule } from './eventbridge/bus';
import { parsePattern } from './eventbridge/pattern';
import { DeploymentInvalid, type PushRetryStrategy, tolerant } from './triggers';
import type { StoredRule } from './world/buses';
import { readYaml } from './yaml-file';

const FILE = 'docs/ros.yaml';

/** A rule of a bus other than the account's default one. */
export interface BusRule extends Rule {
  readonly bus: string;
}

interface Written {
  readonly Type: string;
  readonly Properties: {
    readonly EventBusName: string;
    readonly RuleName: string;
    readonly Status: string;
    readonly Description?: string;
    readonly FilterPattern: unknown;
    readonly Targets: readonly {
      readonly Id: string;
      readonly Type: string;
      readonly Endpoint: unknown;
      readonly PushRetryStrategy: PushRetryStrategy;
      readonly ErrorsTolerance: string;
      readonly DeadLetterQueue?: { readonly Arn?: unknown };
      readonly ParamList: readonly { readonly ResourceKey: string; readonly Value?: unknown }[];
    }[];
  };
}

/** The stack's rules: of the default bus, or of the others. */
function written(root: string, ofDefault: boolean): readonly Written['Properties'][] {
  const template = readYaml(path.join(root, FILE)) as {
    readonly Resources: Record<string, Written>;
  };
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'ALIYUN::EventBridge::Rule')
    .map(({ Properties }) => Properties)
    .filter(({ EventBusName, Status }) => (EventBusName === 'default') === ofDefault && Status === 'ENABLE');
}

/** The stack's rules as EventBridge keeps them, with their buses. Throws DeploymentInvalid. */
export function storedRules(
  variables: DeploymentVariables,
  ofDefault = false,
  root = checkoutRoot(),
): readonly (readonly [bus: string, rule: StoredRule])[] {
  return written(root, ofDefault).map(({ EventBusName, RuleName, Description, FilterPattern, Targets }) => [
    EventBusName,
    {
      name: RuleName,
      status: 'ENABLE',
      description: Description ?? '',
      pattern: JSON.stringify(FilterPattern),
      targets: Targets.map(({ Id, Type, Endpoint }) => ({ id: Id, type: Type, endpoint: filled(Endpoint, variables) })),
    },
  ]);
}

/**
 * The rules of custom buses as they are played. Those of the default bus stay out: s.yaml's triggers make the same ones,
 * and an account has either. Throws DeploymentInvalid.
 */
export function readBusRules(variables: DeploymentVariables, root = checkoutRoot()): readonly BusRule[] {
  return written(root, false).flatMap(({ EventBusName: bus, RuleName: name, FilterPattern, Targets }) =>
    Targets.map((target) => ({
      bus,
      functionName: String(/functions\/([^/]+)$/.exec(filled(target.Endpoint, variables))?.[1]),
      trigger: {
        kind: 'eventbridge' as const,
        name,
        matches: parsePattern(JSON.stringify(FilterPattern)),
        isAsync: target.ParamList.some(
          ({ ResourceKey, Value }) => ResourceKey === 'InvocationType' && Value === 'ASYNC',
        ),
        retries: target.PushRetryStrategy,
        // A target of a rule knows the strategy's own limits alone (ALIYUN::EventBridge::Rule).
        maxRetries: undefined,
        maxAgeSeconds: undefined,
        deadLetters:
          tolerant(target.ErrorsTolerance, name, FILE) && target.DeadLetterQueue?.Arn !== undefined
            ? filled(target.DeadLetterQueue.Arn, variables)
            : undefined,
      },
    })),
  );
}

/** A text, or `Fn::Sub` of one, with what every stack knows filled in. */
function filled(value: unknown, { accountId, region }: DeploymentVariables): string {
  const text = typeof value === 'string' ? value : (value as { 'Fn::Sub'?: unknown })['Fn::Sub'];
  if (typeof text !== 'string') throw new DeploymentInvalid(`${JSON.stringify(value)} is no text`, FILE);
  const known: Readonly<Record<string, string>> = { 'ALIYUN::AccountId': accountId, 'ALIYUN::Region': region };
  return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
    const one = known[name];
    if (one === undefined) throw new DeploymentInvalid(`nobody fills in ${whole}`, FILE);
    return one;
  });
}
