import type { KeyState } from '../identity/types';
import type { ReleaseEntry } from './entries';
import type {
  RotationEntry,
  RotationIntentEntry,
  RotationStep,
  RotationVerifiedEntry,
  SecretFormat,
  SecretPlace,
  UndoneStep,
} from './rotation-entries';

/** How far the rotation of an incident's key has come: part of the fold over its journal. */
export interface RotationState {
  readonly startedAt: string;
  readonly by: string;
  /** Whose the old key is, and whose the new one: by the name of the last step. */
  readonly userName: string;
  readonly newUser: string | null;
  readonly place: SecretPlace | null;
  /** Null: nobody said. */
  readonly format: SecretFormat | null;
  /** Keys of the new key's user before it was made. */
  readonly keysBefore: readonly KeyState[];
  readonly newKey: string | null;
  /** `lost`: nobody has it; `unknown`: the run died between making the key and telling where its secret is. */
  readonly secret: 'handed-over' | 'lost' | 'unknown' | null;
  /** What a look last found of the new key that makes it nobody's to use; null: nothing of the kind. */
  readonly newKeyFound: 'gone' | 'off' | null;
  /** KMS: which version was current before ours. */
  readonly previousVersion: string | null;
  readonly verified: (Pick<RotationVerifiedEntry, 'by' | 'oldKey' | 'newKey'> & { readonly at: string }) | null;
  /** The old key is off. `wasActive`: we switched it off, so that an undo switches it on. */
  readonly finished: {
    /** The old key's id. */
    readonly key: string;
    readonly at: string;
    readonly by: string;
    readonly reason: string | null;
    readonly observeUntil: string;
    readonly wasActive: boolean;
    /** The new key was made, or switched on again, after that: nobody has seen it in use by then. */
    readonly newKeySince?: true;
  } | null;
  readonly deleted: { readonly at: string; readonly by: string } | null;
  /** A release has switched the old key on again, as no leak: it needs nothing in its place. */
  readonly givenBack: { readonly at: string; readonly by: string } | null;
  /** Taken back as a whole: a new start begins anew. */
  readonly undone: { readonly at: string; readonly by: string } | null;
  /** The last step that came to its end took one back: whoever says so once more may mean that one. */
  readonly lastUndo: { readonly at: string; readonly by: string } | null;
  /** What an undo has begun to take back, and is not known to have. */
  readonly undoing: UndoneStep | null;
  /** Who is at it, or died at it. */
  readonly busy: {
    readonly run: string;
    readonly by: string;
    readonly step: RotationStep;
    readonly leaseUntil: string;
  } | null;
  /** A finish of ours began while the old key was on. */
  readonly mayHaveDisabled: boolean;
  /** A deletion of ours began, and the key was not put back since. */
  readonly mayHaveDeleted: boolean;
  /** Of the finish under way: until when the old key is to be watched. */
  readonly observeUntil: string | null;
  readonly reason: string | null;
}

type Dated<T> = T & { readonly at: string };

/** Begins a step. Behind nothing, and behind what was taken back, it begins a rotation, whichever step it is. */
export function withIntent(state: RotationState | null, entry: Dated<RotationIntentEntry>): RotationState {
  const { run, by, step, leaseUntil, reason, userName } = entry;
  const begun = state === null || state.undone !== null ? fresh(entry) : state;
  const next = {
    ...begun,
    userName,
    busy: { run, by, step, leaseUntil },
    lastUndo: step === 'undo' ? begun.lastUndo : null,
    // Whoever goes on with it has another mind.
    givenBack: step === 'undo' ? begun.givenBack : null,
    undoing: entry.undoes ?? null,
    reason,
    observeUntil: entry.observeUntil ?? (step === 'start' ? null : begun.observeUntil),
    mayHaveDisabled: begun.mayHaveDisabled || entry.wasActive === true,
    mayHaveDeleted: begun.mayHaveDeleted || step === 'delete',
  };
  if (step !== 'start') return next;
  return {
    ...next,
    newKeyFound: entry.newKeyFound ?? next.newKeyFound,
    place: entry.place ?? null,
    format: entry.format ?? null,
    newUser: entry.newUser?.userName ?? null,
    keysBefore: entry.keysBefore,
  };
}

function fresh({ at, by, userName, keysBefore }: Dated<RotationIntentEntry>): RotationState {
  return {
    startedAt: at,
    by,
    userName,
    newUser: null,
    place: null,
    format: null,
    keysBefore,
    newKey: null,
    secret: null,
    newKeyFound: null,
    previousVersion: null,
    verified: null,
    finished: null,
    deleted: null,
    givenBack: null,
    undone: null,
    lastUndo: null,
    undoing: null,
    busy: null,
    mayHaveDisabled: false,
    mayHaveDeleted: false,
    observeUntil: null,
    reason: null,
  };
}

const ON_AGAIN = { finished: null, verified: null, mayHaveDisabled: false } as const;
const NO_KEY = { newKey: null, secret: null, verified: null, newKeyFound: null } as const;

/** What the steps changed. Undefined state: an entry without its intent says nothing. */
export function withResult(state: RotationState | null, entry: Dated<RotationEntry>): RotationState | null {
  if (state === null) return null;
  const { at, by } = entry;
  const isTakenBack = entry.step === 'undo' && entry.ended && entry.steps.every(({ ok }) => ok);
  const lastUndo = entry.ended ? (isTakenBack ? { at, by } : null) : state.lastUndo;
  const undoing = isTakenBack ? null : state.undoing;
  let next: RotationState = { ...state, busy: entry.ended ? null : state.busy, lastUndo, undoing };
  if (entry.previousVersion !== undefined) next = { ...next, previousVersion: entry.previousVersion };
  for (const { step, ok } of entry.steps) {
    const [name = '', what = ''] = step.split(/:(.*)/s);
    if (name === 'hand-over') next = { ...next, secret: ok ? 'handed-over' : 'lost' };
    if (!ok) continue;
    if (name === 'create-key') next = { ...next, ...NO_KEY, newKey: what, secret: 'unknown' };
    if (next.finished && (name === 'create-key' || name === 'switch-on-new'))
      next = { ...next, finished: { ...next.finished, newKeySince: true } };
    if (name === 'discard-key' && what === next.newKey) next = { ...next, ...NO_KEY };
    if (name === 'new-key-gone') next = { ...next, newKeyFound: 'gone' };
    if (name === 'new-key-off') next = { ...next, newKeyFound: 'off' };
    if (name === 'new-key-on') next = { ...next, newKeyFound: null };
    if (name === 'disable-key' || name === 'found-off')
      next = {
        ...next,
        finished: {
          key: what,
          at,
          by,
          reason: state.reason,
          observeUntil: state.observeUntil ?? at,
          wasActive: name === 'disable-key' || state.mayHaveDisabled,
        },
      };
    // What was seen of a key that was off says nothing of one that is on.
    if (name === 'switch-on-new') next = { ...next, verified: null, newKeyFound: null };
    if (name === 'enable-key' || name === 'left-off') next = { ...next, ...ON_AGAIN };
    if (name === 'delete-key') next = { ...next, deleted: { at, by } };
    if (name === 'restore-key') next = { ...next, deleted: null, mayHaveDeleted: false };
    if (name === 'take-back') next = { ...next, undone: { at, by } };
  }
  return next;
}

/** What a release has switched on is off no more, whoever had switched it off: of somebody who did nobody has to ask. */
export function withOldKeyOn(state: RotationState | null, entry: Dated<ReleaseEntry>): RotationState | null {
  if (!state?.finished || state.deleted !== null) return state;
  const isOn = `activate-key:${state.finished.key}`;
  if (!entry.steps.some(({ step, ok }) => ok && step === isOn)) return state;
  const { at, by, falseAlarm } = entry;
  return { ...state, ...ON_AGAIN, givenBack: falseAlarm ? { at, by } : null };
}

export function withVerified(state: RotationState | null, entry: Dated<RotationVerifiedEntry>): RotationState | null {
  if (state === null) return null;
  const { at, by, oldKey, newKey } = entry;
  return { ...state, verified: { at, by, oldKey, newKey }, newKeyFound: foundBy(newKey, state) };
}

/** A look that failed has found nothing else. */
function foundBy(
  newKey: RotationVerifiedEntry['newKey'],
  { newKeyFound }: RotationState,
): RotationState['newKeyFound'] {
  if (newKey === 'could-not-check') return newKeyFound;
  return newKey === 'gone' || newKey === 'off' ? newKey : null;
}
