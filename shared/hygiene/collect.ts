import type { Cloud } from '../aliyun';
import { collectLogProjects } from './collect-log-projects';
import { collectSettings } from './collect-settings';
import { collectStores } from './collect-stores';
import { collectTrails } from './collect-trails';
import type { AccountFacts, KeyFacts, Known, NetworkLimit, PowerFacts, UserFacts } from './facts';
import { rootFacts, rootKeys, userFacts } from './identity-facts';
import { leakOf, pendingLeaks, strangersNote, withOwners } from './leak-list';
import type { Looks } from './looks';
import type { Memory, SavedLook } from './memory';
import { collectNetworks, type PowerfulKey } from './network';
import { planOf } from './plan';
import { type Carriers, collectPower } from './power';
import { offSince, remember } from './remember';
import { heldAgainst, type Listed, listUsers, type RosterUser, readSource, rosterOf, type Source } from './roster';
import { switchedOff } from './switched-off';
import { type FoundKey, keysOfLook, keysOfReport, lookAtUser, unseenKeys } from './user-keys';
import { collectUses } from './uses';

/** The account as it was found, and how far the look reached. */
export interface Collected {
  readonly facts: Omit<AccountFacts, 'responder' | 'containments' | 'exclusions' | 'exceptions' | 'complete'>;
  /** Who carries the project's own policies. */
  readonly carriers: Carriers;
  /** RAM's list of users: id by name, and why there may be more. */
  readonly listed: Pick<Listed, 'ids' | 'failure'>;
  /** Key id to user name, for every key whose id is known. */
  readonly owners: ReadonlyMap<string, string>;
  /** Every key of a RAM user is in `owners`. */
  readonly ownersComplete: boolean;
  /** Every user was known and every look at keys went through, root's among them. */
  readonly complete: boolean;
  readonly reportedAt: Date | undefined;
  /** What is to be known about the look itself, in English sentences of ours. */
  readonly notes: readonly string[];
  /** What the next night is to know; with `part` in it, what the next invocation of this one is. */
  readonly memory: Memory;
}

export interface Found {
  readonly key: FoundKey;
  readonly user: RosterUser | undefined;
}

type CloudOfNight = Pick<
  Cloud,
  | 'ims'
  | 'ram'
  | 'ramPolicies'
  | 'keyPolicies'
  | 'securityCenter'
  | 'actionTrail'
  | 'bucketFacts'
  | 'bucketLogs'
  | 'logs'
  | 'region'
>;

/**
 * Looks at every AccessKey of the account: the credential report first, then RAM's list of users, and RAM itself for the
 * users whom the report does not tell enough about. Only reads. Never rejects because a look failed: what could not be
 * looked at says so in the facts. `earlier`: what the nights before knew, and what this night has looked at already;
 * `isDenied`: what the quarantine refuses, by evaluation.
 */
export async function collect(
  cloud: CloudOfNight,
  looks: Looks,
  now: Date,
  earlier: Memory,
  { accountId, isDenied }: { readonly accountId: string; readonly isDenied: (action: string) => boolean },
): Promise<Collected> {
  const known = new Set(Object.values(earlier.users).flatMap(({ keys }) => keys.flatMap(({ id }) => id ?? [])));
  const [source, list, leaks, account, power, trails] = await Promise.all([
    readSource(cloud, looks, now),
    listUsers(cloud, looks),
    pendingLeaks(cloud, looks).then((records) => withOwners(cloud, looks, records, known)),
    collectSettings(cloud, looks),
    collectPower(cloud, looks, earlier.policies, { accountId, now }),
    collectTrails(cloud, looks),
  ]);
  const listed = heldAgainst(list, account.userCount);
  const roster = rosterOf(source, listed);
  const seen = await seeUsers(cloud, looks, source, roster.users, earlier, leaks.owners);
  const networks = await collectNetworks(
    cloud,
    looks,
    seen.found.flatMap((one) => powerful(one, power.of)),
    earlier.networks,
    now,
  );
  const offIds = seen.found.flatMap(({ key }) => {
    const off = offSince(key, earlier, now);
    return 'value' in off && off.value && !off.value.exact && key.id !== undefined ? [key.id] : [];
  });
  const switched = await switchedOff(cloud, looks, new Set(offIds), now);
  const inUse = seen.found.flatMap(({ key: { id, active, lastUse } }) => {
    const isOff = 'value' in active && !active.value;
    return id === undefined || isOff || ('value' in lastUse && lastUse.value === 'never') ? [] : [id];
  });
  const uses = await collectUses(cloud, looks, inUse, roster.users.length, earlier.uses ?? {}, isDenied, now);
  const [stores, projects] = await Promise.all([
    collectStores(cloud, looks, uses.remembered),
    collectLogProjects(cloud, looks, uses.remembered),
  ]);
  const all: Found[] = [...seen.found, ...rootKeys(source).map((key) => ({ key, user: undefined }))];
  const ids = new Set(all.flatMap(({ key }) => key.id ?? []));
  const believed = (user: RosterUser) => (source.believed ? user.row : undefined);
  const keys = all.map(({ key, user }): KeyFacts => {
    const isRoot = key.owner.type === 'root';
    const console: Known<boolean> = isRoot
      ? { value: true }
      : ((user && believed(user)?.console) ?? { couldNotCheck: source.why });
    const { owner, id, slot, active, createdAt, lastUse, otherActive } = key;
    const { administrator, highRisk, fromAnywhere } = owner.type === 'root' ? ROOT_POWER : power.of(owner.name);
    const pendingLeak = leakOf(key, leaks, ids);
    const off = offSince(key, earlier, now, switched);
    const network = isRoot ? ROOT_NETWORK : networks.of(id);
    const isOff = 'value' in active && !active.value;
    const isUnused = 'value' in lastUse && lastUse.value === 'never';
    const use = isRoot || isOff || isUnused ? undefined : uses.of(id);
    // Field by field: copies of copies of 20,000 keys are what the memory of a night would go to.
    return {
      owner,
      id,
      slot,
      active,
      createdAt,
      lastUse,
      otherActive,
      console,
      pendingLeak,
      off,
      administrator,
      highRisk,
      fromAnywhere,
      network,
      use,
    };
  });
  const root = rootFacts(source, account.rootMfa);
  const isRootSeen = 'value' in root.keys && root.stale === undefined;
  return {
    facts: {
      keys: keys.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)),
      users: seen.users.sort((a, b) => (a.name < b.name ? -1 : 1)),
      root,
      settings: account.settings,
      trail: { trails: trails.trails },
      buckets: trails.buckets,
      stores,
      projects,
    },
    carriers: power.carriers,
    listed,
    owners: new Map(
      seen.found.flatMap(({ key: { id, owner } }) => (id && owner.type === 'ram-user' ? [[id, owner.name]] : [])),
    ),
    ownersComplete:
      seen.complete && listed.failure === undefined && seen.found.every(({ key }) => key.id !== undefined),
    complete: seen.complete && listed.failure === undefined && isRootSeen,
    reportedAt: source.report?.generatedAt,
    notes: [
      ...source.notes,
      ...roster.notes,
      ...seen.notes,
      ...strangersNote(leaks, ids),
      ...uses.notes,
      ...('couldNotCheck' in account.userCount ? [`how many users there are: ${account.userCount.couldNotCheck}`] : []),
    ],
    memory: {
      schema: 1,
      at: now.toISOString(),
      users: remember(all, seen.asked, earlier, now, switched),
      policies: { ...earlier.policies, ...power.policies },
      networks: networks.remembered,
      uses: uses.remembered,
      ...(looks.wasCut ? { part: { number: (earlier.part?.number ?? 0) + 1, asked: 'timer', looks: seen.looks } } : {}),
    },
  };
}

/** Nothing restricts the account itself: its keys have checks of their own. */
const ROOT_POWER: PowerFacts = {
  administrator: { value: { how: 'any-right' } },
  highRisk: { value: [] },
  fromAnywhere: { value: [] },
};
const ROOT_NETWORK: Known<NetworkLimit> = { couldNotCheck: "root's network policy can be read by root alone" };

function nameOf({ owner }: Pick<KeyFacts, 'owner'>): string {
  return owner.type === 'root' ? '' : owner.name;
}

function powerful({ key, user }: Found, powerOf: (name: string) => PowerFacts): PowerfulKey[] {
  const principal = user?.row?.principal;
  if (key.id === undefined || principal === undefined || key.owner.type === 'root') return [];
  if ('value' in key.active && !key.active.value) return [];
  const { highRisk } = powerOf(key.owner.name);
  return 'value' in highRisk && highRisk.value.length > 0 ? [{ id: key.id, principal }] : [];
}

interface Seen {
  readonly found: readonly Found[];
  readonly users: UserFacts[];
  readonly complete: boolean;
  /** Whom RAM was asked about tonight, whatever it answered. */
  readonly asked: ReadonlySet<string>;
  readonly looks: Readonly<Record<string, SavedLook>>;
  readonly notes: readonly string[];
}

async function seeUsers(
  cloud: CloudOfNight,
  looks: Looks,
  source: Source,
  roster: readonly RosterUser[],
  earlier: Memory,
  leaked: ReadonlySet<string>,
): Promise<Seen> {
  const plan = planOf(roster, source, earlier.users, leaked);
  const found: Found[] = [];
  const users: UserFacts[] = [];
  const asked = new Set<string>();
  // A user may have any name, `__proto__` too.
  const taken: Record<string, SavedLook> = Object.create(null);
  let complete = true;
  let unlearnt = 0;
  let why = '';
  await looks.each(roster, async (user) => {
    const { name, row, askable } = user;
    const believed = source.believed ? row : undefined;
    const way = plan.wayOf.get(user) ?? 'ask';
    let keys: readonly FoundKey[] = [];
    if (way === 'ask' || plan.forIds.has(user)) {
      const before = earlier.part && Object.hasOwn(earlier.part.looks, name) ? earlier.part.looks[name] : undefined;
      const look = before ? { value: before } : await lookAtUser(cloud, looks, askable, believed);
      if (askable !== undefined && !looks.wasCut) asked.add(name);
      if ('value' in look && (before || !looks.wasCut)) taken[name] = look.value;
      if ('value' in look && look.value === 'gone') return;
      if ('value' in look && look.value !== 'gone') keys = keysOfLook(name, look.value);
      else if (way === 'ask') {
        complete = false;
        keys = unseenKeys(name, row, 'couldNotCheck' in look ? look.couldNotCheck : '');
      } else {
        unlearnt += 1;
        why ||= 'couldNotCheck' in look ? look.couldNotCheck : '';
        keys = reported(user, earlier);
      }
    } else if (way === 'report') keys = reported(user, earlier);
    users.push(userFacts(name, believed, source.why));
    found.push(...keys.map((key) => ({ key, user })));
  });
  const notes = unlearnt > 0 ? [`the ids of ${unlearnt} users' keys could not be learnt: ${why}`] : [];
  return { found, users, complete, asked, looks: taken, notes };
}

function reported({ name, row }: RosterUser, { users }: Memory): readonly FoundKey[] {
  const remembered = Object.hasOwn(users, name) ? users[name] : undefined;
  return row && 'value' in row.keys ? keysOfReport(name, row.keys.value, remembered?.keys ?? []) : [];
}
