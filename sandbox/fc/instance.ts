import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { Output } from './output';
import { runnerPath } from './runner-path';
import type { FunctionDefinition, FunctionError, InvocationResult } from './types';

/** What one invocation hands to an instance. */
export interface Assignment {
  readonly functionName: string;
  readonly requestId: string;
  readonly event: Buffer;
  readonly context: Readonly<Record<string, unknown>>;
}

interface RunnerError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

type RunnerMessage =
  | { readonly type: 'loaded' }
  | { readonly type: 'load-failed'; readonly error: RunnerError }
  | {
      readonly type: 'result';
      readonly id: string;
      readonly durationMs: number;
      readonly peakRssBytes: number;
      readonly payload?: Uint8Array;
      readonly error?: RunnerError;
      readonly crashed?: boolean;
    };

/** A process with the function's code in it. Takes one request at a time, and is thrown away when it failed. */
export class Instance {
  private readonly child: ChildProcess;
  private readonly output: Output;
  private readonly exited: Promise<string>;
  private readonly loaded: Promise<RunnerError | undefined>;
  private readonly startedAt = performance.now();
  private coldStartMs: number | undefined;
  private isUsable = true;

  constructor(
    readonly definition: FunctionDefinition,
    env: Readonly<Record<string, string>>,
  ) {
    this.child = fork(runnerPath(), [definition.bundleDir], {
      cwd: definition.bundleDir,
      env: { ...env },
      // Nothing of the parent's own flags: a debugger's port or a test runner's hooks are not the function's.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.output = new Output([this.child.stdout as Readable, this.child.stderr as Readable]);
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => {
        this.isUsable = false;
      });
      // `close` comes after the last output, `exit` need not.
      this.child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
      this.child.once('error', (error) => resolve(error.message));
    });
    this.loaded = this.message('load').then((message) => {
      this.coldStartMs = performance.now() - this.startedAt;
      return message?.type === 'load-failed' ? message.error : undefined;
    });
  }

  /** Whether it can take another request. */
  get usable(): boolean {
    return this.isUsable;
  }

  /** Resolves always: a function that fails, crashes or takes too long is a result as well. */
  async run(assignment: Assignment): Promise<InvocationResult> {
    const { timeoutSeconds } = this.definition;
    let timer: NodeJS.Timeout | undefined;
    const timeOut = new Promise<'timeout'>((resolve) => {
      timer = setTimeout(() => resolve('timeout'), timeoutSeconds * 1000);
    });
    const startedAt = performance.now();
    const outcome = await Promise.race([this.perform(assignment), timeOut]);
    clearTimeout(timer);
    if (outcome !== 'timeout') return outcome;
    await this.stop();
    return this.failure(assignment, performance.now() - startedAt, {
      kind: 'UnhandledInvocationError',
      errorType: 'FunctionTimeout',
      errorMessage: `Function time out after ${timeoutSeconds} seconds`,
      stackTrace: [],
    });
  }

  async stop(): Promise<void> {
    this.isUsable = false;
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.exited;
  }

  private async perform(assignment: Assignment): Promise<InvocationResult> {
    const notLoaded = await this.loaded;
    if (notLoaded) {
      await this.stop();
      return this.failure(assignment, 0, { kind: 'UnhandledInvocationError', ...notLoaded });
    }
    const answered = this.message(assignment.requestId);
    if (this.isUsable)
      this.child.send({ id: assignment.requestId, event: assignment.event, context: assignment.context });
    const message = await answered;
    if (message?.type !== 'result') {
      return this.failure(assignment, 0, {
        kind: 'UnhandledInvocationError',
        errorType: 'ProcessExit',
        errorMessage: `Process exited unexpectedly before completing request (${await this.exited})`,
        stackTrace: [],
      });
    }
    await Promise.race([this.output.end(assignment.requestId), this.exited]);
    if (message.crashed) this.isUsable = false;
    const kind = message.crashed ? 'UnhandledInvocationError' : 'HandledInvocationError';
    const error: FunctionError | undefined = message.error && { kind, ...message.error };
    return this.result(assignment, {
      error,
      payload: error ? errorPayload(error) : Buffer.from(message.payload ?? []),
      durationMs: message.durationMs,
      peakRssBytes: message.peakRssBytes,
    });
  }

  /** The runner's next word on loading or on this request; undefined when the process ends without one. */
  private message(of: 'load' | string): Promise<RunnerMessage | undefined> {
    return new Promise((resolve) => {
      const listen = (message: RunnerMessage) => {
        if (of === 'load' ? message.type === 'result' : message.type !== 'result' || message.id !== of) return;
        this.child.off('message', listen);
        resolve(message);
      };
      this.child.on('message', listen);
      void this.exited.then(() => {
        this.child.off('message', listen);
        resolve(undefined);
      });
    });
  }

  private failure(assignment: Assignment, durationMs: number, error: FunctionError): InvocationResult {
    return this.result(assignment, { error, payload: errorPayload(error), durationMs, peakRssBytes: 0 });
  }

  private result(
    { functionName, requestId }: Assignment,
    rest: Pick<InvocationResult, 'error' | 'payload' | 'durationMs' | 'peakRssBytes'>,
  ): InvocationResult {
    const { coldStartMs } = this;
    this.coldStartMs = undefined;
    return { functionName, requestId, logs: this.output.drain(), coldStartMs, ...rest };
  }
}

function errorPayload({ errorType, errorMessage, stackTrace }: FunctionError): Buffer {
  return Buffer.from(JSON.stringify({ errorMessage, errorType, stackTrace }));
}
