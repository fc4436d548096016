import { detail } from '../../shared/evidence/event';
import { outcomeOf } from '../../shared/evidence/overview';
import type { AuditEvent } from '../../shared/evidence/types';
import type { Finding } from '../../shared/findings/model';
import type { Text } from '../../shared/findings/rules/model';
import { adviceOf, textOf } from '../../shared/findings/words';
import type { FindingEvent, ReportFinding } from '../../shared/report/model';

/** As many events stand in the report by their ids; findings.json has all. */
const MOST_EVENTS = 100;
const MOST_TARGETS = 10;
/** Folded away in the report, in both of its languages. */
const MOST_SHOWN = 30;

/** The findings as the report shows them: with the times and the things of the events behind them. Pure. */
export function reportFindings(
  findings: readonly Finding[],
  events: readonly AuditEvent[],
  origins: ReadonlyMap<Finding, Text>,
  written: readonly Text[],
): ReportFinding[] {
  const ofBills = new Map(written.map((text) => [text.en, text]));
  const wanted = new Set(findings.flatMap(({ eventIds }) => eventIds));
  // Events may share an id: all of them are shown, because nothing tells which one is meant.
  const byId = new Map<string, AuditEvent[]>();
  for (const event of events)
    if (wanted.has(event.eventId)) byId.set(event.eventId, [...(byId.get(event.eventId) ?? []), event]);
  return findings.map((finding) => {
    const { rule, kind, severity, technique, actors, eventIds } = finding;
    const behind = [...new Set(eventIds)].flatMap((id) => byId.get(id) ?? []);
    const times = behind
      .map(({ at }) => at)
      .filter((at) => at !== '')
      .sort();
    const advice = adviceOf(finding);
    const [firstAt, lastAt] = [times[0], times.at(-1)];
    return {
      ...{
        rule,
        kind,
        severity,
        technique,
        actors,
        text: ofBills.get(finding.title) ?? withOrigin(textOf(finding), origins.get(finding)),
        count: eventIds.length,
      },
      ...(advice ? { advice } : {}),
      eventIds: eventIds.slice(0, MOST_EVENTS),
      ...(firstAt ? { firstAt } : {}),
      ...(lastAt ? { lastAt } : {}),
      events: behind.slice(0, MOST_SHOWN).map(shownEvent),
      targets: [...new Set(behind.flatMap((event) => targetOf(event) ?? []))].slice(0, MOST_TARGETS),
    };
  });
}

function withOrigin(text: Text, origin: Text | undefined): Text {
  return origin === undefined ? text : { zh: `${text.zh}：${origin.zh}`, en: `${text.en}: ${origin.en}` };
}

function shownEvent(event: AuditEvent): FindingEvent {
  const target = targetOf(event)?.slice(0, 120);
  const { eventId: id, at, service, name, ip } = event;
  return { id, at, call: `${service} ${name}`, ip, outcome: outcomeOf(event), ...(target ? { target } : {}) };
}

/** What a call was about: the thing that ActionTrail names, else the user, the instance or the bucket of its parameters. */
function targetOf(event: AuditEvent): string | undefined {
  const named = ['UserName', 'RoleName', 'PolicyName', 'InstanceId', 'BucketName', 'RegionId'];
  return (
    detail(event, 'resourceName') ??
    named.map((name) => detail(event, 'requestParameters', name)).find((value) => value !== undefined)
  );
}
