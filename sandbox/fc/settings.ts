import { CloudError, type SandboxRequest } from '../kernel/types';
import type { FcTarget, Setting } from './route';
import type { FunctionDefinition, StoredTrigger } from './types';

/** What the account has of Function Compute, to be changed. */
export interface Functions {
  readonly functions: Map<string, FunctionDefinition>;
  readonly triggers: Map<string, StoredTrigger[]>;
}

/** The settings of an UpdateFunction that mean anything here: new code needs a build, and has none. */
interface Update {
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly timeout?: number;
}

/**
 * Reads or changes a function as its owner does, and answers the body. The variables of an update take the place of all
 * former ones (UpdateFunction, "environmentVariables"). Throws CloudError 404 for a trigger that is not there.
 */
export function setting(account: Functions, operation: Setting, target: FcTarget, { body }: SandboxRequest): object {
  const { functionName, triggerName } = target;
  if (operation === 'DeleteFunction') {
    account.functions.delete(functionName);
    account.triggers.delete(functionName);
    return {};
  }
  if (operation === 'DeleteTrigger') {
    const all = account.triggers.get(functionName) ?? [];
    const left = all.filter((trigger) => trigger.triggerName !== triggerName);
    if (left.length === all.length)
      throw new CloudError(404, 'TriggerNotFound', `trigger '${triggerName}' does not exist`);
    account.triggers.set(functionName, left);
    return {};
  }
  const definition = account.functions.get(functionName);
  if (!definition) throw new CloudError(404, 'FunctionNotFound', `function '${functionName}' does not exist`);
  if (operation === 'GetFunction') return shown(functionName, definition);
  const { environmentVariables: env, timeout } = JSON.parse(body.toString() || '{}') as Update;
  const updated = { ...definition, ...(env ? { env } : {}), ...(timeout ? { timeoutSeconds: timeout } : {}) };
  account.functions.set(functionName, updated);
  return shown(functionName, updated);
}

function shown(functionName: string, { env, timeoutSeconds }: FunctionDefinition): object {
  return { functionName, handler: 'index.handler', environmentVariables: env, timeout: timeoutSeconds };
}
