import { createInterface } from 'node:readline/promises';
import { CommandEnded, EXIT } from './exit';
import { outliveOutput } from './output';
import { printable } from './printable';

export interface Consent {
  readonly yes: boolean;
}

/** One thing that will be done; a block has lines of ours below it, such as a document. Text from outside is one line. */
export type PlanLine = string | { readonly line: string; readonly below: readonly string[] };

function shownLine(item: PlanLine): string {
  const { line, below } = typeof item === 'string' ? { line: item, below: [] } : item;
  return [`  - ${printable(line)}`, ...below.map((one) => `      ${printable(one)}`)].map((one) => `${one}\n`).join('');
}

/**
 * Shows the plan and asks; `--yes` answers for a script, and without a terminal nobody can. Once it is agreed to, the
 * command is brought to its end, terminal or not. Throws CommandEnded for any other answer than yes.
 */
export async function confirm(plan: readonly PlanLine[], { yes }: Consent): Promise<void> {
  process.stderr.write(`This will:\n${plan.map(shownLine).join('')}`);
  if (!yes) {
    if (!process.stdin.isTTY)
      throw new CommandEnded(EXIT.usage, 'There is no terminal to ask on: give --yes to go ahead.');
    if (!/^y(es)?$/i.test(await answerTo('Go ahead? [y/N] ')))
      throw new CommandEnded(EXIT.person, 'Nothing was changed.');
  }
  outliveTheTerminal();
}

/** Empty for no answer: Ctrl-C, Ctrl-D, a terminal that went away. */
async function answerTo(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // A terminal that closes answers nothing at all: that is a no.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    return (await Promise.race([terminal.question(question), closed])).trim();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    process.stderr.write('\n');
    return '';
  } finally {
    terminal.close();
  }
}

let isOutliving = false;

function ignored(): void {
  // The journal tells what was done; there is nobody left to tell here.
}

/** A plan that is half done is the worst end of it: a window that is closed, or a reader that is gone, stops nothing. */
function outliveTheTerminal(): void {
  if (isOutliving) return;
  isOutliving = true;
  process.on('SIGHUP', ignored);
  outliveOutput();
}
