import { ifThere } from '../../../shared/aliyun/call';
import type { PolicyHolders } from '../../../shared/aliyun/ram-policies';
import { type DenyPolicy, POLICY_NAMES } from '../../../shared/containment/apply';
import type { MadeIdentity } from '../../../shared/containment/made';
import { type DenyInAccount, denyInAccount } from '../../../shared/containment/policy-parts';
import type { DenyStanding } from '../../../shared/containment/tampering/gone';
import { messageOf } from '../../../shared/identity/looked';
import { sha256 } from '../../../shared/incident/seal';
import type { SoundDenies } from '../../../shared/incident/watch-list';
import { QUARANTINE_GROUP } from '../../../shared/ram-policy/documents';
import { protectedScope, type Run } from '../../platform';

/** Our deny policies in the account: what they say, and who carries them, for everybody at once. */
export interface Denies {
  readonly standing: ReadonlyMap<DenyPolicy, DenyStanding>;
  /** What those say that deny all that they must, and what they said when that was last so, each as its hash. */
  readonly sound: SoundDenies;
  /** Those of which nobody knows what they say: taken for sound, until something is to be called back. */
  readonly unread: ReadonlySet<DenyPolicy>;
  /** Policies whose every carrier is known. */
  readonly carriers: ReadonlyMap<string, PolicyHolders>;
  readonly inGroup: ReadonlySet<string>;
  /** Policies that do not say what set-up wrote, each with the hash of what it says. */
  readonly edited: readonly { readonly name: string; readonly sha256: string; readonly isSound: boolean }[];
  /** What could not be looked at: never a reason to act. */
  readonly failures: readonly string[];
}

/** What our deny policies say, and no word about who carries them. */
export type DenyDocuments = Pick<Denies, 'standing' | 'sound' | 'unread' | 'edited' | 'failures'>;

/** The documents alone, anew. What cannot be read is no sound deny here: nobody may say of it that it holds. */
export async function documentsAgain(run: Run, { standing, sound }: Denies): Promise<Pick<Denies, 'standing'>> {
  const again = await lookAtDocuments(run, new Set(standing.keys()), sound);
  const doubted = ([policy, deny]: [DenyPolicy, DenyStanding]): [DenyPolicy, DenyStanding] => [
    policy,
    again.unread.has(policy) ? { ...deny, isSound: false } : deny,
  ];
  return { standing: new Map([...again.standing].map(doubted)) };
}

/** One GetPolicy a policy; of the other one as well, where one denies less than it must. Never throws. */
async function lookAtDocuments(
  run: Run,
  policies: ReadonlySet<DenyPolicy>,
  known: SoundDenies,
): Promise<DenyDocuments> {
  const standing = new Map<DenyPolicy, DenyStanding>();
  const sound: Partial<Record<DenyPolicy, string>> = { ...known };
  const unread = new Set<DenyPolicy>();
  const edited: Denies['edited'][number][] = [];
  const failures: string[] = [];
  const read = async (policy: DenyPolicy): Promise<void> => {
    const first = POLICY_NAMES[policy];
    const deny = await attempt(failures, `what ${first} says`, () => inAccount(run, policy));
    // What could not be read is taken for sound: who carries it can be told all the same.
    if (deny === undefined) unread.add(policy);
    const says = deny === undefined || deny === 'gone' ? 'gone' : sha256(deny.documents.join('\n'));
    const isSound = deny === undefined || (deny !== 'gone' && (deny.isSound || known[policy] === says));
    standing.set(policy, { names: deny === undefined || deny === 'gone' ? [first] : deny.names, isSound });
    if (isSound && deny !== undefined) sound[policy] = says;
    if (deny === 'gone' || deny?.intact === false) edited.push({ name: first, sha256: says, isSound });
  };
  await Promise.all([...policies].map(read));
  // The other one stands in for one that does not hold any more.
  const others = (['quarantine', 'freeze'] as const).filter((policy) => !policies.has(policy));
  if ([...standing.values()].some(({ isSound }) => !isSound)) await Promise.all(others.map(read));
  return { standing, sound, unread, edited, failures };
}

async function attempt<T>(failures: string[], what: string, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    failures.push(`${what} could not be checked: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * One GetPolicy and one ListEntitiesForPolicy a policy, and the members of the group where somebody has the deny by
 * the group alone: the same number of calls for one incident and for a hundred. `known`: what was found sound before. A
 * policy that says the same still has not been weakened, whatever a newer version or configuration asks of set-up by now.
 */
export async function lookAtDenies(
  run: Run,
  policies: ReadonlySet<DenyPolicy>,
  userNames: readonly string[],
  known: SoundDenies,
): Promise<Denies> {
  const documents = await lookAtDocuments(run, policies, known);
  const { standing } = documents;
  const failures = [...documents.failures];
  const carriers = new Map<string, PolicyHolders>();
  const names = [...standing.values()].flatMap((deny) => deny.names);
  await Promise.all(
    names.map(async (name) => {
      const found = await attempt(failures, `who carries ${name}`, async () => {
        const policy = { name, type: 'Custom' } as const;
        return (await ifThere(run.cloud.ramPolicies.listEntitiesForPolicy(policy))) ?? NOBODY;
      });
      if (found) carriers.set(name, found);
    }),
  );
  const isByGroup = [...carriers.values()].some(
    ({ users, groups }) => groups.includes(QUARANTINE_GROUP) && !userNames.every((name) => users.includes(name)),
  );
  const members = isByGroup
    ? await attempt(
        failures,
        'who is in the quarantine group',
        async () => (await ifThere(run.cloud.ramPolicies.listUsersForGroup(QUARANTINE_GROUP))) ?? [],
      )
    : [];
  // Without the members nobody can be said to carry nothing.
  if (members === undefined) carriers.clear();
  return { ...documents, carriers, inGroup: new Set(members), failures };
}

const NOBODY: PolicyHolders = { users: [], groups: [], roles: [], userIds: new Map() };

async function inAccount(run: Run, policy: DenyPolicy): Promise<DenyInAccount | 'gone'> {
  return (await ifThere(denyInAccount(run.cloud, policy, protectedScope(run)))) ?? 'gone';
}

/** A user as the journal or the list names him, and his id, where it is known. */
export interface NamedUser {
  readonly name: string;
  readonly id?: string | undefined;
}

/** The name under which the user is among those whom a policy is attached to; undefined: he is not. By his id, where both know it. Pure. */
export function nameAmong({ users, userIds }: PolicyHolders, { name, id }: NamedUser): string | undefined {
  return users.find((one) => {
    const theirs = userIds.get(one);
    return id === undefined || theirs === undefined ? one === name : theirs === id;
  });
}

/** The name under which what the attack made is among those whom a policy is attached to; undefined: it is not. A role keeps its name. Pure. */
export const holderAmong = (holders: PolicyHolders, one: MadeIdentity): string | undefined =>
  one.type === 'user' ? nameAmong(holders, one) : holders.roles.find((name) => name === one.name);

/**
 * Our policies that bind the user, as the one look has shown; undefined: one of them could not be looked at. A group's
 * members RAM tells by their names alone (ListUsersForGroup).
 */
export function carriedBy(user: NamedUser, { standing, carriers, inGroup }: Denies): ReadonlySet<string> | undefined {
  const names = [...standing.values()].flatMap((deny) => deny.names);
  if (!names.every((name) => carriers.has(name))) return undefined;
  return new Set(
    names.filter((name) => {
      const holders = carriers.get(name) ?? NOBODY;
      const isByGroup = holders.groups.includes(QUARANTINE_GROUP) && inGroup.has(user.name);
      return isByGroup || nameAmong(holders, user) !== undefined;
    }),
  );
}
