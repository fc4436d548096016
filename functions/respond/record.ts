import type { DenyResult } from '../../shared/containment/apply';
import type { Decision, StepResult } from '../../shared/containment/types';
import { messageOf } from '../../shared/identity/looked';
import type { KeyState, LastUse, Owner } from '../../shared/identity/types';
import { unansweredIntent } from '../../shared/incident/containment-under-way';
import type { DecisionEntry, OutcomeEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { keptText } from '../../shared/signal/kept-text';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import type { FirstTrip } from './first-trip';
import { type Standing, standingOf } from './standing';

/** `alike`: nothing was written, because the same stands there often enough; the leak id under which it was decided last. */
export type Written = { readonly value: Incident; readonly alike?: string } | { readonly couldNotCheck: string };

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
  let standing: Standing = { is: 'new' };
  const unlessThere = (now: Incident): DecisionEntry | undefined => {
    standing = standingOf(now, entry);
    return standing.is === 'new' ? entry : undefined;
  };
  try {
    const { incident } = await run.journal.append(trip.id, unlessThere, start);
    const { is, leakId } = { leakId: undefined, ...(standing as Standing) };
    return is === 'often' && leakId !== undefined ? { value: incident, alike: leakId } : { value: incident };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
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
      link: detail?.fileUrl ? keptText(detail.fileUrl) : (signal.link ?? null),
      reason: signal.reason ?? null,
      dealt: signal.dealt ?? null,
      tokenValid: toldOf(trip) ?? null,
      published: {
        ...(detail?.repository ? { repository: keptText(detail.repository) } : {}),
        ...(detail?.fileName ? { file: keptText(detail.fileName) } : {}),
        ...(detail?.publishedAt ? { at: detail.publishedAt.toISOString() } : {}),
      },
    },
    owner,
    decision,
    mayDisable,
    keysBefore,
    ...formerUserOf(trip.owner),
  };
}

/** What Security Center said of the secret; undefined: nothing, or it could not be asked. */
export const toldOf = ({ tokenValid }: Pick<FirstTrip, 'tokenValid'>): 0 | 1 | 2 | undefined =>
  tokenValid === 'unchecked' ? undefined : tokenValid;

function formerUserOf(owner: FirstTrip['owner']): Pick<DecisionEntry, 'formerUser'> {
  if (owner.kind !== 'deleted') return {};
  if ('couldNotCheck' in owner.user) return { formerUser: 'unchecked' };
  return owner.user.value === 'gone' ? { formerUser: 'gone' } : {};
}

export interface Outcome extends Pick<OutcomeEntry, 'userId'> {
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
  const { decision, lastUse, steps, deny, signal, userId } = outcome;
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
              ...(userId === undefined ? {} : { userId }),
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
