import type { Incident } from '../../shared/incident/journal';
import type { IncidentFacts } from '../../shared/notify/facts';
import type { Moment } from '../../shared/report/model';
import type { Judgement } from './judge';

/** The incident's moments, oldest first: from the journal, and from what the key did. */
export function momentsOf(incident: Incident, facts: IncidentFacts, judged: Judgement, now: string): Moment[] {
  const { analysis } = judged;
  const { window } = facts;
  const moments: (Moment | undefined)[] = [
    // A file's own time may be any: one that is later than the finding is not when it was published.
    (window.publishedAt ?? '') <= (window.foundAt ?? window.signalAt)
      ? moment('published', window.publishedAt, facts.published.repository)
      : undefined,
    moment('found', window.foundAt, facts.source),
    moment('signal', window.signalAt),
    moment('thief-first', analysis.newSourceFirstAt),
    moment('thief-last', analysis.newSourceLastAllowedAt),
    moment('deny', window.denyAt),
    ...incident.state.steps.map(({ step, ok, at }) =>
      ok && step.startsWith('disable-key:') ? moment('key-disabled', at, step.slice('disable-key:'.length)) : undefined,
    ),
    moment('refused-first', notBefore(analysis.afterDeny.firstRefusedAt, window.denyAt)),
    moment('success-last', analysis.afterDeny.lastSuccessAt),
    moment('verified', incident.state.verification?.at),
    facts.verification?.state === 'contained, quiet' ? moment('quiet', facts.verification.since) : undefined,
    moment('alerted', incident.entries.find((entry) => entry.type === 'alert-sent')?.at),
    moment('released', incident.state.release?.at),
    moment('investigated', now),
  ];
  return moments.flatMap((m) => m ?? []).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function moment(what: Moment['what'], at: string | undefined, detail?: string): Moment | undefined {
  return at === undefined ? undefined : { what, at, ...(detail ? { detail } : {}) };
}

/** ActionTrail counts whole seconds: what came after another moment of the same second would stand before it. */
function notBefore(at: string | undefined, earliest: string | undefined): string | undefined {
  return at !== undefined && earliest !== undefined && at < earliest ? earliest : at;
}
