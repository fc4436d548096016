import type { FencePlan } from '../../shared/containment/fence/decide';
import type { Verification } from '../../shared/containment/types';
import { type AuditAnalysis, analyseAudit } from '../../shared/evidence/analyse';
import { asideOf, believed, isAuditWhole, notLookedUp, openCalls } from '../../shared/evidence/audit';
import { deniedBy } from '../../shared/evidence/denied-calls';
import type { Made } from '../../shared/evidence/made';
import type { Pack } from '../../shared/evidence/pack';
import { type ThiefAnswer, thiefSeen, verificationBy } from '../../shared/evidence/thief';
import type { AuditEvent } from '../../shared/evidence/types';
import { AccountFacts } from '../../shared/findings/account';
import { analyse } from '../../shared/findings/analyse';
import type { Actor, Finding, OtherIdentity } from '../../shared/findings/model';
import { type DataKnown, type DataParty, findingsOfObjects, partyOf } from '../../shared/findings/objects';
import type { OpenedSession } from '../../shared/findings/sessions';
import { findingsOfSources } from '../../shared/findings/sources';
import { originsOf } from '../../shared/findings/with-origins';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import { suspicionBegan } from '../../shared/incident/suspicion';
import type { LeastPrivilege } from '../../shared/least-privilege/model';
import { propose } from '../../shared/least-privilege/propose';
import type { Origins, Source } from '../../shared/origins/model';
import { sourcesOf } from '../../shared/origins/sources';
import type { ReportFinding } from '../../shared/report/model';
import type { Run } from '../platform';
import { attachedDeny, strongestOf } from './attached-deny';
import type { Collected } from './collect';
import { type CostJudgement, judgeCollectedBills } from './cost';
import { eventsOfLooks, LooksReader, partsOf } from './events';
import { planFence } from './fence';
import { openOrigins } from './origins';
import { reportFindings } from './report-findings';
import { beganBy, caseOf, toolsBuckets } from './suspicion';
import { everythingMade, notListed, type Touched, touchedBy, type WaysMade, waysMade } from './touched';
import { notAskedFor } from './traces';
import { notAskedForCalls } from './unasked';

/** So much of a key's past tells its own addresses from a stranger's, where the rest is not read yet. */
const PAST_MS = 7 * 86_400_000;
const NO_CALLS = { allowed: 0, refused: 0, failed: 0 };

export interface Judgement extends Touched {
  readonly analysis: AuditAnalysis;
  readonly thief: ThiefAnswer;
  /** Undefined: the events do not reach far enough to say more than the read-back did. */
  readonly verification: Verification | undefined;
  /** The key, and every identity that the attack made or became. */
  readonly actors: readonly Actor[];
  readonly ways: WaysMade;
  /** The key has a past to measure by: without one, what is grave may be the business's as well. */
  readonly isMeasured: boolean;
  /** Ids of calls that a trail alone tells of, and that could not be held against LookupEvents. */
  readonly open: ReadonlySet<string>;
  /** What the key and every identity of the attack made or gave power to: who has power or a way in first. */
  readonly identitiesMade: readonly Made[];
  /** How many there are besides. */
  readonly madeLeftOut: number;
  /** Which of the attack's identities, and of what may be one, could not be followed, and why. */
  readonly unfollowed: readonly string[];
  readonly findings: readonly Finding[];
  /** Other keys and users of the account that bear the attack's traces. */
  readonly others: readonly OtherIdentity[];
  /** The addresses of the key and of the attack, with their networks and countries. */
  readonly sources: readonly Source[];
  readonly originsMadeOf: Origins['madeOf'];
  /** The same as the report shows them. */
  readonly shown: readonly ReportFinding[];
  readonly notes: readonly string[];
  /** The same of the evidence itself. English sentences. */
  readonly evidenceNotes: readonly string[];
  /** What was read and not used, by its reason: how often. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The smallest policies that would have allowed the business's calls. */
  readonly leastPrivilege: LeastPrivilege;
  readonly cost: CostJudgement;
  /** Whose requests about objects are, by `<bucket> <key> <address>`. */
  readonly dataParties: Readonly<Record<string, DataParty>>;
  /** Where the key may go on working from, should it be fenced in. */
  readonly fence: FencePlan;
  /** Every identity's calls were read whole by some source, and every identity is known. */
  readonly auditComplete: boolean;
  readonly sessions: readonly OpenedSession[];
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
  const began = beganBy(incident, now);
  const attached = await attachedDeny(run, state);
  const denies = 'value' in attached && attached.value !== null ? deniedBy(attached.value) : null;
  const holdsSince = state.attachedAt.get(strongestOf(state) ?? 'quarantine') ?? state.denyAt;
  const trusted = believed(audit.looks);
  const own = trusted.filter(({ depth }) => depth === 0);
  const reader = await LooksReader.of(pack, trusted);
  // Calls that were asked for by their ids are those of others as well.
  const asked = new Set(partsOf(own.filter(({ calls }) => calls !== undefined)).map(({ path }) => path));
  const { events, again, sharing } = await eventsOfLooks(pack, trusted);
  const account = new AccountFacts(events, incident.id.accountId, undefined);
  const analysis = await analyseAudit(
    partsOf(own),
    audit,
    { began, denyAt: state.denyAt, holdsSince, denies, toolsBuckets: toolsBuckets(run.config), account },
    async (part) => {
      const events = await reader.read(part);
      return asked.has(part.path)
        ? events.filter(({ accessKeyId }) => accessKeyId === incident.id.accessKeyId)
        : events;
    },
  );
  const followed = analyse(events, caseOf(run, incident));
  const made = everythingMade(analysis, followed.attack, incident.id.accessKeyId, account);
  const judged = { ...followed, unfollowed: [...followed.unfollowed, ...notListed(made)] };
  const { actors, others } = judged;
  const opened = await openOrigins();
  const ofKey = events.filter((event) => judged.attack.has(event) || event.accessKeyId === incident.id.accessKeyId);
  const sources =
    opened.origins === undefined ? [] : sourcesOf(ofKey, judged.business, judged.historyEndsAt, opened.origins);
  const origins = originsOf(judged.findings, events, sources);
  const cost = await judgeCollectedBills(pack, `evidence/round-${round}`, collected.bills, {
    incident,
    since: began,
    compute: behind(events, judged.findings, 'compute'),
  });
  const known: DataKnown = {
    accessKeyId: incident.id.accessKeyId,
    attack: new Set([...judged.attack].map(({ ip }) => ip)),
    business: new Set(judged.business.map(({ ip }) => ip)),
  };
  const ofObjects = findingsOfObjects(collected.data, known);
  const ofSources = findingsOfSources(audit.looks, incident.id.accessKeyId);
  const written = [...ofObjects, ...ofSources];
  const found = gravestFirst([...judged.findings, ...written.map(({ finding }) => finding), ...cost.findings]);
  const findings = found.map((finding) => {
    const origin = origins.get(finding);
    return origin === undefined ? finding : { ...finding, title: `${finding.title}: ${origin.en}` };
  });
  const unaskedFor = notAskedForCalls(judged, audit.looks);
  const unfollowed = [...unaskedFor, ...judged.unfollowed];
  const notes = [
    ...judged.notes,
    ...unaskedFor,
    ...notLookedUp(audit.looks),
    ...notAskedFor(judged, audit),
    ...(opened.origins === undefined ? [opened.why] : []),
  ];
  // Whom nobody could ask for may be at work: that is not quiet.
  const auditComplete = isAuditWhole(audit) && unfollowed.length === 0;
  const isMeasured = judged.historyEndsAt !== '';
  // Newest first: where the past is not read yet, the business's own address may look new.
  const pastMs = Date.parse(began) - Date.parse(analysis.firstAt ?? began);
  const isPastKnown = !collected.goesOn || pastMs >= PAST_MS;
  const until = state.denyAt ?? state.signals[0]?.receivedAt ?? began;
  return {
    analysis,
    findings,
    shown: reportFindings(
      found,
      events,
      origins,
      [...cost.answer.facts, ...written].map(({ text }) => text),
    ),
    dataParties: Object.fromEntries(
      collected.data.uses.map((use) => [`${use.bucket} ${use.accessKeyId} ${use.ip}`, partyOf(use, known)]),
    ),
    sources,
    originsMadeOf: opened.origins?.madeOf ?? [],
    actors,
    ...touchedBy(judged, events, trusted, { accessKeyId: incident.id.accessKeyId, began }),
    ways: waysMade(judged, events, trusted, {
      accessKeyId: incident.id.accessKeyId,
      newAddresses: new Set(analysis.byAddress.flatMap(({ ip, isNewSource }) => (isNewSource ? ip : []))),
    }),
    isMeasured,
    open: openCalls(trusted),
    identitiesMade: made.made,
    madeLeftOut: made.leftOut,
    unfollowed,
    others,
    sessions: judged.sessions,
    cost,
    // That there is no call of the key, the report says by itself.
    notes: analysis.total > 0 ? notes : [],
    evidenceNotes:
      sharing === 0 ? [] : [`${sharing} events bear the id of another event and say something else: each is counted`],
    skipped: { ...asideOf(audit.looks), ...(again === 0 ? {} : { duplicate: again }) },
    auditComplete,
    fence: planFence({
      accessKeyId: incident.id.accessKeyId,
      business: judged.business,
      attack: judged.attack,
      // Whom it lets in must have been there before the key was public, however long ago that was.
      began: suspicionBegan(incident)?.toISOString() ?? now,
      settledAt: judged.historyEndsAt,
      usage: collected.usage,
      ...(isAuditWhole({ ...audit, looks: own }) && openCalls(own).size === 0
        ? {}
        : { incomplete: "not all of the key's events could be read" }),
    }),
    leastPrivilege: propose({
      analysis: judged,
      usage: collected.usage,
      accountId: incident.id.accountId,
      began,
      window: audit,
      auditComplete,
      name: policyName(state),
    }),
    thief: thiefSeen(isPastKnown ? analysis : { ...analysis, newSource: NO_CALLS }, {
      to: audit.to,
      complete: auditComplete,
      until,
      isAttack: isPastKnown && isMeasured && judged.attack.size > 0,
    }),
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

/** RAM takes `[A-Za-z0-9-]` (CreatePolicy). */
function policyName({ owner }: IncidentState): string {
  const of = owner?.type === 'ram-user' ? owner.userName : 'root';
  return `LeastPrivilege-${of.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 64)}`;
}

/** What respond read back since the last release. An investigation's own word on it may be "not verified" for a while. */
function readBackOf({ entries, state }: Incident): Verification | null {
  const since = entries.slice(entries.findLastIndex(({ type }) => type === 'release') + 1);
  const last = since.findLast((entry) => entry.type === 'outcome' && entry.verification !== null);
  return last?.type === 'outcome' ? last.verification : state.verification;
}
