import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import { PoliciesTooIntricate } from '../errors';
import { parseUserName } from '../ids';
import { mayRewrite, rolesInQuestion, type Surroundings, type Way, wayToPower } from '../ram-policy/escalation';
import type { Policy } from '../ram-policy/policy';
import type { Reach } from '../ram-policy/power';
import { letsUserIn } from '../ram-policy/trust';
import type { Known } from './facts';
import type { Looks } from './looks';

/** Somebody whose policies hold a step of a way, and none that needs no names. */
export interface Suspect {
  readonly user: string;
  readonly policies: readonly Policy[];
  readonly reach: Reach;
  /** His custom policies, as far as they are known. */
  readonly names: readonly string[];
}

export interface Around extends Surroundings {
  /** Every custom policy that anybody has. */
  readonly custom: readonly string[];
  /** Who has one of them. */
  holdersOf(policy: string): Promise<Known<ReadonlySet<string>>>;
}

/** So many are asked for their groups in a night: more have the same right by the same policy, which is to be mended. */
const MOST_ASKED = 500;

/**
 * How each of them becomes an administrator by the names that there are; undefined: in no way that is known. Only what a
 * way of his depends on is asked for: his groups, a role's trust, who has a policy that he may rewrite. Never rejects.
 */
export async function waysOf(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  suspects: readonly Suspect[],
  around: Around,
): Promise<ReadonlyMap<string, Known<Way | undefined>>> {
  const ways = new Map<string, Known<Way | undefined>>();
  const roles = new Map<string, ReturnType<typeof roleOf>>();
  const role = (name: string) => {
    const asked = roles.get(name) ?? roleOf(cloud, looks, name);
    roles.set(name, asked);
    return asked;
  };
  let asked = 0;
  const wayOf = async ({ user, policies, reach, names }: Suspect): Promise<Known<Way | undefined>> => {
    const known = wayToPower(policies, { user, policies: names }, around, reach);
    if (known) return { value: known };
    const open: string[] = [];
    const take = <T>(look: Known<T>): T | undefined => {
      if ('value' in look) return look.value;
      open.push(look.couldNotCheck);
      return undefined;
    };
    const groups = await (async (): Promise<readonly string[] | undefined> => {
      if (!reach.covers('ram:AttachPolicyToGroup')) return [];
      asked += 1;
      if (asked > MOST_ASKED)
        return take<string[]>({ couldNotCheck: `more than ${MOST_ASKED} users may attach to groups` });
      return take(await looks.look(async () => cloud.ram.listGroupsForUser(parseUserName(user))));
    })();
    const own = [...names];
    for (const policy of around.custom)
      if (!names.includes(policy) && mayRewrite(reach, policy) && take(await around.holdersOf(policy))?.has(user))
        own.push(policy);
    const trusts = new Map<string, boolean>();
    for (const name of rolesInQuestion(reach, around)) {
      const found = take(await role(name));
      if (found === undefined || found === 'gone') continue;
      const lets = letsUserIn(found.trust, found.account, user);
      if (lets === undefined) open.push(`the trust of the role ${name} cannot be read`);
      else trusts.set(name, lets);
    }
    const holder = { user, policies: own, ...(groups ? { groups } : {}) };
    const way = wayToPower(policies, holder, { ...around, lets: (name) => trusts.get(name) }, reach);
    const [why] = open;
    return way === undefined && why !== undefined ? { couldNotCheck: why } : { value: way };
  };
  await looks.each(suspects, async (suspect) => {
    ways.set(suspect.user, await wayOf(suspect).catch(tooIntricate));
  });
  return ways;
}

function tooIntricate(error: unknown): { readonly couldNotCheck: string } {
  if (!(error instanceof PoliciesTooIntricate)) throw error;
  return { couldNotCheck: error.message };
}

/** A role that a policy merely names may not be there. */
async function roleOf(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  name: string,
): Promise<Known<{ readonly account: string; readonly trust: string } | 'gone'>> {
  const found = await looks.look(() => ifThere(cloud.ram.getRole(name)));
  if ('couldNotCheck' in found) return found;
  if (found.value === undefined) return { value: 'gone' };
  const { arn = '', trust = '' } = found.value;
  return { value: { account: /^acs:ram::(\d+):/.exec(arn)?.[1] ?? '', trust } };
}
