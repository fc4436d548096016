import type { Config } from '../../shared/config/types';
import { CommandEnded, EXIT } from '../exit';
import { shown } from './shown';

/** KMS takes a secret's ARN for its name as well (KMS DescribeSecret, SecretName). */
const ARN = /^acs:kms:[^:]*:[^:]*:secret\//i;
/** What the functions' roles let them read (docs/permissions.md). */
const READ_BY_FUNCTIONS = /^ak-tourniquet/i;

/**
 * Refuses the secrets that are this tool's own: written over, the state key opens no journal any more, and a channel no
 * longer takes a message; and whatever the functions may read would give the workload's new key to their roles.
 * Throws CommandEnded (usage).
 */
export function refuseOwnSecret(secretName: string, config: Config): void {
  const name = secretName.replace(ARN, '');
  const why = namedIn(config).includes(name)
    ? 'holds a secret of ak-tourniquet itself, which its configuration names'
    : READ_BY_FUNCTIONS.test(name)
      ? 'has a name of those that ak-tourniquet keeps for itself (ak-tourniquet…), which its functions may read'
      : undefined;
  if (why === undefined) return;
  throw new CommandEnded(
    EXIT.usage,
    `The KMS secret ${shown(secretName)} ${why}. Name the secret that your workload reads. No key was made.`,
  );
}

/** Every KMS secret that a configuration names, wherever in it. */
function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, name } = value as { kind?: unknown; name?: unknown };
  return kind === 'kms' && typeof name === 'string' ? [name] : Object.values(value).flatMap(namedIn);
}
