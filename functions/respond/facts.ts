import type { DenyPolicy } from '../../shared/containment/apply';
import { deniedOf, type RecentUse, recentUse } from '../../shared/containment/impact';
import { expectedDocument } from '../../shared/containment/policy-parts';
import { looked } from '../../shared/identity/owner';
import type { BeforeState, Looked } from '../../shared/identity/types';
import type { DecisionEntry, SignalRecord } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import type { AlertFacts, IncidentFacts, Known } from '../../shared/notify/facts';
import { protectedScope, type Run } from '../platform';

/** What the looks after the deny have shown, beside the journal. */
export interface Looks {
  readonly administrator: Looked<boolean>;
  readonly before: BeforeState | undefined;
  readonly caveats: readonly string[];
}

const LATER: Known<never> = { couldNotCheck: 'the investigation looks for it: see the second message' };

/**
 * The step under which an alert is claimed: one alert for a containment, however many notices of it come; one for each
 * leak in all other cases. A release begins a new count, so that a containment after it is told again.
 */
export function alertStep(state: IncidentState, entry: DecisionEntry): string {
  const { decision, signal } = entry;
  const epoch = state.releases;
  const contained =
    decision.verdict === 'contain' || (decision.row === 'already-inactive' && state.mayHaveDisabled.size > 0);
  if (LATER_ROWS.has(decision.row)) return `${decision.row}:${signal.leakId}`;
  if (decision.verdict === 'contain' && entry.mode === 'observe') return `observed:${epoch}`;
  if (!contained) return `${decision.row}:${signal.leakId}`;
  // A first try that attached nothing was told as such; the one that succeeds is news.
  return `${state.denyAt === null && state.mayHaveDisabled.size === 0 ? 'not-contained' : 'contained'}:${epoch}`;
}

/** Decisions on what an investigation found: told each on its own. */
const LATER_ROWS: ReadonlySet<string> = new Set(['success-after-deny', 'persistence-after-leak']);

/** The first alert's facts, from the journal and the looks. */
export async function incidentAlert(
  run: Run,
  incident: Incident,
  entry: DecisionEntry,
  looks: Looks,
): Promise<AlertFacts> {
  return {
    kind: 'incident',
    at: run.clock.now().toISOString(),
    incident: await incidentFacts(run, incident, entry, looks),
  };
}

export async function incidentFacts(
  run: Run,
  incident: Incident,
  entry: DecisionEntry,
  looks: Looks,
): Promise<IncidentFacts> {
  const { state, id } = incident;
  const { signal } = entry;
  const decision = entry.decision.verdict === 'contain' && state.decision !== null ? state.decision : entry.decision;
  const used = entry.owner
    ? await looked(recentUse(run.cloud.actionTrail(), id.accessKeyId))
    : { couldNotCheck: 'the key is none of this account' };
  const attached = state.attached.has('freeze')
    ? 'freeze'
    : state.attached.has('quarantine')
      ? 'quarantine'
      : undefined;
  return {
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    mode: entry.mode,
    row: decision.row,
    verdict: decision.verdict,
    reason: decision.reason,
    plan: entry.mode === 'observe' ? decision.actions.map(planned) : [],
    findings: decision.findings,
    window: {
      ...(signal.published.at ? { publishedAt: signal.published.at } : {}),
      ...(signal.foundAt ? { foundAt: signal.foundAt } : {}),
      signalAt: signal.receivedAt,
      ...(state.denyAt ? { denyAt: state.denyAt } : {}),
    },
    // ActionTrail shows a call about ten minutes late: whatever it holds now says nothing about the last minutes.
    thief: { seen: 'not visible yet' },
    owner: ownerFacts(entry, id.accessKeyId, looks),
    ...(attached ? { attached } : {}),
    keyDisabled: state.disabledKeys.has(id.accessKeyId),
    lastUse: state.lastUse.kind === 'known' ? { value: state.lastUse.at } : { couldNotCheck: state.lastUse.why },
    application: 'value' in used ? { value: used.value.uses.map(definedOnly) } : used,
    businessImpact:
      'value' in used ? { value: impact(run, used.value, attached ?? plannedDeny(decision), signal) } : used,
    liveSessions: LATER,
    billable: LATER,
    published: {
      ...(signal.link ? { url: signal.link } : {}),
      ...(signal.published.repository ? { repository: signal.published.repository } : {}),
      ...(signal.published.file ? { file: signal.published.file } : {}),
    },
    source: signal.source,
    steps: state.steps,
    ...(state.verification ? { verification: state.verification } : {}),
    heldUntilDecision: decision.verdict === 'hold',
    ...(state.release
      ? { releasedBefore: { by: state.release.by, at: state.release.at, reason: state.release.reason } }
      : {}),
    caveats: looks.caveats,
    reportAt: { bucket: run.config.evidence.bucket, key: run.paths.reportHtml(id) },
  };
}

/** What the deny refuses of what was used, the business's own calls first: those since the leak may be the thief's. */
function impact(run: Run, used: RecentUse, deny: DenyPolicy | undefined, { foundAt, receivedAt }: SignalRecord) {
  if (deny === undefined) return [];
  const suspicion = foundAt ?? receivedAt;
  const denied = deniedOf(used.actions, expectedDocument(deny, protectedScope(run)));
  const before = denied.filter(({ lastAt }) => lastAt !== undefined && lastAt < suspicion);
  return [...before, ...denied.filter((action) => !before.includes(action))].map(definedOnly);
}

/** In observe mode and while held: what would be attached. */
function plannedDeny({ actions }: DecisionEntry['decision']): DenyPolicy | undefined {
  return actions.find((action) => action.kind === 'attach')?.policy;
}

function ownerFacts(entry: DecisionEntry, accessKeyId: string, looks: Looks): IncidentFacts['owner'] {
  const { owner, signal } = entry;
  if (owner === null) return { type: 'unknown', ...(signal.claimedUser ? { claimed: signal.claimedUser } : {}) };
  if (owner.type === 'root') return { type: 'root' };
  return {
    type: 'ram-user',
    userName: owner.userName,
    administrator: looks.administrator,
    otherKeys: owner.keys.filter(({ id }) => id !== accessKeyId).map(({ id, status }) => ({ id, status })),
    console: looks.before?.loginProfile ?? { couldNotCheck: 'the login profile was not read' },
  };
}

function planned(action: DecisionEntry['decision']['actions'][number]): string {
  return action.kind === 'attach' ? `attach-${action.policy}` : `disable-key:${action.accessKeyId}`;
}

/** Optional members that are absent instead of undefined, as exact optional types ask. */
function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The reminder of a hold; undefined when the journal no longer knows why it was held. */
export async function heldAlert(run: Run, incident: Incident, hours: number): Promise<AlertFacts | undefined> {
  const entry = incident.entries.findLast(
    (e): e is DecisionEntry & (typeof incident.entries)[number] =>
      e.type === 'decision' && e.decision.verdict === 'hold',
  );
  if (entry === undefined) return undefined;
  const looks: Looks = { administrator: { couldNotCheck: 'not looked at again' }, before: undefined, caveats: [] };
  return {
    kind: 'reminder',
    at: run.clock.now().toISOString(),
    incident: await incidentFacts(run, incident, entry, looks),
    hours,
  };
}
