import '../shared/secrecy/quiet-libraries';
import { Command, CommanderError } from 'commander';
import { addAccount } from './account';
import { EXIT, type ExitCode } from './exit';
import { failureOf, inJson, inWords } from './failure';
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

/**
 * Runs the command and turns what it throws into a sentence, with --json into a document on standard output as well, and
 * an exit code. The words themselves are looked at, because a command line that cannot be read has no options yet.
 */
async function main(): Promise<ExitCode> {
  try {
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    const failure = failureOf(error, process.env);
    // commander has told its own in its own words.
    if (!(error instanceof CommanderError)) process.stderr.write(inWords(failure));
    if (process.argv.includes('--json')) process.stdout.write(inJson(failure));
    return failure.exitCode;
  }
}

endWithOutput();
void main().then((code) => {
  process.exitCode = code;
});
