import { type Assignment, Instance } from './instance';
import type { FunctionCredentials, FunctionDefinition, InvocationResult } from './types';

export interface PlatformOptions {
  /** Read at each invocation, so that functions can be added while the sandbox runs. */
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  /** A fresh STS session of a function's role. */
  readonly openSession: (roleName: string, sessionName: string, seconds: number) => FunctionCredentials;
  readonly region: string;
  readonly accountId: string;
  readonly newRequestId: () => string;
  /** Hears of each run as it ends: the platform then writes its logs. */
  readonly onRun?: (definition: FunctionDefinition, result: InvocationResult) => void;
}

/** A function's session lives 36 hours (Function Compute, "Grant permissions to a function"). */
const SESSION_SECONDS = 36 * 3600;
const DEFAULT_INSTANCES = 10;
const DEFAULT_MEMORY_MB = 512;

/** There is no such function. */
export class FunctionNotFound extends Error {
  constructor(readonly functionName: string) {
    super(`function '${functionName}' does not exist`);
    this.name = 'FunctionNotFound';
  }
}

/** Runs functions: keeps an instance warm, starts more while all are busy, makes requests wait at the limit. */
export class Platform {
  private readonly idle = new Map<string, Instance[]>();
  private readonly running = new Map<string, Set<Instance>>();
  private readonly slots = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();
  /** Everything that was run, oldest first. */
  readonly invocations: InvocationResult[] = [];
  private stopped = false;

  constructor(private readonly options: PlatformOptions) {}

  /** Throws {@link FunctionNotFound}; a function that fails is a result. */
  async invoke(
    functionName: string,
    event: Buffer,
    requestId = this.options.newRequestId(),
  ): Promise<InvocationResult> {
    const definition = this.definitionOf(functionName);
    await this.takeSlot(functionName, definition.maxInstances ?? DEFAULT_INSTANCES);
    try {
      return await this.run(functionName, definition, event, requestId);
    } finally {
      this.giveSlot(functionName);
    }
  }

  definitionOf(functionName: string): FunctionDefinition {
    const definition = this.options.functions.get(functionName);
    if (!definition) throw new FunctionNotFound(functionName);
    return definition;
  }

  /** Ends the instances that wait for work, as the platform does some minutes after their last request. */
  async cool(): Promise<void> {
    const all = [...this.idle.values()].flat();
    this.idle.clear();
    await Promise.all(all.map((instance) => instance.stop()));
  }

  /** Ends every instance, busy or not, and waits until they are gone. */
  async stop(): Promise<void> {
    this.stopped = true;
    const all = [...this.idle.values(), ...this.running.values()].flatMap((instances) => [...instances]);
    await Promise.all(all.map((instance) => instance.stop()));
  }

  private async run(
    functionName: string,
    definition: FunctionDefinition,
    event: Buffer,
    requestId: string,
  ): Promise<InvocationResult> {
    if (this.stopped) throw new Error('The sandbox has been stopped.');
    const credentials = this.options.openSession(definition.roleName, functionName, SESSION_SECONDS);
    const instance = this.instanceFor(functionName, definition, credentials);
    const busy = this.busyOf(functionName);
    busy.add(instance);
    const result = await instance.run(this.assignment(functionName, definition, event, requestId, credentials));
    busy.delete(instance);
    if (instance.usable && !this.stopped)
      this.idle.set(functionName, [...(this.idle.get(functionName) ?? []), instance]);
    else await instance.stop();
    this.invocations.push(result);
    this.options.onRun?.(definition, result);
    return result;
  }

  /** At the limit a request waits for another's slot, which is handed over without becoming free in between. */
  private async takeSlot(functionName: string, most: number): Promise<void> {
    const taken = this.slots.get(functionName) ?? 0;
    if (taken < most) {
      this.slots.set(functionName, taken + 1);
      return;
    }
    await new Promise<void>((resolve) => {
      this.waiting.set(functionName, [...(this.waiting.get(functionName) ?? []), resolve]);
    });
  }

  private giveSlot(functionName: string): void {
    const next = this.waiting.get(functionName)?.shift();
    if (next) next();
    else this.slots.set(functionName, (this.slots.get(functionName) ?? 1) - 1);
  }

  private busyOf(functionName: string): Set<Instance> {
    const busy = this.running.get(functionName) ?? new Set<Instance>();
    this.running.set(functionName, busy);
    return busy;
  }

  private instanceFor(name: string, definition: FunctionDefinition, credentials: FunctionCredentials): Instance {
    const idle = this.idle.get(name) ?? [];
    for (let instance = idle.pop(); instance; instance = idle.pop()) {
      if (instance.usable && instance.definition === definition) return instance;
      void instance.stop();
    }
    return new Instance(definition, this.environment(name, definition, credentials));
  }

  /** What the platform sets for an instance; the credentials in it are those of the instance's first request. */
  private environment(
    name: string,
    definition: FunctionDefinition,
    credentials: FunctionCredentials,
  ): Record<string, string> {
    const { accountId, region } = this.options;
    return {
      PATH: process.env.PATH ?? '',
      HOME: '/tmp',
      TZ: 'UTC',
      FC_FUNCTION_NAME: name,
      FC_FUNCTION_HANDLER: 'index.handler',
      FC_FUNCTION_MEMORY_SIZE: String(definition.memoryMb ?? DEFAULT_MEMORY_MB),
      FC_REGION: region,
      FC_ACCOUNT_ID: accountId,
      ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
      ...definition.env,
    };
  }

  private assignment(
    functionName: string,
    definition: FunctionDefinition,
    event: Buffer,
    requestId: string,
    credentials: FunctionCredentials,
  ): Assignment {
    const { accountId, region } = this.options;
    return {
      functionName,
      requestId,
      event,
      context: {
        requestId,
        credentials,
        function: {
          name: functionName,
          handler: 'index.handler',
          memory: definition.memoryMb ?? DEFAULT_MEMORY_MB,
          timeout: definition.timeoutSeconds,
        },
        region,
        accountId,
      },
    };
  }
}
