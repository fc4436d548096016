import { type Command, InvalidArgumentError, Option } from 'commander';
import { OBSERVE_DAYS } from '../../shared/rotation/start-line';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { JSON_OUT, newFile, notBlank, ownWords, WHY, wholeDays, YES } from '../options';
import type { OpenedRun } from '../run';
import { shown } from './shown';

type WithRun = (work: (cli: OpenedRun) => Promise<ExitCode>) => Promise<ExitCode>;

interface Given {
  readonly root?: string;
  readonly undo?: boolean;
  readonly again?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly toKms?: string;
  readonly toFile?: string;
  readonly toStdout?: boolean;
  readonly format?: 'json' | 'env';
  readonly newUser?: string;
  readonly discard?: string;
  readonly anyway?: boolean;
  readonly now?: boolean;
  readonly observeDays?: number;
  readonly liftEarly?: boolean;
}

const AGAIN = [
  '--again',
  'one more step back behind a step that was taken back; with --yes it must be said, without it is asked',
] as const;

/** `rotate` and its steps, in their order. */
export function addRotate(program: Command, ends: (work: Promise<ExitCode>) => Promise<void>, withRun: WithRun): void {
  const rotate = program
    .command('rotate')
    .description('put a new AccessKey in the place of a leaked one, step by step')
    .enablePositionalOptions();
  addRoot(rotate, ends, withRun);

  rotate
    .command('start <key>')
    .description('make the new key and put its secret where your workload reads it; it is never shown unasked')
    .option('--to-kms <secret>', 'a generic secret of KMS: as its new current version, the old one is kept', notBlank)
    .option('--to-file <path>', 'a new file that you alone may read', newFile)
    .option('--to-stdout', 'standard output')
    .addOption(new Option('--format <format>', 'how the secret is written').choices(['json', 'env']).default('json'))
    .option('--new-user <name>', "for a fresh RAM user who may only what the evidence shows as the business's need")
    .option('--discard <key>', 'first delete this key, to the recycle bin: one whose secret was lost, or that is off')
    .option('--anyway', 'although the new user of an earlier start has got something else since: with --reason')
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, given: Given) => {
      const place = placeGiven(given);
      return ends(
        withRun(async (cli) =>
          (await import('./start')).startCommand(cli, key, {
            ...consent(cli, given),
            place,
            format: given.format ?? 'json',
            anyway: given.anyway ?? false,
            ...(given.newUser === undefined ? {} : { newUser: given.newUser }),
            ...(given.discard === undefined ? {} : { discard: given.discard }),
          }),
        ),
      );
    });

  rotate
    .command('verify <key>')
    .description('whether the old key is quiet and the new one works, by the last use of both')
    .option(...JSON_OUT)
    .action((key: string, given: Given) =>
      ends(withRun(async (cli) => (await import('./verify')).verifyCommand(cli, key, consent(cli, given)))),
    );

  rotate
    .command('narrow <key>')
    .description(
      'meanwhile let the old key work only from the networks where it worked before the leak; the deny stays',
    )
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, given: Given) =>
      ends(withRun(async (cli) => (await import('./narrow')).narrowCommand(cli, key, consent(cli, given)))),
    );

  rotate
    .command('finish <key>')
    .description('switch the old key off, once nobody uses it')
    .option('--observe-days <days>', 'how long it is watched before it may be deleted', wholeDays(0, 999), OBSERVE_DAYS)
    .option('--anyway', 'although it is still used, or that could not be checked: with --reason')
    .option('--lift-early', 'take the deny off before the old key is deleted: with --reason')
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, given: Given) => ends(step(withRun, key, 'finish', given)));

  rotate
    .command('delete <key>')
    .description('delete the old key, to the recycle bin, after it was watched; then the deny comes off')
    .option('--now', 'before the time of observation is over: with --reason')
    .option('--anyway', 'although the new key is off or gone: with --reason')
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, given: Given) => ends(step(withRun, key, 'delete', given)));

  rotate
    .command('undo <key>')
    .description('take the last step back; nothing is deleted')
    .option('--anyway', 'although the new key is in use, or the deny is off: with --reason')
    .option(...AGAIN)
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .action((key: string, given: Given) => ends(step(withRun, key, 'undo', given)));
}

/** `rotate --root`, without a step's name: it makes the steps that can be made now. */
function addRoot(rotate: Command, ends: (work: Promise<ExitCode>) => Promise<void>, withRun: WithRun): void {
  rotate
    .option(
      '--root <key>',
      "the account's own key, as far as it can go now, with root's credentials for this one command",
      notAnOption,
    )
    .option('--to-kms <secret>', "root's key is in use: a generic secret of KMS for the new one", notBlank)
    .option('--to-file <path>', "root's key is in use: a new file for the new one, that you alone may read", newFile)
    .option('--to-stdout', "root's key is in use: standard output for the new one")
    .addOption(new Option('--format <format>', 'how the secret is written').choices(['json', 'env']).default('json'))
    .option('--discard <key>', 'first delete this key of root, for good: one whose secret was lost, or that is off')
    .option('--observe-days <days>', 'how long it is watched before it may be deleted', wholeDays(0, 999), OBSERVE_DAYS)
    .option('--undo', 'take the last step back instead')
    .option(...AGAIN)
    .option(
      '--anyway',
      'although it is used, or the new key is off or gone, or that could not be checked: with --reason',
    )
    .option('--now', 'delete it before the time of observation is over: with --reason')
    .option(...WHY, ownWords)
    .option(...YES)
    .option(...JSON_OUT)
    .allowExcessArguments()
    .action((given: Given, { args: [step] }: Command) => {
      const { root } = given;
      if (step !== undefined) throw new CommandEnded(EXIT.usage, noSuchStep(rotate, step));
      if (root === undefined) return rotate.help({ error: true });
      if (given.now && given.reason === undefined) throw new CommandEnded(EXIT.usage, 'Say why: --reason "…".');
      const place = placeGiven(given);
      return ends(
        withRun(async (cli) =>
          (await import('./root')).rootCommand(cli, root, {
            ...consent(cli, given),
            place,
            format: given.format ?? 'json',
            anyway: given.anyway ?? false,
            now: given.now ?? false,
            undo: given.undo ?? false,
            ...(given.again === undefined ? {} : { again: given.again }),
            observeDays: given.observeDays ?? OBSERVE_DAYS,
            ...(given.discard === undefined ? {} : { discard: given.discard }),
          }),
        ),
      );
    });
}

function step(withRun: WithRun, key: string, name: 'finish' | 'delete' | 'undo', given: Given): Promise<ExitCode> {
  return withRun(async (cli) =>
    (await import('./step')).stepCommand(cli, key, name, {
      ...consent(cli, given),
      anyway: given.anyway ?? false,
      now: given.now ?? false,
      ...(given.again === undefined ? {} : { again: given.again }),
      ...(given.observeDays === undefined ? {} : { observeDays: given.observeDays }),
      ...(given.liftEarly === undefined ? {} : { liftEarly: given.liftEarly }),
    }),
  );
}

function consent({ by }: OpenedRun, { yes = false, json = false, reason }: Given) {
  return { by, yes, json, ...(reason === undefined ? {} : { reason }) };
}

/** `--root --to-file x`: the key was left out, and the option behind it would be taken for it. */
function notAnOption(key: string): string {
  if (key.startsWith('-')) throw new InvalidArgumentError("the id of root's AccessKey stands behind it.");
  return key;
}

function noSuchStep(rotate: Command, step: string): string {
  const steps = rotate.commands.map((command) => command.name()).join(', ');
  return `rotate has no step ${shown(step)}. There are: ${steps}; and rotate --root <key>, for the account's own key.`;
}

function placeGiven({ toKms, toFile, toStdout, json }: Given) {
  if (toStdout && json)
    throw new CommandEnded(EXIT.usage, '--json and --to-stdout both write to standard output: give one of them.');
  const given = [
    ...(toKms === undefined ? [] : [{ kind: 'kms' as const, secretName: toKms }]),
    ...(toFile === undefined ? [] : [{ kind: 'file' as const, path: toFile }]),
    ...(toStdout ? [{ kind: 'stdout' as const }] : []),
  ];
  if (given.length > 1)
    throw new CommandEnded(EXIT.usage, 'A secret goes to one place: give one of --to-kms, --to-file, --to-stdout.');
  return given[0];
}
