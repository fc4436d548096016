import { expectedDocument } from '../../shared/containment/policy-parts';
import type { Verification } from '../../shared/containment/types';
import { EvidenceChanged } from '../../shared/errors';
import { type AuditAnalysis, analyseAudit } from '../../shared/evidence/analyse';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOf } from '../../shared/evidence/parts';
import { ramActionsOf } from '../../shared/evidence/ram-action';
import { type ThiefAnswer, thiefSeen, verificationBy } from '../../shared/evidence/thief';
import type { AuditEvent, AuditPart } from '../../shared/evidence/types';
import type { Incident } from '../../shared/incident/journal';
import { sha256 } from '../../shared/incident/seal';
import type { IncidentState } from '../../shared/incident/state';
import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { protectedScope, type Run } from '../platform';
import { type Collected, sourcesOf } from './collect';

export interface Judgement {
  readonly analysis: AuditAnalysis;
  readonly thief: ThiefAnswer;
  /** Undefined: the events do not reach far enough to say more than the read-back did. */
  readonly verification: Verification | undefined;
  /** No source of the audit was cut. */
  readonly auditComplete: boolean;
}

/** What the collected events say, read back from the pack: what is judged is what is kept. */
export async function judge(run: Run, pack: Pack, incident: Incident, collected: Collected): Promise<Judgement> {
  const { state } = incident;
  const { audit } = collected;
  const now = run.clock.now().toISOString();
  const began = suspicionBegan(state, now);
  const denies = denyOf(run, state);
  const parts = audit.regions.flatMap((region) => region.parts);
  const analysis = await analyseAudit(parts, audit, { began, denyAt: state.denyAt, denies }, (part) =>
    readPart(pack, part),
  );
  const auditComplete =
    sourcesOf(collected).every(({ source, complete }) => complete || !source.includes('LookupEvents')) &&
    audit.cuts.length === 0;
  const until = state.denyAt ?? state.signals[0]?.receivedAt ?? began;
  return {
    analysis,
    auditComplete,
    thief: thiefSeen(analysis, { to: audit.to, complete: auditComplete, until }),
    verification: verificationBy(
      analysis,
      { to: audit.to, complete: auditComplete, denyAt: state.denyAt, now },
      state.verification,
    ),
  };
}

/** The earliest that any signal says: when it was found, else when it came; without a signal, now. */
export function suspicionBegan(state: Pick<IncidentState, 'signals'>, now: string): string {
  const times = state.signals.map(({ foundAt, receivedAt }) =>
    foundAt && foundAt < receivedAt ? foundAt : receivedAt,
  );
  return times.sort()[0] ?? now;
}

/** Whether the document that is attached now denies an event's call. */
function denyOf(run: Run, state: IncidentState): ((event: AuditEvent) => boolean) | null {
  if (state.attached.size === 0) return null;
  const policy = state.attached.has('freeze') ? 'freeze' : 'quarantine';
  const document = parsePolicy(expectedDocument(policy, protectedScope(run)));
  const known = new Map<string, boolean>();
  return (event) =>
    ramActionsOf(event).some((action) => {
      const answer =
        known.get(action) ?? evaluate([document], { action, resource: '*', context: {} }).decision === 'Deny';
      known.set(action, answer);
      return answer;
    });
}

async function readPart(pack: Pack, part: AuditPart): Promise<AuditEvent[]> {
  const body = await pack.read(part.path);
  if (body === undefined || sha256(body) !== part.sha256) throw new EvidenceChanged(part.path);
  return eventsOf(body);
}
