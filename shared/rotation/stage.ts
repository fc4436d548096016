import { CLI } from '../command-line';
import type { KeyState } from '../identity/types';
import { maskKey } from '../ids';
import type { RotationState } from '../incident/rotation-state';
import { placeBeside, rootLine, type Said, startLine, undoLine } from './start-line';

/** Who has a key that is no RAM user's: the account itself, as the credential report names it. */
export const ROOT = '<root>';

/** The name in a sentence. */
export const called = (userName: string): string => (userName === ROOT ? 'root' : userName);

/**
 * `none`: not begun, or taken back; `begun`: intended, and no key is known of; `made`: the new key is there and nobody is
 * known to have its secret; `handed-over`: its secret lies where it was asked to; `finished`: the old key is off;
 * `deleted`: it lies in the recycle bin.
 */
export type Stage = 'none' | NewKeyStage | 'finished' | 'deleted';
type NewKeyStage = 'begun' | 'made' | 'handed-over';

export function stageOf(rotation: RotationState | null): Stage {
  if (rotation === null || rotation.undone !== null) return 'none';
  if (rotation.deleted !== null) return 'deleted';
  return rotation.finished === null ? newKeyStage(rotation) : 'finished';
}

/** How far the new key has come, whatever has become of the old one. */
export function newKeyStage({ newKey, secret }: Pick<RotationState, 'newKey' | 'secret'>): NewKeyStage {
  if (newKey === null) return 'begun';
  return secret === 'handed-over' ? 'handed-over' : 'made';
}

/** Nobody has a new key to use, and a start makes one or finds it: behind a finish as before it. */
export function lacksKey(rotation: RotationState | null): boolean {
  const stage = stageOf(rotation);
  if (rotation === null || stage === 'none' || stage === 'deleted') return false;
  if (newKeyStage(rotation) === 'handed-over') return rotation.newKeyFound === 'gone';
  // Of a finish without a place nobody wanted a new key.
  return stage !== 'finished' || rotation.place !== null;
}

/** Whose the new key is, or will be. */
export function newKeyUser({ newUser, userName }: Pick<RotationState, 'newUser' | 'userName'>): string {
  return newUser ?? userName;
}

/** The user names that a key of this incident's may be the owner's own for: what a release must not take for a thief's. */
export function ownKeyOf(rotation: RotationState | null): string | undefined {
  return rotation?.undone === null ? (rotation.newKey ?? undefined) : undefined;
}

/** Somebody else's step that is under way; undefined: nobody's, or one that has died. */
export function busyOf(rotation: RotationState | null, run: string, now: Date): RotationState['busy'] | undefined {
  const busy = rotation?.busy;
  if (!busy || busy.run === run || Date.parse(busy.leaseUntil) <= now.getTime()) return undefined;
  return busy;
}

/** A key whose secret nobody has goes first, by name: no start goes on beside it. */
function lostKey(rotation: RotationState): string | undefined {
  const isThere = newKeyStage(rotation) === 'made' && rotation.secret === 'lost' && rotation.newKeyFound !== 'gone';
  return isThere ? (rotation.newKey ?? undefined) : undefined;
}

/** The start once more: it has not come to its end, or was to discard a key that is there still, or its key was deleted. */
function startAgain(rotation: RotationState | null, accessKeyId: string, said: Said): string | undefined {
  const { discard } = said;
  if (rotation === null || ['none', 'deleted'].includes(stageOf(rotation))) return undefined;
  if (!lacksKey(rotation) && discard === undefined) return undefined;
  const { newKey, secret, newKeyFound, place } = rotation;
  // What the last key's secret was put into is never written over.
  const isTaken = newKey !== null && secret !== 'lost' && (newKeyFound === 'gone' || discard !== undefined);
  const words = {
    ...{ place: isTaken ? placeBeside(place) : place, format: rotation.format, newUser: rotation.newUser },
    ...{ ...said, discard: lostKey(rotation) ?? discard },
  };
  return rotation.userName === ROOT ? rootLine(accessKeyId, words) : startLine(accessKeyId, words);
}

/** The old key, as a look has just found it. `status` undefined: its user has no such key. */
export type OldKeyNow = { readonly status: KeyState['status'] | undefined } | { readonly couldNotCheck: string };

/** `keys`: of the old key's user; undefined: he is gone. */
export const oldKeyIn = (keys: readonly KeyState[] | undefined, accessKeyId: string): OldKeyNow => ({
  status: keys?.find(({ id }) => id === accessKeyId)?.status,
});

/** How the old key came back behind what the journal has of it: put back, or switched on, by somebody. Undefined: it did not. */
function backAs(rotation: RotationState | null, old: OldKeyNow | undefined): 'on' | 'off' | undefined {
  if (old === undefined || !('status' in old) || old.status === undefined) return undefined;
  const stage = stageOf(rotation);
  if (old.status === 'Active') return stage === 'deleted' || stage === 'finished' ? 'on' : undefined;
  return stage === 'deleted' ? 'off' : undefined;
}

/** Why nothing goes on behind a key that came back, and what to do. Undefined: it did not come back. */
export function cameBack(rotation: RotationState | null, accessKeyId: string, old: OldKeyNow): string | undefined {
  if (backAs(rotation, old) === undefined) return undefined;
  return `${whatStands(rotation, accessKeyId, old)} Find out why; this leaves it off: ${nextStep(rotation, accessKeyId, old)}`;
}

/**
 * What comes next, as a command with its key. Undefined: nothing. `old`: where somebody has looked at the old key.
 * `said`: what a start was told that the journal does not keep, of a key to discard where it is there still.
 */
export function nextStep(
  rotation: RotationState | null,
  accessKeyId: string,
  old?: OldKeyNow,
  said: Said = {},
): string | undefined {
  const stage = stageOf(rotation);
  const isBack = backAs(rotation, old) !== undefined;
  const isRoot = rotation?.userName === ROOT;
  if (isBack && stage === 'deleted') return undoLine(accessKeyId, isRoot);
  if (isBack && !isRoot) return `${CLI} rotate finish ${accessKeyId}`;
  if (rotation?.givenBack && stage !== 'none' && stage !== 'deleted') return undoLine(accessKeyId, isRoot);
  const again = startAgain(rotation, accessKeyId, said);
  if (again !== undefined) return again;
  if (rotation?.userName === ROOT && stage !== 'none' && stage !== 'deleted')
    return `${CLI} rotate --root ${accessKeyId}`;
  switch (stage) {
    case 'handed-over':
      return `${CLI} rotate ${afterHandOver(rotation)} ${accessKeyId}`;
    case 'finished':
      return `${CLI} rotate ${afterFinish(rotation)} ${accessKeyId}`;
    default:
      return undefined;
  }
}

/** Whether the last look showed that the new key works and nobody uses the old one. */
export function isReady(verified: Pick<NonNullable<RotationState['verified']>, 'newKey' | 'oldKey'> | null): boolean {
  return verified?.newKey === 'works' && ['quiet', 'off', 'gone'].includes(verified.oldKey);
}

/**
 * Whether nothing more can be learnt before the old key goes off: nobody uses it, and of the new one, which is used, the
 * audit keeps no call that would tell whether it works. Off, the old key can come back; a deny that is off gives a thief
 * his power, so that this is not enough for a release.
 */
function isAsReadyAsShows(verified: Parameters<typeof isReady>[0]): boolean {
  return isReady(verified?.newKey === 'used-not-visible' ? { ...verified, newKey: 'works' } : verified);
}

/** A new key that is off or gone works for nobody: a start switches it on again, or makes another. */
function afterHandOver(rotation: RotationState | null): 'start' | 'verify' | 'finish' {
  if (rotation?.newKeyFound) return 'start';
  return isAsReadyAsShows(rotation?.verified ?? null) ? 'finish' : 'verify';
}

/** The same behind a finish: a new key of since then is to be seen to work, for by the old one nothing does any more. */
function afterFinish(rotation: RotationState | null): 'start' | 'verify' | 'delete' {
  if (rotation?.newKeyFound) return 'start';
  return rotation?.finished?.newKeySince && rotation.verified?.newKey !== 'works' ? 'verify' : 'delete';
}

const LOST = { gone: 'was deleted', off: 'is off' } as const;

/** What the workload has instead of the old key, for a sentence. */
export function inItsPlace({ newKey, newKeyFound }: Pick<RotationState, 'newKey' | 'newKeyFound'>): string {
  if (newKey === null) return 'nothing was put in its place';
  return newKeyFound ? `the new key in its place, ${newKey}, ${LOST[newKeyFound]}` : `it was replaced by ${newKey}`;
}

const UNHEARD = {
  'handed-over': '',
  lost: ' Its secret was not handed over.',
  unknown: ' Its secret was not seen to arrive.',
} as const;

/** How far it has come, in a sentence or two. `old`: where somebody has looked at the old key; the journal knows but of its own steps. */
export function whatStands(rotation: RotationState | null, accessKeyId: string, old?: OldKeyNow): string {
  const key = maskKey(accessKeyId);
  if (rotation === null) return `No rotation of ${key} was begun.`;
  if (rotation.undone !== null)
    return `The rotation of ${key} was taken back by ${rotation.undone.by} at ${rotation.undone.at}.`;
  const { newKey, newKeyFound, startedAt, by, finished, deleted } = rotation;
  const begun = `${by} began the rotation of ${key} at ${startedAt}`;
  const whose = called(newKeyUser(rotation));
  const is = newKeyFound
    ? ` Its new key ${newKey} of ${whose} ${LOST[newKeyFound]}.`
    : ` The new key is ${newKey} of ${whose}.`;
  const made = newKey === null ? '' : `${is}${UNHEARD[rotation.secret ?? 'handed-over']}`;
  const back = backAs(rotation, old);
  const unsure =
    old && 'couldNotCheck' in old ? ` Whether that is so still could not be checked: ${old.couldNotCheck}` : '';
  if (deleted) {
    const since = {
      on: ' Somebody has put it back since, and it is ON.',
      off: ' Somebody has put it back since; it is off.',
    };
    return `${key} was deleted by ${deleted.by} at ${deleted.at}; ${inItsPlace(rotation)}.${back ? since[back] : unsure}`;
  }
  if (finished && back)
    return `${key} was switched off at ${finished.at} (${finished.by}). Somebody has switched it on since, and it is ON.${made}`;
  if (finished)
    return `${key} is off since ${finished.at} (${finished.by}); it may be deleted from ${finished.observeUntil} on.${made}${unsure}`;
  if (newKey === null && !rotation.givenBack) return `${begun}, and no new key is known of.`;
  const { givenBack } = rotation;
  const isOn = givenBack ? ` A release switched ${key} on again at ${givenBack.at} (${givenBack.by}), as no leak.` : '';
  return `${begun}.${made}${isOn}`;
}
