import { isDoubted } from './confirmed';
import { withoutGivenBack } from './console-state';
import type { Entry } from './entries';
import type { IncidentState } from './state';
import { detachedBy, isFenceKept, isPutBack, keysOf, type Steps, without } from './steps-done';

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** A person's word on leaks of the key. */
export interface ReleaseState {
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly leakIds: readonly string[];
  /** Of these, the records whose secret Security Center had not called valid by then; absent: none. */
  readonly inDoubt?: readonly string[];
  /** The person has said that these were no leaks. */
  readonly falseAlarm?: true;
  /** Everything that was to come off came off, as a look afterwards showed. */
  readonly complete: boolean;
}

/** A person's release has begun, and nothing is known of its outcome. */
export function withReleaseIntent(state: IncidentState, entry: Of<'release-intent'>): IncidentState {
  // It answers nothing: only a release that came to its end has.
  const questions = state.questions.map((one) => ({ ...one, answering: true as const }));
  return { ...state, release: { ...releaseOf(state, entry), complete: false }, approval: null, questions };
}

/** What a release has taken off. One that came to its end closes the containment: what is attached afterwards is a new one. */
export function withRelease(state: IncidentState, entry: Of<'release'>): IncidentState {
  const { steps, complete } = entry;
  return {
    ...state,
    releases: state.releases + 1,
    release: { ...releaseOf(state, entry), complete },
    // What came off is not looked after any more, whatever became of the rest.
    ...withoutTakenOff(state, entry),
    alsoFrozen: without(state.alsoFrozen, steps, 'un'),
    alsoQuarantined: without(state.alsoQuarantined, steps, 'un'),
    handedOver: new Set<string>(),
    roundsBefore: state.rounds,
    tampering: null,
    // What goes with a deny that is left to another key's release is left to it as well.
    consoles: withoutGivenBack(state.consoles, steps, complete && !isLeft(steps)),
    fence: fenceAfter(state, steps, complete),
    // What was read back before says nothing about the account any more.
    verification: null,
    ...(complete
      ? {
          containmentsOver: overWithThis(state),
          isContaining: false,
          wantsFence: false,
          fenceWish: null,
          steps: [],
          attached: new Set<never>(),
          mayHaveAttached: new Set<never>(),
          handedOn: handedOnBy(state, steps),
          attachedAt: new Map<never, string>(),
          viaGroup: false,
          disabledKeys: new Set<string>(),
          mayHaveDisabled: new Set<string>(),
          denyAt: null,
        }
      : {}),
    approval: null,
    // What was asked since the release began its person has not seen: he is asked still.
    questions: state.questions.filter(({ answering }) => !answering),
  };
}

/**
 * What came off is not looked after any more, whatever became of the rest. Found attached after all, it is ours still:
 * the release is run again, and takes it off.
 */
function withoutTakenOff(state: IncidentState, { steps, leakIds }: Of<'release'>) {
  const off = detachedBy(steps);
  return {
    attached: new Set([...state.attached].filter((policy) => !off.has(policy))),
    mayHaveAttached: new Set([...state.mayHaveAttached, ...off]),
    disabledKeys: without(state.disabledKeys, steps, 'activate-key:'),
    offByUs: without(state.offByUs, steps, 'activate-key:'),
    // Before any leak was known nobody has asked for it in spite of one.
    givenBack: new Set([
      ...state.givenBack,
      ...keysOf(
        steps.flatMap(({ ok, step }) => (ok && leakIds.length > 0 ? step : [])),
        'activate-key:',
      ),
    ]),
  };
}

/** One that went with its key is known of still, for it comes back with it; whether it stands then is looked at anew. */
function fenceAfter({ fence }: IncidentState, steps: Steps, complete: boolean): IncidentState['fence'] {
  if (fence === null || isPutBack(steps)) return null;
  if (!complete) return fence;
  return isFenceKept(steps) ? { ...fence, holds: false } : null;
}

/** Its containment is over: released to the end, or closed by itself, and nothing was contained since. */
export const isOver = ({ release, closed }: Pick<IncidentState, 'release' | 'closed'>): boolean =>
  release?.complete === true || closed !== null;

/** So many containments are over once this one is, where there is one. */
export const overWithThis = ({ containmentsOver, isContaining }: IncidentState): number =>
  containmentsOver + (isContaining ? 1 : 0);

/**
 * A person has called every leak of the key a false alarm that is known, those that came behind his word included. Pure.
 */
export const isFalseAlarm = ({ release, signals }: Pick<IncidentState, 'release' | 'signals'>): boolean =>
  release?.falseAlarm === true && signals.every(({ leakId }) => release.leakIds.includes(leakId));

/** Some of it stays on the user, because another contained key of his needs it. */
export const isLeft = (steps: Steps): boolean => steps.some(({ step }) => step.startsWith('keep-deny:'));

/** A console login, or some of it, stays as it is for another incident. */
export const isLoginLeft = (steps: Steps): boolean => steps.some(({ step }) => step.startsWith('keep-login:'));

/** What this incident put on, or took over, and a release has left to another key's. */
function handedOnBy({ attached, mayHaveAttached, handedOn }: IncidentState, steps: Steps): IncidentState['handedOn'] {
  return isLeft(steps) ? new Set([...attached, ...mayHaveAttached, ...handedOn]) : new Set();
}

function releaseOf(
  { signals }: Pick<IncidentState, 'signals'>,
  { by, reason, at, leakIds, falseAlarm }: Of<'release' | 'release-intent'>,
): Omit<ReleaseState, 'complete'> {
  const inDoubt = signals.flatMap((one) => (leakIds.includes(one.leakId) && isDoubted(one) ? one.leakId : []));
  const more = { ...(inDoubt.length > 0 ? { inDoubt } : {}), ...(falseAlarm ? { falseAlarm } : {}) };
  return { by, reason, at, leakIds, ...more };
}
