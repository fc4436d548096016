import { readFileSync } from 'node:fs';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { printableLines } from './printable';
import type { CliRun } from './run';

export interface InvokeOptions {
  readonly event: string;
  readonly async?: boolean;
}

/**
 * Runs a deployed function, FC 3.0's by its name or FC 2.0's as `service/function`, and prints what it answered. Exit
 * code 1 when the function failed.
 */
export async function invokeCommand({ run }: CliRun, name: string, options: InvokeOptions): Promise<ExitCode> {
  const event = eventOf(textOf(options.event));
  const { status, body, errorType } = await run.cloud.functions.invoke(name, event, options.async ? 'Async' : 'Sync');
  if (options.async) process.stderr.write(`${name} has taken the event (HTTP ${status}); its logs tell the rest.\n`);
  if (body !== '') process.stdout.write(`${printableLines(body.trimEnd())}\n`);
  if (errorType === undefined) return EXIT.done;
  process.stderr.write(`${name} failed (${errorType}); its logs say why.\n`);
  return EXIT.failed;
}

/** `@file` is what stands in the file. */
function textOf(given: string): string {
  if (!given.startsWith('@')) return given;
  try {
    return readFileSync(given.slice(1), 'utf8');
  } catch (cause) {
    throw new CommandEnded(EXIT.usage, `${given.slice(1)} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function eventOf(text: string): object {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch (cause) {
    throw new CommandEnded(EXIT.usage, `--event is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw new CommandEnded(EXIT.usage, '--event must be a JSON object, such as {"command":"status"}.');
  return event;
}
