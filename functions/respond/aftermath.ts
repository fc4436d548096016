import { CLI, WITH_REASON } from '../../shared/command-line';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { binds } from '../../shared/containment/decide-later';
import { rewrittenIn } from '../../shared/containment/fit-deny';
import type { StepResult } from '../../shared/containment/types';
import { isAdministrator } from '../../shared/containment/verify';
import { looked, messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { DecisionEntry, OutcomeEntry } from '../../shared/incident/entries';
import { damageOf, type Incident } from '../../shared/incident/journal';
import { markByJournal } from '../../shared/incident/mark';
import { wronglyDenied } from '../../shared/incident/misplaced';
import type { IncidentId } from '../../shared/incident/paths';
import { questionOf } from '../../shared/incident/questions';
import { remindersOf } from '../../shared/incident/reminders';
import { isAnybodys } from '../../shared/signal/sender';
import { inThisHour, sendHourly, sendOnce } from '../alerting';
import type { Run } from '../platform';
import { tellOnce } from '../told';
import { keepBefore, readBefore } from './before';
import { alertStep, incidentAlert } from './facts';
import { noteFoundDeny } from './found-deny';
import { handOver } from './hand-over';
import { readBackAndFollow, wronglyDeniedSentence } from './moved';
import { ownerIdIfNew } from './owner-id';
import type { Verified } from './read-back';

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
  /** When the deny went to the leaked key's user after all, ISO 8601 UTC; null: it has not. Absent where it had gone nowhere else. */
  readonly movedAt?: string | null;
}

/**
 * What follows the deny: read back, before-state, first alert, hand-over. Driven by the journal alone and safe to run
 * again: the timer finishes what a crashed run left. Each part is tried on its own. `isIdAsked`: this run has asked for the
 * user's id beside its deny; where that failed the watch asks again.
 */
export async function aftermath(
  run: Run,
  id: IncidentId,
  leakId: string,
  caveats: readonly string[],
  known?: Incident,
  isIdAsked = false,
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
  const decided = lastDecision(incident, leakId);
  if (decided === undefined) return { failures: [`nothing was decided about ${leakId}`], isWaiting: false, steps: [] };
  let entry = decided;
  let user = entry.owner?.type === 'ram-user' ? entry.owner : undefined;
  const forged: string[] = [];
  const enforced = entry.mode === 'enforce' && binds(entry.decision);

  const place = enforced && user ? { incident, entry, user } : undefined;
  const [verified, asFound, administrator, ownerId] = await Promise.all([
    place && attempt('verification', () => readBackAndFollow(run, place, (now) => lastDecision(now, leakId))),
    user ? readBefore(run, incident, user) : undefined,
    enforced || !user ? undefined : looked(isAdministrator(run.cloud, user.userName)),
    place && !isIdAsked ? ownerIdIfNew(run, id, incident) : undefined,
  ]);
  const isHis = verified?.result.isHis !== false;
  const sameName = user;
  if (verified) {
    ({ incident, entry, user } = verified);
    failures.push(...verified.failures);
    incident =
      (await attempt('outcome', () => recordVerification(run, incident, leakId, verified, ownerId ?? {}))) ?? incident;
    if (!verified.repaired)
      failures.push(
        verified.result.policyChanged
          ? 'the deny policy was changed, and nothing else could be attached'
          : 'parts of the deny policy could not be attached',
      );
  }
  // Of somebody else nothing is kept, and nothing done about him.
  const his = isHis ? user : undefined;
  const before =
    his &&
    (await attempt('before-state', async () => {
      const state = his === sameName && asFound ? asFound : await readBefore(run, incident, his);
      return keepBefore(run, incident, state, enforced, forged);
    }));
  if (enforced && his && run.config.mfa === 'enforce') {
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
    administrator: (isHis ? verified?.result.administrator : undefined) ??
      administrator ?? { couldNotCheck: 'the policies were not read' },
    before,
    caveats: [
      ...caveats,
      ...failures,
      ...(found?.isFound
        ? [
            `a deny of ours was found on ${user?.userName} that no journal knew of: ${CLI} release ${id.accessKeyId} ${WITH_REASON} takes it off`,
          ]
        : []),
      ...(found?.ofOther
        ? [
            `${user?.userName} carries a deny of ours already, for ${maskKey(found.ofOther)}, another key of his: what it denies is denied to this key as well`,
          ]
        : []),
      ...wronglyDenied(incident.entries).map(({ userName, carries }) => wronglyDeniedSentence(userName, carries)),
      ...changedIn(incident, verified?.changed).map((name) => `${name} was changed by somebody: run "${CLI} setup"`),
      ...damageOf({ ...incident, tampered: [...incident.tampered, ...forged] }),
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
    damaged.length + incident.unchained.length === 0
      ? undefined
      : await attempt('tampered objects', () =>
          sendHourly(run, `tampered-${id.accessKeyId}`, {
            kind: 'state-tampered',
            at: run.clock.now().toISOString(),
            objects: damaged,
            unchained: incident.unchained,
          }),
        );
  if (wantsEvidence(entry)) await attempt('hand-over', () => handOver(run, id));
  if (entry.decision.verdict === 'hold') await attempt('reminders', () => remind(run, id, entry, incident));
  await attempt('status', () => markByJournal(run, id));
  const isWaiting = [sent, warned].some((telling) => telling?.outcome === 'claimed-elsewhere');
  const { state, problems } = verified?.result.verification ?? { state: undefined, problems: [] };
  const isMoved = verified !== undefined && verified.incident !== place?.incident;
  const movedAt = isMoved ? { movedAt: verified.incident.state.denyAt } : {};
  const unverified = state === 'not verified' ? { unverified: problems } : {};
  return {
    failures,
    isWaiting,
    steps: verified ? [...verified.moved, ...verified.steps] : [],
    ...unverified,
    ...movedAt,
  };
}

/** Policies of ours that somebody has rewritten, as containing showed, or the look back. */
function changedIn({ state }: Incident, name?: string): readonly string[] {
  const names = rewrittenIn(state.steps).map((policy) => POLICY_NAMES[policy]);
  return [...new Set(name === undefined ? names : [...names, name])];
}

function lastDecision(incident: Incident, leakId: string): DecisionEntry | undefined {
  const entries = incident.entries.filter((e) => e.type === 'decision' && e.signal.leakId === leakId);
  return entries.at(-1) as DecisionEntry | undefined;
}

function attachedIn(steps: readonly StepResult[]): string | null {
  return steps.find(({ ok, step }) => ok && /^(attach-(quarantine|freeze)|add-to-group)$/.test(step))?.at ?? null;
}

async function recordVerification(
  run: Run,
  incident: Incident,
  leakId: string,
  verified: Verified,
  known: Pick<OutcomeEntry, 'userId'>,
): Promise<Incident> {
  const { verification } = verified.result;
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) => {
      if (state.decision === null) return undefined;
      const same =
        state.verification?.state === verification.state &&
        state.verification.problems.join() === verification.problems.join();
      const isIdNews = known.userId !== undefined && state.ownerId === null;
      if (same && verified.steps.length === 0 && !isIdNews) return undefined;
      return {
        type: 'outcome',
        leakId,
        decision: state.decision,
        lastUse: state.lastUse,
        steps: verified.steps,
        denyAt: state.denyAt ?? attachedIn(verified.steps),
        verification,
        ...known,
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
  const { leakId } = entry.signal;
  const since = questionOf(incident.state.questions, leakId)?.since ?? run.clock.now().toISOString();
  await Promise.all(remindersOf(since).map(({ task, due }) => run.schedule.add(id, task, due, { leakId })));
}
