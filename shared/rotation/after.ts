import { CLI, TO_A_FILE } from '../command-line';
import type { KeyState } from '../identity/types';
import { maskKey } from '../ids';
import type { UndoneStep } from '../incident/rotation-entries';
import type { RotationState } from '../incident/rotation-state';
import { NO_CALLS, refusedInWords } from './calls';
import type { Orphan } from './orphans';
import { cameBack, oldKeyIn, ROOT, stageOf, whatStands } from './stage';
import type { RotationVerdict } from './verify';

/** The steps behind the start: each refuses what would hurt, and says why and what to do. */
export type StepPlan =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'stands'; readonly why: string }
  /**
   * `over`: what would have refused it, and is overridden, or what nobody can see; without times, so that the same plan
   * reads the same again.
   */
  | {
      readonly kind: 'act';
      readonly act: readonly Act[];
      readonly over?: readonly string[];
      /** `undo` alone: which step this takes back. */
      readonly undoes?: UndoneStep;
    };

/** `note`: nothing in the account changes, the journal says that it was found so. */
export type Act =
  | {
      readonly do: 'disable' | 'switch-off-new' | 'enable' | 'delete' | 'restore';
      readonly key: string;
      readonly userName: string;
    }
  | { readonly do: 'note'; readonly step: string; readonly detail: string }
  /** The deny that a release took off goes back on. */
  | { readonly do: 'attach'; readonly policy: 'quarantine' | 'freeze'; readonly userName: string }
  | { readonly do: 'stage-back'; readonly secretName: string; readonly from: string; readonly to: string };

export interface StepFacts {
  readonly accessKeyId: string;
  /** Whose the old key is. */
  readonly userName: string;
  readonly rotation: RotationState | null;
  /** Live keys of the old key's user, and of the new key's; undefined: the user is gone. */
  readonly oldKeys: readonly KeyState[] | undefined;
  readonly newKeys: readonly KeyState[] | undefined;
  /** Keys that starts whose end is not known may have made. */
  readonly orphans: readonly Orphan[];
  readonly verdict: RotationVerdict;
  /** A deny is on the old key's user for this incident, as the journal has written down. */
  readonly isDenied: boolean;
  /** A deny of ours is on him: before the key is switched on by a live look, whosever it is; else by the journal. */
  readonly isBound: boolean;
  /** The journal knows of a deny that no release has begun to take off. */
  readonly isContained: boolean;
  /** The key was contained once, or a person has said that it shall be: without a deny it does not go on. */
  readonly wasContained: boolean;
  /** A person has released it as no leak, and nobody has said otherwise since. */
  readonly isFalseAlarm: boolean;
  /** What goes back on then. */
  readonly deny: 'quarantine' | 'freeze';
  readonly now: Date;
}

/** What overrides a refusal stands in the journal with its reason; without a reason it overrides nothing. */
export interface StepWish {
  readonly anyway: boolean;
  /** `delete` alone: before the time of observation is over. */
  readonly now?: boolean;
  /** `undo` alone: one more step back, behind a step that was taken back. */
  readonly again?: boolean;
  /** `finish` alone: nothing of the owner's uses the key, so that it gets no successor. */
  readonly isUnused?: boolean;
  /** A key is taken for unused after so many days. */
  readonly unusedDays?: number;
}

/** Switches the old key off, once the new one works and nobody uses the old one any more. Pure. */
export function planFinish(facts: StepFacts, wish: StepWish): StepPlan {
  const { accessKeyId, rotation, oldKeys } = facts;
  const { anyway } = wish;
  const stage = stageOf(rotation);
  const isWithout = wish.isUnused === true && (stage === 'none' || stage === 'begun');
  if (!isWithout && (rotation === null || stage === 'none')) return refused(notBegun(facts));
  const old = oldKeys?.find(({ id }) => id === accessKeyId);
  // On again, by somebody or by an undo that died: it goes off anew.
  if (stage === 'deleted') return afterDeletion(facts);
  // The old key stays off: what has become of the new one since is written down alone.
  if (stage === 'finished' && old?.status !== 'Active')
    return isNews(facts) ? act(...missingNote(facts)) : stands(facts);
  const missing = missingNote(facts);
  if (old === undefined)
    return act(...missing, {
      do: 'note',
      step: `found-off:${accessKeyId}`,
      detail: 'the old key was deleted by somebody',
    });
  if (old.status === 'Inactive')
    return act(...missing, { do: 'note', step: `found-off:${accessKeyId}`, detail: 'the old key is off already' });
  const doubts = isWithout ? doubtsOfUnused(facts, wish) : doubtsOf(facts);
  if (doubts.length > 0 && !anyway)
    return refused(
      `${maskKey(accessKeyId)} stays on:\n${doubts.map(({ says }) => `  - ${says}`).join('\n')}\n${isWithout ? 'To' : 'Look again later; to'} switch it off all the same: --anyway --reason "…" (${backOf(facts)} switches it on again).`,
    );
  const plan = act(...missing, { do: 'disable', key: accessKeyId, userName: facts.userName });
  const over = [...new Set([...doubts.map((one) => one.over), ...unseenOf(facts)])];
  return over.length === 0 ? plan : { ...plan, over };
}

/** What no look can tell, now or later: it holds no old key on that nobody uses, and that undo switches on again. */
function unseenOf({ rotation, verdict }: StepFacts): string[] {
  if (verdict.newKey !== 'used-not-visible') return [];
  return [
    `the new key ${rotation?.newKey} is used, and the audit shows no call of it that went through: whether it works, the workload tells`,
  ];
}

/** Why a key stays on, and the same without times, for the plan of whoever overrides it. */
interface Doubt {
  readonly says: string;
  readonly over: string;
}

const doubt = (says: string, over = says): Doubt => ({ says, over });

function doubtsOf(facts: StepFacts): Doubt[] {
  const { rotation, verdict } = facts;
  const doubts: Doubt[] = [];
  const { oldKey, newKey, oldUsedAt, newUsedAt, since, dataUpTo, lookAgainAfter, problems } = verdict;
  if (newKey === 'none') doubts.push(doubt('no new key is known of: the workload would be left without one'));
  const missing = newKeyMissing(facts);
  if (missing !== undefined) {
    const over = `${missing}: the workload would be left without one`;
    doubts.push(doubt(`${over}; ${wayOn(facts)}`, over));
  }
  if (newKey === 'not-seen-yet')
    doubts.push(doubt(`the new key ${rotation?.newKey} was not seen in use yet (a use shows up to two hours late)`));
  if (newKey === 'refused')
    doubts.push(
      doubt(
        `the new key ${rotation?.newKey} does not work yet: of its calls that the audit shows none went through, ${refusedInWords(verdict.newCalls ?? NO_CALLS)}`,
        `the new key ${rotation?.newKey} does not work yet: its calls are refused`,
      ),
    );
  if (newKey === 'used-not-visible-yet')
    doubts.push(
      doubt(
        `the new key ${rotation?.newKey} was used at ${newUsedAt}, and whether its calls went through does not show yet: rotate verify after ${lookAgainAfter}`,
        `whether the calls of the new key ${rotation?.newKey} go through does not show yet`,
      ),
    );
  if (newKey === 'maybe-own-use')
    doubts.push(
      doubt(
        `the new key ${rotation?.newKey} was not seen in use yet by anything but this command, which it may have signed: whether the workload has changed over, a person knows`,
      ),
    );
  if (oldKey === 'used')
    doubts.push(
      doubt(
        `the old key was used at ${oldUsedAt}, after ${since}: by a part of the workload, or by the thief`,
        'the old key is in use still: by a part of the workload, which then fails, or by the thief',
      ),
    );
  if (oldKey === 'not-visible-yet')
    doubts.push(
      doubt(
        `uses show for certain only up to ${dataUpTo}, and nothing is known of the time since ${since}`,
        'whether the old key is in use still does not show yet',
      ),
    );
  if (oldKey === 'not-clear-yet')
    doubts.push(
      doubt(
        `the old key was used at ${oldUsedAt}, after the new one was made, and that may have been beside the new one: rotate verify now, and again after ${lookAgainAfter}, can tell, once the new key was used in between`,
        'the old key was used after the new one was made, and may be in use still',
      ),
    );
  for (const problem of problems) doubts.push(couldNotCheck(problem));
  return doubts;
}

const couldNotCheck = (problem: string): Doubt => doubt(`could not check: ${problem}`);

/** Whether nothing uses the key. What uses it may be the thief: a person knows. */
function doubtsOfUnused({ verdict, now }: StepFacts, { unusedDays = 90 }: StepWish): Doubt[] {
  const { oldUsedAt, problems } = verdict;
  if (problems.length > 0) return problems.map(couldNotCheck);
  if (oldUsedAt === null || now.getTime() - Date.parse(oldUsedAt) > unusedDays * 86_400_000) return [];
  return [
    doubt(
      `it was used at ${oldUsedAt}. By something of yours: say where a new secret goes. By the thief alone, or by this very command, which it signs: --anyway`,
      'the key was used of late: by something of yours, which then fails, by the thief, or by this very command',
    ),
  ];
}

/** Deletes the old key to the recycle bin, once it was off for the time of observation and while the new one is there. Pure. */
export function planDelete(facts: StepFacts, wish: StepWish): StepPlan {
  const { accessKeyId, rotation, oldKeys, now } = facts;
  const stage = stageOf(rotation);
  if (rotation === null || stage === 'none') return refused(notBegun(facts));
  if (stage === 'deleted') return afterDeletion(facts);
  const old = oldKeys?.find(({ id }) => id === accessKeyId);
  if (old === undefined)
    return act(...missingNote(facts), {
      do: 'note',
      step: `delete-key:${accessKeyId}`,
      detail: 'gone already: somebody deleted it, or a run that died did',
    });
  if (rotation.finished === null)
    return refused(
      `${maskKey(accessKeyId)} is ${old.status === 'Active' ? 'still on' : 'not finished with'}: rotate finish comes first.`,
    );
  if (old.status === 'Active')
    return refused(
      `${maskKey(accessKeyId)} was switched on again by somebody since ${rotation.finished.at}. Find out why; ${backOf(facts)}, and then finishing anew switches it off again.`,
    );
  const until = rotation.finished.observeUntil;
  const isEarly = Date.parse(until) > now.getTime();
  const missing = newKeyMissing(facts);
  if (missing !== undefined && !wish.anyway)
    return refused(
      `${maskKey(accessKeyId)} is not deleted: ${missing}, and the workload would be left without one. ${mendOf(facts)} To delete it all the same: --anyway${isEarly ? ' --now' : ''} --reason "…".`,
    );
  if (isEarly && !wish.now)
    return refused(
      `${maskKey(accessKeyId)} is watched until ${until}: whatever still needs it shows by failing, and ${backOf(facts)} switches it on again. To delete it now: --now --reason "…".`,
    );
  const plan = act(...missingNote(facts), { do: 'delete', key: accessKeyId, userName: rotation.userName });
  const over = [
    ...(missing === undefined ? [] : [`${missing}: the workload would be left without one`]),
    ...(isEarly ? [`the time of observation, until ${until}, is skipped: what still needs the key has not shown`] : []),
  ];
  return over.length === 0 ? plan : { ...plan, over };
}

/** What is to be known before the old key goes: with the new one off or gone, the workload may have none. Pure. */
export function newKeyMissing({ rotation, verdict }: StepFacts): string | undefined {
  if (verdict.newKey === 'gone') return `the new key ${rotation?.newKey} was deleted`;
  return verdict.newKey === 'off' ? `the new key ${rotation?.newKey} is off` : undefined;
}

/** The journal learns of it, so that nobody is told of a key that does not work, nor that one does not which does again. */
function missingNote(facts: StepFacts): Act[] {
  const { rotation, verdict } = facts;
  const note = (how: 'gone' | 'off' | 'on', detail: string): Act[] => [
    { do: 'note', step: `new-key-${how}:${rotation?.newKey}`, detail },
  ];
  const detail = newKeyMissing(facts);
  if (detail !== undefined) return note(verdict.newKey === 'gone' ? 'gone' : 'off', detail);
  const isSeen = verdict.newKey !== 'could-not-check' && verdict.newKey !== 'none';
  return rotation?.newKeyFound && isSeen ? note('on', `the new key ${rotation.newKey} is on again`) : [];
}

/** Whether the journal knows of the new key what the look has shown. */
function isNews({ rotation, verdict: { newKey } }: StepFacts): boolean {
  return (newKey === 'gone' || newKey === 'off') && rotation?.newKeyFound !== newKey;
}

/** The version of a KMS secret that holds a key: its name says which, so that a start that died can be read back. */
export function versionOf(accessKeyId: string): string {
  return `ak-tourniquet-${accessKeyId}`;
}

export const act = (...acts: Act[]): StepPlan & { kind: 'act' } => ({ kind: 'act', act: acts });
export const refused = (why: string): StepPlan => ({ kind: 'refused', why });
export const stands = ({ rotation, accessKeyId, oldKeys }: StepFacts): StepPlan => ({
  kind: 'stands',
  why: whatStands(rotation, accessKeyId, oldKeyIn(oldKeys, accessKeyId)),
});
/** A key that lies in the recycle bin needs nothing more; one that somebody has taken out of it needs a person. */
function afterDeletion(facts: StepFacts): StepPlan {
  const why = cameBack(facts.rotation, facts.accessKeyId, oldKeyIn(facts.oldKeys, facts.accessKeyId));
  return why === undefined ? stands(facts) : refused(why);
}
/** What takes the switching off back. Nothing binds root's key, so that this asks for a reason. */
const backOf = ({ userName }: StepFacts): string =>
  userName === ROOT ? '--undo --anyway --reason "…"' : 'rotate undo';
/** What gives the workload a new key that works, of one that is off or gone. Nothing here switches a key of root's on. */
function wayOn({ userName, rotation, verdict }: StepFacts): string {
  const isOff = verdict.newKey === 'off';
  // Nobody has its secret.
  if (isOff && rotation?.secret === 'lost' && userName !== ROOT)
    return `rotate start, with --discard ${rotation.newKey}, has it deleted and makes another`;
  if (userName !== ROOT) return `rotate start ${isOff ? 'switches it on again' : 'makes another'}`;
  return isOff ? 'the console switches it on again' : 'rotate --root, with a place for its secret, makes another';
}
/** The same, with the old key off. */
const mendOf = (facts: StepFacts): string =>
  `Before that, ${wayOn(facts)}; or ${backOf(facts)} switches the old key on again.`;
const notBegun = ({ rotation, accessKeyId }: StepFacts): string =>
  `${whatStands(rotation, accessKeyId)} Begin with: ${CLI} rotate start ${accessKeyId} ${TO_A_FILE}`;
