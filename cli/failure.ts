import { CommanderError } from 'commander';
import { credentialsFault } from '../shared/aliyun/call';
import {
  CloudCallFailed,
  ConfigurationInvalid,
  HygieneExceptionsInvalid,
  InvalidAccessKeyId,
  InvalidAccountId,
  InvalidUserName,
  NotRoot,
  TemporaryAccessKey,
  TourniquetError,
} from '../shared/errors';
import { messageOf } from '../shared/identity/looked';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { nextOf } from './next-step';
import { jsonLine, printableLines } from './printable';

/** How a command ended that did not come to its own end. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** Of docs/errors.md. */
  readonly code: string;
  readonly message: string;
  /** What a person does about it. */
  readonly todo?: string;
}

/** What ends a command by its exit code alone (docs/errors.md, "On the command line"). */
const CODES: Readonly<Record<ExitCode, string>> = {
  [EXIT.done]: 'DONE',
  [EXIT.failed]: 'FAILED',
  [EXIT.usage]: 'USAGE',
  [EXIT.unchecked]: 'NOT_CHECKED',
  [EXIT.person]: 'PERSON_NEEDED',
};

const MISUSES = [
  ConfigurationInvalid,
  HygieneExceptionsInvalid,
  InvalidAccessKeyId,
  InvalidAccountId,
  InvalidUserName,
  NotRoot,
  TemporaryAccessKey,
];

/**
 * Whether the command was given what it cannot work with: its words, the configuration, or credentials that the cloud
 * does not take. A right that credentials lack is a failure of the call.
 */
function isMisuse(error: TourniquetError): boolean {
  return (
    MISUSES.some((kind) => error instanceof kind) ||
    (error instanceof CloudCallFailed && credentialsFault(error) !== undefined)
  );
}

/** What was thrown, as code, sentence, next step and exit code. Pure. */
export function failureOf(error: unknown, environment: NodeJS.ProcessEnv): Failure {
  const message = messageOf(error);
  const next = nextOf(error, environment);
  const told = { message, ...(next === undefined ? {} : { todo: next }) };
  if (error instanceof CommanderError)
    return error.code === 'commander.help'
      ? { exitCode: EXIT.usage, code: CODES[EXIT.usage], message: 'No command was named.' }
      : { exitCode: EXIT.usage, code: CODES[EXIT.usage], message: message.replace(/^error: /, '') };
  if (error instanceof CommandEnded) return { ...told, exitCode: error.exitCode, code: CODES[error.exitCode] };
  if (error instanceof TourniquetError) {
    return { ...told, exitCode: isMisuse(error) ? EXIT.usage : EXIT.failed, code: error.code };
  }
  return { ...told, exitCode: EXIT.failed, code: 'UNEXPECTED' };
}

/** For a person: the sentence, with the code where docs/errors.md has a row for it, and the next step on a line of its own. */
export function inWords({ code, message, todo }: Failure): string {
  const [first = '', ...rest] = message.split('\n');
  const named = Object.values(CODES).includes(code) || code === 'UNEXPECTED' ? first : `${first} [${code}]`;
  const lines = [`ak-tourniquet: ${named}`, ...rest, ...(todo === undefined ? [] : [todo])];
  return `${printableLines(lines.join('\n'))}\n`;
}

/** For a program. */
export function inJson({ code, message, todo }: Failure): string {
  return jsonLine({ error: { code, message, ...(todo === undefined ? {} : { todo }) } });
}
