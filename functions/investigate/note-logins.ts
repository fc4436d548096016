import type { TouchedLogin } from '../../shared/findings/logins';
import { messageOf } from '../../shared/identity/looked';
import { parseUserName } from '../../shared/ids';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { type LoginsEntry, type NamedLogin, touchedLogins } from '../../shared/incident/login-entries';
import type { Run } from '../platform';
import type { LoginsTouched } from './touched';

/** An entry names so many at most, of each kind. */
const MOST = 200;
/** Of so many a round looks the id up: a thief can change everybody's login. */
const MOST_IDS = 30;

/** Ids by the name that a user bears now. */
type Ids = ReadonlyMap<string, string>;

/**
 * Writes down whose console login the attack made or changed, or may have, where that is news: the watch over the deny takes
 * such a session for no person. Before the owner is told anything, so that what the message names is known to it. Who was
 * there before the attack goes before whom the attack made, so that these take nobody's place. An id that one round could
 * not look up the next one does. Resolves with the incident as it is then. Throws what the journal throws. Repeating it
 * changes nothing.
 */
export async function noteLogins(run: Run, incident: Incident, logins: LoginsTouched): Promise<Incident> {
  const asked = withoutId(incident.entries, logins);
  if (asked.length === 0) return incident;
  const ids = await idsOf(run, asked.slice(0, MOST_IDS));
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ entries }) => {
      const news = newsOf(entries, logins, ids);
      return news.taken.length + news.suspected.length > 0 ? news : undefined;
    },
    incident,
  );
  return after;
}

/** The names of now of those of whom some name is not written down, or none with an id; whom the attack made behind. Pure. */
function withoutId(entries: readonly Entry[], { taken, suspected }: LoginsTouched): readonly string[] {
  const known = touchedLogins(entries);
  const all = [...known.taken, ...known.suspected];
  const isNew = (one: TouchedLogin, among: readonly NamedLogin[]): boolean =>
    one.names.some((name) => !among.some(({ userName }) => userName === name));
  const hasId = ({ names }: TouchedLogin): boolean =>
    all.some(({ userName, userId }) => names.includes(userName) && userId !== undefined);
  const ranked = [
    ...taken.map((login) => ({ login, isNew: isNew(login, known.taken) })),
    ...suspected.map((login) => ({ login, isNew: isNew(login, all) })),
  ]
    .filter(({ login, isNew }) => isNew || !hasId(login))
    .sort((a, b) => Number(a.login.isMade) - Number(b.login.isMade) || Number(b.isNew) - Number(a.isNew));
  return [...new Set(ranked.map(({ login }) => login.now))];
}

/**
 * What is known already takes no place: the next round writes down what exceeded this one. Names of now go before former
 * ones, of which one user can have any number. Pure.
 */
function newsOf(entries: readonly Entry[], { taken, suspected }: LoginsTouched, ids: Ids): LoginsEntry {
  const known = touchedLogins(entries);
  const of = (logins: readonly TouchedLogin[], among: readonly NamedLogin[]): NamedLogin[] =>
    [...logins.map(({ now }) => [now, now]), ...logins.flatMap(former)]
      .map(([userName = '', now = '']) => named(userName, ids.get(now)))
      .filter((one) => !among.some((other) => isToldBy(one, other)))
      .slice(0, MOST);
  return {
    type: 'logins',
    taken: of(taken, known.taken),
    suspected: of(suspected, [...known.taken, ...known.suspected]),
  };
}

const former = ({ now, names }: TouchedLogin): [string, string][] =>
  names.filter((name) => name !== now).map((name) => [name, now]);

const named = (userName: string, userId: string | undefined): NamedLogin =>
  userId === undefined ? { userName } : { userName, userId };

/** A name that was written down with an id is given no other: by now somebody else may bear it. */
const isToldBy = (one: NamedLogin, known: NamedLogin): boolean =>
  one.userName === known.userName && (one.userId === undefined || known.userId !== undefined);

/** Whose id cannot be looked up is known by his names alone. */
async function idsOf(run: Run, names: readonly string[]): Promise<Ids> {
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
