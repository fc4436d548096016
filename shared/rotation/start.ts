import { CLI } from '../command-line';
import type { KeyState } from '../identity/types';
import { maskKey } from '../ids';
import { isSamePlace, type SecretPlace } from '../incident/rotation-entries';
import type { RotationState } from '../incident/rotation-state';
import { MOST_KEYS, noRoom } from './no-room';
import { type Orphan, tellOrphan } from './orphans';
import { called, cameBack, newKeyStage, newKeyUser, oldKeyIn, ROOT, stageOf, whatStands } from './stage';

/** What live calls and the journal have just shown. */
export interface StartFacts {
  readonly accessKeyId: string;
  readonly userName: string;
  readonly rotation: RotationState | null;
  /** The keys of the old key's user; undefined: the user was deleted. */
  readonly oldKeys: readonly KeyState[] | undefined;
  /** Whom the new key is made for, and his keys; undefined: there is no such user. */
  readonly target: {
    readonly userName: string;
    readonly keys: readonly KeyState[] | undefined;
    /** Made by an earlier start of this rotation. */
    readonly isOurs: boolean;
  };
  /** The rotation's new key, of whichever user, while it is there. */
  readonly successor: (Pick<KeyState, 'id' | 'status'> & { readonly userName: string }) | undefined;
  /** Keys of the target whose secret lies at the place that was recorded. */
  readonly foundAtPlace: readonly string[];
  /** Keys of the target that leaked themselves: they have an incident of their own. */
  readonly leaked: readonly string[];
  /** Keys that starts whose end is not known may have made, of whichever user. */
  readonly orphans: readonly Orphan[];
  /** Last use of each of the target's keys in words, where it was asked. */
  readonly lastUse: ReadonlyMap<string, LastUseWords>;
}

/** ISO 8601 UTC, null for never; or why it is not known. */
export type LastUseWords = { readonly at: string | null } | { readonly couldNotCheck: string };

export interface StartWish {
  readonly discard: string | undefined;
  readonly newUser: string | undefined;
  /** Where the secret is to go; undefined: nothing was said of it. */
  readonly place: SecretPlace | undefined;
}

export type StartPlan =
  | { readonly kind: 'refused'; readonly why: string }
  /** Nothing is left to do in this step. */
  | { readonly kind: 'stands'; readonly why: string }
  /** The secret lies somewhere else than where it is wanted now, and there is no other of it. */
  | { readonly kind: 'given'; readonly newKey: string; readonly to: SecretPlace }
  /** An earlier start had handed the secret over: that is to be recorded where it is not, and a key that is off goes on. */
  | { readonly kind: 'found'; readonly newKey: string; readonly isRecorded: boolean; readonly isOff: boolean }
  | { readonly kind: 'make'; readonly discard: string | undefined; readonly makeUser: boolean };

/** What a start does. Never makes a key beside one whose secret is lost: that one goes first, by name. Pure. */
export function planStart(facts: StartFacts, wish: StartWish): StartPlan {
  const { accessKeyId, rotation, oldKeys, successor, target } = facts;
  const stage = stageOf(rotation);
  const back = cameBack(rotation, accessKeyId, oldKeyIn(oldKeys, accessKeyId));
  if (back !== undefined) return refused(back);
  if (rotation === null || stage === 'none') return planKey(facts, wish, false);
  if (successor !== undefined && successor.userName !== target.userName)
    return refused(
      `This rotation has made a new key already, ${successor.id} of ${successor.userName}; beside it none is made for ${target.userName}. Go on with it: ${CLI} rotate start ${accessKeyId}. Or take the rotation back first, which switches it off: ${CLI} rotate undo ${accessKeyId}; then start anew for ${target.userName}.`,
    );
  if (stage === 'deleted') return planOver(facts, wish);
  const { discard, place } = wish;
  const isHandedOver = newKeyStage(rotation) === 'handed-over';
  const found = facts.foundAtPlace.find((id) => id === rotation.newKey || isUnaccounted(facts, id));
  const there = target.keys?.find(({ id }) => id === (isHandedOver ? rotation.newKey : found));
  if (there === undefined) return planKey(facts, wish, true);
  // The old key is off, or this one's secret has only just been found: the workload may have no other.
  const isOnlyOne = there.status === 'Active' && !(isHandedOver && stage !== 'finished');
  if (discard === there.id && !isOnlyOne) return planKey(facts, wish, true);
  if (discard !== undefined) return refused(notDiscarded(facts, discard, there.id, isOnlyOne));
  if (isHandedOver && place && isElsewhere(rotation, place)) return { kind: 'given', newKey: there.id, to: place };
  return isHandedOver && there.status === 'Active' ? stands(facts) : planFound(facts, there.id, isHandedOver);
}

/** The old key was deleted: no start puts anything in its place any more. */
function planOver(facts: StartFacts, { discard }: StartWish): StartPlan {
  const { accessKeyId, rotation, successor } = facts;
  if (discard !== undefined)
    return refused(`${whatStands(rotation, accessKeyId)} A start makes no key any more: nothing was discarded.`);
  if (rotation === null || rotation.newKey === null || successor?.status === 'Active') return stands(facts);
  const newKeyFound = successor === undefined ? 'gone' : 'off';
  const console = `RAM console > Users > ${called(newKeyUser(rotation))} > AccessKey`;
  return refused(
    `${whatStands({ ...rotation, newKeyFound }, accessKeyId)} The rotation is over, and a start makes no key any more: ${newKeyFound === 'gone' ? 'make one' : 'switch it on'} in the ${console}. Or ${CLI} rotate undo ${accessKeyId} puts the old key back, switched off, and then rotate start ${newKeyFound === 'gone' ? 'makes another' : 'switches it on'}.`,
  );
}

/** Why a key that was named stays: passed over, it would be thought gone. */
function notDiscarded(
  { accessKeyId, rotation, target }: StartFacts,
  discard: string,
  there: string,
  isOnlyOne: boolean,
) {
  const key = maskKey(discard);
  if (discard === accessKeyId) return replacedLast(accessKeyId, target.userName === ROOT);
  if (discard === there)
    return stageOf(rotation) === 'finished'
      ? `Nothing was discarded: ${key} is on, and with the old key off your workload may have no other. Switch it off first and see that nothing fails; or bring the old key back: ${CLI} rotate undo ${accessKeyId}.`
      : `Nothing was discarded: ${key} is on, and its secret is where your workload reads it. Go on with it: ${CLI} rotate start ${accessKeyId}; once that is written down, --discard has it deleted and another made.`;
  return `Nothing was discarded: ${key} would make room for a new key, and this start makes none, for the new key ${there} of ${called(target.userName)} is there. Leave --discard away${isOnlyOne ? '' : `; to have that one deleted and another made: --discard ${there}`}.`;
}

const replacedLast = (accessKeyId: string, isRoot: boolean): string =>
  `Nothing was discarded: ${maskKey(accessKeyId)} is the key to be replaced: ${isRoot ? 'it goes last, by rotate --root' : 'rotate finish and rotate delete take it away'}.`;

/** Standard output was read once, and holds nothing. */
function isElsewhere(rotation: RotationState | null, place: SecretPlace): boolean {
  return place.kind === 'stdout' || !isSamePlace(rotation?.place ?? null, place);
}

/** What reads the secret needs its key on; but one that leaked as well was switched off for that. */
function planFound({ target, leaked }: StartFacts, newKey: string, isRecorded: boolean): StartPlan {
  const isOff = target.keys?.some(({ id, status }) => id === newKey && status === 'Inactive') ?? false;
  if (isOff && leaked.includes(newKey))
    return refused(
      `The new key ${newKey} of ${called(target.userName)} is off, and it leaked itself: ${CLI} status ${newKey}. Have it deleted and another made: --discard ${newKey}.`,
    );
  return { kind: 'found', newKey, isRecorded, isOff };
}

function planKey(facts: StartFacts, wish: StartWish, isContinuing: boolean): StartPlan {
  const { accessKeyId, rotation, oldKeys, target } = facts;
  if (oldKeys === undefined) return refused(`${facts.userName} was deleted, and ${maskKey(accessKeyId)} with him.`);
  if (!oldKeys.some(({ id }) => id === accessKeyId))
    return refused(
      `${maskKey(accessKeyId)} is no key of ${called(facts.userName)} any more: somebody deleted it. There is nothing to replace; ${
        facts.userName === ROOT
          ? `${CLI} rotate --root ${accessKeyId}, without a place, writes that down and closes the incident.`
          : 'release the user when his workload has a key that works.'
      }`,
    );
  const keys = target.keys ?? [];
  const makeUser = target.keys === undefined;
  if (wish.newUser !== undefined && target.userName !== facts.userName && !makeUser && !target.isOurs)
    return refused(
      `There is a user ${target.userName} already, with rights of his own: name a user who does not exist yet.`,
    );
  const { discard } = wish;
  const isRoot = target.userName === ROOT;
  if (discard !== undefined) {
    const wanted = keys.find(({ id }) => id === discard);
    if (discard === accessKeyId) return refused(replacedLast(discard, isRoot));
    if (wanted === undefined)
      return refused(`${maskKey(discard)} is no key of ${called(target.userName)}: nothing was deleted.`);
    if (discard !== rotation?.newKey && !isOrphan(facts, discard) && wanted.status === 'Active')
      return refused(
        `${maskKey(discard)} is active and not of this rotation: switch it off first and see that nothing fails.`,
      );
    return { kind: 'make', discard, makeUser };
  }
  const orphan = isContinuing ? keys.find(({ id }) => id === rotation?.newKey || isUnaccounted(facts, id)) : undefined;
  const known = facts.orphans.find(({ key }) => key.id === orphan?.id);
  if (known !== undefined)
    return refused(
      `${tellOrphan(known)}. Have it deleted and another made: --discard ${known.key.id}. ${
        known.doubts.length === 0
          ? 'Or take the rotation back: that switches it off.'
          : 'First find out who made it (ActionTrail: CreateAccessKey).'
      }`,
    );
  if (orphan !== undefined)
    return refused(
      `${orphan.id} of ${called(target.userName)} was made by a start that did not come to its end${orphan.id === rotation?.newKey ? '' : ' (or by somebody else since then)'}, and its secret is not where it should be, so that nobody can use it. Have it deleted and another made: --discard ${orphan.id}.${isRoot ? '' : ' Or, if you do have its secret, go on with rotate verify.'}`,
    );
  if (keys.length >= MOST_KEYS) return refused(noRoom(facts, keys));
  return { kind: 'make', discard: undefined, makeUser };
}

/** A key that was not there when the start that died began. */
function isUnaccounted({ rotation }: StartFacts, id: string): boolean {
  return rotation !== null && rotation.newKey === null && !rotation.keysBefore.some((key) => key.id === id);
}

/** Ours by the rotation's own count, or for certain. */
function isOrphan(facts: StartFacts, id: string): boolean {
  return isUnaccounted(facts, id) || facts.orphans.some(({ key, doubts }) => key.id === id && doubts.length === 0);
}

const refused = (why: string): StartPlan => ({ kind: 'refused', why });
const stands = ({ rotation, accessKeyId, oldKeys }: StartFacts): StartPlan => ({
  kind: 'stands',
  why: whatStands(rotation, accessKeyId, oldKeyIn(oldKeys, accessKeyId)),
});
