import { CLI, WITH_REASON } from '../command-line';
import { maskKey } from '../ids';
import type { UndoneStep } from '../incident/rotation-entries';
import type { RotationState } from '../incident/rotation-state';
import { type Act, act, refused, type StepFacts, type StepPlan, type StepWish, stands, versionOf } from './after';
import { type Orphan, tellOrphan } from './orphans';
import { newKeyUser, ROOT, stageOf } from './stage';
import { isInUse } from './verify';

/**
 * Which step an undo takes back: the last that was made, or the one that an undo has begun to take back and was not seen to,
 * whatever it has done of that by now. Undefined: nothing is left to take back. Pure.
 */
function stepBack(facts: Pick<StepFacts, 'accessKeyId' | 'userName' | 'rotation' | 'oldKeys'>): UndoneStep | undefined {
  const { accessKeyId, rotation, oldKeys, userName } = facts;
  const stage = stageOf(rotation);
  if (rotation === null || stage === 'none') return undefined;
  const { undoing, mayHaveDeleted, mayHaveDisabled } = rotation;
  const old = oldKeys?.find(({ id }) => id === accessKeyId);
  if (stage === 'deleted' || undoing === 'delete') return 'delete';
  // A finish that died may have switched it off: the new key must not go off before the old one is back.
  const mayBeFinished = mayHaveDisabled && old?.status === 'Inactive';
  const isFinished = stage === 'finished' || mayBeFinished || undoing === 'finish';
  // By a deletion that died before it told of its end.
  if (isFinished && old === undefined && mayHaveDeleted && userName !== ROOT) return 'delete';
  return isFinished ? 'finish' : 'start';
}

/**
 * One step back. Deletes nothing. Behind another undo only where that is meant: the same command once more, by somebody who
 * did not see its end, or by a second person, must not go further back. Pure.
 */
export function planUndo(facts: StepFacts, wish: StepWish): StepPlan {
  const { rotation } = facts;
  const undoes = stepBack(facts);
  if (rotation === null || undoes === undefined) return stands(facts);
  const plan = UNDOS[undoes](facts, rotation, wish.anyway);
  const { lastUndo } = rotation;
  if (plan.kind !== 'act') return plan;
  if (lastUndo === null) return { ...plan, undoes };
  if (!wish.again)
    return refused(
      `The last step of ${maskKey(facts.accessKeyId)} was taken back already, by ${lastUndo.by} at ${lastUndo.at}. Nothing was changed. To go one more step back: --again.`,
    );
  const before = `${lastUndo.by} has taken a step back already, at ${lastUndo.at}`;
  return { ...plan, undoes, over: [before, ...(plan.over ?? [])] };
}

type Undo = (facts: StepFacts, rotation: RotationState, anyway: boolean) => StepPlan;

const UNDOS: Readonly<Record<UndoneStep, Undo>> = { delete: undoDelete, finish: undoFinish, start: undoStart };

/** The old key is in the recycle bin, by us, or somebody has taken it out again. */
function undoDelete(facts: StepFacts, rotation: RotationState): StepPlan {
  const { accessKeyId, oldKeys, userName } = facts;
  const restored = oldKeys?.find(({ id }) => id === accessKeyId);
  const detail = 'somebody restored it before, or an undo that died';
  const note: Act = { do: 'note', step: `restore-key:${accessKeyId}`, detail };
  // Off before anything is said of it: a deletion that is undone leaves the key as the deletion found it.
  if (restored?.status === 'Active') return act({ do: 'disable', key: accessKeyId, userName }, note);
  if (restored !== undefined) return act(note);
  if (userName === ROOT) return refused(final(facts, rotation.deleted?.by));
  if (oldKeys === undefined)
    return refused(
      `${rotation.userName} was deleted, and a key comes back to its user alone. Restore the user first (RAM console > Users > Recycle Bin), then run rotate undo again.`,
    );
  return act({ do: 'restore', key: accessKeyId, userName: rotation.userName });
}

/** The new key, or what a start that died has left, goes off, and what it was put in the place of comes back. */
function undoStart(facts: StepFacts, rotation: RotationState, anyway: boolean): StepPlan {
  const { accessKeyId, newKeys, verdict } = facts;
  const back: Act = { do: 'note', step: 'take-back', detail: 'a new rotation may begin' };
  const { newKey } = rotation;
  const loose = newKey === null ? undefined : leftLoose(facts);
  if (loose !== undefined && !anyway)
    return refused(
      `${loose}. Switch it off instead: ${CLI} rotate finish ${accessKeyId}. Or contain it first: ${contain(accessKeyId)}. Or --anyway --reason "…".`,
    );
  const over = loose === undefined ? {} : { over: [loose] };
  const orphans = facts.orphans.filter(({ key, attempt }) => key.id !== newKey && !attempt.isTakenBack);
  if (newKey === null) {
    const unsure = orphans.filter(({ key, doubts }) => key.status === 'Active' && doubts.length > 0);
    if (unsure.length > 0 && !anyway) return refused(askWhose(unsure, accessKeyId, facts.userName));
    return act(...orphans.map(orphanOff), back);
  }
  const live = newKeys?.find(({ id }) => id === newKey);
  if (live === undefined || live.status === 'Inactive')
    return { ...act(...stageBack(rotation), ...orphans.map(orphanOff), back), ...over };
  if (verdict.newKey === 'could-not-check' && !anyway)
    return refused(
      `Whether the new key ${newKey} is in use could not be checked: ${verdict.problems.join('; ')}. Run it again; or --anyway --reason "…".`,
    );
  if (verdict.newKey === 'maybe-own-use' && !anyway)
    return refused(
      `Whether the new key ${newKey} is in use cannot be told from the uses by commands like this one, which it may have signed. Where nothing of yours has it: --anyway --reason "…".`,
    );
  if (isInUse(verdict.newKey) && !anyway)
    return refused(
      `The new key ${newKey} is in use (last ${verdict.newUsedAt}): switching it off stops what uses it. Put the old key back where the workload reads it first; or --anyway --reason "…".`,
    );
  const plan = act(
    ...stageBack(rotation),
    { do: 'switch-off-new', key: newKey, userName: newKeyUser(rotation) },
    ...orphans.map(orphanOff),
    back,
  );
  return { ...plan, ...over };
}

/** A release took the deny off because the leaked key was being replaced: without the replacement it has its power back. */
function leftLoose({ accessKeyId, userName, oldKeys, ...facts }: StepFacts): string | undefined {
  const { isContained, isBound, wasContained, isFalseAlarm } = facts;
  const isOn = oldKeys?.some(({ id, status }) => id === accessKeyId && status === 'Active') ?? false;
  if (!isOn || userName === ROOT || !wasContained || isContained || isBound || isFalseAlarm) return undefined;
  return `The deny on ${userName} came off because ${maskKey(accessKeyId)} was being replaced: taken back, that key is on with all of its power, and nothing replaces it`;
}

/** A key that is ours for certain, and whose secret nobody has, goes off; any other is named and left as it is. */
function orphanOff(orphan: Orphan): Act {
  const { key, userName, doubts } = orphan;
  if (key.status === 'Active' && doubts.length === 0) return { do: 'switch-off-new', key: key.id, userName };
  const how = key.status === 'Active' ? 'left on' : 'off already';
  return { do: 'note', step: `left-as-is:${key.id}`, detail: `${how}: ${tellOrphan(orphan)}` };
}

function askWhose(orphans: readonly Orphan[], accessKeyId: string, userName: string): string {
  const start = `${CLI} rotate ${userName === ROOT ? '--root' : 'start'} ${accessKeyId}`;
  return [
    "A start of this rotation may have left a key behind, which could not be told from somebody else's:",
    ...orphans.map((orphan) => `  - ${tellOrphan(orphan)}`),
    `Find out who made it (ActionTrail: CreateAccessKey). Where its secret lies at its place, ${start} goes on with it. Where it is nobody's, ${start} --discard <key> deletes it and makes another, or switch it off in the console. To take the rotation back and leave that key as it is: --anyway --reason "…".`,
  ].join('\n');
}

/** A workload that reads the secret must find the old key there again before the new one goes off. */
function stageBack({ place, previousVersion, newKey, secret }: RotationState): Act[] {
  if (place?.kind !== 'kms' || previousVersion === null || newKey === null) return [];
  // Where nobody knows whether KMS has it, KMS is looked at.
  if (secret !== 'handed-over' && secret !== 'unknown') return [];
  return [{ do: 'stage-back', secretName: place.secretName, from: versionOf(newKey), to: previousVersion }];
}

/** The old key is off, by us or before. */
function undoFinish(facts: StepFacts, rotation: RotationState, anyway: boolean): StepPlan {
  const { userName, finished, mayHaveDisabled } = rotation;
  const { accessKeyId, isDenied, isBound, isContained, wasContained, isFalseAlarm, deny } = facts;
  const key = maskKey(accessKeyId);
  const old = facts.oldKeys?.find(({ id }) => id === accessKeyId);
  if (old === undefined)
    return refused(
      userName === ROOT
        ? final(facts)
        : `${key} was deleted by somebody: it can be put back from the recycle bin of the RAM console for about a month.`,
    );
  const isOn = old.status === 'Active';
  if (!isOn && !(finished?.wasActive ?? mayHaveDisabled))
    return act({
      do: 'note',
      step: `left-off:${accessKeyId}`,
      detail: 'it was off before this rotation, and stays so',
    });
  // The key is on, and still what goes before that here was asked of nobody.
  const enable: Act = isOn
    ? {
        do: 'note',
        step: `enable-key:${accessKeyId}`,
        detail:
          'it is on already, and not by this command: somebody switched it on since, or an undo that died. ActionTrail tells who (UpdateAccessKey)',
      }
    : { do: 'enable', key: accessKeyId, userName };
  const again = isOn
    ? `${key} is ON already: somebody switched it on since, or an undo that died. ${nextOff(accessKeyId, userName)}. `
    : '';
  if (userName === ROOT) {
    if (anyway) return act(enable);
    return refused(
      `${again}Nothing binds root's key: with ${key} on again, whoever found it has every right of the account back. If it must be: --undo --anyway --reason "…".`,
    );
  }
  if ((isDenied && isBound) || isFalseAlarm) return act(enable);
  // Also where another incident's deny binds him today: that one's release takes off what this one does not ask for.
  const plan: StepPlan = wasContained ? act({ do: 'attach', policy: deny, userName }, enable) : act(enable);
  // Bound already; or somebody has taken off what nobody has released.
  if (isBound || isContained) return plan;
  // What was released is contained by nobody but a person: so the deny goes on here, and before the key does.
  if (anyway) return plan;
  return refused(
    wasContained
      ? `${again}The deny on ${userName} was lifted: with ${key} on again, whoever found it has its power back. If it must be: --anyway --reason "…". The deny then goes back on ${userName} first, and binds his new key as well; a release takes it off.`
      : `${again}There is no deny on ${userName}: with ${key} on again, whoever found it has its power back. If it must be: --anyway --reason "…", and then, at once: ${contain(accessKeyId)}`,
  );
}

/** What takes back that somebody has switched it on. */
const nextOff = (accessKeyId: string, userName: string): string =>
  `To switch it off: ${CLI} rotate ${userName === ROOT ? '--root' : 'finish'} ${accessKeyId}`;

const final = ({ accessKeyId }: StepFacts, by = 'somebody'): string =>
  `Root's ${maskKey(accessKeyId)} was deleted by ${by}, and that is final: no recycle bin is known to keep a key of root's. What needs a key gets a new one.`;

/** What contains a key whatever held it: after a release, or for an excluded user, respond only asks a person. */
export function contain(accessKeyId: string): string {
  return `${CLI} approve ${accessKeyId} ${WITH_REASON}`;
}
