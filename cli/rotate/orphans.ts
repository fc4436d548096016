import { looked } from '../../shared/identity/looked';
import { parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { attemptsOf } from '../../shared/rotation/attempts';
import { type Orphan, suspectsOf } from '../../shared/rotation/orphans';
import { holderOf, type KeyHolder } from './holder';
import { commentFor } from './new-user';
import { inWords, keysAt } from './place';
import type { Room } from './room';
import { shown } from './shown';

/**
 * The keys that starts which died, or whose answer was lost, may have left in the account. `oldUser`: whose the old key is,
 * by the name that he has now. Throws what listing the keys
 * throws; a look at one key that fails is a doubt about it.
 */
export async function orphansOf(room: Room, { entries, id }: Incident, oldUser: string): Promise<Orphan[]> {
  const open = attemptsOf(entries)
    .filter(({ end }) => end !== 'ended')
    .map((one) => (one.isNewUser ? one : { ...one, userName: oldUser }));
  const names = [...new Set(open.map(({ userName }) => userName))];
  const found = await Promise.all(
    names.map(async (name) => {
      const holder = holderOf(room, name);
      const suspects = suspectsOf(entries, open, name, (await holder.keys()) ?? [], id.accessKeyId);
      return Promise.all(suspects.map((one) => judged(room, holder, one)));
    }),
  );
  return found.flat();
}

async function judged(room: Room, holder: KeyHolder, orphan: Orphan): Promise<Orphan> {
  const { key, attempt } = orphan;
  const [use, where] = await Promise.all([
    looked((async () => holder.lastUsed(parseAccessKeyId(key.id)))()),
    attempt.place === null ? { value: [] } : looked(keysAt(attempt.place, [key.id], room.cloud)),
  ]);
  const doubts = [...orphan.doubts];
  if ('couldNotCheck' in use) doubts.push(`its last use could not be checked (${use.couldNotCheck})`);
  else if (use.value !== undefined) doubts.push(`it was used at ${use.value.toISOString()}`);
  const place = attempt.place === null ? '' : inWords(attempt.place);
  if ('couldNotCheck' in where) doubts.push(`whether ${place} holds it could not be checked (${where.couldNotCheck})`);
  else if (where.value.length > 0) doubts.push(`${place} holds its secret`);
  // What died may have written it before; an answer that was lost was written nowhere.
  if (attempt.place?.kind === 'stdout' && attempt.end === 'died')
    doubts.push('its secret may have been written to standard output');
  return { ...orphan, doubts };
}

/**
 * The users that starts of this incident made and that are there still, a sentence each, by the names that they were given.
 * Never throws: nothing waits for them, and who may not look at one hears of it.
 */
export async function usersLeft({ cloud }: Room, { entries, id }: Incident, but?: string): Promise<string[]> {
  const names = new Set(attemptsOf(entries).flatMap(({ userName, isNewUser }) => (isNewUser ? userName : [])));
  names.delete(but ?? '');
  const sentences = [...names].map(async (name) => {
    const user = `the RAM user ${shown(name)}, whom an earlier start of this rotation made`;
    const comments = await looked(cloud.ram.commentsOf(parseUserName(name)));
    if ('couldNotCheck' in comments) return `${user}, if he is there: could not check (${comments.couldNotCheck})`;
    if (comments.value !== commentFor(id.accessKeyId)) return [];
    return `${user}, with his policies and keys: go on with him by --new-user ${shown(name)}, or delete him in the RAM console (Identities > Users)`;
  });
  return (await Promise.all(sentences)).flat();
}

/** What becomes of a key that nobody is known to have the secret of, in a sentence. */
export function switchOffByHand({ key, userName }: Orphan): string {
  return `switch it off: RAM console > Users > ${shown(userName)} > AccessKey ${key.id} > Disable`;
}
