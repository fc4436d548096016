import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { RotationCloud } from '../../shared/aliyun/rotation';
import type { SecretFormat, SecretPlace } from '../../shared/incident/rotation-entries';
import { filePlace, holdsKeyInFile } from './file-place';
import { holdsKeyInKms, kmsPlace, versionBefore } from './kms-place';
import { refuseOwnSecret } from './own-secret';
import type { Room } from './room';
import { shown } from './shown';
import { stdoutPlace } from './stdout-place';

/** A place that was looked at: what stands in the plan, and what happens before and after the key is made. */
export interface Place {
  readonly record: SecretPlace;
  readonly lines: readonly string[];
  /** KMS: the version that is current now. */
  readonly previousVersion?: string;
  /** Before the key is made: what can be refused is refused here. */
  prepare(): Promise<void>;
  /**
   * Puts the secret there. Its errors never hold it. Throws ArrivalUnknown where the place may have it; after any other
   * error nobody has it.
   */
  take(key: MadeKey): Promise<string>;
  /** After `prepare`, when there is no key to put there. */
  giveUp(): Promise<void>;
}

/** Looks at a place. `wasReserved`: see filePlace. Throws CommandEnded (usage) for one that cannot take a secret. */
export async function placeOf(
  record: SecretPlace,
  format: SecretFormat,
  { cloud, cli }: Pick<Room, 'cloud' | 'cli'>,
  wasReserved: (file: string) => boolean,
): Promise<Place> {
  switch (record.kind) {
    case 'kms':
      refuseOwnSecret(record.secretName, cli.config);
      return kmsPlace(record.secretName, format, cloud.secrets);
    case 'file':
      return filePlace(record.path, format, wasReserved);
    case 'stdout':
      return stdoutPlace(format);
  }
}

/** Which of the keys lies at the place. Throws what the look throws: not to know is not "none". */
export async function keysAt(record: SecretPlace, ids: readonly string[], cloud: RotationCloud): Promise<string[]> {
  if (ids.length === 0 || record.kind === 'stdout') return [];
  return record.kind === 'kms'
    ? holdsKeyInKms(record.secretName, ids, cloud.secrets)
    : holdsKeyInFile(record.path, ids);
}

/** KMS: which version was the current one before a key's; undefined: none, or the key's own is not the current one. */
export async function versionBeforeAt(
  record: SecretPlace,
  accessKeyId: string,
  cloud: RotationCloud,
): Promise<string | undefined> {
  return record.kind === 'kms' ? versionBefore(record.secretName, accessKeyId, cloud.secrets) : undefined;
}

/** In words, for plans and messages. */
export function inWords(record: SecretPlace): string {
  if (record.kind === 'kms') return `the KMS secret ${shown(record.secretName)}`;
  return record.kind === 'file' ? `the file ${shown(record.path)}` : 'standard output';
}
