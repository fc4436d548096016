import { CLI } from '../command-line';
import type { Config } from '../config/types';
import type { Owner } from '../identity/types';
import { FUNCTIONS, roleName } from '../ram-policy/role-rights';
import { letsIn } from '../ram-policy/trust';
import type { StepResult } from './types';

/** An identity that the attack made: what an event said, and nothing that the account has confirmed yet. */
export interface MadeIdentity {
  readonly type: 'user' | 'role';
  readonly name: string;
  /**
   * As the audit told it or a look has seen it: no change of his name changes a user's, and whoever is made anew under the
   * name bears another. Absent where it is not known; the journal keeps users' alone, because a role never changes its name.
   */
  readonly id?: string;
}

/** The same with the name of today. `name` stays the one that the journal and the alerts know it by. */
export interface MadeToday extends MadeIdentity {
  /** What the user of this id is called now, where it is something else. */
  readonly nameNow?: string;
}

/** What a call has to name. */
export const calledNow = ({ name, nameNow }: MadeToday): string => nameNow ?? name;

/** One that carries a deny of ours. */
export interface HeldIdentity extends MadeIdentity {
  /** Absent: freeze. */
  readonly deny?: 'quarantine';
}

/** Credentials that the attack made, for whomever: what events said. */
export interface MadeWays {
  /** Ids of AccessKeys; events may mask them (`LTAI5t******b9Xk`). */
  readonly keys: readonly string[];
  /** Names of users who got a console login. */
  readonly logins: readonly string[];
}

/**
 * Whether the user himself bears one of them: a key of his that is on and was made since the suspicion began, or his
 * login. Pure. `user`: as a live call has just shown him. `began`: ISO 8601; RAM tells whole seconds.
 */
export function bearsOne(
  user: Extract<Owner, { type: 'ram-user' }>,
  { keys, logins }: MadeWays,
  began: string,
): boolean {
  const since = Math.floor(Date.parse(began) / 1000) * 1000;
  const isFresh = (createdAt: string | null): boolean => createdAt !== null && Date.parse(createdAt) >= since;
  const isOneOf = (id: string): boolean => keys.some((shown) => isShownAs(id, shown));
  return (
    logins.includes(user.userName) ||
    user.keys.some(({ id, status, createdAt }) => status === 'Active' && isFresh(createdAt) && isOneOf(id))
  );
}

/** `LTAI5t******b9Xk` shows the key that begins and ends so. */
function isShownAs(id: string, shown: string): boolean {
  const [begin = '', ...rest] = shown.split(/\*+/);
  return rest.length === 0 ? id === shown : id.startsWith(begin) && id.endsWith(rest.at(-1) ?? '');
}

/** The same as a live call has just shown it. */
export interface SeenIdentity extends MadeToday {
  readonly live:
    | {
        readonly createdAt: Date | undefined;
        /** A user's. */
        readonly id?: string;
        /** A role's trust policy, as RAM keeps it. */
        readonly trust?: string | undefined;
      }
    | 'gone'
    /** The one whom the audit told of, or who was seen here before, was deleted, and another one bears the name. */
    | 'another'
    | { readonly couldNotCheck: string };
}

export interface MadePlan {
  readonly contain: readonly MadeToday[];
  /** What a person must look after, and why it was left alone. */
  readonly left: readonly { readonly identity: MadeToday; readonly why: string }[];
  /** What could not be looked at: it is to be tried again. */
  readonly unchecked: readonly string[];
}

const OWN_ROLES: ReadonlySet<string> = new Set(FUNCTIONS.map((name) => roleName(name).toLowerCase()));
/** What runs as a role of ours (docs/ros.yaml). */
const FUNCTION_COMPUTE = 'fc.aliyuncs.com';

/**
 * Why a role is left as it is for the name that it bears; undefined: it is none of those. The cloud's own services' are
 * reported alone (design.md, "Decision"). Of ours, none is taken the power away from that a function may run under, whoever
 * made it; but one that was made since the suspicion began was not made by set-up, as far as anybody here knows. A user is
 * neither, whatever name a thief gave him. Pure.
 */
function whyItsName({ type, name }: MadeIdentity, isSince: boolean, trust: string | undefined): string | undefined {
  if (type !== 'role') return undefined;
  const lets = trust === undefined ? undefined : letsIn(trust);
  if (/^AliyunServiceRoleFor/i.test(name))
    return lets?.others
      ? "it bears the name of a cloud service's role, and lets others in than a service: it may be the thief's, look at it"
      : "it bears the name of a cloud service's role";
  if (!OWN_ROLES.has(name.toLowerCase())) return undefined;
  if (!isSince) return 'a function of ak-tourniquet runs under it, since before the suspicion began';
  if (lets !== undefined && !lets.services.includes(FUNCTION_COMPUTE)) return undefined;
  return `it bears the name of a role of ak-tourniquet and was made since the suspicion began, and a function may run under it: unless you ran setup since, it is the thief's. Delete it, then run "${CLI} setup"`;
}

const MADE_ANEW: Readonly<Record<MadeIdentity['type'], string>> = {
  user: 'the user whom the attack made was deleted, and another one bears the name now',
  role: 'the role that the attack made was deleted, and another one bears the name now',
};

/**
 * Which of the identities that the attack made are to be contained as well: only what is there, was made since the
 * suspicion began, and is on no exclusion list; however many they are. Pure. `began`: ISO 8601; RAM tells whole seconds.
 */
export function planForMade(
  seen: readonly SeenIdentity[],
  facts: { readonly began: string; readonly ownUser: string | undefined },
  rules: Pick<Config, 'exclude'>,
): MadePlan {
  const contain: MadeToday[] = [];
  const left: MadePlan['left'][number][] = [];
  const unchecked: string[] = [];
  const since = Math.floor(Date.parse(facts.began) / 1000) * 1000;
  for (const { type, name, nameNow, live } of seen) {
    const identity: MadeToday = { type, name, ...(nameNow === undefined ? {} : { nameNow }) };
    const called = calledNow(identity);
    if (type === 'user' && called === facts.ownUser) continue;
    if (live === 'gone') {
      // Whoever gave it another name has it still: nobody must take it for done.
      left.push({ identity, why: 'nothing of this name is there now: it was deleted, or bears another name' });
      continue;
    }
    if (live === 'another') {
      left.push({ identity, why: MADE_ANEW[type] });
      continue;
    }
    if ('couldNotCheck' in live) {
      unchecked.push(`${type} ${name}: ${live.couldNotCheck}`);
      continue;
    }
    const isSince = live.createdAt !== undefined && live.createdAt.getTime() >= since;
    const ofItsName = whyItsName(identity, isSince, live.trust);
    if (ofItsName !== undefined) left.push({ identity, why: ofItsName });
    else if (type === 'user' && [...rules.exclude.users].some((user) => user === called))
      left.push({ identity, why: 'it is on the exclusion list' });
    else if (!isSince) left.push({ identity, why: 'it was there before the suspicion began' });
    else contain.push({ ...identity, ...(live.id === undefined ? {} : { id: live.id }) });
  }
  return { contain, left, unchecked };
}

/** `freeze-user:svc-backup` -> the identity that the step was about; undefined for another step. */
export function identityOfStep(name: string, verb: 'freeze' | 'quarantine'): MadeIdentity | undefined {
  const [, type, identity] = new RegExp(`^${verb}-(user|role):(.+)$`, 's').exec(name) ?? [];
  return identity === undefined ? undefined : { type: type as MadeIdentity['type'], name: identity };
}

/** The step of a look back that did not find the freeze as it should be, and of one behind it that did. */
export const checkStep = ({ type, name }: MadeIdentity): string => `check-${type}:${name}`;

/** Who was frozen by these steps, so far as no look back has found otherwise. Pure. */
export function frozenIn(steps: readonly Pick<StepResult, 'step' | 'ok'>[]): MadeIdentity[] {
  const last = (name: string): boolean | undefined => steps.findLast(({ step }) => step === name)?.ok;
  const found = steps.flatMap(({ step, ok }) => (ok ? (identityOfStep(step, 'freeze') ?? []) : []));
  const distinct = new Map(found.map((one) => [`${one.type}:${one.name}`, one]));
  return [...distinct.values()].filter((one) => last(checkStep(one)) !== false);
}

/** Who was to be frozen by these steps and is not, as far as is known. Pure. */
export function notFrozenIn(steps: readonly Pick<StepResult, 'step' | 'ok'>[]): MadeIdentity[] {
  const tried = steps.flatMap(({ step }) => identityOfStep(step, 'freeze') ?? []);
  const distinct = new Map(tried.map((one) => [`${one.type}:${one.name}`, one]));
  const frozen = new Set(frozenIn(steps).map(({ type, name }) => `${type}:${name}`));
  return [...distinct].flatMap(([key, one]) => (frozen.has(key) ? [] : one));
}

/** The step on a key of a user whom the attack made. The leaked user's own keys bear `disable-key:`. */
export const KEY_OFF = 'disable-made-key:';
