import { CloudCallFailed } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { RotationIntentEntry } from '../../shared/incident/rotation-entries';
import { madeKeysOf } from '../../shared/rotation/attempts';
import { fromOthers } from '../../shared/rotation/new-user-now';
import {
  documented,
  isOther,
  type NamedPolicy,
  ownPolicies,
  type PoliciesThere,
  policiesToGive,
  policyClash,
} from '../../shared/rotation/new-user-policies';
import type { StartFacts } from '../../shared/rotation/start';
import type { PlanLine } from '../confirm';
import { CommandEnded, EXIT } from '../exit';
import { policiesThere, proposalOf } from './new-user';
import type { Room } from './room';

type Given = RotationIntentEntry['newUser'];

/** Whom a start is for, besides the old key's user. */
export interface NewUser {
  readonly facts: StartFacts;
  /** What an earlier start for him wrote down that it gives him. */
  readonly given: Given;
  /** A key of his that is known to be this rotation's, or that is to go. */
  readonly ownKey: string | undefined;
  readonly anyway: boolean;
  /** What else can be done than to take from him what he has. */
  readonly instead: string;
}

export interface NewUserPlan {
  readonly policies: readonly NamedPolicy[];
  readonly lines: readonly PlanLine[];
}

/**
 * What the new user gets: by the evidence, or as an earlier start had begun to give it. Throws CommandEnded where that one's
 * user has anything from somebody else, which nobody has agreed to hand a key to, or where a policy's name is taken.
 * `again`: the command with which another user is named.
 */
export async function planNewUser(
  room: Room,
  incident: Incident,
  who: NewUser,
  isNew: boolean,
  again: string,
): Promise<NewUserPlan> {
  const { userName } = who.facts.target;
  const { policies: evidence, actions, notes } = await proposalOf(room, incident.state);
  const names = who.given?.policies ?? [];
  const proposed = ownPolicies(evidence, userName, names);
  const there = await policiesThere(room, [...new Set([...names, ...proposed.map(({ name }) => name)])]);
  const { policies, isEarlier } = policiesToGive(proposed, documented(who.given), there);
  const others = policies.filter((one) => isOther(one, there)).map(({ name }) => name);
  const changed = isNew ? [] : others.filter((name) => names.includes(name));
  const taken = others.filter((name) => !changed.includes(name));
  const clash = policyClash(taken, userName, again);
  if (clash !== undefined) throw new CommandEnded(EXIT.person, clash);
  const over = isNew
    ? []
    : await overOthers(room, incident, who, { policies: policies.map(({ name }) => name), changed });
  // Whoever goes over a policy that was changed gives what it allows now, and reads that in the plan.
  const agreed = policies.map((one) => ({
    ...one,
    document: changed.includes(one.name) ? (there.get(one.name) ?? '') : one.document,
  }));
  return {
    policies: agreed,
    lines: [
      ...over,
      ...(isNew ? [`make the RAM user ${userName}, without a console login`] : []),
      ...policyLines(agreed, userName, there),
      ...(isEarlier
        ? [
            `which is what the evidence proposed when an earlier start made it; by now it proposes something else, which another new user gets (--new-user <name>)`,
          ]
        : [
            `which allows what ${actions} kinds of calls of the business need, as the evidence shows them`,
            ...notes.map((note) => `(mind: ${note})`),
          ]),
    ],
  };
}

/** The same look at a new user whose key is found at its place, and of whom an earlier start knows nothing more. */
export async function lookAgain(room: Room, incident: Incident, who: NewUser): Promise<readonly string[]> {
  const { policies = [] } = who.given ?? {};
  const there = await policiesThere(room, policies);
  const known = documented(who.given);
  const changed = policies.filter((name, i) => {
    const was = known?.[i];
    return there.get(name) !== undefined && (was === undefined || isOther(was, there));
  });
  return overOthers(room, incident, who, { policies, changed });
}

/** Lines of the plan: what is gone over. Throws CommandEnded where nobody has said so, or a look fails. */
async function overOthers(
  room: Room,
  { entries }: Incident,
  { facts, ownKey, anyway, instead }: NewUser,
  policies: { readonly policies: readonly string[]; readonly changed: readonly string[] },
): Promise<string[]> {
  const { userName, keys = [] } = facts.target;
  const certain = facts.orphans.filter(({ doubts }) => doubts.length === 0).map(({ key }) => key.id);
  const own = new Set([...madeKeysOf(entries), ...certain, ...(ownKey === undefined ? [] : [ownKey])]);
  const found = fromOthers({ ...(await lookAt(room, userName)), keys }, { ...policies, keys: own });
  if (found.length > 0 && !anyway)
    throw new CommandEnded(
      EXIT.person,
      `${userName}, whom an earlier start of this rotation made, has what the journal does not say that it gave him: ${found.join('; ')}. Nothing was changed. Take from him what you do not know (RAM console: Identities > Users > ${userName}), then run the same command again. ${instead} Where you know all of it: --anyway --reason "…".`,
    );
  return found.map((one) => `go over this: of ${userName}, ${one}`);
}

async function lookAt({ cli }: Room, userName: string) {
  const { ram } = cli.run.cloud;
  const name = parseUserName(userName);
  try {
    const [policies, groups, hasLogin] = await Promise.all([
      ram.listPoliciesForUser(name),
      ram.listGroupsForUser(name),
      ram.hasLoginProfile(name),
    ]);
    return { policies, groups, hasLogin };
  } catch (error) {
    if (!(error instanceof CloudCallFailed)) throw error;
    throw new CommandEnded(
      EXIT.unchecked,
      `could not check what ${userName}, whom an earlier start of this rotation made, has by now, so nothing was changed: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function policyLines(policies: readonly NamedPolicy[], userName: string, there: PoliciesThere): PlanLine[] {
  return policies.map(({ name, document }) => ({
    line: `${there.get(name) === undefined ? `make the policy ${name} and attach it to` : `attach the policy ${name}, which is there already, to`} ${userName}:`,
    below: JSON.stringify(JSON.parse(document), null, 2).split('\n'),
  }));
}
