import { messageOf } from '../../shared/identity/looked';
import { parseUserName } from '../../shared/ids';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { type LoginsEntry, type NamedLogin, touchedLogins } from '../../shared/incident/login-entries';
import type { Run } from '../platform';
import type { LoginsTouched } from './touched';

/** An entry names so many at most, of each kind. */
const MOST = 200;
/** Of so many the id is looked up: a thief can change everybody's login. */
const MOST_IDS = 30;

/**
 * Writes down whose console login the attack made or changed, or may have, where that is news: the watch over the deny takes
 * such a session for no person. Before the owner is told anything, so that what the message names is known to it. Resolves
 * with the incident as it is then. Throws what the journal throws. Repeating it changes nothing.
 */
export async function noteLogins(run: Run, incident: Incident, logins: LoginsTouched): Promise<Incident> {
  const taken = logins.taken.slice(0, MOST);
  const suspected = logins.suspected.slice(0, MOST);
  if (!isNews(incident.entries, taken, suspected)) return incident;
  const ids = await idsOf(run, [...taken, ...suspected].slice(0, MOST_IDS));
  const named = (userName: string): NamedLogin => {
    const userId = ids.get(userName);
    return { userName, ...(userId === undefined ? {} : { userId }) };
  };
  const entry: LoginsEntry = { type: 'logins', taken: taken.map(named), suspected: suspected.map(named) };
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ entries }) => (isNews(entries, taken, suspected) ? entry : undefined),
    incident,
  );
  return after;
}

function isNews(entries: readonly Entry[], taken: readonly string[], suspected: readonly string[]): boolean {
  const known = touchedLogins(entries);
  const of = (some: readonly NamedLogin[]): ReadonlySet<string> => new Set(some.map(({ userName }) => userName));
  const all = of([...known.taken, ...known.suspected]);
  return taken.some((name) => !of(known.taken).has(name)) || suspected.some((name) => !all.has(name));
}

/** Whose id cannot be looked up is known by his name alone. */
async function idsOf(run: Run, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const name of names) {
    try {
      ids.set(name, (await run.cloud.ram.getUser(parseUserName(name))).id);
    } catch (error) {
      run.log.warn({ why: messageOf(error) }, 'the id of a user whose login was changed could not be looked up');
    }
  }
  return ids;
}
