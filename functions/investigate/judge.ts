import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
import type { Verification } from '../../shared/containment/types';
import { type AuditAnalysis, analyseAudit } from '../../shared/evidence/analyse';
import { isAuditWhole } from '../../shared/evidence/audit';
import { deniedBy } from '../../shared/evidence/denied-calls';
import type { Pack } from '../../shared/evidence/pack';
import { type ThiefAnswer, thiefSeen, verificationBy } from '../../shared/evidence/thief';
import type { AuditEvent } from '../../shared/evidence/types';
import { analyse } from '../../shared/findings/analyse';
import type { Actor, Finding } from '../../shared/findings/model';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { ReportFinding } from '../../shared/report/model';
import { protectedScope, type Run } from '../platform';
import type { Collected } from './collect';
import { type CostJudgement, judgeCollectedBills } from './cost';
import { eventsOfLooks, partsOf, readPart } from './events';
import { reportFindings } from './report-findings';
import { caseOf, suspicionBegan } from './suspicion';

export interface Judgement {
  readonly analysis: AuditAnalysis;
  readonly thief: ThiefAnswer;
  /** Undefined: the events do not reach far enough to say more than the read-back did. */
  readonly verification: Verification | undefined;
  /** The key, and every identity that the attack made or became. */
  readonly actors: readonly Actor[];
  readonly findings: readonly Finding[];
  /** The same as the report shows them. */
  readonly shown: readonly ReportFinding[];
  readonly notes: readonly string[];
  readonly cost: CostJudgement;
  /** Every identity's calls were read whole by some source. */
  readonly auditComplete: boolean;
}

/** What the collected events say, read back from the pack: what is judged is what is kept. */
export async function judge(
  run: Run,
  pack: Pack,
  incident: Incident,
  collected: Collected,
  round: number,
): Promise<Judgement> {
  const { state } = incident;
  const { audit } = collected;
  const now = run.clock.now().toISOString();
  const began = suspicionBegan(state, now);
  const attached = await attachedDeny(run, state);
  const denies = 'value' in attached && attached.value !== null ? deniedBy(attached.value) : null;
  const holdsSince = state.attachedAt.get(strongestOf(state) ?? 'quarantine') ?? state.denyAt;
  const own = audit.looks.filter(({ depth }) => depth === 0);
  const analysis = await analyseAudit(
    partsOf(own),
    audit,
    { began, denyAt: state.denyAt, holdsSince, denies },
    (part) => readPart(pack, part),
  );
  const events = await eventsOfLooks(pack, audit.looks);
  const { findings: ofCalls, actors, notes } = analyse(events, caseOf(run, incident));
  const cost = await judgeCollectedBills(pack, `evidence/round-${round}`, collected.bills, {
    incident,
    since: began,
    compute: behind(events, ofCalls, 'compute'),
  });
  const findings = gravestFirst([...ofCalls, ...cost.findings]);
  const auditComplete = isAuditWhole(audit);
  const until = state.denyAt ?? state.signals[0]?.receivedAt ?? began;
  return {
    analysis,
    findings,
    shown: reportFindings(findings, events, cost.answer),
    actors,
    cost,
    // That there is no call of the key, the report says by itself.
    notes: analysis.total > 0 ? notes : [],
    auditComplete,
    thief: thiefSeen(analysis, { to: audit.to, complete: auditComplete, until }),
    verification: verificationBy(
      analysis,
      {
        to: audit.to,
        complete: auditComplete,
        denyAt: holdsSince,
        now,
        ...('couldNotCheck' in attached ? { unread: attached.couldNotCheck } : {}),
      },
      readBackOf(incident),
    ),
  };
}

/** The events that findings of a kind name. */
function behind(events: readonly AuditEvent[], findings: readonly Finding[], kind: Finding['kind']): AuditEvent[] {
  const wanted = new Set(findings.flatMap((one) => (one.kind === kind ? one.eventIds : [])));
  return events.filter(({ eventId }) => wanted.has(eventId));
}

const SEVERITIES: readonly Finding['severity'][] = ['critical', 'high', 'medium', 'low'];

/** Stable: of one severity the order stays. */
const gravestFirst = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));

/**
 * The deny as it stands in the account: set-up may have left out codes that RAM does not know, and a call that the account's
 * own document does not deny is no success against it. Null: nothing is attached. Where it cannot be read, or somebody has
 * changed it, nothing can be judged by it.
 */
async function attachedDeny(run: Run, state: IncidentState): Promise<Looked<readonly Policy[] | null>> {
  if (state.attached.size === 0) return { value: null };
  const policy = strongestOf(state) ?? 'quarantine';
  const read = await looked(
    denyInAccount(run.cloud, policy, protectedScope(run)).then(async ({ names, intact }) => {
      if (!intact) return undefined;
      const documents = names.map((name) => run.cloud.ram.getPolicy({ name, type: 'Custom' }));
      return (await Promise.all(documents)).map(({ document }) => parsePolicy(document));
    }),
  );
  if ('couldNotCheck' in read) return { couldNotCheck: `the attached deny could not be read: ${read.couldNotCheck}` };
  return read.value === undefined
    ? { couldNotCheck: `the document of ${POLICY_NAMES[policy]} was changed` }
    : { value: read.value };
}

function strongestOf({ attached }: Pick<IncidentState, 'attached'>): 'quarantine' | 'freeze' | undefined {
  return (['freeze', 'quarantine'] as const).find((policy) => attached.has(policy));
}

/** What respond read back since the last release. An investigation's own word on it may be "not verified" for a while. */
function readBackOf({ entries, state }: Incident): Verification | null {
  const since = entries.slice(entries.findLastIndex(({ type }) => type === 'release') + 1);
  const last = since.findLast((entry) => entry.type === 'outcome' && entry.verification !== null);
  return last?.type === 'outcome' ? last.verification : state.verification;
}
