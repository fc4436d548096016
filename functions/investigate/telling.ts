import type { AuditAnalysis } from '../../shared/evidence/analyse';
import type { CallRow } from '../../shared/evidence/calls';
import type { SummaryFacts } from '../../shared/notify/facts';

type Shown = SummaryFacts['highlights'][number];

/** As many as fit on a phone's screen; the report has the rest. */
const MOST = 8;
const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/**
 * The calls behind the most severe findings, each once however often it was made: chosen by severity, granted before
 * refused, first before later; shown oldest first, the refused ones last. Pure.
 */
export function tellingCalls({ calls, findings }: Pick<AuditAnalysis, 'calls' | 'findings'>): {
  readonly shown: readonly Shown[];
  readonly left: number;
} {
  const severityOf = new Map<string, number>();
  for (const { severity, eventIds } of findings)
    for (const id of eventIds) severityOf.set(id, Math.max(severityOf.get(id) ?? 0, SEVERITIES.indexOf(severity)));
  const distinct = new Map<string, { readonly call: CallRow; readonly weight: number; count: number }>();
  for (const call of calls) {
    if (call.rule === undefined && !call.isNewSource && !call.isAfterDeny) continue;
    const granted = call.outcome === 'allowed';
    const key = [call.service, call.name, call.ip, granted, call.target].join('\n');
    const known = distinct.get(key);
    if (known) known.count += 1;
    // A refused call has done nothing, whatever it was meant to do: it tells less than any granted one as severe.
    else distinct.set(key, { call, weight: weightOf(call, severityOf.get(call.eventId) ?? 0), count: 1 });
  }
  const chosen = [...distinct.values()].sort((a, b) => b.weight - a.weight || byTime(a.call, b.call)).slice(0, MOST);
  chosen.sort(
    (a, b) => Number(a.call.outcome !== 'allowed') - Number(b.call.outcome !== 'allowed') || byTime(a.call, b.call),
  );
  return { shown: chosen.map(({ call, count }) => shownAs(call, count)), left: distinct.size - chosen.length };
}

function weightOf({ outcome, rule }: CallRow, severity: number): number {
  return severity * 4 + (outcome === 'allowed' ? 2 : 0) + (rule === undefined ? 0 : 1);
}

function byTime(a: CallRow, b: CallRow): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

function shownAs({ at, service, name, ip, outcome, target }: CallRow, count: number): Shown {
  return {
    at,
    call: `${service} ${name}${target ? `: ${target}` : ''}${count > 1 ? ` ×${count}` : ''}`,
    ip,
    outcome: outcome === 'allowed' ? 'allowed' : 'refused',
  };
}
