import { EXIT } from './exit';

const WHY: Readonly<Record<string, string>> = { EPIPE: 'whoever read it is gone', ENOSPC: 'the disk is full' };

/** What is told and reaches nobody was not told: the command has failed, and says so where it still can. */
function fail(error: NodeJS.ErrnoException): void {
  process.stderr.write(
    `ak-tourniquet: the output could not be written: ${WHY[error.code ?? ''] ?? error.message}\n`,
    () => process.exit(EXIT.failed),
  );
}

function ignore(): void {
  // There is nobody left to tell.
}

/** From here on a command ends when its output cannot be written. */
export function endWithOutput(): void {
  process.stdout.on('error', fail);
  process.stderr.on('error', ignore);
}

/** From here on a command is brought to its end, whoever still reads what it tells: the journal does. */
export function outliveOutput(): void {
  process.stdout.off('error', fail);
  // Once, however often a command says so.
  for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore).on('error', ignore);
}
