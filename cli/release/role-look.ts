import { connectSetup } from '../../shared/aliyun';
import type { PolicyRef } from '../../shared/aliyun/ram';
import type { RamPoliciesService } from '../../shared/aliyun/ram-policies';
import type { RamRolesService } from '../../shared/aliyun/ram-roles';
import { type Changes, NO_CHANGES } from '../../shared/containment/changes';
import { namedOursAmong } from '../../shared/containment/named-ours';
import { type ReachableRole, roleChanges, type WrittenAt } from '../../shared/containment/role-changes';
import { PER_SECOND as A_SECOND, Looks } from '../../shared/hygiene/looks';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { UserName } from '../../shared/ids';
import { isNamedOurs } from '../../shared/ram-policy/our-denies';
import { reachableRoles } from '../../shared/ram-policy/reachable-roles';
import { trusts } from '../../shared/ram-policy/trust';
import type { CliRun } from '../run';
import { unreadDeny } from './named-ours';

/** The function's clock and the cloud's differ, and RAM tells whole seconds. */
const SKEW_MS = 60_000;
/** A person waits for it; the looks go out at fifty a second, and an account has 1,000 roles unless it asked for more. */
const MOST_MS = 120_000;
/** Whoever waits for more than a few seconds is told for what. */
const MANY = 250;

/**
 * What the roles that the user can become have got since the containment: that they let him, or what they may do is given to
 * him with the rest. Who may become a role tells no list: one call for each role, and one more for each that he can become.
 * What cannot be read could not be compared. Never throws.
 */
export async function lookAtRoles(
  { config, clock, credentials, run }: CliRun,
  userName: UserName,
  began: string,
): Promise<Changes> {
  const { roles, policies } = connectSetup(config, clock, credentials);
  const all = await looked(roles.listRoles());
  if ('couldNotCheck' in all)
    return unknown([`whether a role lets him become it since could not be compared: ${all.couldNotCheck}`]);
  const { length } = all.value;
  if (length > MANY)
    process.stderr.write(`reading who may become each of ${length} roles (about ${Math.ceil(length / A_SECOND)} s)\n`);
  const looks = new Looks(clock, clock.elapsedMs() + MOST_MS);
  const { documents, unread } = await trustsOf(
    roles,
    looks,
    all.value.map(({ name }) => name),
  );
  const reachable = reachableRoles(documents, run.accountId, userName);
  const known: ReachableRole[] = [];
  const unreadDenies = new Map<string, string>();
  await looks.each(all.value, async ({ name, changedAt }) => {
    const through = reachable.get(name);
    if (through === undefined) return;
    const attached = await looks.look(() => roles.policiesOf(name));
    const named = await namedOursAmong(run.cloud, 'value' in attached ? attached.value : []);
    for (const [policy, why] of named.unread) unreadDenies.set(policy, why);
    const isTheirs = (policy: PolicyRef): boolean => !isNamedOurs(policy) || named.allowing.includes(policy.name);
    const theirs = 'value' in attached ? { value: attached.value.filter(isTheirs) } : attached;
    known.push({ name, changedAt, through, policies: theirs });
  });
  const isAsked = known.some((role) => 'value' in role.policies && role.policies.value.some(isOwn));
  const written = isAsked ? await looked(writtenAt(policies)) : { value: new Map() };
  // In the order of the list, whichever answered first.
  known.sort((a, b) => (a.name < b.name ? -1 : 1));
  const changes = roleChanges(known, written, Date.parse(began) - SKEW_MS);
  const denies = [...unreadDenies].sort().map(([name, why]) => unreadDeny(name, why));
  return { ...changes, unknown: [...changes.unknown, ...unread, ...denies] };
}

const unknown = (why: readonly string[]): Changes => ({ ...NO_CHANGES, unknown: why });

const isOwn = ({ type }: { readonly type: string }): boolean => type === 'Custom';

/** The trust policy of each role; one that is gone again lets nobody become it. */
async function trustsOf(roles: RamRolesService, looks: Looks, names: readonly string[]) {
  const documents = new Map<string, string>();
  const unread = new Map<string, string[]>();
  await looks.each(names, async (name) => {
    const trust = await looks.look(() => roles.trustOf(name));
    const why = whyUnreadable(trust);
    if (why !== undefined) unread.set(why, [...(unread.get(why) ?? []), name]);
    else if ('value' in trust && trust.value !== undefined) documents.set(name, trust.value);
  });
  return {
    documents,
    unread: [...unread].map(
      ([why, of]) => `whether he can become the role ${named(of.sort())} could not be read: ${why}`,
    ),
  };
}

/** `ops`, or `ops and 11 more`: a refusal refuses them all. */
const named = ([first = '', ...more]: readonly string[]): string =>
  more.length === 0 ? first : `${first} and ${more.length} more`;

function whyUnreadable(trust: Looked<string | undefined>): string | undefined {
  if ('couldNotCheck' in trust) return trust.couldNotCheck;
  try {
    trusts(trust.value ?? '{}', '', '');
    return undefined;
  } catch {
    return 'its trust policy is none that can be read';
  }
}

/** Throws what listing throws. */
async function writtenAt(policies: RamPoliciesService): Promise<WrittenAt> {
  const all = new Map<string, string>();
  for await (const page of policies.listPolicies('Custom'))
    for (const { name, updatedAt } of page) if (updatedAt !== '') all.set(name, updatedAt);
  return all;
}
