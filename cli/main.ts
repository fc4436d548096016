import { userInfo } from 'node:os';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ConfigurationInvalid, InvalidAccessKeyId, InvalidAccountId, TemporaryAccessKey } from '../shared/errors';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { policyEvaluate } from './policy-evaluate';

const program = new Command('ak-tourniquet')
  .description('Takes the power of a leaked Alibaba Cloud AccessKey, keeps the evidence, and gives the power back.')
  .version('0.1.0')
  .exitOverride()
  .showHelpAfterError('(add --help for what there is)');

let exitCode: ExitCode = EXIT.done;
const ends = async (work: Promise<ExitCode>): Promise<void> => {
  exitCode = await work;
};

program
  .command('policy')
  .description('the RAM policy language, without the cloud')
  .command('evaluate')
  .description('one decision a line, for JSON lines {"policies":[…],"request":{…}} on standard input')
  .action(() => ends(policyEvaluate(process.stdin, (line) => void process.stdout.write(`${line}\n`))));

program
  .command('analyse <files...>')
  .description('what exported ActionTrail files say about a leaked AccessKey, without the cloud')
  .requiredOption('--key <id>', 'the leaked AccessKey')
  .option('--account <id>', 'the account; events of others are set aside')
  .option('--home-region <region>', 'where global events are kept')
  .option('--leak-time <time>', 'when the leak was reported, such as 2026-05-20T12:00:00Z')
  .option('--deny-time <time>', 'when the deny was attached')
  .option('--now <time>', 'the time to judge by; default: now')
  .option('--bills <file>', 'answers of DescribeInstanceBill, {"days":[{"BillingDate","response"}]}')
  .option('--json', 'one JSON document on standard output')
  .action((files: string[], options: import('./analyse').AnalyseOptions) =>
    ends(import('./analyse').then(({ analyseCommand }) => analyseCommand(files, options, new Date()))),
  );

program
  .command('evidence')
  .description('the evidence pack of an incident')
  .command('verify <place>')
  .description('compare every object with the manifest: a folder, or oss://<bucket>/<prefix>/incidents/<account>/<key>')
  .action((place: string) =>
    ends(
      import('./evidence').then(async ({ verifyCommand }) => {
        const { openRun } = await import('./run');
        return verifyCommand(place, () => openRun(process.env));
      }),
    ),
  );

interface Reasoned {
  readonly reason: string;
  readonly yes?: boolean;
  readonly all?: boolean;
  readonly reactivate?: string[];
  readonly ownKey?: string[];
  readonly falseAlarm?: boolean;
}

program
  .command('setup')
  .description('make the evidence bucket and the deny policies, or put them back')
  .option('--yes', 'do not ask')
  .action((options: { yes?: boolean }) =>
    ends(
      withRun(async (cli) => (await import('./setup')).setupCommand(cli, { yes: options.yes ?? false }), {
        makeStateKey: true,
      }),
    ),
  );

program
  .command('ros-template')
  .description('print the template of docs/ros.yaml: what a deployment needs besides the functions')
  .action(() => ends(import('./ros-template').then(({ rosTemplate }) => printed(rosTemplate()))));

program
  .command('release <key>')
  .description('take off what was put on for this AccessKey, and do not contain again for the same leak')
  .requiredOption('--reason <text>', 'why: it stands in the journal', notBlank)
  .option('--reactivate <key...>', 'switch these AccessKeys on again')
  .option('--own-key <key...>', "AccessKeys made since the leak that are yours, not the thief's")
  .option('--false-alarm', 'the key did not leak: release it while it is active')
  .option('--yes', 'do not ask')
  .action((key: string, o: Reasoned) =>
    ends(
      withRun(async (cli) =>
        (await import('./release')).releaseCommand(cli, key, {
          reason: o.reason,
          by: userInfo().username,
          reactivate: o.reactivate ?? [],
          ownKeys: o.ownKey ?? [],
          falseAlarm: o.falseAlarm ?? false,
          yes: o.yes ?? false,
        }),
      ),
    ),
  );

program
  .command('approve [keys...]')
  .description('contain what is held, whatever held it')
  .requiredOption('--reason <text>', 'why: it stands in the journal', notBlank)
  .option('--all', 'everything that is held')
  .option('--yes', 'do not ask')
  .action((keys: string[], o: Reasoned) => {
    if ((keys.length === 0) !== (o.all ?? false))
      throw new CommandEnded(EXIT.usage, 'Name the AccessKeys, or say --all.');
    const which = o.all ? ('all' as const) : keys;
    const decision = { reason: o.reason, by: userInfo().username, yes: o.yes ?? false };
    return ends(withRun(async (cli) => (await import('./approve')).approveCommand(cli, which, decision)));
  });

program
  .command('status [key]')
  .description('what is known of one incident, or of all')
  .action((key?: string) => ends(withRun(async (cli) => (await import('./status')).statusCommand(cli, key))));

function printed(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.done;
}

/** A reason that says nothing is none: it stands in the journal and in later alerts. */
function notBlank(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('it must not be blank.');
  return text.trim();
}

async function withRun(
  work: (cli: import('./run').CliRun) => Promise<ExitCode>,
  options: { readonly makeStateKey?: boolean } = {},
): Promise<ExitCode> {
  const { openRun } = await import('./run');
  return work(await openRun(process.env, options));
}

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
