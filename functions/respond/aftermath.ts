import { CLI, WITH_REASON } from '../../shared/command-line';
import { attachDeny, attachParts, type DenyPolicy, disableKey, POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
import type { StepResult } from '../../shared/containment/types';
import { isAdministrator, type VerifyResult, verify } from '../../shared/containment/verify';
import { looked, messageOf } from '../../shared/identity/looked';
import type { Owner } from '../../shared/identity/types';
import type { DecisionEntry } from '../../shared/incident/entries';
import { damageOf, type Incident } from '../../shared/incident/journal';
import { type MarkerState, Markers } from '../../shared/incident/markers';
import { isOpenRoot } from '../../shared/incident/open-root';
import type { IncidentId } from '../../shared/incident/paths';
import { remindersOf } from '../../shared/incident/reminders';
import type { IncidentState } from '../../shared/incident/state';
import { isAnybodys } from '../../shared/signal/sender';
import { inThisHour, sendHourly, sendOnce } from '../alerting';
import { protectedScope, type Run } from '../platform';
import { tellOnce } from '../told';
import { beforeState } from './before';
import { alertStep, incidentAlert } from './facts';
import { noteFoundDeny } from './found-deny';
import { handOver } from './hand-over';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

export interface Aftermath {
  readonly failures: readonly string[];
  /** Another run is sending the alert right now: no failure, and not done before that run has. */
  readonly isWaiting: boolean;
}

export interface Followed extends Aftermath {
  /** What was put right besides, for the deny did not say what it must. */
  readonly steps: readonly StepResult[];
  /** Why nobody knows whether the deny stands: a look back at it failed. */
  readonly unverified?: readonly string[];
}

/**
 * What follows the deny: read back, before-state, first alert, hand-over. Driven by the journal alone and safe to run
 * again: the timer finishes what a crashed run left. Each part is tried on its own.
 */
export async function aftermath(
  run: Run,
  id: IncidentId,
  leakId: string,
  caveats: readonly string[],
  known?: Incident,
): Promise<Followed> {
  const failures: string[] = [];
  const attempt = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      failures.push(`${what}: ${messageOf(error)}`);
      return undefined;
    }
  };
  let incident = known ?? (await run.journal.read(id));
  const entry = lastDecision(incident, leakId);
  if (entry === undefined) return { failures: [`nothing was decided about ${leakId}`], isWaiting: false, steps: [] };
  const user = entry.owner?.type === 'ram-user' ? entry.owner : undefined;
  const forged: string[] = [];
  const enforced = entry.mode === 'enforce' && entry.decision.verdict === 'contain';

  const [verified, before, administrator] = await Promise.all([
    enforced && user ? attempt('verification', () => readBack(run, incident, entry, user)) : undefined,
    user ? attempt('before-state', () => beforeState(run, incident, user, enforced, forged)) : undefined,
    enforced || !user ? undefined : looked(isAdministrator(run.cloud, user.userName)),
  ]);
  if (verified) {
    incident = (await attempt('outcome', () => recordVerification(run, incident, leakId, verified))) ?? incident;
    if (!verified.repaired)
      failures.push(
        verified.result.policyChanged
          ? 'the deny policy was changed, and nothing else could be attached'
          : 'parts of the deny policy could not be attached',
      );
  }
  if (enforced && user && run.config.mfa === 'enforce') {
    // The alert says how it went; what could not be done is tried again by the investigation's looks.
    const done = await attempt('console', async () => (await import('./console')).secureOwner(run, incident));
    incident = done?.incident ?? incident;
  }
  const found =
    !enforced && user && entry.mode === 'enforce'
      ? await attempt('deny', () => noteFoundDeny(run, incident, leakId, user))
      : undefined;
  incident = found?.incident ?? incident;
  const facts = await incidentAlert(run, incident, entry, {
    administrator: verified?.result.administrator ?? administrator ?? { couldNotCheck: 'the policies were not read' },
    before,
    caveats: [
      ...caveats,
      ...failures,
      ...(found?.isFound
        ? [
            `a deny of ours was found on ${user?.userName} that no journal knew of: ${CLI} release ${id.accessKeyId} ${WITH_REASON} takes it off`,
          ]
        : []),
      ...(verified?.changed ? [`${verified.changed} was changed by somebody: run "${CLI} setup"`] : []),
      ...damageOf({ tampered: [...incident.tampered, ...forged], missing: incident.missing }),
    ],
  });
  const send = () => sendOnce(run, id, alertStep(incident, entry), () => facts);
  const hourly = toldHourly(id, entry);
  const sent = await attempt<{ readonly outcome: string }>('alert', () =>
    hourly === undefined ? send() : tellOnce(run, inThisHour(run, hourly), send),
  );
  const damaged = [...incident.tampered, ...incident.missing, ...forged];
  // On its own, besides the caveat: the incident's alert may have been sent long ago.
  const warned =
    damaged.length === 0
      ? undefined
      : await attempt('tampered objects', () =>
          sendHourly(run, `tampered-${id.accessKeyId}`, {
            kind: 'state-tampered',
            at: run.clock.now().toISOString(),
            objects: damaged,
          }),
        );
  if (wantsEvidence(entry)) await attempt('hand-over', () => handOver(run, id));
  if (entry.decision.verdict === 'hold') await attempt('reminders', () => remind(run, id, entry, incident));
  await attempt('status', () => new Markers(run.cloud.evidence, run.paths).set(id, markerOf(entry, incident)));
  const isWaiting = [sent, warned].some((telling) => telling?.outcome === 'claimed-elsewhere');
  const { state, problems } = verified?.result.verification ?? { state: undefined, problems: [] };
  const unverified = state === 'not verified' ? { unverified: problems } : {};
  return { failures, isWaiting, steps: verified?.steps ?? [], ...unverified };
}

function lastDecision(incident: Incident, leakId: string): DecisionEntry | undefined {
  const entries = incident.entries.filter((e) => e.type === 'decision' && e.signal.leakId === leakId);
  return entries.at(-1) as DecisionEntry | undefined;
}

interface Verified {
  readonly result: VerifyResult;
  readonly steps: readonly StepResult[];
  readonly repaired: boolean;
  /** The policy that somebody has changed. */
  readonly changed?: string;
}

/** Reads back; where the policy says something else than set-up wrote, freeze if that is intact, else the key's switch. */
async function readBack(run: Run, incident: Incident, entry: DecisionEntry, user: RamUser): Promise<Verified> {
  const { state } = incident;
  const policy: DenyPolicy = state.attached.has('freeze') ? 'freeze' : 'quarantine';
  const task = {
    userName: user.userName,
    accessKeyId: incident.id.accessKeyId,
    policy,
    viaGroup: state.viaGroup,
    keyShouldBeOff: state.disabledKeys.has(incident.id.accessKeyId),
    scope: protectedScope(run),
  };
  const result = await verify(run.cloud, run.clock, task);
  const lost =
    state.denyAt === null && result.verification.state === 'deny attached' ? lostAnswer(state, policy) : undefined;
  if (lost) return { result, steps: [lost], repaired: true };
  const isSound = !result.policyChanged && result.missingParts.length === 0;
  // What is not in its place may have been given back since: nobody puts a deny back behind a release.
  if (!isSound && (await wasReleased(run, incident))) return { result, steps: [], repaired: true };
  if (!result.policyChanged) {
    if (result.missingParts.length === 0 || state.denyAt === null) return { result, steps: [], repaired: true };
    const { steps, hold } = await attachParts(user.userName, result.missingParts, run);
    const viaGroup = state.viaGroup || steps.some(({ ok, step }) => ok && step === 'add-to-group');
    return { result: await verify(run.cloud, run.clock, { ...task, viaGroup }), steps, repaired: hold };
  }
  const changed = POLICY_NAMES[policy];
  const freezeIntact =
    policy === 'quarantine' ? await looked(denyInAccount(run.cloud, 'freeze', task.scope)) : undefined;
  if (freezeIntact && 'value' in freezeIntact && freezeIntact.value.intact) {
    const deny = await attachDeny(user.userName, 'freeze', run);
    if (deny.holds === 'freeze')
      return {
        result: await verify(run.cloud, run.clock, { ...task, policy: 'freeze' }),
        steps: deny.steps,
        repaired: true,
        changed,
      };
  }
  // An intent without the key: the sender is unknown, or nobody has confirmed the secret.
  if (!entry.mayDisable.includes(incident.id.accessKeyId)) return { result, steps: [], repaired: false, changed };
  const off = await disableKey(user.userName, incident.id.accessKeyId, run);
  return { result, steps: [off], repaired: off.ok, changed };
}

/** A release of the incident has begun since it was read. */
async function wasReleased(run: Run, incident: Incident): Promise<boolean> {
  const { entries } = await run.journal.read(incident.id);
  return entries.slice(incident.entries.length).some(({ type }) => type === 'release-intent' || type === 'release');
}

function attachedIn(steps: readonly StepResult[]): string | null {
  return steps.find(({ ok, step }) => ok && /^(attach-(quarantine|freeze)|add-to-group)$/.test(step))?.at ?? null;
}

/** The attach whose answers were all lost: the account shows that it was done, at the latest when the last try ended. */
function lostAnswer(state: IncidentState, policy: DenyPolicy): StepResult | undefined {
  const failed = state.steps.findLast(({ step, ok }) => !ok && step === `attach-${policy}`);
  return failed && { ...failed, ok: true, detail: 'read back' };
}

async function recordVerification(run: Run, incident: Incident, leakId: string, verified: Verified): Promise<Incident> {
  const { verification } = verified.result;
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) => {
      if (state.decision === null) return undefined;
      const same =
        state.verification?.state === verification.state &&
        state.verification.problems.join() === verification.problems.join();
      if (same && verified.steps.length === 0) return undefined;
      return {
        type: 'outcome',
        leakId,
        decision: state.decision,
        lastUse: state.lastUse,
        steps: verified.steps,
        denyAt: state.denyAt ?? attachedIn(verified.steps),
        verification,
      };
    },
    incident,
  );
  return after;
}

/**
 * Told once an hour, however many keys it is about: what the cap holds waits for `approve --all` and its reminders, and of
 * keys that are nobody's here a flood of forged notices would bury the one alert that counts.
 */
const STORMS: ReadonlySet<DecisionEntry['decision']['row']> = new Set(['over-cap', 'not-ours']);

/**
 * What an alert is told once an hour as; undefined: each on its own. Anybody can send one notice after the other about a key
 * that is left alone: the second says nothing that the first did not. What Security Center lists is a place of its own each.
 */
function toldHourly({ accessKeyId }: IncidentId, { decision, signal }: DecisionEntry): string | undefined {
  if (STORMS.has(decision.row)) return decision.row;
  return isAnybodys(signal.source) && decision.verdict !== 'contain' ? `${decision.row}-${accessKeyId}` : undefined;
}

/** Evidence is collected whatever was decided about a key that is or was ours. */
function wantsEvidence({ decision }: DecisionEntry): boolean {
  return decision.row !== 'not-ours' && decision.row !== 'released-same-leak';
}

async function remind(run: Run, id: IncidentId, entry: DecisionEntry, incident: Incident): Promise<void> {
  const since = incident.state.held?.since ?? run.clock.now().toISOString();
  const { leakId } = entry.signal;
  await Promise.all(remindersOf(since).map(({ task, due }) => run.schedule.add(id, task, due, { leakId })));
}

function markerOf({ decision, mode }: DecisionEntry, { state }: Incident): MarkerState {
  if (state.closed !== null && decision.verdict === 'none') return 'closed';
  if (decision.row === 'released-same-leak') return 'released';
  if (state.owner?.type === 'root' && !isOpenRoot(state)) return 'released';
  if (decision.verdict === 'hold') return 'held';
  // Whatever was contained besides, the key itself waits for root.
  if (state.owner?.type === 'root') return 'root-key';
  // A later notice of a key that is contained already takes nothing back.
  if (state.attached.size > 0 || state.disabledKeys.size > 0) return 'contained';
  if (decision.verdict === 'none') return 'recorded';
  return mode === 'observe' ? 'observed' : 'not-contained';
}
