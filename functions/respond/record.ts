import type { DenyResult } from '../../shared/containment/apply';
import type { Decision, StepResult } from '../../shared/containment/types';
import { messageOf } from '../../shared/identity/looked';
import type { KeyState, LastUse, Owner } from '../../shared/identity/types';
import { unansweredIntent } from '../../shared/incident/containment-under-way';
import type { DecisionEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import type { FirstTrip } from './first-trip';

export type Written = { readonly value: Incident } | { readonly couldNotCheck: string };

/** Writes down what is decided; a redelivery finds it there. Never throws. */
export async function writeDecision(
  run: Run,
  trip: FirstTrip,
  signal: LeakSignal,
  decision: Decision,
  owner: Owner | null,
  mayDisable: readonly string[],
  lastUse?: LastUse,
): Promise<Written> {
  if ('couldNotCheck' in trip.incident) return trip.incident;
  const entry = {
    ...decisionEntry(run, trip, signal, decision, owner, mayDisable),
    ...(lastUse ? { lastUse } : {}),
  };
  const start = trip.incident.value;
  try {
    const { incident } = await run.journal.append(
      trip.id,
      // A redelivery, or a race lost to the same leak: the decision stands there already.
      (now) => (knows(now, entry) ? undefined : entry),
      start,
    );
    return { value: incident };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
}

function knows(incident: Incident, entry: DecisionEntry): boolean {
  // Behind a release or an approval the same decision is a new one: its intent must be written again.
  const since = incident.entries.findLastIndex((e) => e.type === 'release' || e.type === 'approval') + 1;
  return incident.entries.slice(since).some(
    (e) =>
      e.type === 'decision' &&
      // What was only planned in observe mode is still to be done.
      e.mode === entry.mode &&
      e.signal.leakId === entry.signal.leakId &&
      isSameDecision(e.decision, entry.decision) &&
      // An intent that names fewer keys is another intent: what it does not name may not be switched off.
      entry.mayDisable.every((key) => e.mayDisable.includes(key)),
  );
}

/** The rows of a key that is contained say how it is used, which one run knows and another does not yet. */
function isSameDecision(a: Decision, b: Decision): boolean {
  if (a.verdict !== 'contain' || b.verdict !== 'contain') return a.row === b.row;
  const attached = ({ actions }: Decision) => actions.find(({ kind }) => kind === 'attach');
  return JSON.stringify(attached(a)) === JSON.stringify(attached(b));
}

function decisionEntry(
  run: Run,
  trip: FirstTrip,
  signal: LeakSignal,
  decision: Decision,
  owner: Owner | null,
  mayDisable: readonly string[],
): DecisionEntry {
  const { detail } = trip;
  const keysBefore: readonly KeyState[] | null = owner?.type === 'ram-user' ? owner.keys : null;
  return {
    type: 'decision',
    mode: run.config.mode,
    signal: {
      leakId: signal.leakId,
      source: signal.source,
      foundAt: signal.foundAt?.toISOString() ?? null,
      receivedAt: run.receivedAt.toISOString(),
      claimedUser: signal.claims.userName ?? null,
      link: detail?.fileUrl ?? signal.link ?? null,
      reason: signal.reason ?? null,
      dealt: signal.dealt ?? null,
      tokenValid: trip.tokenValid ?? null,
      published: {
        ...(detail?.repository ? { repository: detail.repository } : {}),
        ...(detail?.fileName ? { file: detail.fileName } : {}),
        ...(detail?.publishedAt ? { at: detail.publishedAt.toISOString() } : {}),
      },
    },
    owner,
    decision,
    mayDisable,
    keysBefore,
  };
}

export interface Outcome {
  readonly decision: Decision;
  readonly lastUse: LastUse;
  readonly steps: readonly StepResult[];
  readonly deny: DenyResult;
  readonly signal: LeakSignal;
}

/** Whether the steps tell the incident anything: a repeat that found or failed at the same does not, however often. */
export function isNews(state: Incident['state'], steps: readonly StepResult[]): boolean {
  const isKnown = (step: StepResult): boolean =>
    state.steps.some(
      (k) => k.step === step.step && k.ok === step.ok && (k.detail === step.detail || step.detail === 'already'),
    );
  return steps.some((step) => !isKnown(step));
}

/** Writes down how it went, where that is news or an intent waits for its end; what fails is added to `failures`. Never throws. */
export async function writeOutcome(
  run: Run,
  incident: Incident,
  outcome: Outcome,
  failures: string[],
): Promise<Incident | undefined> {
  const { decision, lastUse, steps, deny, signal } = outcome;
  try {
    const { incident: after } = await run.journal.append(
      incident.id,
      (now) =>
        // A repeat that found everything done ends its own intent all the same: a release would wait for its deny.
        isNews(now.state, steps) || unansweredIntent(now)?.signal.leakId === signal.leakId
          ? {
              type: 'outcome',
              leakId: signal.leakId,
              decision,
              lastUse,
              steps,
              denyAt: deny.at?.toISOString() ?? null,
              verification: null,
            }
          : undefined,
      incident,
    );
    return after;
  } catch (error) {
    failures.push(`the outcome could not be written: ${messageOf(error)}`);
    return undefined;
  }
}
