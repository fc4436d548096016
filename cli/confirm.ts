import { createInterface } from 'node:readline/promises';
import { CommandEnded, EXIT } from './exit';

export interface Consent {
  readonly yes: boolean;
}

/** Shows the plan and asks; `--yes` answers for a script, and without a terminal nobody can. */
export async function confirm(plan: readonly string[], { yes }: Consent): Promise<void> {
  process.stderr.write(`This will:\n${plan.map((line) => `  - ${line}\n`).join('')}`);
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new CommandEnded(EXIT.usage, 'There is no terminal to ask on: give --yes to go ahead.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // A terminal that closes answers nothing at all: that is a no.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question('Go ahead? [y/N] '), closed]);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandEnded(EXIT.person, 'Nothing was changed.');
  } finally {
    terminal.close();
  }
}
