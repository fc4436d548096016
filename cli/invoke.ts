import { readFileSync } from 'node:fs';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { functionFailure, jsonOrText } from './function-failure';
import { jsonText, printable, printableLines } from './printable';
import type { CliRun } from './run';

export interface InvokeOptions {
  readonly event: string;
  readonly async?: boolean;
  readonly json?: boolean;
}

/** FC: letters, digits, `_` and `-`, not first a digit or `-`. One of FC 2.0 stands behind its service. */
const FUNCTION = /^[A-Za-z_][\w-]{0,127}(\/[A-Za-z_][\w-]{0,127})?$/;

/**
 * Runs a deployed function, FC 3.0's by its name or FC 2.0's as `service/function`, and prints what it answered. Exit
 * code 1 when the function failed. For a program (`json`) the answer is part of a document that tells how it went.
 */
export async function invokeCommand({ run }: CliRun, name: string, options: InvokeOptions): Promise<ExitCode> {
  if (!FUNCTION.test(name))
    throw new CommandEnded(
      EXIT.usage,
      `"${printable(name)}" is no function's name: give ak-tourniquet-respond, or service/function for FC 2.0.`,
    );
  const event = eventOf(textOf(options.event));
  const answer = await run.cloud.functions.invoke(name, event, options.async ? 'Async' : 'Sync');
  const { status, body, errorType } = answer;
  const failure = functionFailure(answer);
  if (options.async) process.stderr.write(`${name} has taken the event (HTTP ${status}); its logs tell the rest.\n`);
  if (options.json)
    process.stdout.write(jsonText({ function: name, status, errorType: errorType ?? null, answer: jsonOrText(body) }));
  else if (failure === undefined && body !== '') process.stdout.write(`${printableLines(body.trimEnd())}\n`);
  if (failure === undefined) return EXIT.done;
  const { kind, why } = failure;
  const told = options.json || why === undefined ? '; its logs say why.' : `: ${printableLines(why)}`;
  process.stderr.write(`${name} failed (${printable(kind)})${told}\n`);
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
