import { CloudNotFound } from '../../shared/errors';
import { type Made, ownerOf } from '../../shared/evidence/made';
import { looked } from '../../shared/identity/looked';
import { parseUserName, type UserName } from '../../shared/ids';
import type { Run } from '../platform';

/** Users that are looked at, who has power or a way in first: the rest count as still there. */
const MOST_USERS = 20;

type Look = (userName: UserName, name: string) => Promise<boolean>;

/**
 * What of all that the key made or gave power to is still there, by live calls. A look that fails, and what no look is made
 * at (roles, groups), stays in the list: "could not check" is not "gone". Only a key that is off or deleted, a user, a
 * login or a grant that RAM does not know any more is left out. Never throws.
 */
export async function stillThere(run: Pick<Run, 'cloud'>, made: readonly Made[]): Promise<readonly Made[]> {
  const { ram } = run.cloud;
  const users = new Set(made.filter(({ kind }) => kind !== 'role' && kind !== 'session').map(ownerOf));
  const roles = new Set(made.filter(({ kind }) => kind === 'role').map(({ name }) => name));
  const watched = new Set([...users].filter((name) => !roles.has(name)).slice(0, MOST_USERS));
  const looks: Readonly<Partial<Record<Made['kind'], Look>>> = {
    user: async (user) => (await ram.getUser(user)) !== undefined,
    'access-key': async (user, key) =>
      (await ram.listAccessKeys(user)).some(({ id, status }) => id === key && status === 'Active'),
    console: (user) => ram.hasLoginProfile(user),
    // A policy of his own, or a group that he was put into.
    grant: async (user, granted) =>
      (await ram.listPoliciesForUser(user)).some(({ name }) => name === granted) ||
      (await ram.listGroupsForUser(user)).includes(granted),
  };
  // A grant to a role or a group names no user: what RAM does not know as a user was perhaps never one.
  const isKnownUser = new Set(made.filter(({ kind }) => kind !== 'grant' && kind !== 'role').map(ownerOf));
  const kept = await Promise.all(
    made.map(async (one): Promise<boolean> => {
      const look = looks[one.kind];
      const owner = ownerOf(one);
      if (look === undefined || !watched.has(owner)) return true;
      const there = await looked(present(() => look(parseUserName(owner), one.name)));
      if ('couldNotCheck' in there) return true;
      return there.value === 'gone' ? !isKnownUser.has(owner) : there.value;
    }),
  );
  return made.filter((_, at) => kept[at]);
}

/** `gone`: RAM knows no such user. */
async function present(look: () => Promise<boolean>): Promise<boolean | 'gone'> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CloudNotFound) return 'gone';
    throw error;
  }
}
