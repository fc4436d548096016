import type { Cloud } from '../aliyun';
import type { ListedPolicy } from '../aliyun/ram-policies';
import { PoliciesTooIntricate } from '../errors';
import { mayEscalate, type Way } from '../ram-policy/escalation';
import { isNamedOurs, onlyDenies } from '../ram-policy/our-denies';
import { Reach, residualPower } from '../ram-policy/power';
import { type Suspect, waysOf } from './escalation';
import type { Known, PowerFacts } from './facts';
import { holdersOf, type Members } from './holders';
import type { Looks } from './looks';
import type { RememberedPolicy } from './memory';
import { leavingOutOurDeny, type PolicySet, RISKY, Sets, type Weighed, type Weighing, weigh } from './policy-sets';

/** Whether a document still says what it said is told by version and date; read again all the same after so long. */
const READ_AGAIN_MS = 7 * 86_400_000;

/** The project's own denies by who carries them, directly or by a group: what is called like one and only denies. */
export type Carriers = Known<ReadonlyMap<string, ReadonlySet<string>>>;

export interface CollectedPower {
  of(user: string): PowerFacts;
  readonly carriers: Carriers;
  readonly policies: Readonly<Record<string, RememberedPolicy>>;
}

/**
 * What every user may do, found from the policies' side: each policy that somebody has, and for those that grant or deny
 * anything of the catalogue, who has it. A call a policy and a group, none a user. Never rejects.
 */
export async function collectPower(
  cloud: Pick<Cloud, 'ram' | 'ramPolicies'>,
  looks: Looks,
  remembered: Readonly<Record<string, RememberedPolicy>>,
  by: Weighing,
): Promise<CollectedPower> {
  const listed = await listAll(cloud, looks);
  const policies: Record<string, RememberedPolicy> = Object.create(null);
  const held: Held = { user: new Map(), group: new Map(), role: new Map() };
  const openOf = new Map<string, string>();
  const carriers = new Map<string, Set<string>>();
  const denies = new Set<string>();
  let openCarriers = listed.failure;
  const members: Members = new Map();
  let openForAll = listed.failure;
  await looks.each(listed.policies, async (policy) => {
    const read = await documentOf(cloud, looks, policy, remembered, by);
    if ('value' in read) policies[nameOf(policy)] = read.value;
    if ('value' in read && read.value.document === null) return;
    const weighed = 'couldNotCheck' in read ? read : weigh(policy, read.value.document ?? '', by);
    const isDeny = isNamedOurs(policy) && 'value' in weighed && onlyDenies(weighed.value.policy);
    if (isDeny) denies.add(policy.name);
    // Nobody knows who carries the deny where its document is not known, nor what else that says.
    if (isNamedOurs(policy) && 'couldNotCheck' in weighed) openCarriers ??= weighed.couldNotCheck;
    const holders = await holdersOf(cloud, looks, policy, members);
    if ('couldNotCheck' in holders) {
      if (isDeny) openCarriers ??= holders.couldNotCheck;
      else openForAll ??= holders.couldNotCheck;
      return;
    }
    const { users, groups, roles } = holders.value;
    if ('couldNotCheck' in weighed) for (const user of users) openOf.set(user, weighed.couldNotCheck);
    else if (isDeny) for (const user of users) carriers.set(user, (carriers.get(user) ?? new Set()).add(policy.name));
    else {
      // A deny that a release takes off is no limit of the user's power.
      const counted = leavingOutOurDeny(weighed.value);
      for (const user of users) give(held.user, user, counted);
      for (const group of groups) give(held.group, group, counted);
      for (const role of roles) give(held.role, role, counted);
    }
  });
  const ofUsers = new Map<string, PowerFacts>();
  const sets = new Sets();
  const theirs = listed.policies.filter(({ type, name }) => type === 'Custom' && !denies.has(name));
  const ways = await waysOfHolders(cloud, looks, held, sets, theirs, members);
  return {
    carriers: openCarriers === undefined ? { value: carriers } : { couldNotCheck: openCarriers },
    policies,
    of(user) {
      const before = ofUsers.get(user);
      if (before) return before;
      const set = sets.of(held.user.get(user) ?? []);
      const power = asFar(
        set,
        set.isAdministrator ? { value: { how: 'any-right' } } : ways.get(user),
        set.open ?? openOf.get(user) ?? openForAll,
      );
      ofUsers.set(user, power);
      return power;
    },
  };
}

/** Who has which policies, by his name. */
type Held = Readonly<Record<'user' | 'group' | 'role', Map<string, Weighed[]>>>;

function give(to: Map<string, Weighed[]>, name: string, policy: Weighed): void {
  to.set(name, [...(to.get(name) ?? []), policy]);
}

/** The ways of those whose policies hold a step of one: without such policies nobody is asked anything. */
function waysOfHolders(
  cloud: Pick<Cloud, 'ram' | 'ramPolicies'>,
  looks: Looks,
  held: Held,
  sets: Sets,
  custom: readonly ListedPolicy[],
  members: Members,
): Promise<ReadonlyMap<string, Known<Way | undefined>>> {
  const powerful = (kind: keyof Held): string[] =>
    [...held[kind]].flatMap(([name, own]) => (sets.of(own).isAdministrator ? name : []));
  const suspects = [...held.user].flatMap(([user, own]): Suspect[] => {
    const { policies, reach, isAdministrator } = sets.of(own);
    if (isAdministrator || !mayEscalate(reach)) return [];
    return [{ user, policies, reach, names: own.flatMap(({ ref }) => (ref.type === 'Custom' ? ref.name : [])) }];
  });
  const weighed = new Set([...held.user.values(), ...held.group.values(), ...held.role.values()].flat());
  const holders = new Map<string, Promise<Known<ReadonlySet<string>>>>();
  return waysOf(cloud, looks, suspects, {
    users: powerful('user'),
    groups: powerful('group'),
    roles: powerful('role'),
    policies: [...weighed].flatMap((one) => (sets.of([one]).isAdministrator ? one.ref.name : [])),
    custom: custom.map(({ name }) => name),
    holdersOf(name) {
      const policy = custom.find((one) => one.name === name);
      const asked =
        holders.get(name) ??
        (policy === undefined
          ? Promise.resolve({ value: new Set<string>() })
          : holdersOf(cloud, looks, policy, members).then((found) =>
              'value' in found ? { value: found.value.users } : found,
            ));
      holders.set(name, asked);
      return asked;
    },
  });
}

/** What is found stands, whatever else is not known; that nothing is there takes the whole look. */
function asFar(
  { highRisk, fromAnywhere }: PolicySet,
  way: Known<Way | undefined> | undefined,
  open: string | undefined,
): PowerFacts {
  const list = (found: readonly string[]): Known<readonly string[]> =>
    open !== undefined && found.length === 0 ? { couldNotCheck: open } : { value: found };
  const isFound = way !== undefined && 'value' in way && way.value !== undefined;
  return {
    administrator: open !== undefined && !isFound ? { couldNotCheck: open } : (way ?? { value: undefined }),
    highRisk: list(highRisk),
    fromAnywhere: list(fromAnywhere),
  };
}

/** A document that does not parse, or takes too long, counts for something: nobody knows what it says. */
function counts(ref: Weighed['ref'], document: string, by: Weighing): boolean {
  const weighed = weigh(ref, document, by);
  if ('couldNotCheck' in weighed) return true;
  const { policy } = weighed.value;
  if (policy.statements.some(({ effect }) => effect === 'Deny')) return true;
  try {
    return residualPower([policy], RISKY).length > 0 || mayEscalate(new Reach([policy]));
  } catch (error) {
    if (error instanceof PoliciesTooIntricate) return true;
    throw error;
  }
}

const nameOf = ({ type, name }: Pick<ListedPolicy, 'type' | 'name'>): string => `${type}/${name}`;

async function listAll(cloud: Pick<Cloud, 'ramPolicies'>, looks: Looks) {
  const policies: ListedPolicy[] = [];
  const pages = cloud.ramPolicies.listPolicies();
  for (;;) {
    const page = await looks.look(() => pages.next());
    if ('couldNotCheck' in page) return { policies, failure: page.couldNotCheck };
    if (page.value.done) return { policies, failure: undefined };
    policies.push(...page.value.value.filter(({ attachments }) => attachments > 0));
  }
}

async function documentOf(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  policy: ListedPolicy,
  remembered: Readonly<Record<string, RememberedPolicy>>,
  by: Weighing,
): Promise<Known<RememberedPolicy>> {
  const { now } = by;
  const { version, updatedAt } = policy;
  const name = nameOf(policy);
  const known = Object.hasOwn(remembered, name) ? remembered[name] : undefined;
  const isSame = known?.version === version && known.updatedAt === updatedAt;
  if (known && isSame && now.getTime() - Date.parse(known.readAt) < READ_AGAIN_MS) return { value: known };
  const read = await looks.look(() => cloud.ram.getPolicy(policy));
  if ('couldNotCheck' in read) return read;
  const { document } = read.value;
  const readAt = now.toISOString();
  return { value: { version, updatedAt, readAt, document: counts(policy, document, by) ? document : null } };
}
