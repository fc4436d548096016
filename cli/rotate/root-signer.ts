import type { Credentials } from '../../shared/aliyun';
import { credentialsFault } from '../../shared/aliyun/call';
import type { RamRootService } from '../../shared/aliyun/ram-root';
import { connectRoot } from '../../shared/aliyun/rotation';
import { CloudCallFailed } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';

/** `ROOT_ACCESS_KEY_ID` and `ROOT_ACCESS_KEY_SECRET`, for this one command; else what the command line signs with. */
export function rootCredentials({ credentials }: CliRun): Credentials {
  const { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_ACCESS_KEY_SECRET: accessKeySecret } = process.env;
  if (!accessKeyId && !accessKeySecret) return credentials;
  if (accessKeyId && accessKeySecret) return { accessKeyId, accessKeySecret };
  throw new CommandEnded(EXIT.usage, 'Give ROOT_ACCESS_KEY_ID and ROOT_ACCESS_KEY_SECRET together, or neither.');
}

/**
 * Root's keys. Throws CommandEnded where the leaked one was to sign and cannot (it is off, as it should be), and where what
 * was given for root alone is not taken.
 */
export async function openedBy(cli: CliRun, signer: Credentials, accessKeyId: string): Promise<RamRootService> {
  try {
    return await connectRoot(cli.config, cli.clock, signer, cli.run.accountId);
  } catch (cause) {
    const fault = cause instanceof CloudCallFailed ? credentialsFault(cause) : undefined;
    if (fault === 'key' && signer.accessKeyId === accessKeyId)
      throw new CommandEnded(
        EXIT.person,
        `${maskKey(accessKeyId)} itself was to sign this, and is not taken any more: it is off, or was deleted. Give another key of root's in ROOT_ACCESS_KEY_ID and ROOT_ACCESS_KEY_SECRET, or go on in the console.`,
        { cause },
      );
    // What the command line itself signs with is told as in every command.
    if ((fault !== 'key' && fault !== 'secret') || signer === cli.credentials) throw cause;
    const why =
      fault === 'secret'
        ? 'ROOT_ACCESS_KEY_SECRET is not the secret of the key in ROOT_ACCESS_KEY_ID'
        : 'the key in ROOT_ACCESS_KEY_ID does not exist, is off, or was deleted';
    throw new CommandEnded(
      EXIT.usage,
      `${maskKey(signer.accessKeyId)} is not taken for root's: ${why} (${messageOf(cause)}). Nothing was asked or changed: give a pair that works, then run the same command again.`,
      { cause },
    );
  }
}
