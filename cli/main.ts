import { Command, CommanderError } from 'commander';
import {
  CloudCallFailed,
  ConfigurationInvalid,
  InvalidAccessKeyId,
  InvalidAccountId,
  InvalidUserName,
  NotRoot,
  TemporaryAccessKey,
} from '../shared/errors';
import { addAccount } from './account';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { addOffline } from './offline';
import { endWithOutput } from './output';

const program = new Command('ak-tourniquet')
  .description('Takes the power of a leaked Alibaba Cloud AccessKey, keeps the evidence, and gives the power back.')
  .version('0.1.0')
  // rotate and its steps have options of the same names: each is for what stands before it.
  .enablePositionalOptions()
  .exitOverride()
  .showHelpAfterError('(add --help for what there is)');

let exitCode: ExitCode = EXIT.done;
const ends = async (work: Promise<ExitCode>): Promise<void> => {
  exitCode = await work;
};
addAccount(program, ends);
addOffline(program, ends);

/** Runs the command and turns what it throws into a sentence and an exit code. */
async function main(): Promise<ExitCode> {
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    process.stderr.write(`ak-tourniquet: ${error instanceof Error ? error.message : String(error)}\n`);
    const next = nextOf(error);
    if (next !== undefined) process.stderr.write(`${next}\n`);
    if (error instanceof CommandEnded) return error.exitCode;
    const misused =
      error instanceof ConfigurationInvalid ||
      error instanceof InvalidAccessKeyId ||
      error instanceof InvalidAccountId ||
      error instanceof InvalidUserName ||
      error instanceof NotRoot ||
      error instanceof TemporaryAccessKey;
    return misused ? EXIT.usage : EXIT.failed;
  }
}

/** What to do about credentials that the cloud does not take, or not for this. */
function nextOf(error: unknown): string | undefined {
  if (!(error instanceof CloudCallFailed)) return undefined;
  if (/^InvalidSecurityToken|^SecurityTokenExpired/.test(error.cloudCode))
    return 'Your session is over, or its token does not belong to its key: sign in again, then run the same command again.';
  if (/^InvalidAccessKeyId|^SignatureDoesNotMatch|^Forbidden.AccessKey/.test(error.cloudCode))
    return 'Your own AccessKey is not taken (deleted, off, or its secret mistyped): use one that works, then run the same command again.';
  if (error.status === 403)
    return `Your identity may not do that: ask for ${error.service}:${error.action}, then run the same command again.`;
  return undefined;
}

endWithOutput();
void main().then((code) => {
  process.exitCode = code;
});
