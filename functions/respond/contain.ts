import { attachDeny, type DenyResult, disableKey } from '../../shared/containment/apply';
import { type DecisionFacts, decide, namesOnly, switchedInstead } from '../../shared/containment/decide';
import type { Decision, StepResult } from '../../shared/containment/types';
import { messageOf } from '../../shared/identity/owner';
import type { KeyState, LastUse, Owner } from '../../shared/identity/types';
import type { AccessKeyId } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { DecisionEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { type FirstTrip, firstTrip, placeLeft } from './first-trip';
import { lastUseOf } from './last-use';

/** A signal after its two trips: decided, contained where it had to be, written down where OSS let us. */
export interface Contained {
  readonly id: IncidentId;
  readonly signal: LeakSignal;
  readonly trip: FirstTrip;
  readonly owner: Owner | null;
  readonly decision: Decision;
  readonly lastUse: LastUse;
  readonly steps: readonly StepResult[];
  readonly denyAt: Date | undefined;
  /** As it stands after our own entries; undefined when OSS could not be read or written. */
  readonly incident: Incident | undefined;
  readonly failures: readonly string[];
}

const NOT_ASKED: LastUse = { kind: 'unknown', why: 'not asked yet' };

/**
 * Owner, decision, deny: two sequential round trips when the signal names the user, three when it does not. The intent
 * and the last use are on their way beside the deny; only the key's switch waits for them.
 */
export async function contain(run: Run, signal: LeakSignal, cap: HourlyCap): Promise<Contained> {
  const { trip, facts, first } = await decideFirst(run, signal, cap);
  const owner = trip.owner.kind === 'found' ? trip.owner.owner : null;
  const acts = first.verdict === 'contain' && owner?.type === 'ram-user' && namesOnly(first, signal.accessKeyId);
  if (!acts || run.config.mode === 'observe') return withoutActing(run, trip, facts, first, owner, acts);

  const user = owner as Extract<Owner, { type: 'ram-user' }>;
  const instead = trip.mayDisable ? switchedInstead(signal, user.keys, run.config, facts.now) : [];
  const attach = first.actions.find((action) => action.kind === 'attach');
  const [deny, intent, lastUse, noted] = await Promise.all([
    attachDeny(user.userName, attach?.policy ?? 'quarantine', run),
    writeDecision(run, trip, signal, first, user, instead),
    lastUseOf(run, user.userName, signal.accessKeyId, trip.lastUsedInfo),
    cap.note(signal.accessKeyId, trip.capClass).then(() => undefined, messageOf),
  ]);
  const decision = decide({ ...facts, lastUse }, run.config);
  const off = await switchOff(run, user, decision, deny, instead, 'value' in intent);
  const steps = [...deny.steps, ...off];
  const failures = [
    ...('couldNotCheck' in intent ? [`the intent could not be written: ${intent.couldNotCheck}`] : []),
    ...(noted ? [`the hourly count could not be written: ${noted}`] : []),
    ...(deny.holds === undefined ? [`no deny could be attached to ${user.userName}`] : []),
    ...steps
      .filter(({ ok, step }) => !ok && (deny.holds === undefined || step.startsWith('disable-key')))
      .map((s) => `${s.step}: ${s.detail}`),
  ];
  const incident =
    'value' in intent
      ? await writeOutcome(run, intent.value, { decision, lastUse, steps, deny, signal }, failures)
      : undefined;
  return { id: trip.id, signal, trip, owner: user, decision, lastUse, steps, denyAt: deny.at, incident, failures };
}

/** The decision before the last use is known. Only what would be contained takes a place of the hour. */
async function decideFirst(run: Run, signal: LeakSignal, cap: HourlyCap) {
  const trip = await firstTrip(run, signal, cap);
  const facts: DecisionFacts = {
    signal,
    owner: trip.owner,
    incident: 'value' in trip.incident ? trip.incident.value.state : 'unknown',
    tokenValid: trip.tokenValid,
    overCap: false,
    lastUse: NOT_ASKED,
    now: run.clock.now(),
  };
  const first = decide(facts, run.config);
  if (first.verdict !== 'contain') return { trip, facts, first };
  const { left, caveat } = await placeLeft(run, trip, cap);
  const caveats = caveat ? [...trip.caveats, caveat] : trip.caveats;
  const counted = { ...facts, overCap: !left };
  return { trip: { ...trip, caveats }, facts: counted, first: decide(counted, run.config) };
}

/** Nothing to act on, or observe mode: the decision is written down, with the plan in it. */
async function withoutActing(
  run: Run,
  trip: FirstTrip,
  facts: DecisionFacts,
  first: Decision,
  owner: Owner | null,
  acts: boolean,
): Promise<Contained> {
  const { signal } = facts;
  // In observe mode the plan must be the one that enforce mode would have come to: the last use belongs to it.
  const lastUse =
    acts && owner?.type === 'ram-user'
      ? await lastUseOf(run, owner.userName, signal.accessKeyId, trip.lastUsedInfo)
      : NOT_ASKED;
  const decision = acts ? decide({ ...facts, lastUse }, run.config) : first;
  const written = await writeDecision(run, trip, signal, decision, owner, [], acts ? lastUse : undefined);
  const failures = 'couldNotCheck' in written ? [`the decision could not be written: ${written.couldNotCheck}`] : [];
  const incident = 'value' in written ? written.value : undefined;
  return { id: trip.id, signal, trip, owner, decision, lastUse, steps: [], denyAt: undefined, incident, failures };
}

/**
 * The key's switch: for what the decision says once the last use is known and the intent is written; and `instead` of a
 * deny where none can be attached.
 */
async function switchOff(
  run: Run,
  user: Extract<Owner, { type: 'ram-user' }>,
  decision: Decision,
  deny: DenyResult,
  instead: readonly AccessKeyId[],
  intentWritten: boolean,
): Promise<StepResult[]> {
  const wanted = decision.actions.flatMap((action) => (action.kind === 'disable-key' ? action.accessKeyId : []));
  const keys = deny.switchIsLeft ? instead : intentWritten ? instead.filter((key) => wanted.includes(key)) : [];
  return Promise.all(keys.map((key) => disableKey(user.userName, key, run)));
}

type Written = { readonly value: Incident } | { readonly couldNotCheck: string };

async function writeDecision(
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
      e.decision.row === entry.decision.row,
  );
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

interface Outcome {
  readonly decision: Decision;
  readonly lastUse: LastUse;
  readonly steps: readonly StepResult[];
  readonly deny: DenyResult;
  readonly signal: LeakSignal;
}

async function writeOutcome(
  run: Run,
  incident: Incident,
  outcome: Outcome,
  failures: string[],
): Promise<Incident | undefined> {
  const { decision, lastUse, steps, deny, signal } = outcome;
  // A step that found everything done already, in an incident that knows it, is no news.
  const news = (state: Incident['state']) =>
    state.denyAt === null || steps.some((s) => !s.ok || s.detail !== 'already');
  try {
    const { incident: after } = await run.journal.append(
      incident.id,
      (now) =>
        news(now.state)
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
