import type { Cloud } from '../aliyun';
import type { LoginSettings } from '../aliyun/login-profiles';
import type { PolicyRef } from '../aliyun/ram';
import type { Clock } from '../clock';
import { messageOf } from '../identity/looked';
import type { KeyState, Looked } from '../identity/types';
import type { AccessKeyId, UserName } from '../ids';
import type { IncidentState } from '../incident/state';
import { QUARANTINE_GROUP } from '../ram-policy/documents';
import { type DenyPolicy, POLICY_NAMES } from './apply';
import { unfreezeMade, unfreezeStep } from './apply-made';
import type { Changes } from './changes';
import { type LoginBack, planLoginBack, putLoginBack, restoreLoginStep } from './console/put-back';
import { keepStep, restoreStep } from './fence/apply';
import { type PutBack, planPutBack, putBack } from './fence/put-back';
import { identityOfStep, type MadeIdentity } from './made';
import { QUARANTINE_NAMES } from './policy-parts';
import { whyDangerous } from './release-danger';
import type { StepResult } from './types';

/** Everything that a plan rests on, as live calls and the journals have just shown it. */
export interface ReleaseFacts {
  readonly accessKeyId: AccessKeyId;
  readonly userName: UserName;
  readonly state: IncidentState;
  readonly keys: readonly Pick<KeyState, 'id' | 'status' | 'createdAt'>[];
  readonly policies: readonly PolicyRef[];
  readonly groups: readonly string[];
  /** The key's network policy as it is now, where we set one; `gone`: the key was deleted. */
  readonly network?: Looked<string | null> | 'gone';
  /** The console logins that the journal says we changed, as they are now, by user; undefined: none any more. */
  readonly logins?: ReadonlyMap<string, Looked<LoginSettings | undefined>>;
  /** Other keys of the same user that are contained: the deny on the user is theirs as well. */
  readonly neededBy: readonly AccessKeyId[];
  /** Other keys of the same user that leaked, and neither were replaced nor called a false alarm. */
  readonly leakedToo: readonly AccessKeyId[];
  /** What the incidents of the user's other keys have put on, and left to this release. */
  readonly handedOn: ReadonlySet<DenyPolicy>;
  /** What somebody else has changed about the user since. */
  readonly changes: Changes;
}

/** What the person asks for. */
export interface ReleaseWish {
  readonly falseAlarm: boolean;
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
  readonly detach: readonly string[];
  readonly leaveGroup: boolean;
  readonly reactivate: readonly AccessKeyId[];
  readonly neededBy: readonly AccessKeyId[];
  /** Identities that the attack made and that we froze: given back where it was no attack, else left to a person. */
  readonly unfreeze: readonly MadeIdentity[];
  /** The key's network policy as it was before the fence. */
  readonly network?: PutBack;
  /** The fence went with its deleted key, and would be back with it: a release of then takes it off. */
  readonly leaveFence: boolean;
  readonly leaveFrozen: readonly MadeIdentity[];
  /** Console logins as they were. */
  readonly logins: readonly LoginBack[];
  /** Users whose console login stays as we set it. */
  readonly leaveLogins: readonly string[];
  /** Denies of ours, and the group, that no journal says we attached: a person's, who knows why. */
  readonly leaveAttached: readonly string[];
}

const POLICY_OF: ReadonlyMap<string, DenyPolicy> = new Map<string, DenyPolicy>([
  ...QUARANTINE_NAMES.map((name) => [name, 'quarantine'] as const),
  [POLICY_NAMES.freeze, 'freeze'],
]);

/**
 * What a release takes off: every deny that is attached now and that the journals name, as done or as intended (a crash
 * may have come between act and journal), unless another contained key of the user needs it. What they do not name is
 * somebody else's, and stays unless asked. Keys stay as they are unless asked. Refuses what would hand the power back to
 * a thief: the leaked key still active with no replacement that works, a key that was made since the leak and that nobody
 * has called his own, or power that the user has got in between. Pure.
 */
export function planRelease(facts: ReleaseFacts, wish: ReleaseWish): ReleasePlan | { readonly refused: string } {
  const { state, keys, neededBy } = facts;
  // One that works already needs nothing: a release may be run again.
  const wanted = wish.reactivate.filter((key) => !keys.some(({ id, status }) => id === key && status === 'Active'));
  const foreign = wanted.filter((key) => !wish.allDenies && !state.offByUs.has(key));
  if (foreign.length > 0)
    return {
      refused: `No journal says that ak-tourniquet switched these keys off: ${foreign.join(', ')}. If it did while its bucket could not be written to, say --all-denies as well.`,
    };
  const strange = wanted.filter((key) => !keys.some(({ id }) => id === key));
  if (strange.length > 0) return { refused: `These are no keys of ${facts.userName}: ${strange.join(', ')}` };
  const unknown = wish.ownKeys.filter((own) => !keys.some(({ id }) => id === own));
  if (unknown.length > 0) return { refused: `These are no keys of ${facts.userName}: ${unknown.join(', ')}` };
  const danger = whyDangerous(facts, wish, wanted);
  if (danger) return { refused: danger };
  const named = new Set([...state.attached, ...state.mayHaveAttached, ...state.handedOn, ...facts.handedOn]);
  const isNamed = (name: string): boolean => wish.allDenies || named.has(POLICY_OF.get(name) ?? 'quarantine');
  const attached = facts.policies.filter(({ name, type }) => type === 'Custom' && POLICY_OF.has(name));
  const ours = neededBy.length > 0 ? [] : attached.map(({ name }) => name);
  const inGroup = neededBy.length === 0 && facts.groups.includes(QUARANTINE_GROUP);
  const detach = ours.filter(isNamed);
  const leaveGroup = inGroup && isNamed(QUARANTINE_GROUP);
  const changed = detach.length > 0 || leaveGroup ? whyChanged(facts) : undefined;
  if (changed && !wish.acceptChanges) return { refused: changed };
  const network = wish.keepNetwork ? undefined : planPutBack(facts.accessKeyId, state.fence, facts.network);
  if (network !== undefined && 'refused' in network) return network;
  const logins = planLogins(facts, wish);
  if ('refused' in logins) return logins;
  const frozen = [...state.alsoFrozen].flatMap((step) => identityOfStep(step, 'freeze') ?? []);
  return {
    accessKeyId: facts.accessKeyId,
    userName: facts.userName,
    detach,
    leaveGroup,
    reactivate: wanted,
    neededBy,
    unfreeze: wish.falseAlarm ? frozen : [],
    ...(network ? { network } : {}),
    leaveFence: state.fence !== null && facts.network === 'gone',
    leaveFrozen: wish.falseAlarm ? [] : frozen,
    ...logins,
    leaveAttached: [
      ...ours.filter((name) => !isNamed(name)),
      ...(inGroup && !leaveGroup ? [`the group ${QUARANTINE_GROUP}`] : []),
    ],
  };
}

/** A look that failed is no "nothing has changed". */
function whyChanged({ userName, changes: { gained, unknown } }: ReleaseFacts): string | undefined {
  if (gained.length > 0)
    return `Since the containment of ${userName}: ${gained.join('; ')}. Take back what you do not know, then say --accept-changes.`;
  if (unknown.length > 0)
    return `Whether ${userName} has got more power since the containment could not be checked: ${unknown.join('; ')}. Look at his policies and groups in the RAM console, then say --accept-changes.`;
  return undefined;
}

/**
 * The contained user's login goes back with the deny. Whom the findings name, and the owner whose console was taken over,
 * stays as he is unless asked: whoever knows his password would be back.
 */
function planLogins(
  { state, logins, neededBy }: ReleaseFacts,
  wish: ReleaseWish,
): Pick<ReleasePlan, 'logins' | 'leaveLogins'> | { readonly refused: string } {
  const back: LoginBack[] = [];
  const left: string[] = [];
  if (wish.keepConsole) return { logins: [], leaveLogins: [] };
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
    if (why === 'contained' || wish.falseAlarm || isNamed) back.push(plan);
    else left.push(userName);
  }
  return { logins: back, leaveLogins: left };
}

/** Whether a release by this plan would change nothing in the account. */
export function isEmpty(plan: ReleasePlan): boolean {
  const { detach, leaveGroup, reactivate, unfreeze, network, logins } = plan;
  return (
    [detach, reactivate, unfreeze, logins].every(({ length }) => length === 0) && !leaveGroup && network === undefined
  );
}

/** Takes it off, each step on its own. `mayAct` throws once it is another's turn. Repeating it changes nothing. Never throws. */
export async function release(
  cloud: Pick<Cloud, 'ram' | 'keyPolicies' | 'loginProfiles'>,
  clock: Clock,
  plan: ReleasePlan,
  mayAct: () => void,
): Promise<StepResult[]> {
  const steps: StepResult[] = [];
  const result = async (name: string, act: () => Promise<StepResult>): Promise<void> => {
    try {
      mayAct();
      steps.push(await act());
    } catch (error) {
      steps.push({ step: name, ok: false, detail: messageOf(error), at: clock.now().toISOString() });
    }
  };
  const step = (name: string, act: () => Promise<string>): Promise<void> =>
    result(name, async () => ({ step: name, ok: true, detail: await act(), at: clock.now().toISOString() }));
  const deps = { cloud, clock };
  const { network } = plan;
  // First, while the deny stands: what fails leaves the key with less power, not with more.
  if (network) await result(restoreStep(network.accessKeyId), () => putBack(network, deps));
  for (const login of plan.logins) await result(restoreLoginStep(login.userName), () => putLoginBack(login, deps));
  for (const name of plan.detach)
    await step(`detach:${name}`, () => cloud.ram.detachPolicyFromUser(plan.userName, { name, type: 'Custom' }));
  if (plan.leaveGroup) await step('leave-group', () => cloud.ram.removeUserFromGroup(plan.userName, QUARANTINE_GROUP));
  for (const made of plan.unfreeze) await step(unfreezeStep(made), () => unfreezeMade(made, cloud));
  if (plan.leaveFence)
    await step(keepStep(plan.accessKeyId), async () => 'it was deleted; once restored, a release puts it back');
  for (const key of plan.neededBy) await step(`keep-deny:${key}`, async () => 'this key is contained, too');
  for (const key of plan.reactivate) {
    await step(`activate-key:${key}`, async () => {
      await cloud.ram.updateAccessKey(plan.userName, key, 'Active');
      return 'active';
    });
  }
  return steps;
}
