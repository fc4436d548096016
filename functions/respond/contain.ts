import { attachDeny, disableKey } from '../../shared/containment/apply';
import {
  type DecisionFacts,
  decide,
  isContainedAlready,
  namesOnly,
  switchedInstead,
} from '../../shared/containment/decide';
import type { Decision, StepResult } from '../../shared/containment/types';
import { OwnerUnknown } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import type { LastUse, Looked, Owner, OwnerAnswer } from '../../shared/identity/types';
import { type AccessKeyId, maskKey } from '../../shared/ids';
import type { HourlyCap } from '../../shared/incident/cap';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import { denyDeps } from './deny-deps';
import { type FirstTrip, firstTrip, placeLeft, UNSEEN_RELEASE } from './first-trip';
import { lastUseOf } from './last-use';
import { mayBeOnByNow } from './on-by-now';
import { ownerIdIfNew } from './owner-id';
import { type Written, writeDecision, writeOutcome } from './record';
import { signalInSchedule } from './recorded-signal';

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
  /** Nothing of the notice was written down: the same is decided often enough. `isNews`: what was done about it is none the less. */
  readonly alike?: { readonly leakId: string; readonly isNews: boolean };
  /** The schedule's entry for the second half, written before the intent; undefined where OSS did not take it. */
  readonly finishTask: string | undefined;
}

/** A run that died is finished by the timer after this. */
const FINISH_MS = 120_000;

/**
 * Puts down that the incident's first half must be finished, whoever dies in between: before anything of it stands in the
 * journal, with the signal itself, because some senders tell a leak once. Resolves with the entry's key; undefined when it
 * could not be written.
 */
export async function scheduleFinish(
  run: Run,
  id: IncidentId,
  signal: LeakSignal,
  due = new Date(run.clock.now().getTime() + FINISH_MS),
): Promise<string | undefined> {
  const data = { leakId: signal.leakId, signal: signalInSchedule(signal) };
  try {
    return await run.schedule.add(id, 'finish', due, data);
  } catch (error) {
    run.log.warn({ why: messageOf(error), leakId: signal.leakId }, 'nothing follows this run, should it die');
    return undefined;
  }
}

const HOUR_MS = 3_600_000;

/**
 * Puts down that the signal must be handled again, where a user of this account holds its key and could not be laid hold
 * of: some senders tell a leak once. One entry an hour, however often it is tried, and due at once. What nobody here is
 * known to hold has none, because a flood of notices about nobody's keys must leave nothing behind; and Security Center's
 * list is read again each minute.
 */
async function stayDue(run: Run, signal: LeakSignal, error: unknown): Promise<never> {
  if (error instanceof OwnerUnknown && error.isHeld && signal.source !== 'security-center') {
    const id: IncidentId = { accountId: run.accountId, accessKeyId: signal.accessKeyId };
    const hour = new Date(Math.floor(run.clock.now().getTime() / HOUR_MS) * HOUR_MS);
    await scheduleFinish(run, id, signal, hour);
  }
  throw error;
}

/** Hears what was done to the account. */
export type OnActed = (steps: readonly StepResult[]) => void;

/** Whose the key is; of a deleted one, whose it was. */
function holderOf(answer: OwnerAnswer): Owner | null {
  if (answer.kind === 'found') return answer.owner;
  return answer.kind === 'deleted' && 'value' in answer.user && answer.user.value !== 'gone' ? answer.user.value : null;
}

const NOT_ASKED: LastUse = { kind: 'not-asked' };

/**
 * Owner, decision, deny: two sequential round trips when the signal names the user, three when it does not. The intent
 * and the last use are on their way beside the deny; only the key's switch waits for them.
 */
export async function contain(
  run: Run,
  signal: LeakSignal,
  cap: HourlyCap,
  onActed?: OnActed,
  tries = 1,
): Promise<Contained> {
  const { trip, facts, first } = await decideFirst(run, signal, cap).catch((error: unknown) =>
    stayDue(run, signal, error),
  );
  const owner = holderOf(trip.owner);
  const acts = first.verdict === 'contain' && owner?.type === 'ram-user' && namesOnly(first, signal.accessKeyId);
  if (!acts || run.config.mode === 'observe') {
    const done = await withoutActing(run, trip, facts, first, owner, acts);
    const isAgain = tries < MOST_TRIES && (await mayBeOnByNow(run, trip, done));
    return isAgain ? contain(run, signal, cap, onActed, tries + 1) : done;
  }

  const user = owner as Extract<Owner, { type: 'ram-user' }>;
  const instead = trip.mayDisable ? switchedInstead(signal, user.keys, run.config, facts.now) : [];
  const attach = first.actions.find((action) => action.kind === 'attach');
  const writeIntent = async () => {
    const finishTask = await scheduleFinish(run, trip.id, signal);
    // Late is not down: the deny has gone without it, and what is written down may wait for it.
    const late = { ...trip, incident: await trip.lateIncident };
    return { finishTask, intent: await writeDecision(run, late, signal, first, user, instead) };
  };
  const denying = attachDeny(user.userName, attach?.policy ?? 'quarantine', denyDeps(run, trip.denies)).then((done) => {
    onActed?.(done.steps);
    return done;
  });
  // Beside the deny, for whoever deletes the key and purges it in the next moment takes this trace of its user away.
  const ownerId = ownerIdIfNew(run, trip.id, 'value' in trip.incident ? trip.incident.value : undefined);
  const [deny, { finishTask, intent }, lastUse, noted] = await Promise.all([
    denying,
    writeIntent(),
    lastUseOf(run, user.userName, signal.accessKeyId, trip.lastUsedInfo),
    isContainedAlready(facts)
      ? undefined
      : cap.note(signal.accessKeyId, trip.capClass).then(() => undefined, messageOf),
  ]);
  const decision = decide({ ...facts, lastUse }, run.config);
  const known = 'value' in intent ? intent : trip.incident;
  // That it could not be looked at takes nothing away from a deny that stands in the journal.
  const isOn = deny.unseen !== undefined && 'value' in known && known.value.state.attached.size > 0;
  const isSwitchLeft = deny.switchIsLeft && !isOn;
  const off = await switchOff(run, user, decision, isSwitchLeft, instead, 'value' in intent);
  const steps = [...deny.steps, ...off];
  const failures = [
    ...('couldNotCheck' in intent ? [`the intent could not be written: ${intent.couldNotCheck}`] : []),
    ...(noted ? [`the hourly count could not be written: ${noted}`] : []),
    ...(deny.holds === undefined ? [`no deny could be attached to ${user.userName}`] : []),
    ...(deny.unseen ? [`whether one is on ${user.userName} already could not be checked: ${deny.unseen}`] : []),
    ...leftOn(decision, off).map(
      (key) => `${maskKey(key)} is left on: its switch-off could not be written down before`,
    ),
    ...steps
      .filter(({ ok, step }) => !ok && (deny.holds === undefined || step.startsWith('disable-key')))
      .map((s) => `${s.step}: ${s.detail}`),
  ];
  const incident =
    'value' in intent
      ? await writeOutcome(run, intent.value, { decision, lastUse, steps, deny, signal, ...(await ownerId) }, failures)
      : undefined;
  const { id } = trip;
  return {
    ...{ id, signal, trip, owner: user, decision, lastUse, steps, denyAt: deny.at, incident, failures, finishTask },
    ...alikeOf(intent, incident),
  };
}

/** So often a leak is decided about anew because its key, which was off, may have been switched on meanwhile. */
const MOST_TRIES = 3;

/**
 * The decision before the last use is known. Where nobody would be contained nothing hurries: a journal that is late is
 * waited for, and has its say; what it knows, an approval or a release, may be the answer.
 */
async function decideFirst(run: Run, signal: LeakSignal, cap: HourlyCap) {
  const decided = await decideInTime(run, signal, cap);
  const { trip, facts, first } = decided;
  if (first.verdict === 'contain' || 'value' in trip.incident) return decided;
  const late = await trip.lateIncident;
  if (!('value' in late)) return decided;
  const known = { ...facts, incident: late.value.state, lastUse: late.value.state.lastUse };
  const caveats = trip.caveats.filter((caveat) => !caveat.startsWith(UNSEEN_RELEASE));
  return { trip: { ...trip, incident: late, caveats }, facts: known, first: decide(known, run.config) };
}

/** By what has come in time. Only what would be contained, and is not yet, takes a place of the hour. */
async function decideInTime(run: Run, signal: LeakSignal, cap: HourlyCap) {
  const trip = await firstTrip(run, signal, cap);
  const facts: DecisionFacts = {
    signal,
    owner: trip.owner,
    incident: 'value' in trip.incident ? trip.incident.value.state : 'unknown',
    tokenValid: trip.tokenValid,
    overCap: false,
    namesLastNight: trip.namesLastNight,
    // What is known already stays known: a repeat is not decided as if nobody had ever looked.
    lastUse: 'value' in trip.incident ? trip.incident.value.state.lastUse : NOT_ASKED,
    now: run.clock.now(),
  };
  const first = decide(facts, run.config);
  if (first.verdict !== 'contain' || isContainedAlready(facts)) return { trip, facts, first };
  const { left, caveat } = await placeLeft(run, trip, cap);
  const caveats = caveat ? [...trip.caveats, caveat] : trip.caveats;
  const counted = { ...facts, overCap: !left };
  return { trip: { ...trip, caveats }, facts: counted, first: decide(counted, run.config) };
}

/** What would be done about a signal, by what the account says now. */
export interface Preview {
  readonly owner: Owner | null;
  readonly decision: Decision;
  /** What the decision knew of the key, or why it knew nothing: the deny does not wait for OSS. */
  readonly incident: Looked<Incident>;
}

/** The decision alone: nothing is attached, written or told. Throws OwnerUnknown when he could not be checked. */
export async function preview(run: Run, signal: LeakSignal, cap: HourlyCap): Promise<Preview> {
  const { trip, facts, first } = await decideFirst(run, signal, cap);
  const owner = trip.owner.kind === 'found' ? trip.owner.owner : null;
  const { incident } = trip;
  if (first.verdict !== 'contain' || owner?.type !== 'ram-user') return { owner, decision: first, incident };
  const lastUse = await lastUseOf(run, owner.userName, signal.accessKeyId, trip.lastUsedInfo);
  return { owner, decision: decide({ ...facts, lastUse }, run.config), incident };
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
  const finishTask = await scheduleFinish(run, trip.id, signal);
  const written = await writeDecision(run, trip, signal, decision, owner, [], acts ? lastUse : undefined);
  const failures = 'couldNotCheck' in written ? [`the decision could not be written: ${written.couldNotCheck}`] : [];
  const incident = 'value' in written ? written.value : undefined;
  const { id } = trip;
  const nothing = { steps: [], denyAt: undefined, finishTask };
  return { id, signal, trip, owner, decision, lastUse, incident, failures, ...nothing, ...alikeOf(written, incident) };
}

function alikeOf(written: Written, after: Incident | undefined): Pick<Contained, 'alike'> {
  if (!('value' in written) || written.alike === undefined) return {};
  return { alike: { leakId: written.alike, isNews: after?.nextSeq !== written.value.nextSeq } };
}

/** What the decision switches off, and nobody has tried to. */
function leftOn({ actions }: Decision, off: readonly StepResult[]): string[] {
  const wanted = actions.flatMap((action) => (action.kind === 'disable-key' ? action.accessKeyId : []));
  return wanted.filter((key) => !off.some(({ step }) => step === `disable-key:${key}`));
}

/**
 * The key's switch: for what the decision says once the last use is known and the intent is written; and `instead` of a
 * deny where none can be attached, and none is on.
 */
async function switchOff(
  run: Run,
  user: Extract<Owner, { type: 'ram-user' }>,
  decision: Decision,
  isSwitchLeft: boolean,
  instead: readonly AccessKeyId[],
  intentWritten: boolean,
): Promise<StepResult[]> {
  const wanted = decision.actions.flatMap((action) => (action.kind === 'disable-key' ? action.accessKeyId : []));
  const keys = isSwitchLeft ? instead : intentWritten ? instead.filter((key) => wanted.includes(key)) : [];
  return Promise.all(keys.map((key) => disableKey(user.userName, key, run)));
}
