import { looked, messageOf } from '../../shared/identity/looked';
import { namedKeys, parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { RotationState } from '../../shared/incident/rotation-state';
import { newKeyStage, newKeyUser, stageOf } from '../../shared/rotation/stage';
import type { LastUseWords, StartFacts } from '../../shared/rotation/start';
import { CommandEnded, EXIT } from '../exit';
import { holderOf, type KeyHolder } from './holder';
import { commentFor } from './new-user';
import { inWords, keysAt } from './place';
import type { Room } from './room';

/** Whether a start of this rotation made the user. */
export async function isOurs({ cloud, id }: Room, targetName: string, userName: string): Promise<boolean> {
  if (targetName === userName) return false;
  return (await cloud.ram.commentsOf(parseUserName(targetName))) === commentFor(id.accessKeyId);
}

/** What a start that died may have put at its place. A look that fails ends the command: nothing is made on a guess. */
export async function foundAtPlace(
  { cloud }: Room,
  rotation: RotationState | null,
  keys: NonNullable<StartFacts['target']['keys']>,
): Promise<string[]> {
  if (!rotation?.place || ['none', 'deleted'].includes(stageOf(rotation))) return [];
  if (newKeyStage(rotation) === 'handed-over') return [];
  const before = new Set(rotation.keysBefore.map(({ id }) => id));
  const candidates = keys.map(({ id }) => id).filter((id) => id === rotation.newKey || !before.has(id));
  try {
    return await keysAt(rotation.place, candidates, cloud);
  } catch (error) {
    if (error instanceof CommandEnded) throw error;
    throw new CommandEnded(
      EXIT.unchecked,
      `could not check whether ${inWords(rotation.place)} holds the new key, so nothing was made: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** When each key was last used, or why that is not known. */
export async function lastUses(
  target: KeyHolder,
  keys: NonNullable<StartFacts['target']['keys']>,
): Promise<ReadonlyMap<string, LastUseWords>> {
  const asked = keys.map(async ({ id }): Promise<[string, LastUseWords]> => {
    const look = await looked((async () => target.lastUsed(parseAccessKeyId(id)))());
    return [id, 'couldNotCheck' in look ? look : { at: look.value?.toISOString() ?? null }];
  });
  return new Map(await Promise.all(asked));
}

/** Whom the new key is for: a user who was renamed since is asked for by the name that he was given here as well. */
export function targetOf(
  asked: string | undefined,
  rotation: RotationState | null,
  entries: Incident['entries'],
  userName: string,
): string {
  const isGiven = namesSince(rotation?.newKey ?? null, entries).includes(asked ?? '');
  // Before there is a key by which he is found, each name that was given is a user of its own.
  if (asked !== undefined && !(isGiven && rotation?.newUser && rotation.newKey !== null)) return asked;
  return rotation ? newKeyUser(rotation) : userName;
}

/** The names that the new key's user was given here, from the start that made it on. */
function namesSince(newKey: string | null, entries: Incident['entries']): string[] {
  const made = entries.find(
    (entry) => entry.type === 'rotation' && entry.steps.some(({ step, ok }) => ok && step === `create-key:${newKey}`),
  );
  const from = entries.findIndex(
    (entry) => entry.type === 'rotation-intent' && made?.type === 'rotation' && entry.run === made.run,
  );
  if (from < 0) return [];
  return entries
    .slice(from)
    .flatMap((entry) => (entry.type === 'rotation-intent' ? (entry.newUser?.userName ?? []) : []));
}

/** The rotation's new key, while it is there. `target`: whom a start is for now. */
export async function successorOf(
  room: Room,
  rotation: RotationState | null,
  target: { readonly name: string; readonly keys: StartFacts['target']['keys'] },
): Promise<StartFacts['successor']> {
  if (rotation === null || rotation.newKey === null) return undefined;
  const userName = newKeyUser(rotation);
  const keys = userName === target.name ? target.keys : await holderOf(room, userName).keys();
  const found = keys?.find(({ id }) => id === rotation.newKey);
  return found && { id: found.id, status: found.status, userName };
}

/** The keys that are off and have an incident of their own. */
export async function leakedOf({ cli, id }: Room, keys: NonNullable<StartFacts['target']['keys']>): Promise<string[]> {
  const off = keys.filter((key) => key.status === 'Inactive' && key.id !== id.accessKeyId);
  const incidents = await Promise.all(
    namedKeys(off).map((accessKeyId) => cli.run.journal.read({ accountId: id.accountId, accessKeyId })),
  );
  return incidents.filter(({ entries }) => entries.length > 0).map((incident) => incident.id.accessKeyId);
}
