import type { Decision, StepResult, Verification } from '../containment/types';
import type { KeyState, LastUse, Owner } from '../identity/types';
import { type ConsoleState, withConsole, withConsoleIntent } from './console-state';
import { hasFence, withDecision } from './decision-state';
import { withDenyBack, withDenyBackIntent } from './deny-back';
import type { Entry, SignalRecord } from './entries';
import { type FenceState, withFence, withFenceIntent } from './fence-state';
import { type FollowState, withClosed, withFollowed, withRestored } from './follow-state';
import { type IdleState, withIdleEnd, withIdleIntent } from './idle-state';
import { withOwnerId } from './known-user';
import { newer } from './last-use';
import { withMisplaced } from './misplaced';
import { type ApprovalState, foremost, type Question, withApproval } from './questions';
import { type ReleaseState, withRelease, withReleaseIntent } from './release-state';
import { type RotationState, withIntent, withOldKeyOn, withResult, withVerified } from './rotation-state';
import { attachedBy, disabledBy, firstOf, heldBy, keysOf, union, without, withoutMended } from './steps-done';
import { type TamperState, withMended, withTampered } from './tamper-state';

/** How far an alert step has come. */
export interface AlertProgress {
  readonly leaseUntil: string;
  readonly sent: boolean;
}

/** What the journal says about one leaked key: a fold over its entries, never stored by itself. */
export interface IncidentState {
  readonly signals: readonly SignalRecord[];
  readonly owner: Owner | null;
  /** The id of the key's user, which no change of his name changes; null: no entry has told it. */
  readonly ownerId: string | null;
  /** When the key was first seen to be his who bears the owner's name, ISO 8601 UTC. */
  readonly ownerSeenAt: string | null;
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
  /** Those that carry the quarantine, because freeze was not fit to be given: `quarantine-user:svc-backup`. */
  readonly alsoQuarantined: ReadonlySet<string>;
  /** A containment decided on a fence, and was not released since: what was decided later besides takes nothing back. */
  readonly wantsFence: boolean;
  /** Who wanted the fence where the setting does not ask for one; null: nobody since the last release. */
  readonly fenceWish: { readonly by: string; readonly at: string } | null;
  /** The network policy that we set on the key, or were about to set; null: none, or put back. */
  readonly fence: FenceState | null;
  /** Console logins that we changed, or were about to, by user; less what was given back. */
  readonly consoles: ReadonlyMap<string, ConsoleState>;
  /** Keys that an intent of ours named: found inactive, they were switched off by us, whatever else was recorded. */
  readonly mayHaveDisabled: ReadonlySet<string>;
  readonly lastUse: LastUse;
  /** Keys that were switched off by us, as recorded. */
  readonly disabledKeys: ReadonlySet<string>;
  /** The keys' first recorded status: before anything of ours in this containment, or the last. */
  readonly keysBefore: readonly KeyState[] | null;
  readonly steps: readonly StepResult[];
  readonly verification: Verification | null;
  /** What a person is asked and has not answered: of leaks one question, and one for each finding of an investigation. */
  readonly questions: readonly Question[];
  /** The foremost of these; null: nobody is asked anything. */
  readonly held: Pick<Question, 'since' | 'leakId' | 'reason' | 'answering'> | null;
  readonly approval: ApprovalState | null;
  readonly release: ReleaseState | null;
  /** A containment was decided, or a person began to put a deny back, and not released since, whatever the entry of its end says: a crash may have lost that. */
  readonly isContaining: boolean;
  /** Keys that we switched off, or may have, and have not switched on again: what a person may ask back. */
  readonly offByUs: ReadonlySet<string>;
  /** Keys that a release switched on again, because somebody asked for them, and that we have not switched off since. */
  readonly givenBack: ReadonlySet<string>;
  /** How often the incident was released: a containment after a release is a new one. */
  readonly releases: number;
  /** So many containments are over: released to the end, or closed by themselves. */
  readonly containmentsOver: number;
  readonly alerts: Readonly<Record<string, AlertProgress>>;
  readonly handedOver: ReadonlySet<string>;
  readonly rounds: number;
  /** Rounds of before this containment was handed over: it is looked at anew, in rounds of its own. */
  readonly roundsBefore: number;
  /** The run of investigate that is at it, or that died and whose lease may have passed. */
  readonly look: { readonly run: string; readonly leaseUntil: string } | null;
  /** The last copy of the evidence in the archive. */
  readonly archived: { readonly at: string; readonly bucket: string; readonly folder: string } | null;
  /** The rotation of the key by a person, begun or done; null: none was begun. */
  readonly rotation: RotationState | null;
  /** What of ours was last found undone outside a release; null: nothing was since the last one. */
  readonly tampering: TamperState | null;
  /** What the daily look has shown of the key; null: it has not come yet. */
  readonly followed: FollowState | null;
  /** The incident has closed itself, and nothing was contained since. */
  readonly closed: { readonly at: string; readonly reason: string } | null;
  /** How often it has closed itself, less what a rotation's undo took back. */
  readonly closings: number;
  /** The nightly look wanted the key off, because nobody uses it; null: it never did. */
  readonly idle: IdleState | null;
}

export const EMPTY: IncidentState = {
  signals: [],
  owner: null,
  ownerId: null,
  ownerSeenAt: null,
  decision: null,
  denyAt: null,
  attached: new Set(),
  mayHaveAttached: new Set(),
  handedOn: new Set(),
  attachedAt: new Map(),
  viaGroup: false,
  alsoFrozen: new Set(),
  alsoQuarantined: new Set(),
  wantsFence: false,
  fenceWish: null,
  fence: null,
  consoles: new Map(),
  mayHaveDisabled: new Set(),
  lastUse: { kind: 'not-asked' },
  disabledKeys: new Set(),
  keysBefore: null,
  steps: [],
  verification: null,
  questions: [],
  held: null,
  approval: null,
  release: null,
  isContaining: false,
  offByUs: new Set(),
  givenBack: new Set(),
  releases: 0,
  containmentsOver: 0,
  alerts: {},
  handedOver: new Set(),
  rounds: 0,
  roundsBefore: 0,
  look: null,
  archived: null,
  rotation: null,
  tampering: null,
  followed: null,
  closed: null,
  closings: 0,
  idle: null,
};

/** Which containment of the key is under way, or was the last one, from 0. */
export const containmentOf = ({
  containmentsOver,
  isContaining,
}: Pick<IncidentState, 'containmentsOver' | 'isContaining'>): number =>
  isContaining ? containmentsOver : Math.max(0, containmentsOver - 1);

/** The state after all entries. Pure. */
export function stateOf(entries: readonly Entry[]): IncidentState {
  return entries.reduce((state, entry) => withHeld(state, fold(state, entry)), EMPTY);
}

function withHeld(before: IncidentState, state: IncidentState): IncidentState {
  if (state.questions === before.questions) return state;
  const first = foremost(state.questions);
  if (first === undefined) return { ...state, held: null };
  const { since, leakId, reason, answering } = first;
  return { ...state, held: { since, leakId, reason, ...(answering ? { answering } : {}) } };
}

function fold(state: IncidentState, entry: Entry): IncidentState {
  switch (entry.type) {
    case 'decision':
      return withDecision(state, entry);
    case 'outcome':
      return {
        ...withSteps(withOwnerId(state, entry), entry.steps),
        denyAt: state.denyAt ?? entry.denyAt,
        decision: entry.decision,
        lastUse: newer(state.lastUse, entry.lastUse),
        // Nobody uses it, as the last use has shown: it is switched off, or needs no fence.
        wantsFence: entry.decision.row !== 'unused' && (state.wantsFence || hasFence(entry.decision)),
        verification: entry.verification ?? state.verification,
      };
    case 'misplaced':
      return withMisplaced(state);
    case 'fence-wish':
      return { ...state, wantsFence: true, fenceWish: { by: entry.by, at: entry.at } };
    case 'fence-intent':
      return { ...state, fence: withFenceIntent(entry) };
    case 'fence':
      return {
        ...state,
        steps: [...state.steps.filter(({ step }) => step !== entry.step.step), entry.step],
        fence: withFence(state.fence, entry),
      };
    case 'console-intent':
      return withConsoleIntent(state, entry);
    case 'console':
      return withConsole(state, entry);
    case 'alert-claim':
      return withAlert(state, entry.step, {
        leaseUntil: entry.leaseUntil,
        sent: state.alerts[entry.step]?.sent ?? false,
      });
    case 'alert-sent':
      return withAlert(state, entry.step, { leaseUntil: entry.at, sent: true });
    case 'hand-over':
      return {
        ...state,
        handedOver: union(state.handedOver, [entry.task]),
        roundsBefore: entry.round === undefined ? state.roundsBefore : entry.round - 1,
      };
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
      return { ...state, ...withApproval(state, entry) };
    case 'release-intent':
      return withReleaseIntent(state, entry);
    case 'release':
      return { ...withRelease(state, entry), rotation: withOldKeyOn(state.rotation, entry) };
    case 'rotation-intent':
      return { ...withDenyBackIntent(state, entry), rotation: withIntent(state.rotation, entry) };
    case 'rotation':
      return { ...withRestored(withDenyBack(state, entry), entry), rotation: withResult(state.rotation, entry) };
    case 'rotation-verified':
      return { ...state, rotation: withVerified(state.rotation, entry) };
    case 'tampered':
      return {
        ...state,
        tampering: withTampered(state.tampering, entry),
        // The intent to switch it off again: found off after a crash, that was us.
        offByUs: entry.verdict === 'put-back' ? union(state.offByUs, keysOf(entry.gone)) : state.offByUs,
      };
    case 'mended':
      return { ...withSteps(state, entry.steps), tampering: withMended(state.tampering, entry) };
    case 'followed':
      return { ...withOwnerId(state, entry), followed: withFollowed(state.followed, entry) };
    case 'closed':
      return withClosed(state, entry);
    case 'idle-intent':
      return withIdleIntent(state, entry);
    case 'idle-key':
      return withIdleEnd(state, entry);
    case 'manifest':
    case 'logins':
    case 'failure':
      return state;
    default:
      entry satisfies never; // Of a later version, beside which this one runs still: what is known stays.
      return state;
  }
}

/** What the steps of a containment, or of putting one back, have changed. */
function withSteps(state: IncidentState, steps: readonly StepResult[]): IncidentState {
  // Asked for once more while the deny is on, a step finds its own work: the list has that.
  const isRepeated = ({ step, ok, detail }: StepResult): boolean =>
    ok && detail === 'already' && state.denyAt !== null && state.steps.some((known) => known.step === step && known.ok);
  return {
    ...state,
    steps: [...withoutMended(state.steps, steps), ...steps.filter((step) => !isRepeated(step))],
    attached: union(state.attached, attachedBy(steps)),
    attachedAt: firstOf(state.attachedAt, steps),
    viaGroup: state.viaGroup || steps.some((s) => s.ok && s.step === 'add-to-group'),
    alsoFrozen: union(state.alsoFrozen, heldBy(steps, 'freeze')),
    alsoQuarantined: union(state.alsoQuarantined, heldBy(steps, 'quarantine')),
    disabledKeys: union(state.disabledKeys, disabledBy(steps)),
    offByUs: union(state.offByUs, disabledBy(steps)),
    givenBack: without(state.givenBack, steps, 'disable-key:'),
  };
}

function withAlert(state: IncidentState, step: string, progress: AlertProgress): IncidentState {
  return { ...state, alerts: { ...state.alerts, [step]: progress } };
}
