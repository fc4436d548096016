import type { Decision, StepResult, Verification } from '../containment/types';
import type { KeyState, LastUse, Owner } from '../identity/types';
import type { Entry, FenceIntentEntry, SignalRecord } from './entries';
import { type RotationState, withIntent, withResult, withVerified } from './rotation-state';
import { attachedBy, disabledBy, firstOf, frozenBy, isPutBack, type Steps, withoutMended } from './steps-done';

/** How far an alert step has come. */
export interface AlertProgress {
  readonly leaseUntil: string;
  readonly sent: boolean;
}

export interface FenceState
  extends Pick<FenceIntentEntry, 'userPrincipalName' | 'former' | 'document' | 'kept' | 'left'> {
  /** Set and read back; false: a crash, or a refusal, came between intent and end. */
  readonly holds: boolean;
  readonly at: string;
}

/** What the journal says about one leaked key: a fold over its entries, never stored by itself. */
export interface IncidentState {
  readonly signals: readonly SignalRecord[];
  readonly owner: Owner | null;
  readonly decision: Decision | null;
  /** When the deny was first attached. */
  readonly denyAt: string | null;
  readonly attached: ReadonlySet<'quarantine' | 'freeze'>;
  /** What an intent of ours named: found attached, it was attached by us, whatever else was recorded. */
  readonly mayHaveAttached: ReadonlySet<'quarantine' | 'freeze'>;
  /** What a release left attached because another key of the user needed it: that key's release takes it off. */
  readonly handedOn: ReadonlySet<'quarantine' | 'freeze'>;
  /** When each was attached first. */
  readonly attachedAt: ReadonlyMap<'quarantine' | 'freeze', string>;
  readonly viaGroup: boolean;
  /** Identities that the attack made and that carry our freeze: `freeze-user:svc-backup`. A release leaves them so. */
  readonly alsoFrozen: ReadonlySet<string>;
  /** A containment decided on a fence, and was not released since: what was decided later besides takes nothing back. */
  readonly wantsFence: boolean;
  /** The network policy that we set on the key, or were about to set; null: none, or put back. */
  readonly fence: FenceState | null;
  /** Keys that an intent of ours named: found inactive, they were switched off by us, whatever else was recorded. */
  readonly mayHaveDisabled: ReadonlySet<string>;
  readonly lastUse: LastUse;
  /** Keys that were switched off by us, as recorded. */
  readonly disabledKeys: ReadonlySet<string>;
  /** The keys' first recorded status: before anything of ours. */
  readonly keysBefore: readonly KeyState[] | null;
  readonly steps: readonly StepResult[];
  readonly verification: Verification | null;
  /** Set while a person must decide: since the hold, until an approval, a containment or a release. */
  readonly held: { readonly since: string; readonly leakId: string; readonly reason: string } | null;
  readonly approval: { readonly by: string; readonly reason: string; readonly at: string } | null;
  readonly release: {
    readonly by: string;
    readonly reason: string;
    readonly at: string;
    readonly leakIds: readonly string[];
    /** Everything that was to come off came off, as a look afterwards showed. */
    readonly complete: boolean;
  } | null;
  /** A containment was decided and not released since, whatever its outcome entry says: a crash may have lost that. */
  readonly isContaining: boolean;
  /** Keys that we switched off, or may have, and have not switched on again: what a person may ask back. */
  readonly offByUs: ReadonlySet<string>;
  /** How often the incident was released: a containment after a release is a new one. */
  readonly releases: number;
  /** Releases that came to their end: so many containments are over. */
  readonly closed: number;
  readonly alerts: Readonly<Record<string, AlertProgress>>;
  readonly handedOver: ReadonlySet<string>;
  readonly rounds: number;
  /** Rounds of before the last release: what is contained after it is looked at anew, in rounds of its own. */
  readonly roundsBefore: number;
  /** The run of investigate that is at it, or that died and whose lease may have passed. */
  readonly look: { readonly run: string; readonly leaseUntil: string } | null;
  /** The last copy of the evidence in the archive. */
  readonly archived: { readonly at: string; readonly bucket: string; readonly folder: string } | null;
  /** The rotation of the key by a person, begun or done; null: none was begun. */
  readonly rotation: RotationState | null;
}

export const EMPTY: IncidentState = {
  signals: [],
  owner: null,
  decision: null,
  denyAt: null,
  attached: new Set(),
  mayHaveAttached: new Set(),
  handedOn: new Set(),
  attachedAt: new Map(),
  viaGroup: false,
  alsoFrozen: new Set(),
  wantsFence: false,
  fence: null,
  mayHaveDisabled: new Set(),
  lastUse: { kind: 'not-asked' },
  disabledKeys: new Set(),
  keysBefore: null,
  steps: [],
  verification: null,
  held: null,
  approval: null,
  release: null,
  isContaining: false,
  offByUs: new Set(),
  releases: 0,
  closed: 0,
  alerts: {},
  handedOver: new Set(),
  rounds: 0,
  roundsBefore: 0,
  look: null,
  archived: null,
  rotation: null,
};

/** Which containment of the key is under way, or was the last one, from 0. */
export const containmentOf = ({ closed, isContaining }: Pick<IncidentState, 'closed' | 'isContaining'>): number =>
  isContaining ? closed : Math.max(0, closed - 1);

/** The state after all entries. Pure. */
export function stateOf(entries: readonly Entry[]): IncidentState {
  return entries.reduce(fold, EMPTY);
}

function fold(state: IncidentState, entry: Entry): IncidentState {
  switch (entry.type) {
    case 'decision': {
      const { decision, mode } = entry;
      const acts = mode === 'enforce' && decision.verdict === 'contain';
      const held =
        decision.verdict === 'hold'
          ? { since: entry.at, leakId: entry.signal.leakId, reason: decision.reason }
          : state.held;
      return {
        ...state,
        signals: state.signals.some((s) => s.leakId === entry.signal.leakId)
          ? state.signals
          : [...state.signals, entry.signal],
        owner: entry.owner ?? state.owner,
        decision,
        held: acts ? null : held,
        mayHaveDisabled: acts ? union(state.mayHaveDisabled, entry.mayDisable) : state.mayHaveDisabled,
        mayHaveAttached: acts ? union(state.mayHaveAttached, policiesOf(decision)) : state.mayHaveAttached,
        isContaining: acts || state.isContaining,
        wantsFence: state.wantsFence || (acts && hasFence(decision)),
        offByUs: acts ? union(state.offByUs, entry.mayDisable) : state.offByUs,
        keysBefore: state.keysBefore ?? entry.keysBefore,
        lastUse: newer(state.lastUse, entry.lastUse),
      };
    }
    case 'outcome':
      return {
        ...state,
        decision: entry.decision,
        lastUse: newer(state.lastUse, entry.lastUse),
        steps: [...withoutMended(state.steps, entry.steps), ...entry.steps],
        denyAt: state.denyAt ?? entry.denyAt,
        attached: union(state.attached, attachedBy(entry.steps)),
        attachedAt: firstOf(state.attachedAt, entry.steps),
        viaGroup: state.viaGroup || entry.steps.some((s) => s.ok && s.step === 'add-to-group'),
        // Nobody uses it, as the last use has shown: it is switched off, or needs no fence.
        wantsFence: entry.decision.row !== 'unused' && (state.wantsFence || hasFence(entry.decision)),
        alsoFrozen: union(state.alsoFrozen, frozenBy(entry.steps)),
        disabledKeys: union(state.disabledKeys, disabledBy(entry.steps)),
        offByUs: union(state.offByUs, disabledBy(entry.steps)),
        verification: entry.verification ?? state.verification,
      };
    case 'fence-intent': {
      const { userPrincipalName, former, document, kept, left } = entry;
      return { ...state, fence: { userPrincipalName, former, document, kept, left, holds: false, at: entry.at } };
    }
    case 'fence':
      return {
        ...state,
        steps: [...state.steps.filter(({ step }) => step !== entry.step.step), entry.step],
        fence: state.fence && entry.step.ok ? { ...state.fence, holds: true, at: entry.step.at } : state.fence,
      };
    case 'alert-claim':
      return withAlert(state, entry.step, {
        leaseUntil: entry.leaseUntil,
        sent: state.alerts[entry.step]?.sent ?? false,
      });
    case 'alert-sent':
      return withAlert(state, entry.step, { leaseUntil: entry.at, sent: true });
    case 'hand-over':
      return { ...state, handedOver: union(state.handedOver, [entry.task]) };
    case 'look-claim':
      return { ...state, look: { run: entry.run, leaseUntil: entry.leaseUntil } };
    case 'look-end':
      return { ...state, look: null };
    case 'investigated':
      return {
        ...state,
        rounds: Math.max(state.rounds, entry.round),
        verification: entry.verification ?? state.verification,
      };
    case 'archived':
      return { ...state, archived: { at: entry.at, bucket: entry.bucket, folder: entry.folder } };
    case 'approval':
      return { ...state, approval: { by: entry.by, reason: entry.reason, at: entry.at }, held: null, release: null };
    case 'release-intent':
      return { ...state, release: { ...releaseOf(entry), complete: false }, approval: null, held: null };
    case 'release':
      return {
        ...state,
        releases: state.releases + 1,
        closed: state.closed + (entry.complete ? 1 : 0),
        release: { ...releaseOf(entry), complete: entry.complete },
        offByUs: without(state.offByUs, entry.steps, 'activate-key:'),
        alsoFrozen: without(state.alsoFrozen, entry.steps, 'un'),
        handedOver: new Set<string>(),
        roundsBefore: state.rounds,
        fence: entry.complete || isPutBack(entry.steps) ? null : state.fence,
        // What was read back before says nothing about the account any more.
        verification: null,
        // A release closes the containment: what is attached afterwards is a new one.
        ...(entry.complete
          ? {
              isContaining: false,
              wantsFence: false,
              steps: [],
              attached: new Set<never>(),
              mayHaveAttached: new Set<never>(),
              handedOn: handedOnBy(state, entry.steps),
              attachedAt: new Map<never, string>(),
              viaGroup: false,
              disabledKeys: new Set<string>(),
              mayHaveDisabled: new Set<string>(),
              denyAt: null,
            }
          : {}),
        approval: null,
        held: null,
      };
    case 'rotation-intent':
      return { ...state, rotation: withIntent(state.rotation, entry) };
    case 'rotation':
      return { ...state, rotation: withResult(state.rotation, entry) };
    case 'rotation-verified':
      return { ...state, rotation: withVerified(state.rotation, entry) };
    case 'failure':
      return state;
  }
}

const policiesOf = ({ actions }: Decision) =>
  actions.flatMap((action) => (action.kind === 'attach' ? [action.policy] : []));

/** What this incident put on, or took over, and a release has left to another key's. */
function handedOnBy({ attached, mayHaveAttached, handedOn }: IncidentState, steps: Steps): IncidentState['handedOn'] {
  const isLeft = steps.some(({ step }) => step.startsWith('keep-deny:'));
  return isLeft ? new Set([...attached, ...mayHaveAttached, ...handedOn]) : new Set();
}

const hasFence = ({ actions }: Decision): boolean => actions.some(({ kind }) => kind === 'fence');

/** What was seen once stays known when a later look fails or is not made. */
function newer(known: LastUse, seen: LastUse | undefined): LastUse {
  if (seen === undefined || seen.kind === 'not-asked') return known;
  return seen.kind === 'unknown' && known.kind === 'known' ? known : seen;
}

function union<T>(set: ReadonlySet<T>, more: Iterable<T>): ReadonlySet<T> {
  return new Set([...set, ...more]);
}

function withAlert(state: IncidentState, step: string, progress: AlertProgress): IncidentState {
  return { ...state, alerts: { ...state.alerts, [step]: progress } };
}

function releaseOf({ by, reason, at, leakIds }: Extract<Entry, { type: 'release' | 'release-intent' }>) {
  return { by, reason, at, leakIds };
}

function without(set: ReadonlySet<string>, steps: Steps, prefix: string): ReadonlySet<string> {
  const gone = new Set(steps.filter(({ ok }) => ok).map(({ step }) => step));
  return new Set([...set].filter((key) => !gone.has(`${prefix}${key}`)));
}
