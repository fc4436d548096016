import { attachFit, disableKey } from '../../shared/containment/apply';
import { binds, type CriticalFinding, decideLater } from '../../shared/containment/decide-later';
import { type FitDeny, fitForFreeze } from '../../shared/containment/fit-deny';
import { knownMade } from '../../shared/containment/frozen';
import { bearsOne, type MadeIdentity } from '../../shared/containment/made';
import type { Decision, StepResult } from '../../shared/containment/types';
import type { Owner } from '../../shared/identity/types';
import { unansweredIntent } from '../../shared/incident/containment-under-way';
import type { DecisionEntry, Entry } from '../../shared/incident/entries';
import { epochOf } from '../../shared/incident/epoch';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import { isLaterRow, namesAll } from '../../shared/incident/questions';
import type { IncidentState } from '../../shared/incident/state';
import { beganBy } from '../investigate/suspicion';
import { namesLastNight } from '../owner-index';
import { protectedScope, type Run } from '../platform';
import { type Aftermath, aftermath } from './aftermath';
import { denyDeps } from './deny-deps';
import { holderNow } from './key-holder';
import { containMade, madeIn, waysIn } from './made';
import { isNews } from './record';

export interface Escalated extends Aftermath {
  /** There is nothing left to contain: the key was deleted, and the finding names nobody else. */
  readonly isMoot?: true;
}

/**
 * Acts on what an investigation found: the owner is looked at live once more, the decision is pure, the intent stands in
 * the journal before the act. Repeating it changes nothing. `askedAs`: the leak id under which a person was asked, and has
 * said yes: that nothing is left to do stands in the journal then as well.
 */
export async function escalate(
  run: Run,
  id: IncidentId,
  data: Readonly<Record<string, unknown>>,
  askedAs?: string,
): Promise<Escalated> {
  const finding = findingOf(data);
  if (finding === undefined)
    return { failures: ['the schedule names no finding that respond knows'], isWaiting: false };
  const isLasting = finding.row === 'persistence-after-leak';
  const made = isLasting ? madeIn(data) : [];
  const ways = waysIn(isLasting ? data : {});
  const incident = await run.journal.read(id);
  const owner = await holderNow(run, incident);
  const user = owner?.type === 'ram-user' ? owner : undefined;
  const bearsMade = user !== undefined && bearsOne(user, ways, beganBy(incident, run.clock.now().toISOString()));
  const last = incident.entries.findLast((entry) => entry.type === 'decision');
  // A deleted key does nothing more. What the attack made with it goes on without it.
  const isKeyThere = user?.keys.some((key) => key.id === id.accessKeyId) ?? owner !== null;
  const isMoot = !isKeyThere && !bearsMade && made.length === 0;
  if (last?.type !== 'decision') return { failures: [], isWaiting: false, isMoot: true };
  // The finding is a leak signal of its own: its alert is claimed under it, and a release of it is known again.
  const signal = { ...last.signal, leakId: askedAs ?? `${finding.row}:${epochOf(incident.state)}` };
  if (isMoot) {
    if (askedAs !== undefined)
      await writeMoot(run, incident, { mode: run.config.mode, signal, owner, row: finding.row });
    return { failures: [], isWaiting: false, isMoot: true };
  }
  const named = { ...(made.length > 0 ? { made } : {}), ...(bearsMade ? { ways } : {}) };
  const lastNight = await namesLastNight(run);
  const entryOf = (state: IncidentState): DecisionEntry => {
    const asked = { leakId: signal.leakId, ...named };
    const facts = { accessKeyId: id.accessKeyId, state, owner, bearsMade, namesLastNight: lastNight, asked };
    const decision = decideLater(finding, facts, run.config);
    const acts = decision.verdict === 'contain' && run.config.mode === 'enforce';
    const mayDisable = acts && disables(decision) ? [id.accessKeyId] : [];
    const about = { mode: run.config.mode, signal, owner, decision, mayDisable, keysBefore: user?.keys ?? null };
    return { type: 'decision', ...about, ...named };
  };
  // Decided anew after every lost race: a release that was first is seen.
  const written = await run.journal.append(
    id,
    ({ entries, state }) => {
      const entry = entryOf(state);
      // What went to another user is still to be done.
      const since = entries.slice(entries.findLastIndex(({ type }) => type === 'misplaced') + 1);
      return since.some((e) => isSame(e, entry)) ? undefined : entry;
    },
    incident,
  );
  const { decision, mode } = entryOf(written.incident.state);
  if (decision.verdict !== 'contain' || mode !== 'enforce')
    return aftermath(run, id, signal.leakId, [], written.incident);
  // Whoever could make users could write "allow everything" into what they are to be frozen with.
  const fit = await fitForFreeze(run.cloud, protectedScope(run));
  const [own, others] = await Promise.all([
    user !== undefined && binds(decision) ? act(run, user, id, disables(decision), fit) : NOTHING_DONE,
    containMade(run, written.incident, made, user?.userName, fit),
  ]);
  const steps = [...own.steps, ...others.steps];
  const { incident: after } = await run.journal.append(
    id,
    (now) =>
      isNews(now.state, steps) || hasNewId(now, others.frozen) || unansweredIntent(now)?.signal.leakId === signal.leakId
        ? {
            type: 'outcome',
            leakId: signal.leakId,
            decision,
            lastUse: now.state.lastUse,
            steps,
            denyAt: own.steps.find(({ ok, step }) => ok && !step.startsWith('disable-key'))?.at ?? null,
            verification: null,
            ...(others.frozen.length > 0 ? { frozen: others.frozen } : {}),
          }
        : undefined,
    written.incident,
  );
  const rest = await aftermath(run, id, signal.leakId, [...others.caveats, ...(fit.why ? [fit.why] : [])], after);
  return { ...rest, failures: [...own.failures, ...others.failures, ...rest.failures] };
}

async function writeMoot(
  run: Run,
  { id }: Incident,
  { row, ...about }: Pick<DecisionEntry, 'mode' | 'signal' | 'owner'> & Pick<Decision, 'row'>,
): Promise<void> {
  const reason = 'the key was deleted, and the finding names nobody else: nothing is left to contain';
  await run.journal.append(id, ({ entries }) => {
    const since = entries.slice(entries.findLastIndex(({ type }) => type === 'approval') + 1);
    const isWritten = since.some((e) => e.type === 'decision' && e.signal.leakId === about.signal.leakId);
    const decision: Decision = { row, verdict: 'none', reason, actions: [], findings: [] };
    return isWritten ? undefined : { type: 'decision', ...about, decision, mayDisable: [], keysBefore: null };
  });
}

/** A second user of one name has steps that the journal knows of the first. */
const hasNewId = ({ entries }: Pick<Incident, 'entries'>, made: readonly MadeIdentity[]): boolean =>
  made.some(({ id }) => knownMade(entries).every((one) => one.id !== id));

const NOTHING_DONE = { steps: [], failures: [] } as const;

const disables = (decision: Decision): boolean => decision.actions.some(({ kind }) => kind === 'disable-key');

/** Behind a release the same finding is a new one: the release is part of its leak id. */
function isSame(known: Entry, entry: DecisionEntry): boolean {
  return (
    known.type === 'decision' &&
    known.mode === entry.mode &&
    known.signal.leakId === entry.signal.leakId &&
    known.decision.verdict === entry.decision.verdict &&
    entry.mayDisable.every((key) => known.mayDisable.includes(key)) &&
    namesAll(known, entry)
  );
}

/**
 * What fails the run is what is not so in the end: a way round that was taken is none. A freeze that was not fit to be
 * given is no such way: it is tried again until somebody has mended it.
 */
async function act(
  run: Run,
  owner: Extract<Owner, { type: 'ram-user' }>,
  id: IncidentId,
  isOff: boolean,
  fit: FitDeny,
): Promise<{ readonly steps: readonly StepResult[]; readonly failures: readonly string[] }> {
  const [deny, off] = await Promise.all([
    attachFit(owner.userName, fit, denyDeps(run)),
    isOff ? disableKey(owner.userName, id.accessKeyId, run) : undefined,
  ]);
  const steps = [...deny.steps, ...(off ? [off] : [])];
  const isOpen = fit.why !== undefined || deny.holds === undefined;
  const failed = steps.filter(({ ok, step }) => !ok && (isOpen || step.startsWith('disable-key')));
  return { steps, failures: failed.map(({ step, detail }) => `${step}: ${detail}`) };
}

function findingOf({ row, why }: Readonly<Record<string, unknown>>): CriticalFinding | undefined {
  if (typeof row !== 'string' || !isLaterRow(row)) return undefined;
  return { row, why: typeof why === 'string' ? why : row };
}
