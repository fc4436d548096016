import { ifThere } from '../../../shared/aliyun/call';
import { POLICY_NAMES } from '../../../shared/containment/apply';
import { stillFences } from '../../../shared/containment/fence/document';
import type { MadeIdentity, MadeToday } from '../../../shared/containment/made';
import { seeMade } from '../../../shared/containment/see-made';
import type { Expected } from '../../../shared/containment/tampering/expect';
import { goneOf, holdingOf, nameOf } from '../../../shared/containment/tampering/gone';
import { lookAtUserNow, nameOfUser } from '../../../shared/identity/name-now';
import type { KnownUser } from '../../../shared/identity/types';
import type { AccessKeyId, UserName } from '../../../shared/ids';
import type { StandingFence } from '../../../shared/incident/fence-state';
import type { Incident } from '../../../shared/incident/journal';
import { knownUserOf } from '../../../shared/incident/known-user';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Gone, Holding } from '../../../shared/incident/tamper-entries';
import { QUARANTINE_GROUP } from '../../../shared/ram-policy/documents';
import type { Run } from '../../platform';
import { type Denies, holderAmong } from './denies';

export interface LiveLook {
  /** Who he is now; undefined: he was deleted, and carries nothing any more. */
  readonly userName: UserName | undefined;
  readonly gone: readonly Gone[];
  /** What holds him now; null: he was deleted, or nobody's policies were to be looked at. */
  readonly holds: Holding | null;
  /** Keys of the user that are on. */
  readonly keysOn: ReadonlySet<string>;
  /** The leaked key is there, and off. */
  readonly isKeyOff: boolean;
  /** What the attack made and must be frozen, with the names of today. */
  readonly made: readonly MadeToday[];
}

/**
 * What is gone of one incident, by a look at this user alone: whatever an event or a list of everybody said before is a
 * hint. `userId`: the user's id as the list of the watched knows it. Throws what the looks throw: what could not be checked is not gone.
 */
export async function lookAt(
  run: Run,
  { id, state }: Pick<Incident, 'id' | 'state'>,
  expected: Expected,
  { standing }: Pick<Denies, 'standing'>,
  userId?: string,
): Promise<LiveLook> {
  const known = expected.userName === null ? undefined : knownUserOf(state, userId);
  const [user, frozen] = await Promise.all([
    known && lookAtUser(run, id, known, expected.fence),
    frozenNow(run, expected),
  ]);
  const keysOn = user?.keysOn ?? new Set<string>();
  const now = {
    denies: standing,
    carried: user?.carried ?? new Set<string>(),
    isKeyOn: keysOn.has(id.accessKeyId),
    keysOn,
    // Whoever carries a freeze that was weakened is not frozen.
    frozen: standing.get('freeze')?.isSound === false ? frozen.absent : frozen.held,
    unfenced: user?.isFenced === false ? id.accessKeyId : undefined,
  };
  const gone = goneOf({ ...expected, policies: user ? expected.policies : [] }, now);
  const isKeyOff = user?.isKeyThere === true && !keysOn.has(id.accessKeyId);
  const holds = user === undefined ? null : holdingOf(now);
  return { userName: user?.userName, gone, holds, keysOn, isKeyOff, made: frozen.there };
}

/** Undefined: he was deleted. Throws what the looks throw, and OwnerUnknown where his name is another one each time. */
function lookAtUser({ cloud }: Run, { accessKeyId }: IncidentId, known: KnownUser, fence: Expected['fence']) {
  const { ram } = cloud;
  return lookAtUserNow(cloud, accessKeyId, known, async ({ userName, keys }) => {
    const [direct, groups] = await Promise.all([ram.listPoliciesForUser(userName), ram.listGroupsForUser(userName)]);
    // The deny is on the user: it binds his other ways in as well, and whoever deletes the key takes none of them away.
    const isKeyThere = keys.some((key) => key.id === accessKeyId);
    const byGroup = groups.includes(QUARANTINE_GROUP) ? await ram.listPoliciesForGroup(QUARANTINE_GROUP) : [];
    const custom = [...direct, ...byGroup].filter(({ type }) => type === 'Custom');
    return {
      userName,
      isKeyThere,
      isFenced: fence && isKeyThere ? await isFenced({ cloud }, accessKeyId, fence, userName) : undefined,
      carried: new Set(custom.map(({ name }) => name)),
      keysOn: new Set<string>(keys.filter(({ status }) => status === 'Active').map((key) => key.id)),
    };
  });
}

/**
 * Whether the network policy of a fenced key still keeps everybody out whom our fence does. `userName`: whom the key
 * belongs to now, where he may bear another name. Throws what the look throws, and where its answer cannot be read.
 */
export async function isFenced(
  run: Pick<Run, 'cloud'>,
  accessKeyId: AccessKeyId,
  { userPrincipalName, document }: StandingFence,
  userName?: UserName,
): Promise<boolean> {
  const domain = userPrincipalName.slice(userPrincipalName.lastIndexOf('@'));
  const principal = userName === undefined ? userPrincipalName : `${userName}${domain}`;
  const isStill = stillFences(await run.cloud.keyPolicies.get(principal, accessKeyId), document);
  if (isStill === undefined) throw new Error("the key's network policy says what is not documented");
  return isStill;
}

interface FrozenNow {
  /** Of what the attack made, all that carries freeze or is not there any more, `user:…` and `role:…`. */
  readonly held: ReadonlySet<string>;
  /** Of these, what is not there any more. */
  readonly absent: ReadonlySet<string>;
  /** Whoever is there, with the names of today. */
  readonly there: readonly MadeToday[];
}

/** Each by its id, where the journal has one: whoever renames it does not take it away. Throws what the looks throw. */
async function frozenNow(run: Run, { frozen }: Expected): Promise<FrozenNow> {
  if (frozen.length === 0) return { held: new Set(), absent: new Set(), there: [] };
  const carriers = await ifThere(
    run.cloud.ramPolicies.listEntitiesForPolicy({ name: POLICY_NAMES.freeze, type: 'Custom' }),
  );
  const each = await Promise.all(
    frozen.map(async (one) => {
      const holder = carriers && holderAmong(carriers, one);
      const nameNow = holder ?? (await nameToday(run, one));
      return { one, nameNow, isHeld: holder !== undefined || nameNow === undefined };
    }),
  );
  const namesOf = (some: typeof each): Set<string> => new Set(some.map(({ one }) => nameOf(one)));
  const bare = namesOf(each.filter(({ isHeld }) => !isHeld));
  const there = namesOf(each.filter(({ nameNow }) => nameNow !== undefined));
  const all = [...namesOf(each)];
  return {
    absent: new Set(all.filter((name) => !there.has(name))),
    held: new Set(all.filter((name) => !bare.has(name))),
    there: each.flatMap(({ one, nameNow }) => (nameNow === undefined ? [] : withName(one, nameNow))),
  };
}

/** Undefined: it is not there any more. */
async function nameToday(run: Run, one: MadeIdentity): Promise<string | undefined> {
  if (one.id !== undefined) return nameOfUser(run.cloud, one.id);
  const [seen] = await seeMade([one], run);
  if (typeof seen?.live === 'object' && 'couldNotCheck' in seen.live)
    throw new Error(`${one.name}: ${seen.live.couldNotCheck}`);
  return seen?.live === 'gone' ? undefined : one.name;
}

const withName = ({ type, name, id }: MadeIdentity, nameNow: string): MadeToday => ({
  ...{ type, name, ...(id === undefined ? {} : { id }) },
  ...(nameNow === name ? {} : { nameNow }),
});
