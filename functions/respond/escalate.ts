import { attachDeny, disableKey } from '../../shared/containment/apply';
import { type CriticalFinding, decideLater } from '../../shared/containment/decide-later';
import type { StepResult } from '../../shared/containment/types';
import { CloudNotFound } from '../../shared/errors';
import type { Owner } from '../../shared/identity/types';
import type { DecisionEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';
import { type Aftermath, aftermath } from './aftermath';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

/**
 * Acts on what an investigation found: the owner is looked at live once more, the decision is pure, the intent stands in
 * the journal before the act. Repeating it changes nothing.
 */
export async function escalate(run: Run, id: IncidentId, data: Readonly<Record<string, unknown>>): Promise<Aftermath> {
  const finding = findingOf(data);
  if (finding === undefined)
    return { failures: ['the schedule names no finding that respond knows'], isWaiting: false };
  const incident = await run.journal.read(id);
  const owner = await liveOwner(run, incident);
  const last = incident.entries.findLast((entry) => entry.type === 'decision');
  if (owner === undefined || last?.type !== 'decision') return { failures: [], isWaiting: false };
  const decision = decideLater(finding, { accessKeyId: id.accessKeyId, state: incident.state, owner }, run.config);
  const acts = decision.verdict === 'contain' && run.config.mode === 'enforce';
  const disables = decision.actions.some(({ kind }) => kind === 'disable-key');
  // The finding is a leak signal of its own: its alert is claimed under it, and a release of it is known again.
  const signal = { ...last.signal, leakId: `${finding.row}:${incident.state.releases}` };
  const entry: DecisionEntry = {
    type: 'decision',
    mode: run.config.mode,
    signal,
    owner,
    decision,
    mayDisable: acts && disables ? [id.accessKeyId] : [],
    keysBefore: owner.keys,
  };
  const written = await run.journal.append(id, ({ entries }) =>
    entries.some(
      (e) => e.type === 'decision' && e.signal.leakId === signal.leakId && e.decision.verdict === decision.verdict,
    )
      ? undefined
      : entry,
  );
  if (!acts) return aftermath(run, id, signal.leakId, [], written.incident);
  const steps = await act(run, owner, id, disables);
  const failures = steps.filter(({ ok }) => !ok).map(({ step, detail }) => `${step}: ${detail}`);
  const { incident: after } = await run.journal.append(id, ({ state }) => ({
    type: 'outcome',
    leakId: signal.leakId,
    decision,
    lastUse: state.lastUse,
    steps,
    denyAt: steps.find(({ ok, step }) => ok && step.startsWith('attach-'))?.at ?? null,
    verification: null,
  }));
  const rest = await aftermath(run, id, signal.leakId, [], after);
  return { ...rest, failures: [...failures, ...rest.failures] };
}

async function act(run: Run, owner: RamUser, id: IncidentId, disables: boolean): Promise<StepResult[]> {
  const [deny, off] = await Promise.all([
    attachDeny(owner.userName, 'freeze', run),
    disables ? disableKey(owner.userName, id.accessKeyId, run) : undefined,
  ]);
  return [...deny.steps, ...(off ? [off] : [])];
}

/** The user that the journal names, as he is now; undefined when he or his key is gone: there is nothing left to act on. */
async function liveOwner(run: Run, { id, state }: Incident): Promise<RamUser | undefined> {
  if (state.owner?.type !== 'ram-user') return undefined;
  try {
    const keys = await run.cloud.ram.listAccessKeys(state.owner.userName);
    if (!keys.some((key) => key.id === id.accessKeyId)) return undefined;
    return {
      ...state.owner,
      keys: keys.map((key) => ({ id: key.id, status: key.status, createdAt: key.createdAt?.toISOString() ?? null })),
    };
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

function findingOf({ row, why }: Readonly<Record<string, unknown>>): CriticalFinding | undefined {
  if (row !== 'success-after-deny' && row !== 'persistence-after-leak') return undefined;
  return { row, why: typeof why === 'string' ? why : row };
}
