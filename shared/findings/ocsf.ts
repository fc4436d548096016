import { createHash } from 'node:crypto';
import type { Actor, Finding, Kind, Severity } from './model';

/** The release of the Open Cybersecurity Schema Framework that the events follow. */
const VERSION = '1.3.0';
const MOST_EVENTS = 100;

/**
 * A finding as OCSF's Detection Finding (class 2004), with the profile `cloud`. Times are milliseconds since 1970.
 * Source: ocsf-schema `events/findings/detection_finding.json`, `finding.json`, `objects/finding_info.json`,
 * `metadata.json`, `analytic.json`, `attack.json`, `cloud.json`, `related_event.json`.
 */
export interface OcsfFinding {
  /** Create in the first round, Update in later ones: the same `finding_info.uid` is the same finding. */
  readonly activity_id: 1 | 2;
  readonly activity_name: 'Create' | 'Update';
  readonly category_uid: 2;
  readonly category_name: 'Findings';
  readonly class_uid: 2004;
  readonly class_name: 'Detection Finding';
  /** class_uid * 100 + activity_id */
  readonly type_uid: 200401 | 200402;
  readonly severity_id: 2 | 3 | 4 | 5;
  readonly severity: 'Low' | 'Medium' | 'High' | 'Critical';
  /** New: no person has looked at it yet, as far as this tool knows. */
  readonly status_id: 1;
  readonly time: number;
  readonly start_time?: number;
  readonly end_time?: number;
  readonly message: string;
  readonly is_alert: boolean;
  readonly metadata: {
    readonly version: string;
    readonly product: { readonly name: string; readonly vendor_name: string };
    readonly profiles: readonly ['cloud'];
    /** The incident: one leaked key's findings belong together. */
    readonly correlation_uid: string;
    readonly event_code: string;
  };
  readonly cloud: { readonly provider: 'Alibaba Cloud'; readonly account: { readonly uid: string } };
  readonly finding_info: {
    readonly uid: string;
    readonly title: string;
    readonly types: readonly Kind[];
    readonly created_time: number;
    readonly first_seen_time?: number;
    readonly last_seen_time?: number;
    readonly analytic: { readonly uid: string; readonly name: string; readonly type_id: 1; readonly type: 'Rule' };
    readonly attacks?: readonly {
      readonly technique: { readonly uid: string };
      readonly sub_technique?: { readonly uid: string };
    }[];
    readonly related_events?: readonly { readonly uid: string; readonly type: string }[];
    readonly related_events_count: number;
    readonly data_sources: readonly string[];
  };
  /** The identities behind it: the leaked key, and what it made or became. */
  readonly resources: readonly { readonly uid: string; readonly name: string; readonly type: string }[];
}

/** A finding with the times of its events, where they tell any. */
export interface TimedFinding extends Finding {
  readonly firstAt?: string;
  readonly lastAt?: string;
}

export interface OcsfCase {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly createdAt: string;
  readonly round: number;
  readonly actors: readonly Actor[];
}

const SEVERITIES: Readonly<Record<Severity, Pick<OcsfFinding, 'severity_id' | 'severity'>>> = {
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
};

/** Findings for a SIEM, one event a finding, in their order. Pure; ids are alike in every round. */
export function toOcsf(findings: readonly TimedFinding[], given: OcsfCase): readonly OcsfFinding[] {
  const actors = new Map(given.actors.map((actor) => [actor.id, actor]));
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const base = uidOf(finding, given);
    const before = seen.get(base) ?? 0;
    seen.set(base, before + 1);
    return eventOf(finding, before === 0 ? base : `${base}-${before + 1}`, given, actors);
  });
}

/** One JSON object a line. */
function eventOf(
  finding: TimedFinding,
  uid: string,
  { accountId, accessKeyId, createdAt, round }: OcsfCase,
  actors: ReadonlyMap<string, Actor>,
): OcsfFinding {
  const { rule, kind, severity, technique, title, eventIds } = finding;
  const time = Date.parse(createdAt);
  const [first, last] = [timeOf(finding.firstAt), timeOf(finding.lastAt)];
  const isFirst = round <= 1;
  return {
    activity_id: isFirst ? 1 : 2,
    activity_name: isFirst ? 'Create' : 'Update',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: isFirst ? 200401 : 200402,
    ...SEVERITIES[severity],
    status_id: 1,
    time,
    ...(first === undefined ? {} : { start_time: first }),
    ...(last === undefined ? {} : { end_time: last }),
    message: title,
    is_alert: severity === 'high' || severity === 'critical',
    metadata: {
      version: VERSION,
      product: { name: 'ak-tourniquet', vendor_name: 'ak-tourniquet' },
      profiles: ['cloud'],
      correlation_uid: `${accountId}/${accessKeyId}`,
      event_code: rule,
    },
    cloud: { provider: 'Alibaba Cloud', account: { uid: accountId } },
    finding_info: {
      uid,
      title,
      types: [kind],
      created_time: time,
      ...(first === undefined ? {} : { first_seen_time: first }),
      ...(last === undefined ? {} : { last_seen_time: last }),
      analytic: { uid: rule, name: rule, type_id: 1, type: 'Rule' },
      ...attacksOf(technique),
      ...relatedOf(eventIds),
      related_events_count: eventIds.length,
      data_sources: [kind === 'bill' ? 'Alibaba Cloud BSS' : 'Alibaba Cloud ActionTrail'],
    },
    resources: finding.actors.map((id) => {
      const actor = actors.get(id);
      return { uid: id, name: actor?.name ?? id, type: actor?.type ?? 'access-key' };
    }),
  };
}

function uidOf({ rule, actors }: Finding, { accountId, accessKeyId }: OcsfCase): string {
  const parts = [accountId, accessKeyId, rule, ...[...actors].sort()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** `T1136.003`: the technique, and the sub-technique in full. */
function attacksOf(technique: string): Pick<OcsfFinding['finding_info'], 'attacks'> {
  const [, whole, sub] = /^(T\d{4})(\.\d{3})?$/.exec(technique) ?? [];
  if (whole === undefined) return {};
  return { attacks: [{ technique: { uid: whole }, ...(sub ? { sub_technique: { uid: technique } } : {}) }] };
}

function relatedOf(eventIds: readonly string[]): Pick<OcsfFinding['finding_info'], 'related_events'> {
  if (eventIds.length === 0) return {};
  return { related_events: eventIds.slice(0, MOST_EVENTS).map((uid) => ({ uid, type: 'ActionTrail event' })) };
}

function timeOf(at: string | undefined): number | undefined {
  const time = Date.parse(at ?? '');
  return Number.isNaN(time) ? undefined : time;
}
