import type { LoginSettings } from '../aliyun/login-profiles';
import type { AttachedPolicy } from '../aliyun/ram';
import type { KeyState, Looked } from '../identity/types';
import { type AccessKeyId, namedKeys, type UserName } from '../ids';
import type { SignalRecord } from '../incident/entries';
import type { KeyStanding } from '../incident/follow-entries';
import type { IncidentState } from '../incident/state';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import type { DenyPolicy } from './apply';
import type { Changes } from './changes';
import { isSame } from './console/decide';
import type { LoginNeed } from './console/needs';
import { type LoginBack, planLoginBack } from './console/put-back';
import { type PutBack, planPutBack } from './fence/put-back';
import type { FrozenIdentity } from './frozen';
import { whyDangerous } from './release-danger';
import { carriedDenies, denyOf, keptFor, missingFor, type Need } from './release-needs';

/** Everything that a plan rests on, as live calls and the journals have just shown it. */
export interface ReleaseFacts {
  readonly accessKeyId: AccessKeyId;
  readonly userName: UserName;
  readonly state: IncidentState;
  readonly keys: readonly Pick<KeyState, 'id' | 'status' | 'createdAt'>[];
  readonly policies: readonly AttachedPolicy[];
  readonly groups: readonly string[];
  /** When he came into our group, if he is in it and RAM tells (ISO 8601 UTC). */
  readonly joinedAt?: string | undefined;
  /** When the first of the containments was decided for which a deny may be on (ISO 8601 UTC). */
  readonly decidedAt?: string | undefined;
  /** The key's network policy as it is now, where we set one; `gone`: the key was deleted. */
  readonly network?: Looked<string | null> | 'gone';
  /** The console logins that the journal says we changed, as they are now, by user; undefined: none any more. */
  readonly logins?: ReadonlyMap<string, Looked<LoginSettings | undefined>>;
  /** Other contained incidents of the account that hold these logins, by user. */
  readonly loginNeeds?: ReadonlyMap<string, readonly LoginNeed[]>;
  readonly neededBy: readonly Need[];
  /** What the key was contained for since it was last released, oldest first: as the alerts tell it. */
  readonly containedFor: readonly SignalRecord[];
  /** What the attack made and carries our freeze. */
  readonly frozen: readonly FrozenIdentity[];
  /** Other keys of the same user that leaked, and that nobody has called a false alarm. */
  readonly leakedToo: readonly AccessKeyId[];
  /** Whether the key that a verify found working in place of a leaked one does so now. Without such a verify: nothing. */
  readonly replaced: ReadonlyMap<AccessKeyId, Looked<boolean>>;
  /** What the incidents of the user's other keys have put on, and left to this release. */
  readonly handedOn: ReadonlySet<DenyPolicy>;
  /** What somebody else has changed about the user since. */
  readonly changes: Changes;
  /** What he got between the leak and the containment. Sentences. */
  readonly sinceLeak?: readonly string[];
  /** AccessKeys that the attack made with the leaked one, by the findings. */
  readonly ofAttack?: Looked<ReadonlySet<string>>;
}

/** What the person asks for. */
export interface ReleaseWish {
  readonly falseAlarm: boolean;
  /** It is said of leaks as well that Security Center has confirmed, behind a notice that anybody can have sent. */
  readonly confirmedToo?: boolean;
  /** Keys that we switched off and that shall work again. */
  readonly reactivate: readonly AccessKeyId[];
  /** Keys made since the leak that are the owner's own, not the thief's. */
  readonly ownKeys: readonly AccessKeyId[];
  /** The key's network policy stays as it is now, whoever wrote it. */
  readonly keepNetwork: boolean;
  /** Console logins stay as they are now. */
  readonly keepConsole: boolean;
  /** Users whose console login the findings name, and that shall be as it was all the same. */
  readonly restoreConsole: readonly string[];
  /** Denies of ours come off as well of which no journal knows; keys are switched on that no journal says we switched off. */
  readonly allDenies: boolean;
  /** A person has looked at what the user has gained since, or at what could not be compared, and gives it back all the same. */
  readonly acceptChanges: boolean;
}

export interface ReleasePlan {
  readonly accessKeyId: AccessKeyId;
  readonly userName: UserName;
  /** The leaked key itself, as this look found it. */
  readonly keyNow?: KeyStanding;
  readonly detach: readonly string[];
  readonly leaveGroup: boolean;
  readonly reactivate: readonly AccessKeyId[];
  /** Other keys of the same user that are contained, and what stays on him for them. */
  readonly neededBy: readonly AccessKeyId[];
  readonly kept: readonly string[];
  /** What they need, and what is not on him. */
  readonly missing: ReadonlySet<DenyPolicy>;
  /** Identities that the attack made and that we froze: given back where it was no attack, else left to a person. */
  readonly unfreeze: readonly FrozenIdentity[];
  /** The key's network policy as it was before the fence. */
  readonly network?: PutBack;
  /** The fence went with its deleted key, and would be back with it: a release of then takes it off. */
  readonly leaveFence: boolean;
  readonly leaveFrozen: readonly FrozenIdentity[];
  /** Console logins as they were. */
  readonly logins: readonly LoginBack[];
  /** Users whose console login stays as we set it: the findings name it; or a release has left it so. */
  readonly leaveLogins: readonly string[];
  readonly keptLogins: readonly string[];
  /** Users whose console login, or some of it, stays as it is because other incidents need it. */
  readonly neededLogins: readonly NeededLogin[];
  readonly loginNeeds: ReadonlyMap<string, readonly LoginNeed[]>;
  /** Keys that we switched off, and that stay so. */
  readonly leaveOff: readonly AccessKeyId[];
  /** The key leaked by a false alarm and is off, and no journal says by us: it stays so, and whoever waits for it is told. */
  readonly isOffOtherwise: boolean;
  /** Denies of ours, and the group, that no journal says we attached: a person's, who knows why. */
  readonly leaveAttached: readonly string[];
  /** Of these, what was on before the containment began, and since when. */
  readonly onBefore: ReadonlyMap<string, string>;
}

export interface NeededLogin {
  readonly userName: string;
  readonly by: readonly AccessKeyId[];
}

/** Why nothing is released. `isMisuse`: the command was given what it cannot work with. */
export interface Refused {
  readonly refused: string;
  readonly isMisuse?: true;
}

/**
 * What a release takes off: every deny that is attached now and that the journals name, as done or as intended (a crash
 * may have come between act and journal), unless another contained key of the user needs that one. What they do not name is
 * somebody else's, and stays unless asked. Keys stay as they are unless asked. Refuses what would hand the power back to
 * a thief: a confirmed leak that was told of first by anybody's notice, the leaked key still active with no replacement that works, a key that was made since the leak and that nobody
 * has called his own, or power that the user has got in between. Pure.
 */
export function planRelease(facts: ReleaseFacts, wish: ReleaseWish): ReleasePlan | Refused {
  const { state, keys, neededBy, frozen } = facts;
  const strange = [...wish.reactivate, ...wish.ownKeys].filter((named) => !keys.some(({ id }) => id === named));
  if (strange.length > 0)
    return {
      refused: `These are no keys of ${facts.userName} now: ${strange.join(', ')}. Of a key that was deleted nothing needs to be said: leave it away.`,
      isMisuse: true,
    };
  // One that works already needs nothing: a release may be run again.
  const wanted = wish.reactivate.filter((key) => !keys.some(({ id, status }) => id === key && status === 'Active'));
  const foreign = wanted.filter((key) => !wish.allDenies && !state.offByUs.has(key));
  if (foreign.length > 0)
    return {
      refused: `No journal says that ak-tourniquet switched these keys off: ${foreign.join(', ')}. If it did while its bucket could not be written to, say --all-denies as well.`,
    };
  const { detach, leaveGroup, leaveAttached, onBefore, kept, missing } = planDenies(facts, wish);
  const danger = whyDangerous(facts, wish, wanted, detach.length > 0 || leaveGroup);
  if (danger) return { refused: danger };
  const network = wish.keepNetwork ? undefined : planPutBack(facts.accessKeyId, state.fence, facts.network);
  if (network !== undefined && 'refused' in network) return network;
  const logins = planLogins(facts, wish);
  if ('refused' in logins) return logins;
  // Whatever of it is given back: a deny that somebody has detached leaves the key, the fence and the login to give.
  const givesBack =
    detach.length > 0 || leaveGroup || wanted.length > 0 || network !== undefined || logins.logins.length > 0;
  const changed = givesBack ? (whyChanged(facts) ?? (wish.falseAlarm ? undefined : whySinceLeak(facts))) : undefined;
  if (changed && !wish.acceptChanges) return { refused: changed };
  return {
    accessKeyId: facts.accessKeyId,
    userName: facts.userName,
    keyNow: keys.find(({ id }) => id === facts.accessKeyId)?.status ?? 'gone',
    detach,
    leaveGroup,
    reactivate: wanted,
    leaveOff: namedKeys(keys.filter(({ id, status }) => status === 'Inactive' && state.offByUs.has(id))).filter(
      (key) => !wanted.includes(key),
    ),
    isOffOtherwise: wish.falseAlarm && isOffOtherwise(facts) && !wanted.includes(facts.accessKeyId),
    neededBy: neededBy.map(({ accessKeyId }) => accessKeyId),
    kept,
    missing,
    unfreeze: wish.falseAlarm ? frozen : [],
    ...(network ? { network } : {}),
    leaveFence: state.fence !== null && facts.network === 'gone',
    leaveFrozen: wish.falseAlarm ? [] : frozen,
    ...logins,
    leaveAttached,
    onBefore,
  };
}

/** A rotation's end says itself what it switched off. */
const isOffOtherwise = ({ accessKeyId, keys, state }: ReleaseFacts): boolean =>
  keys.some(({ id, status }) => id === accessKeyId && status === 'Inactive') &&
  !state.offByUs.has(accessKeyId) &&
  !state.rotation?.finished;

/** As far as the function's clock and the cloud's may differ. */
const CLOCKS_MS = 10_000;

/** As a plan names it, beside the policies. */
export const THE_GROUP = `the group ${QUARANTINE_GROUP}`;

/** A deny of ours on the user, by a policy or by the group. */
interface OneDeny {
  readonly name: string;
  readonly deny: DenyPolicy;
  readonly at: string | undefined;
}

/** What comes off the user, what stays for others of his keys, and what no journal names. */
function planDenies(
  { state, policies, groups, joinedAt, decidedAt, neededBy, handedOn }: ReleaseFacts,
  wish: ReleaseWish,
): Pick<ReleasePlan, 'detach' | 'leaveGroup' | 'leaveAttached' | 'onBefore' | 'kept' | 'missing'> {
  const named = new Set([...state.attached, ...state.mayHaveAttached, ...state.handedOn, ...handedOn]);
  // A step that finds the deny on says so, and no more: the call before it may have lost its answer.
  const wasOn = (at: string | undefined): boolean =>
    at !== undefined && decidedAt !== undefined && Date.parse(at) < Date.parse(decidedAt) - CLOCKS_MS;
  const isNamed = ({ deny, at }: OneDeny): boolean => wish.allDenies || (named.has(deny) && !wasOn(at));
  const carried = carriedDenies(policies, groups);
  const kept = keptFor(neededBy, carried);
  const ours: OneDeny[] = [
    ...policies.flatMap((policy) => {
      const deny = denyOf(policy);
      return deny === undefined ? [] : [{ name: policy.name, deny, at: policy.attachedAt }];
    }),
    ...(groups.includes(QUARANTINE_GROUP) ? [{ name: THE_GROUP, deny: 'quarantine' as const, at: joinedAt }] : []),
  ];
  const free = ours.filter(({ deny }) => !kept.has(deny));
  const off = free.filter(isNamed);
  const isGroup = ({ name }: { name: string }): boolean => name === THE_GROUP;
  return {
    detach: off.filter((one) => !isGroup(one)).map(({ name }) => name),
    leaveGroup: off.some(isGroup),
    leaveAttached: free.filter((one) => !isNamed(one)).map(({ name }) => name),
    onBefore: new Map(free.flatMap((one) => (!isNamed(one) && one.at && wasOn(one.at) ? [[one.name, one.at]] : []))),
    missing: missingFor(neededBy, carried),
    kept: ours.filter(({ deny }) => kept.has(deny)).map(({ name }) => name),
  };
}

/** What the key's finder may have given to himself before the deny came. Of a false alarm there was none. */
function whySinceLeak({ userName, sinceLeak = [] }: ReleaseFacts): string | undefined {
  if (sinceLeak.length === 0) return undefined;
  return `Between the leak and the containment of ${userName}: ${sinceLeak.join('; ')}. The thief's doing, perhaps: take back what you do not know, then say --accept-changes.`;
}

/** A look that failed is no "nothing has changed". */
function whyChanged({ userName, changes: { gained, unknown } }: ReleaseFacts): string | undefined {
  if (gained.length > 0)
    return `Since the containment of ${userName}: ${gained.join('; ')}. Take back what you do not know, then say --accept-changes.`;
  if (unknown.length > 0)
    return `Whether ${userName} has got more power since the containment could not be checked: ${unknown.join('; ')}. Look at that in the RAM console yourself, then say --accept-changes.`;
  return undefined;
}

/**
 * The contained user's login goes back with the deny. Whom the findings name, and the owner whose console was taken over,
 * stays as he is unless asked: whoever knows his password would be back. What another incident needs stays in any case.
 */
function planLogins(
  { state, logins, neededBy, loginNeeds = new Map() }: ReleaseFacts,
  wish: ReleaseWish,
):
  | Pick<ReleasePlan, 'logins' | 'leaveLogins' | 'keptLogins' | 'neededLogins' | 'loginNeeds'>
  | { readonly refused: string } {
  const back: LoginBack[] = [];
  const needed: NeededLogin[] = [];
  const left: string[] = [];
  const kept: string[] = [];
  if (wish.keepConsole) return { logins: [], leaveLogins: [], keptLogins: [], neededLogins: [], loginNeeds };
  for (const console of state.consoles.values()) {
    const { userName, why } = console;
    const now = logins?.get(userName);
    if (now !== undefined && 'couldNotCheck' in now)
      return {
        refused: `The console login of ${userName} could not be read (${now.couldNotCheck}), and we have changed it. Nothing was released: try again, or say --keep-console to leave it as it is.`,
      };
    const plan = planLoginBack(console, now?.value);
    if (plan === undefined) continue;
    const isNamed = wish.restoreConsole.includes(userName);
    // It goes with the deny, and that stays for another key.
    if (why === 'contained' && neededBy.length > 0 && !isNamed) continue;
    if (console.kept && !isNamed) kept.push(userName);
    else if (why === 'contained' || wish.falseAlarm || isNamed) {
      const needs = loginNeeds.get(userName) ?? [];
      const free = planLoginBack(console, now?.value, needs);
      if (free !== undefined) back.push(free);
      if (free === undefined || !isSame(free.then, plan.then))
        needed.push({ userName, by: needs.map(({ accessKeyId }) => accessKeyId) });
    } else left.push(userName);
  }
  return { logins: back, leaveLogins: left, keptLogins: kept, neededLogins: needed, loginNeeds };
}

/** Whether a release by this plan would change nothing in the account. */
export function isEmpty(plan: ReleasePlan): boolean {
  const { detach, leaveGroup, reactivate, unfreeze, network, logins } = plan;
  return (
    [detach, reactivate, unfreeze, logins].every(({ length }) => length === 0) && !leaveGroup && network === undefined
  );
}
