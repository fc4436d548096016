import { CLI } from '../../shared/command-line';
import { nameNow } from '../../shared/identity/name-now';
import type { KnownUser } from '../../shared/identity/types';
import { maskKey, parseAccessKeyId, parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import { ROOT } from '../../shared/rotation/stage';
import { CommandEnded, EXIT } from '../exit';
import { noIncident, noIncidentNext, sealedOtherwise } from '../no-incident';
import type { Room } from './room';

/** An incident, and whose its key is. */
export interface Rotating {
  readonly incident: Incident;
  readonly userName: string;
}

/** As `known`, with each user under the name that he has now: what throws is a look, and then nothing is known of anybody. */
export async function rotating(room: Room): Promise<Rotating> {
  return asNamedNow(room, await known(room));
}

/** The incident as the journal has it, and whose key it is. Throws CommandEnded where there is nothing that could be rotated. */
export async function known(room: Room): Promise<Rotating> {
  const { id, cli } = room;
  const incident = await cli.run.journal.read(id);
  const key = maskKey(id.accessKeyId);
  if (incident.entries.length === 0)
    throw (
      sealedOtherwise(incident, cli.run.paths) ??
      new CommandEnded(EXIT.usage, `${noIncident(id)}. ${noIncidentNext(id)}`)
    );
  const { owner, rotation } = incident.state;
  if (owner?.type === 'root') {
    if (room.root) return { incident, userName: ROOT };
    throw new CommandEnded(EXIT.person, `${key} is the account's own: ${CLI} rotate --root ${id.accessKeyId}`);
  }
  if (room.root) throw new CommandEnded(EXIT.usage, `${key} is not root's: leave --root away.`);
  const userName = owner?.userName ?? rotation?.userName;
  if (userName === undefined)
    throw new CommandEnded(EXIT.person, `Whose key ${key} is, is not known, so that nothing can be put in its place.`);
  return { incident, userName };
}

/** The steps act by name, and somebody may have given a user another one in between. Throws what the looks throw. */
export async function asNamedNow({ cli, id }: Room, { incident, userName }: Rotating): Promise<Rotating> {
  if (userName === ROOT) return { incident, userName };
  const { rotation } = incident.state;
  const { newUser = null, newKey = null } = rotation ?? {};
  const now = async (key: string, known: KnownUser): Promise<string> =>
    (await nameNow(cli.run.cloud, parseAccessKeyId(key), known)) ?? known.userName;
  const [name, newName] = await Promise.all([
    now(id.accessKeyId, knownUserOf(incident.state) ?? { userName: parseUserName(userName) }),
    newUser === null || newKey === null ? newUser : now(newKey, { userName: parseUserName(newUser) }),
  ]);
  const state = { ...incident.state, rotation: rotation && { ...rotation, userName: name, newUser: newName } };
  return { incident: { ...incident, state }, userName: name };
}
