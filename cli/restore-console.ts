import { maskKey, parseAccessKeyId } from '../shared/ids';
import { CommandEnded, EXIT } from './exit';
import { printable } from './printable';
import type { CliRun } from './run';

/**
 * Throws CommandEnded where a login is to be given back that this incident never changed: a misspelt name would be passed
 * over, and the login of the right one stay as it is. One that was given back already may be named again.
 */
export async function refuseUnchangedLogins({ run }: CliRun, key: string, userNames: readonly string[]): Promise<void> {
  if (userNames.length === 0) return;
  const accessKeyId = parseAccessKeyId(key);
  const { entries } = await run.journal.read({ accountId: run.accountId, accessKeyId });
  if (entries.length === 0) return;
  const changed = new Set(entries.flatMap((entry) => (entry.type === 'console-intent' ? [entry.userName] : [])));
  const unknown = userNames.filter((name) => !changed.has(name));
  if (unknown.length === 0) return;
  const known = changed.size === 0 ? 'none was' : `changed were those of ${[...changed].join(', ')}`;
  throw new CommandEnded(
    EXIT.person,
    `The incident of ${maskKey(accessKeyId)} changed no console login of ${printable(unknown.join(', '))} (${printable(known)}). Nothing was released.`,
  );
}
