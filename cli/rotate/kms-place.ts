import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import { CURRENT_STAGE, PREVIOUS_STAGE, type SecretsService } from '../../shared/aliyun/secrets';
import { CloudNotFound } from '../../shared/errors';
import { looked, messageOf } from '../../shared/identity/looked';
import type { SecretFormat } from '../../shared/incident/rotation-entries';
import { versionOf } from '../../shared/rotation/after';
import { CommandEnded, EXIT } from '../exit';
import { ArrivalUnknown } from './arrival';
import type { Place } from './place';
import { secretText } from './secret-text';
import { shown } from './shown';

/** A generic secret keeps so many versions (KMS PutSecretValue). */
const MOST_VERSIONS = 10;

/**
 * A secret of the user's choice in KMS, as a new version beside the old one. The secret must be there: which key it is
 * encrypted by, in which instance, and who may read it, is its owner's choice.
 */
export async function kmsPlace(secretName: string, format: SecretFormat, secrets: SecretsService): Promise<Place> {
  const { deletedAt, type } = await described(secretName, secrets);
  const name = shown(secretName);
  if (deletedAt !== undefined)
    throw new CommandEnded(EXIT.usage, `The KMS secret ${name} is to be deleted at ${deletedAt}. No key was made.`);
  // KMS itself puts the values of the other types there, and refuses anybody else's (KMS PutSecretValue).
  if (type !== undefined && type !== 'Generic')
    throw new CommandEnded(
      EXIT.usage,
      `The KMS secret ${name} is of the type ${shown(type)}, and only a generic one takes a key from outside: name another. No key was made.`,
    );
  const versions = await secrets.listVersions(secretName, true);
  const current = versions.find(({ stages }) => stages.includes(CURRENT_STAGE))?.id;
  const isFull = versions.length >= MOST_VERSIONS;
  return {
    record: { kind: 'kms', secretName },
    lines: [
      `put its secret into the KMS secret ${name} as the current version${current === undefined ? '' : `; version ${current} is kept`}`,
      ...(isFull ? [`let KMS drop the oldest of the ${versions.length} versions of ${name}`] : []),
    ],
    ...(current === undefined ? {} : { previousVersion: current }),
    prepare: async () => undefined,
    giveUp: async () => undefined,
    take: async (key: MadeKey) => {
      const version = versionOf(key.accessKeyId);
      try {
        await secrets.putSecretValue(secretName, version, secretText(key, format));
      } catch (error) {
        // An answer that was lost says nothing of what KMS did, nor does the refusal of a later try.
        await mustHold(secretName, key.accessKeyId, secrets, error);
        return `the KMS secret ${name}, version ${version}: its answer was lost (${messageOf(error)}), and it has the version`;
      }
      return `the KMS secret ${name}, version ${version}`;
    },
  };
}

async function described(secretName: string, secrets: SecretsService) {
  try {
    return await secrets.describeSecret(secretName);
  } catch (error) {
    if (error instanceof CloudNotFound)
      throw new CommandEnded(
        EXIT.usage,
        `There is no KMS secret ${shown(secretName)} in this region. Make it first, as a generic secret with any value, where your workload may read it. No key was made.`,
        { cause: error },
      );
    throw error;
  }
}

/** Throws ArrivalUnknown where KMS does not tell, and what PutSecretValue threw where it tells that the version is not there. */
async function mustHold(
  secretName: string,
  accessKeyId: string,
  secrets: SecretsService,
  thrown: unknown,
): Promise<void> {
  const look = await looked(holdsKeyInKms(secretName, [accessKeyId], secrets));
  if ('couldNotCheck' in look)
    throw new ArrivalUnknown(
      `${messageOf(thrown)}; and whether KMS has the version ${versionOf(accessKeyId)} all the same could not be checked: ${look.couldNotCheck}`,
    );
  if (look.value.length === 0) throw thrown;
}

/** Which version was the current one before a key's, while that is the current one. */
export async function versionBefore(
  secretName: string,
  accessKeyId: string,
  secrets: SecretsService,
): Promise<string | undefined> {
  const versions = await secrets.listVersions(secretName);
  const current = versions.find(({ stages }) => stages.includes(CURRENT_STAGE))?.id;
  if (current !== versionOf(accessKeyId)) return undefined;
  return versions.find(({ stages }) => stages.includes(PREVIOUS_STAGE))?.id;
}

/** Which of the keys has a version of the secret. */
export async function holdsKeyInKms(
  secretName: string,
  ids: readonly string[],
  secrets: SecretsService,
): Promise<string[]> {
  try {
    const versions = new Set((await secrets.listVersions(secretName, true)).map(({ id }) => id));
    return ids.filter((id) => versions.has(versionOf(id)));
  } catch (error) {
    if (error instanceof CloudNotFound) return [];
    throw error;
  }
}
