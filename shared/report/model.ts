import type { Language, Site } from '../config/types';
import { frozenIn } from '../containment/made';
import type { AuditAnalysis } from '../evidence/analyse';
import type { DataResult } from '../evidence/data/types';
import type { Made } from '../evidence/made';
import type { Outcome } from '../evidence/overview';
import type { ThiefAnswer } from '../evidence/thief';
import type { BillResult, EvidenceSource, ManifestItem, UsageResult } from '../evidence/types';
import type { CostAnswer } from '../findings/cost/model';
import type { Actor, Finding, OtherIdentity } from '../findings/model';
import type { DataParty } from '../findings/objects';
import type { Text } from '../findings/rules/model';
import type { LeastPrivilege } from '../least-privilege/model';
import type { IncidentFacts, LiveSession } from '../notify/facts';
import type { Origins, Source } from '../origins/model';

/** Something that happened, with its time (ISO 8601 UTC). Ordered by time in the model. */
export interface Moment {
  readonly at: string;
  readonly what:
    | 'published'
    | 'found'
    | 'signal'
    | 'thief-first'
    | 'thief-last'
    | 'deny'
    | 'key-disabled'
    | 'refused-first'
    | 'success-last'
    | 'verified'
    | 'quiet'
    | 'alerted'
    | 'released'
    | 'investigated';
  readonly detail?: string;
}

/** A finding with what a person needs to believe it: when, how often, what it was about. */
export interface ReportFinding
  extends Pick<Finding, 'rule' | 'kind' | 'severity' | 'technique' | 'actors' | 'eventIds'> {
  readonly text: Text;
  /** What to do now. */
  readonly advice?: Text;
  readonly count: number;
  /** ISO 8601 UTC; absent where no event tells its time. */
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly targets: readonly string[];
  /** The first of the events behind it, oldest first. */
  readonly events: readonly FindingEvent[];
}

/** One call behind a finding, as a report shows it. */
export interface FindingEvent {
  readonly id: string;
  /** ISO 8601 UTC; empty when the event tells no time. */
  readonly at: string;
  /** `Ram CreateUser` */
  readonly call: string;
  readonly ip: string;
  readonly outcome: Outcome;
  readonly target?: string;
}

/** Everything that the incident's page says; also stored, as `report.json`. */
export interface ReportModel {
  readonly schema: 1;
  readonly createdAt: string;
  readonly round: number;
  readonly language: Language;
  readonly site: Site;
  readonly incident: IncidentFacts;
  readonly moments: readonly Moment[];
  readonly thief: ThiefAnswer;
  readonly audit: AuditAnalysis;
  /** Every identity's calls were read whole by some source. */
  readonly auditComplete: boolean;
  /** The leaked key first, then every identity that the attack made or became, each behind the one that made it. */
  readonly actors: readonly Actor[];
  /** The gravest first. */
  readonly findings: readonly ReportFinding[];
  /** Other keys and users of the account that bear the attack's traces. */
  readonly others: readonly OtherIdentity[];
  /** The smallest policies that would have allowed the business's calls. */
  readonly leastPrivilege: LeastPrivilege;
  /** Networks and countries of the addresses, and what they were told by. */
  readonly origins: { readonly sources: readonly Source[]; readonly madeOf: Origins['madeOf'] };
  /** What a reader has to know of them: no history, sessions that live on. English sentences. */
  readonly notes: readonly string[];
  /** The window of the look, ISO 8601 UTC. */
  readonly auditWindow: { readonly from: string; readonly to: string };
  readonly usage: UsageResult;
  readonly bills: BillResult;
  readonly data: DataResult;
  /** Whose requests about objects are, by `<bucket> <key> <address>`. */
  readonly dataParties: Readonly<Record<string, DataParty>>;
  readonly cost: CostAnswer;
  readonly sources: readonly EvidenceSource[];
  readonly items: readonly ManifestItem[];
  readonly evidenceAt: { readonly bucket: string; readonly prefix: string };
}

/** What nobody could look at, each with its reason: never to be read as "nothing there". */
export function notChecked(model: ReportModel): { readonly what: string; readonly why: string }[] {
  const { incident } = model;
  const known: [string, { readonly couldNotCheck: string } | object][] = [
    ['lastUse', incident.lastUse ?? {}],
    ['application', incident.application ?? {}],
    ['businessImpact', incident.businessImpact ?? {}],
    ['residual', incident.verification?.residual ?? {}],
    ...(incident.owner.type === 'ram-user'
      ? ([
          ['administrator', incident.owner.administrator],
          ['console', incident.owner.console],
        ] as [string, object][])
      : []),
  ];
  return [
    ...model.sources.flatMap(({ source, complete, cut }) => (complete ? [] : [{ what: source, why: cut ?? '' }])),
    ...known.flatMap(([what, look]) => ('couldNotCheck' in look ? [{ what, why: look.couldNotCheck }] : [])),
    ...incident.caveats.map((why) => ({ what: 'caveat', why })),
    ...(model.data.asked ? [] : [{ what: 'objects', why: 'the place of the access logs is not configured' }]),
    ...model.cost.notes.map((why) => ({ what: 'cost', why })),
  ];
}

/** What the key made that nobody has dealt with: what a look found still there, else all that the events name. */
export function madeNow({ incident, audit }: Pick<ReportModel, 'incident' | 'audit'>): readonly Made[] {
  return incident.made ?? audit.identitiesMade;
}

/** How much was made besides, of what can do least. */
export function madeLeftOut({ incident, audit }: Pick<ReportModel, 'incident' | 'audit'>): number {
  return incident.made === undefined ? audit.madeLeftOut : (incident.madeLeftOut ?? 0);
}

/**
 * Of these, what still has power: an identity that was frozen has none, and neither has what was made for it, or for the
 * user who carries the deny.
 */
export function madeLoose(model: Pick<ReportModel, 'incident' | 'audit'>): readonly Made[] {
  const denied = denyCarriers(model);
  return madeNow(model).filter(({ kind, name, of = name }) => {
    // Whom a policy was granted to may be either.
    const types = kind === 'role' ? ['role'] : kind === 'grant' ? ['user', 'role'] : ['user'];
    return !types.some((type) => denied.has(`${type} ${of}`));
  });
}

/** Sessions that the attack opened and that live on: a deny on the user ends none of them, one on their role does. */
export function sessionsLoose(model: Pick<ReportModel, 'incident'>): readonly LiveSession[] {
  const { liveSessions } = model.incident;
  if (liveSessions === undefined || !('value' in liveSessions)) return [];
  const denied = denyCarriers(model);
  return liveSessions.value.filter(
    ({ ofAttack, role }) => ofAttack === true && !denied.has(`role ${role.slice(role.lastIndexOf('/') + 1)}`),
  );
}

/** `user svc-backup`, `role deploy`: what carries a deny, which is the key's own user and what was frozen besides. */
export function denyCarriers({ incident }: Pick<ReportModel, 'incident'>): ReadonlySet<string> {
  const { steps, owner, attached } = incident;
  const carriers = frozenIn(steps).map(({ type, name }) => `${type} ${name}`);
  return new Set(attached && owner.type === 'ram-user' ? [...carriers, `user ${owner.userName}`] : carriers);
}
