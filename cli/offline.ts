import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from './completion';
import { EXIT, type ExitCode } from './exit';
import { policyEvaluate } from './policy-evaluate';

type Ends = (work: Promise<ExitCode>) => Promise<void>;

/** The commands that need no account. */
export function addOffline(program: Command, ends: Ends): void {
  program
    .command('policy')
    .description('the RAM policy language, without the cloud')
    .command('evaluate')
    .description('one decision a line, for JSON lines {"policies":[…],"request":{…}} on standard input')
    .action(() => ends(policyEvaluate(process.stdin, (line) => void process.stdout.write(`${line}\n`))));

  program
    .command('analyse <files...>')
    .description(
      'what exported ActionTrail files say about a leaked AccessKey, without the cloud: files, folders, or - for standard input',
    )
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
    .command('ros-template')
    .description('print the template of docs/ros.yaml: what a deployment needs besides the functions')
    .action(() => ends(import('./ros-template').then(({ rosTemplate }) => printed(rosTemplate()))));

  program
    .command('sandbox')
    .description('a local Alibaba Cloud account to try it on: serves until it is stopped')
    .option('--port <n>', 'where it listens (default: any free port)')
    .option('--scenario <name>', 'one that comes with the sandbox, or a JSON file')
    .option('--latency <ms>', 'delay of every cloud call')
    .option('--propagation <ms>', 'how long a changed policy takes to bite')
    .option('--deliver', 'fire the timers, and deliver events to the functions')
    .option('--bare', 'an account that nothing was set up in')
    .argument('[options...]', 'the same behind --, as of "npm run sandbox"')
    .action((more: string[], given: Readonly<Record<string, string | true>>) =>
      ends(
        import('./sandbox').then(({ sandboxCommand }) =>
          sandboxCommand([
            ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [value])]),
            ...more,
          ]),
        ),
      ),
    );

  program
    .command('completion')
    .description('print a script that completes commands and options: source it in ~/.bashrc or ~/.zshrc')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .action((shell: Shell) =>
      ends(import('./completion').then(({ completionScript }) => printed(completionScript(program, shell)))),
    );
}

function printed(text: string): ExitCode {
  process.stdout.write(text);
  return EXIT.done;
}
