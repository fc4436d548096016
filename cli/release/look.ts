import { NO_CHANGES } from '../../shared/containment/changes';
import { type LoginNeed, needsOf } from '../../shared/containment/console/needs';
import { isGone, whyRefused } from '../../shared/containment/fence/apply';
import { frozenNow } from '../../shared/containment/frozen';
import type { ReleaseFacts } from '../../shared/containment/release';
import { needOf } from '../../shared/containment/release-needs';
import { CloudNotFound } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import { lookAtUserNow, type UserNow } from '../../shared/identity/name-now';
import type { KnownUser, Looked } from '../../shared/identity/types';
import { type AccessKeyId, namedKeys, type UserName } from '../../shared/ids';
import { decidedAt } from '../../shared/incident/checklist';
import { containedFor } from '../../shared/incident/confirmed';
import type { ConsoleState } from '../../shared/incident/console-state';
import type { Incident } from '../../shared/incident/journal';
import { containedIncidents } from '../../shared/incident/listing';
import { isLeakOpen } from '../../shared/incident/open-leaks';
import type { IncidentId } from '../../shared/incident/paths';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { ownKeyOf } from '../../shared/rotation/stage';
import type { CliRun } from '../run';
import { changesOf } from './changed';
import { keysOfAttack } from './made-look';
import { stillReplaced } from './replaced';

export interface ReleaseLook {
  readonly facts: ReleaseFacts;
  readonly isGone: boolean;
  /** Keys that are the owner's own: those that he names, and of the user's those that a rotation made. */
  readonly ownKeys: readonly string[];
}

/**
 * Everything that a plan rests on. `user`: as he was known on the day of the containment; `compares`: with the changes
 * since. Throws what the looks throw.
 */
export async function lookForRelease(
  cli: CliRun,
  incident: Incident,
  user: KnownUser,
  ownNamed: readonly string[],
  compares: boolean,
): Promise<ReleaseLook> {
  const { run } = cli;
  const { id, state } = incident;
  const recorded = user.userName;
  const found = await lookAtUserNow(run.cloud, id.accessKeyId, user, (now) => standingOf(run, now));
  // Whoever bears the name of one who was deleted is another user: nothing of ours is his.
  const there = found ?? { ...GONE, userName: recorded };
  const { userName } = there;
  const fence = state.fence && { ...state.fence, userPrincipalName: renamed(state.fence.userPrincipalName, userName) };
  const network = await networkOf(run, id.accessKeyId, fence);
  const { policies, groups, memberships } = there;
  const keys = there.keys.map((key) => ({ ...key, createdAt: key.createdAt?.toISOString() ?? null }));
  const others = await Promise.all(
    namedKeys(keys)
      .filter((key) => key !== id.accessKeyId)
      .map((accessKeyId) => run.journal.read({ ...id, accessKeyId })),
  );
  const left = others.flatMap((one) => [...one.state.consoles].filter(([, login]) => isLeftHere(one.state, login)));
  const consoles = new Map(
    [...left, ...state.consoles]
      .filter(([name]) => !there.isGone || name !== recorded)
      .map(([name, one]) => [
        name,
        // He bears the name of today.
        name === recorded ? { ...one, userPrincipalName: renamed(one.userPrincipalName, userName) } : one,
      ]),
  );
  const [logins, loginNeeds, frozen] = await Promise.all([
    loginsOf(run, consoles),
    loginNeedsOf(run, id, consoles),
    frozenNow(incident, run.cloud),
  ]);
  const leakedToo = others.filter((one) => isLeakOpen(one));
  const replaced = await replacedOf(cli, [incident, ...leakedToo], userName);
  const made = [incident, ...others].map((one) => ownKeyOf(one.state.rotation));
  const ownKeys = [...ownNamed, ...keys.map((key) => key.id).filter((key) => made.includes(key))];
  const facts: ReleaseFacts = {
    accessKeyId: id.accessKeyId,
    userName,
    state: { ...state, fence, consoles },
    logins,
    loginNeeds,
    containedFor: containedFor(incident.entries),
    frozen,
    keys,
    policies,
    groups,
    joinedAt: memberships.find(({ group }) => group === QUARANTINE_GROUP)?.joinedAt,
    decidedAt: firstOf([incident, ...others.filter(({ state: one }) => one.isContaining || one.handedOn.size > 0)]),
    ...(network === undefined ? {} : { network }),
    neededBy: others
      .filter((one) => one.state.isContaining)
      .map((one) => ({ accessKeyId: one.id.accessKeyId, policies: needOf(one.state) })),
    leakedToo: leakedToo.map((one) => one.id.accessKeyId),
    replaced,
    handedOn: new Set(others.flatMap((one) => [...one.state.handedOn])),
    ...(there.isGone || !compares
      ? { changes: NO_CHANGES }
      : {
          ...(await changesOf(cli, incident, userName, { ...there, keys, ownKeys, others })),
          ofAttack: await keysOfAttack(run, id),
        }),
  };
  return { facts, isGone: there.isGone, ownKeys };
}

/** When the first of the incidents began to contain, for which something may be on. */
const firstOf = (incidents: readonly Incident[]): string | undefined =>
  incidents.flatMap(({ entries }) => decidedAt(entries) ?? []).sort()[0];

const GONE = { keys: [], policies: [], memberships: [], groups: [], isGone: true };

/** Of each leaked key that a verify said is replaced, whether it is so now. */
async function replacedOf(
  cli: CliRun,
  incidents: readonly Incident[],
  userName: UserName,
): Promise<ReadonlyMap<AccessKeyId, Looked<boolean>>> {
  const looks = incidents.map(async (one) => [one.id.accessKeyId, await stillReplaced(cli, one, userName)] as const);
  return new Map((await Promise.all(looks)).flatMap(([key, look]) => (look === undefined ? [] : [[key, look]])));
}

/** Who else of the account holds these logins. Without any, nobody is asked. Throws what the looks throw. */
async function loginNeedsOf(
  { cloud, paths, journal }: CliRun['run'],
  { accountId, accessKeyId }: IncidentId,
  consoles: Incident['state']['consoles'],
): Promise<ReadonlyMap<string, readonly LoginNeed[]>> {
  if (consoles.size === 0) return new Map();
  const all = await containedIncidents(cloud.evidence, paths, journal, accountId);
  const others = all.filter((one) => one.id.accessKeyId !== accessKeyId);
  return new Map([...consoles].map(([name, login]) => [name, needsOf(login, others)]));
}

/** The contained user's login, which an earlier release of another key has left to this one with the deny. */
const isLeftHere = ({ isContaining }: Incident['state'], { why }: ConsoleState): boolean =>
  !isContaining && why === 'contained';

/** The user's keys and what is attached to him. Throws what the looks throw: CloudNotFound where nobody bears the name. */
export async function standingOf({ cloud }: Pick<CliRun['run'], 'cloud'>, { userName, keys }: UserNow) {
  const [policies, memberships] = await Promise.all([
    cloud.ram.listPoliciesForUser(userName),
    cloud.ram.listMemberships(userName),
  ]);
  return { userName, keys, policies, memberships, groups: memberships.map(({ group }) => group), isGone: false };
}

/** The principal's name with the name that the user has now. */
const renamed = (userPrincipalName: string, userName: UserName): string =>
  userName + userPrincipalName.slice(userPrincipalName.lastIndexOf('@'));

/** The key's network policy now, where the journal knows of a fence. */
async function networkOf({ cloud }: CliRun['run'], accessKeyId: AccessKeyId, fence: Incident['state']['fence']) {
  if (fence === null) return undefined;
  try {
    return { value: await cloud.keyPolicies.get(fence.userPrincipalName, accessKeyId) };
  } catch (error) {
    return isGone(error) ? ('gone' as const) : { couldNotCheck: whyRefused(error) };
  }
}

/** The console logins that the journal says we changed. */
async function loginsOf({ cloud }: CliRun['run'], consoles: Incident['state']['consoles']) {
  const looks = [...consoles].map(async ([name, { userPrincipalName }]) => {
    const login = await looked(
      cloud.loginProfiles.get(userPrincipalName).catch((error: unknown) => {
        if (error instanceof CloudNotFound) return undefined;
        throw error;
      }),
    );
    return [name, login] as const;
  });
  return new Map(await Promise.all(looks));
}
