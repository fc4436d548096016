import type { Cloud } from '../aliyun';
import type { ListedPolicy } from '../aliyun/ram-policies';
import { PolicyInvalid } from '../errors';
import { CATALOGUE } from '../ram-policy/catalogue';
import { parsePolicy } from '../ram-policy/parse';
import type { Policy } from '../ram-policy/policy';
import { hasAdministratorPower, residualPower } from '../ram-policy/power';
import { fromElsewhere } from '../ram-policy/source-limits';
import type { Known, PowerFacts } from './facts';
import type { Looks } from './looks';
import type { RememberedPolicy } from './memory';

/** Whether a document still says what it said is told by version and date; read again all the same after so long. */
const READ_AGAIN_MS = 7 * 86_400_000;
/** What changes, takes or spends something: whoever may only look is no high risk, though he sees much. */
const RISKY = CATALOGUE.filter(
  ({ action, tier }) => tier === 'high-risk' || !/:(Describe|Get|List|Query|Check|Download)/.test(action),
);
/** What the project attaches itself: a deny that a release takes off is no limit of the user's power. */
const OURS = /^AkTourniquet/;

/** The project's own policies by who carries them, directly or by a group. */
export type Carriers = Known<ReadonlyMap<string, ReadonlySet<string>>>;

export interface CollectedPower {
  of(user: string): PowerFacts;
  readonly carriers: Carriers;
  readonly policies: Readonly<Record<string, RememberedPolicy>>;
}

interface Weighed {
  readonly policy: Policy;
  readonly elsewhere: Policy;
}

/**
 * What every user may do, found from the policies' side: each policy that somebody has, and for those that grant or deny
 * anything of the catalogue, who has it. A call a policy and a group, none a user. Never rejects.
 */
export async function collectPower(
  cloud: Pick<Cloud, 'ram' | 'ramPolicies'>,
  looks: Looks,
  remembered: Readonly<Record<string, RememberedPolicy>>,
  now: Date,
): Promise<CollectedPower> {
  const listed = await listAll(cloud, looks);
  const policies: Record<string, RememberedPolicy> = {};
  const held = new Map<string, Weighed[]>();
  const openOf = new Map<string, string>();
  const carriers = new Map<string, Set<string>>();
  let openCarriers = listed.failure;
  const members = new Map<string, Promise<Known<readonly string[]>>>();
  let openForAll = listed.failure;
  await looks.each(listed.policies, async (policy) => {
    const isOurs = policy.type === 'Custom' && OURS.test(policy.name);
    const read = isOurs ? undefined : await documentOf(cloud, looks, policy, remembered, now);
    if (read && 'value' in read) policies[nameOf(policy)] = read.value;
    if (read && 'value' in read && read.value.document === null) return;
    const holders = await holdersOf(cloud, looks, policy, members);
    if ('couldNotCheck' in holders) {
      if (isOurs) openCarriers ??= holders.couldNotCheck;
      else openForAll ??= holders.couldNotCheck;
    } else if (isOurs)
      for (const user of holders.value) carriers.set(user, (carriers.get(user) ?? new Set()).add(policy.name));
    else {
      const weighed = read === undefined || 'couldNotCheck' in read ? read : weigh(read.value.document ?? '');
      for (const user of holders.value) {
        if (weighed && 'value' in weighed) held.set(user, [...(held.get(user) ?? []), weighed.value]);
        else if (weighed) openOf.set(user, weighed.couldNotCheck);
      }
    }
  });
  const ofUsers = new Map<string, PowerFacts>();
  const known = new Map<string, PowerFacts>();
  const numbers = new Map<Weighed, number>();
  return {
    carriers: openCarriers === undefined ? { value: carriers } : { couldNotCheck: openCarriers },
    policies,
    of(user) {
      const before = ofUsers.get(user);
      if (before) return before;
      const own = held.get(user) ?? [];
      for (const one of own) if (!numbers.has(one)) numbers.set(one, numbers.size);
      const set = own
        .map((one) => numbers.get(one))
        .sort((a, b) => (a ?? 0) - (b ?? 0))
        .join();
      const open = openOf.get(user) ?? openForAll;
      const name = `${set} ${open ?? ''}`;
      const power = known.get(name) ?? asFar(powerOf(own), open);
      known.set(name, power);
      ofUsers.set(user, power);
      return power;
    },
  };
}

/** What is found stands, whatever else is not known; that nothing is there takes the whole look. */
function asFar(power: ReturnType<typeof powerOf>, open: string | undefined): PowerFacts {
  const list = (found: readonly string[]): Known<readonly string[]> =>
    open !== undefined && found.length === 0 ? { couldNotCheck: open } : { value: found };
  const { administrator, highRisk, fromAnywhere } = power;
  return {
    administrator: open !== undefined && !administrator ? { couldNotCheck: open } : { value: administrator },
    highRisk: list(highRisk),
    fromAnywhere: list(fromAnywhere),
  };
}

function powerOf(all: readonly Weighed[]) {
  const actions = (policies: readonly Policy[]) => residualPower(policies, RISKY).map(({ action }) => action);
  return {
    administrator: hasAdministratorPower(all.map(({ policy }) => policy)),
    highRisk: actions(all.map(({ policy }) => policy)),
    fromAnywhere: actions(all.map(({ elsewhere }) => elsewhere)),
  };
}

function weigh(document: string): Known<Weighed> {
  try {
    const policy = parsePolicy(document);
    return { value: { policy, elsewhere: fromElsewhere(policy) } };
  } catch (error) {
    if (!(error instanceof PolicyInvalid)) throw error;
    return { couldNotCheck: error.message };
  }
}

/** A document that does not parse counts for something: nobody knows what it says. */
function counts(document: string): boolean {
  const weighed = weigh(document);
  if ('couldNotCheck' in weighed) return true;
  const { policy } = weighed.value;
  return policy.statements.some(({ effect }) => effect === 'Deny') || residualPower([policy], RISKY).length > 0;
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
  now: Date,
): Promise<Known<RememberedPolicy>> {
  const { version, updatedAt } = policy;
  const name = nameOf(policy);
  const known = Object.hasOwn(remembered, name) ? remembered[name] : undefined;
  const isSame = known?.version === version && known.updatedAt === updatedAt;
  if (known && isSame && now.getTime() - Date.parse(known.readAt) < READ_AGAIN_MS) return { value: known };
  const read = await looks.look(() => cloud.ram.getPolicy(policy));
  if ('couldNotCheck' in read) return read;
  const { document } = read.value;
  const readAt = now.toISOString();
  return { value: { version, updatedAt, readAt, document: counts(document) ? document : null } };
}

/** A policy that was deleted since it was listed has nobody. */
async function holdersOf(
  cloud: Pick<Cloud, 'ramPolicies'>,
  looks: Looks,
  policy: ListedPolicy,
  members: Map<string, Promise<Known<readonly string[]>>>,
): Promise<Known<ReadonlySet<string>>> {
  const found = await looks.look(() => cloud.ramPolicies.listEntitiesForPolicy(policy));
  if ('couldNotCheck' in found) return found;
  const users = new Set(found.value.users);
  for (const group of found.value.groups) {
    const asked = members.get(group) ?? looks.look(() => cloud.ramPolicies.listUsersForGroup(group));
    members.set(group, asked);
    const those = await asked;
    if ('couldNotCheck' in those) return those;
    for (const user of those.value) users.add(user);
  }
  return { value: users };
}
