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
  // What is known already takes no place: the next round writes down what exceeded this one.
  const { taken, suspected } = newsOf(incident.entries, logins);
  if (taken.length + suspected.length === 0) return incident;
  const ids = await idsOf(run, [...taken, ...suspected].slice(0, MOST_IDS));
  const named = (userName: string): NamedLogin => {
    const userId = ids.get(userName);
    return { userName, ...(userId === undefined ? {} : { userId }) };
  };
  const entry: LoginsEntry = { type: 'logins', taken: taken.map(named), suspected: suspected.map(named) };
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ entries }) => {
      const news = newsOf(entries, { taken, suspected });
      return news.taken.length + news.suspected.length > 0 ? entry : undefined;
    },
    incident,
  );
  return after;
}

function newsOf(entries: readonly Entry[], { taken, suspected }: LoginsTouched): LoginsTouched {
  const known = touchedLogins(entries);
  const of = (some: readonly NamedLogin[]): ReadonlySet<string> => new Set(some.map(({ userName }) => userName));
  const [before, all] = [of(known.taken), of([...known.taken, ...known.suspected])];
  return {
    taken: taken.filter((name) => !before.has(name)).slice(0, MOST),
    suspected: suspected.filter((name) => !all.has(name)).slice(0, MOST),
  };
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
