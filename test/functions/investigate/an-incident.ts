import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import type { Manifest } from '../../../shared/evidence/pack';
import { type AccessKeyId, type AccountId, parseAccessKeyId, parseAccountId } from '../../../shared/ids';
import type { DecisionEntry, OutcomeEntry } from '../../../shared/incident/entries';
import type { IncidentId } from '../../../shared/incident/paths';

/** The id of a scenario's key, by the key's name. */
export function keyOf(sandbox: RunningSandbox, name: string): AccessKeyId {
  return parseAccessKeyId(sandbox.keys.get(name)?.key.accessKeyId);
}

export function incidentOf(sandbox: RunningSandbox, key: string): IncidentId {
  return { accountId: parseAccountId(sandbox.accountId) as AccountId, accessKeyId: keyOf(sandbox, key) };
}

/** Writes what respond would have written about a key in use: decision and outcome. `denied: false`: every step failed. */
export async function recordIncident(
  run: Run,
  id: IncidentId,
  user: string | 'root',
  { denied = true, agoMs = 60_000 }: { readonly denied?: boolean; readonly agoMs?: number } = {},
): Promise<void> {
  const at = new Date(run.clock.now().getTime() - agoMs).toISOString();
  const owner: DecisionEntry['owner'] =
    user === 'root'
      ? { type: 'root', accountId: id.accountId, foundBy: 'actiontrail' }
      : {
          type: 'ram-user',
          accountId: id.accountId,
          userName: user as never,
          foundBy: 'signal',
          keys: [{ id: id.accessKeyId, status: 'Active', createdAt: null }],
        };
  const decision: DecisionEntry['decision'] =
    user === 'root'
      ? { row: 'root-key', verdict: 'none', reason: 'no RAM policy binds the root identity', actions: [], findings: [] }
      : {
          row: 'in-use',
          verdict: 'contain',
          reason: 'in use',
          actions: [{ kind: 'attach', policy: 'quarantine' }],
          findings: [],
        };
  await run.journal.append(id, () => ({
    type: 'decision',
    mode: 'enforce',
    signal: {
      leakId: 'sas:1',
      source: 'security-center',
      foundAt: at,
      receivedAt: at,
      claimedUser: user,
      link: null,
      reason: null,
      dealt: null,
      tokenValid: 1,
      published: {},
    },
    owner,
    decision,
    mayDisable: [],
    keysBefore: null,
  }));
  if (user === 'root') return;
  const step = {
    step: 'attach-quarantine',
    ok: denied,
    detail: denied ? 'attached' : 'ram AttachPolicyToUser failed: NoPermission',
    at,
  };
  const outcome: OutcomeEntry = {
    type: 'outcome',
    leakId: 'sas:1',
    decision,
    lastUse: { kind: 'unknown', why: 'not asked' },
    steps: [step],
    denyAt: denied ? at : null,
    verification: null,
  };
  await run.journal.append(id, () => outcome);
}

/** The manifest as it lies in the bucket. */
export async function manifestOf(run: Run, id: IncidentId): Promise<Manifest> {
  return JSON.parse((await run.cloud.evidence.get(run.paths.manifest(id))).body.toString()) as Manifest;
}

/** What the hand-over sends, with its entry in the schedule. */
export async function handOver(run: Run, id: IncidentId, round = 1): Promise<{ event: Buffer; schedule: string }> {
  const schedule = await run.schedule.add(id, 'investigate', run.clock.now(), { round });
  return { event: Buffer.from(JSON.stringify({ task: 'investigate', ...id, round, schedule })), schedule };
}
