import { Command, CommanderError } from 'commander';
import { ConfigurationInvalid, InvalidAccessKeyId, InvalidAccountId, TemporaryAccessKey } from '../shared/errors';
import { addAccount } from './account';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { addOffline } from './offline';

const program = new Command('ak-tourniquet')
  .description('Takes the power of a leaked Alibaba Cloud AccessKey, keeps the evidence, and gives the power back.')
  .version('0.1.0')
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
    if (error instanceof CommandEnded) return error.exitCode;
    const misused =
      error instanceof ConfigurationInvalid ||
      error instanceof InvalidAccessKeyId ||
      error instanceof InvalidAccountId ||
      error instanceof TemporaryAccessKey;
    return misused ? EXIT.usage : EXIT.failed;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
