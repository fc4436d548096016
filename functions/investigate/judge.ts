import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
import type { Verification } from '../../shared/containment/types';
import { type AuditAnalysis, analyseAudit } from '../../shared/evidence/analyse';
import { type AuditProgress, isAuditWhole, isLookWhole } from '../../shared/evidence/audit';
import { deniedBy } from '../../shared/evidence/denied-calls';
import type { Pack } from '../../shared/evidence/pack';
import { type ThiefAnswer, thiefSeen, verificationBy } from '../../shared/evidence/thief';
import { analyse } from '../../shared/findings/analyse';
import type { Actor, Analysis, Finding, OtherIdentity } from '../../shared/findings/model';
import { originsOf } from '../../shared/findings/with-origins';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import type { LeastPrivilege } from '../../shared/least-privilege/model';
import { propose } from '../../shared/least-privilege/propose';
import type { Origins, Source } from '../../shared/origins/model';
import { sourcesOf } from '../../shared/origins/sources';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { ReportFinding } from '../../shared/report/model';
import { protectedScope, type Run } from '../platform';
import type { Collected } from './collect';
import { eventsOfLooks, partsOf, readPart } from './events';
import { openOrigins } from './origins';
import { reportFindings } from './report-findings';
import { beganBy, caseOf } from './suspicion';
import { tracesAsked } from './traces';

export interface Judgement {
  readonly analysis: AuditAnalysis;
  readonly thief: ThiefAnswer;
  /** Undefined: the events do not reach far enough to say more than the read-back did. */
  readonly verification: Verification | undefined;
  /** The key, and every identity that the attack made or became. */
  readonly actors: readonly Actor[];
  readonly findings: readonly Finding[];
  /** Other keys and users of the account that bear the attack's traces. */
  readonly others: readonly OtherIdentity[];
  /** The addresses of the key and of the attack, with their networks and countries. */
  readonly sources: readonly Source[];
  readonly originsMadeOf: Origins['madeOf'];
  /** The same as the report shows them. */
  readonly shown: readonly ReportFinding[];
  readonly notes: readonly string[];
  /** The smallest policies that would have allowed the business's calls. */
  readonly leastPrivilege: LeastPrivilege;
  /** Every identity's calls were read whole by some source. */
  readonly auditComplete: boolean;
}

/** What the collected events say, read back from the pack: what is judged is what is kept. */
export async function judge(run: Run, pack: Pack, incident: Incident, collected: Collected): Promise<Judgement> {
  const { state } = incident;
  const { audit } = collected;
  const now = run.clock.now().toISOString();
  const began = beganBy(state, now);
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
  const judged = analyse(events, caseOf(run, incident));
  const { actors, others } = judged;
  const opened = await openOrigins();
  const ofKey = events.filter((event) => judged.attack.has(event) || event.accessKeyId === incident.id.accessKeyId);
  const sources =
    opened.origins === undefined ? [] : sourcesOf(ofKey, judged.business, judged.historyEndsAt, opened.origins);
  const origins = originsOf(judged.findings, events, sources);
  const findings = judged.findings.map((finding) => {
    const origin = origins.get(finding);
    return origin === undefined ? finding : { ...finding, title: `${finding.title}: ${origin.en}` };
  });
  const notes = [...judged.notes, ...notAskedFor(judged, audit), ...(opened.origins === undefined ? [opened.why] : [])];
  const auditComplete = isAuditWhole(audit);
  const until = state.denyAt ?? state.signals[0]?.receivedAt ?? began;
  return {
    analysis,
    findings,
    shown: reportFindings(judged.findings, events, origins),
    sources,
    originsMadeOf: opened.origins?.madeOf ?? [],
    actors,
    others,
    // That there is no call of the key, the report says by itself.
    notes: analysis.total > 0 ? notes : [],
    auditComplete,
    leastPrivilege: propose({
      analysis: judged,
      usage: collected.usage,
      accountId: incident.id.accountId,
      began,
      window: audit,
      auditComplete,
      name: policyName(state),
    }),
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

/** LookupEvents has no filter for user agents: only a trail's objects tell who else used the attack's program. */
function notAskedFor({ traces }: Analysis, { looks }: AuditProgress): string[] {
  const isTold = looks.some((look) => look.kind !== 'lookup-events' && look.traces !== undefined && isLookWhole(look));
  const { left } = tracesAsked(traces);
  return [
    ...(traces.userAgents.length > 0 && !isTold
      ? ["who else used the attack's program was not looked for: only a trail's objects tell it"]
      : []),
    ...(left > 0 ? [`${left} traces of the attack were not looked for under other identities`] : []),
  ];
}

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

/** RAM takes `[A-Za-z0-9-]` (CreatePolicy). */
function policyName({ owner }: IncidentState): string {
  const of = owner?.type === 'ram-user' ? owner.userName : 'root';
  return `LeastPrivilege-${of.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 64)}`;
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
