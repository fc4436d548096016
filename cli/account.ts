import type { Command } from 'commander';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { addMfa } from './mfa-commands';
import { JSON_OUT, notBlank, ownWords, WHY, wholeDays, YES } from './options';
import { addRotate } from './rotate/commands';
import type { OpenedRun, RunOptions } from './run';

type Ends = (work: Promise<ExitCode>) => Promise<void>;

interface Given {
  readonly reason: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly user?: string;
  readonly approve?: boolean;
  readonly send?: boolean;
  readonly all?: boolean;
  readonly reactivate?: string[];
  readonly ownKey?: string[];
  readonly falseAlarm?: boolean;
  readonly confirmedToo?: boolean;
  readonly keepNetwork?: boolean;
  readonly keepConsole?: boolean;
  readonly restoreConsole?: string[];
  readonly allDenies?: boolean;
  readonly acceptChanges?: boolean;
  readonly deleteEvidence?: string;
  readonly drill?: boolean;
  readonly retainDays?: number;
  readonly unprotect?: string[];
  readonly takeOff?: string[];
  readonly newStateKey?: boolean;
  readonly newPlace?: boolean;
}

const PROFILE = [
  '--profile <name>',
  'credentials of this profile of `aliyun configure`, whatever the environment holds',
] as const;

/** OSS retains for at most 70 years (InitiateBucketWorm). */
const MOST_RETAIN_DAYS = 25_550;

/** The commands that work on the account, with their user's own credentials. */
export function addAccount(program: Command, ends: Ends): void {
  program.option(...PROFILE, notBlank);
  let profile: string | undefined;
  program.hook('preAction', (_, command) => {
    profile = profileOf(command);
  });
  const open = async (options: RunOptions = {}): Promise<OpenedRun> =>
    (await import('./run')).openRun(process.env, { ...options, ...(profile === undefined ? {} : { profile }) });
  const withRun = async (work: (cli: OpenedRun) => Promise<ExitCode>, options?: RunOptions): Promise<ExitCode> =>
    work(await open(options));

  program
    .command('setup')
    .description('make the evidence bucket, the deny policies and the roles, or put them back')
    .option(
      '--retain-days <n>',
      'lock what is written into the archive for so many days: this cannot be taken back',
      wholeDays(1, MOST_RETAIN_DAYS),
    )
    .option('--unprotect <bucket...>', 'buckets of another configuration that the quarantine shall protect no longer')
    .option('--take-off <policy...>', 'rights of another configuration that the roles shall carry no longer')
    .option('--new-place', 'although the functions remember in another bucket, or under another prefix: they lose it')
    .option('--new-state-key', 'print a new state key, although the functions have one: what they remember is lost')
    .option(...YES)
    .option(...JSON_OUT)
    .action(({ yes = false, json = false, retainDays, unprotect, takeOff, newPlace, newStateKey }: Given) =>
      ends(
        withRun(
          async (cli) =>
            (await import('./setup')).setupCommand(cli, {
              ...{ yes, json, newStateKey: newStateKey === true, newPlace: newPlace === true },
              ...(retainDays === undefined ? {} : { retainDays }),
              ...(unprotect === undefined ? {} : { unprotect }),
              ...(takeOff === undefined ? {} : { takeOff }),
            }),
          { makeStateKey: newStateKey ? 'always' : 'if-none' },
        ),
      ),
    );

  program
    .command('remove')
    .description('take away what set-up made: roles, group, deny policies; the evidence stays')
    .option('--delete-evidence <bucket>', 'the evidence, too: write out the name of its bucket')
    .option(...YES)
    .option(...JSON_OUT)
    .action(({ yes = false, json = false, deleteEvidence }: Given) =>
      ends(
        withRun(async (cli) =>
          (await import('./setup/remove')).removeCommand(cli, {
            yes,
            json,
            ...(deleteEvidence ? { deleteEvidence } : {}),
          }),
        ),
      ),
    );

  program
    .command('doctor')
    .description('look at a deployment from end to end: what holds, and what to do where it does not')
    .option('--send', 'send a test message through every channel')
    .option('--drill', 'and have the responder contain a throw-away RAM user, then release and delete it')
    .option(...YES)
    .option(...JSON_OUT)
    .action(({ send = false, json = false, drill = false, yes = false }: Given) =>
      ends(withRun(async (cli) => (await import('./doctor')).doctorCommand(cli, { send, json, drill, yes }))),
    );

  program
    .command('respond <key>')
    .description('contain a leaked AccessKey now, keep the evidence and tell its owner')
    .requiredOption(...WHY, ownWords)
    .option('--user <name>', 'the RAM user that it belongs to, where you know: he is confirmed all the same')
    .option('--approve', 'contain it even where it would be held: excluded, or released before')
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, { reason, user, approve = false, yes = false, json = false }: Given) =>
      ends(
        withRun(async (cli) =>
          (await import('./respond')).respondCommand(cli, key, {
            reason,
            by: cli.by,
            yes,
            json,
            approve,
            ...(user ? { user } : {}),
          }),
        ),
      ),
    );

  program
    .command('investigate <key>')
    .description('collect the evidence of an incident here and now, and write its report')
    .option(...JSON_OUT)
    .action((key: string, { json = false }: Given) =>
      ends(withRun(async (cli) => (await import('./investigate')).investigateCommand(cli, key, json))),
    );

  program
    .command('release <key>')
    .description('take off what was put on for this AccessKey, and do not contain again for the same leak')
    .requiredOption(...WHY, ownWords)
    .option('--reactivate <key...>', 'switch these AccessKeys on again')
    .option('--own-key <key...>', "AccessKeys made, or switched on, since the leak that are yours, not the thief's")
    .option('--false-alarm', 'the key did not leak: release it while it is active')
    .option(
      '--confirmed-too',
      'with --false-alarm: say it of leaks as well that Security Center confirmed, behind a notice that anybody can send',
    )
    .option('--keep-network', 'leave the network policy of the key as it is now')
    .option('--keep-console', 'leave console logins as they are now')
    .option('--restore-console <user...>', 'give the console login of these users back, although the findings name it')
    .option(
      '--all-denies',
      'take off denies of ours as well that no journal knows of; with --reactivate, keys that none says we switched off',
    )
    .option(
      '--accept-changes',
      'you have looked at what the user has gained since the containment, or at what could not be compared',
    )
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, o: Given) => {
      if (o.keepConsole && o.restoreConsole)
        throw new CommandEnded(
          EXIT.usage,
          '--keep-console and --restore-console contradict each other: give one of them.',
        );
      return ends(
        withRun(async (cli) => {
          await (await import('./restore-console')).refuseUnchangedLogins(cli, key, o.restoreConsole ?? []);
          return (await import('./release')).releaseCommand(cli, key, {
            reason: o.reason,
            by: cli.by,
            reactivate: o.reactivate ?? [],
            ownKeys: o.ownKey ?? [],
            falseAlarm: o.falseAlarm ?? false,
            confirmedToo: o.confirmedToo ?? false,
            keepNetwork: o.keepNetwork ?? false,
            keepConsole: o.keepConsole ?? false,
            restoreConsole: o.restoreConsole ?? [],
            allDenies: o.allDenies ?? false,
            acceptChanges: o.acceptChanges ?? false,
            json: o.json ?? false,
            yes: o.yes ?? false,
          });
        }),
      );
    });

  addRotate(program, ends, withRun);

  program
    .command('approve [keys...]')
    .description('contain what is held, whatever held it')
    .requiredOption(...WHY, ownWords)
    .option('--all', 'everything that is held')
    .option(...YES)
    .option(...JSON_OUT)
    .action((keys: string[], o: Given) => {
      if ((keys.length === 0) !== (o.all ?? false))
        throw new CommandEnded(EXIT.usage, 'Name the AccessKeys, or say --all.');
      const which = o.all ? ('all' as const) : keys;
      const decision = { reason: o.reason, yes: o.yes ?? false, json: o.json ?? false };
      return ends(
        withRun(async (cli) => (await import('./approve')).approveCommand(cli, which, { ...decision, by: cli.by })),
      );
    });

  program
    .command('status [key]')
    .description('what is known of one incident, or of all')
    .option(...JSON_OUT)
    .action((key: string | undefined, { json = false }: Given) =>
      ends(withRun(async (cli) => (await import('./status')).statusCommand(cli, key, json))),
    );

  program
    .command('hygiene')
    .description('look at every AccessKey of the account here and now, as the nightly run does')
    .option(...JSON_OUT)
    .action(({ json = false }: Given) =>
      ends(withRun(async (cli) => (await import('./hygiene')).hygieneCommand(cli, json))),
    );

  addMfa(program, ends, withRun);

  program
    .command('exceptions [file]')
    .description("show the exceptions of the nightly look, or put a file's list in their place")
    .option(...YES)
    .option(...JSON_OUT)
    .action((file: string | undefined, { yes = false, json = false }: Given) =>
      ends(withRun(async (cli) => (await import('./exceptions')).exceptionsCommand(cli, file, { yes, json }))),
    );

  program
    .command('invoke <function>')
    .description('run a deployed function and print its answer: its name, or service/function for FC 2.0')
    .requiredOption('--event <json>', 'what it is invoked with, such as {"command":"status"}, or @file')
    .option('--async', 'do not wait for its end')
    .option(...JSON_OUT)
    .action((name: string, options: import('./invoke').InvokeOptions) =>
      ends(withRun(async (cli) => (await import('./invoke')).invokeCommand(cli, name, options))),
    );

  program
    .command('evidence')
    .description('the evidence pack of an incident')
    .command('verify <place>')
    .description(
      'compare every object with the manifest: a folder, or oss://<bucket>/<prefix>/incidents/<account>/<key>',
    )
    .option(...JSON_OUT)
    .action((place: string, { json = false }: Given) =>
      ends(import('./evidence').then(({ verifyCommand }) => verifyCommand(place, json, () => open()))),
    );
  for (const command of program.commands) takeProfile(command);
}

/** Before the command or behind it: options belong to the command that they follow. */
function takeProfile(command: Command): void {
  command.option(...PROFILE, notBlank);
  for (const sub of command.commands) takeProfile(sub);
}

/** The nearest that was given, anywhere on the way to this command. */
function profileOf(command: Command): string | undefined {
  const { profile } = command.opts<{ profile?: string }>();
  return profile ?? (command.parent ? profileOf(command.parent) : undefined);
}
