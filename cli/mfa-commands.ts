import type { Command } from 'commander';
import type { ExitCode } from './exit';
import type { MfaOptions } from './mfa';
import { JSON_OUT, YES } from './options';
import type { CliRun, OpenedRun } from './run';

type WithRun = (work: (cli: OpenedRun) => Promise<ExitCode>) => Promise<ExitCode>;

/** What holds for the console logins of the whole account: a person's alone. */
export function addMfa(program: Command, ends: (work: Promise<ExitCode>) => Promise<void>, withRun: WithRun): void {
  const mfa = program.command('mfa').description('multi-factor authentication of every RAM user at console logins');
  const add = (name: string, about: string, act: (cli: CliRun, options: MfaOptions) => Promise<ExitCode>): void => {
    mfa
      .command(name)
      .description(about)
      .option(...YES)
      .option(...JSON_OUT)
      .action(({ yes = false, json = false }: { readonly yes?: boolean; readonly json?: boolean }) =>
        ends(withRun((cli) => act(cli, { by: cli.by, yes, json }))),
      );
  };
  add('require', 'require it of everybody: shows how many users that hits, and asks', async (cli, options) =>
    (await import('./mfa')).requireMfa(cli, options),
  );
  add('restore', 'put the requirement back as it was before', async (cli, options) =>
    (await import('./mfa')).restoreMfa(cli, options),
  );
}
