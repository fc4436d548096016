import { isAdministrator } from '../../shared/containment/verify';
import { describeMade } from '../../shared/evidence/made';
import { sum } from '../../shared/evidence/overview';
import type { Pack } from '../../shared/evidence/pack';
import type { BillResult } from '../../shared/evidence/types';
import type { CostAnswer } from '../../shared/findings/cost/model';
import { looked } from '../../shared/identity/looked';
import type { BeforeState } from '../../shared/identity/types';
import type { DecisionEntry } from '../../shared/incident/entries';
import { isBeforeState } from '../../shared/incident/forms';
import { damageOf, type Incident } from '../../shared/incident/journal';
import { beforeName } from '../../shared/incident/paths';
import { containmentOf } from '../../shared/incident/state';
import type { IncidentFacts, SummaryFacts } from '../../shared/notify/facts';
import type { Run } from '../platform';
import { incidentFacts } from '../respond/facts';
import { type Collected, sourcesOf } from './collect';
import type { Judgement } from './judge';
import { liveSessions } from './live-sessions';
import { withoutRecord } from './no-record';
import { stillThere } from './still-there';
import { tellingCalls } from './telling';

/** What the incident looks like now, with everything that the investigation has added. */
export async function incidentNow(run: Run, pack: Pack, incident: Incident, judged: Judgement): Promise<IncidentFacts> {
  const { analysis, thief, verification } = judged;
  const entry = lastDecision(incident);
  const caveats = damageOf(incident);
  const facts = entry
    ? await incidentFacts(run, incident, entry, { ...(await looks(run, pack, incident, entry)), caveats })
    : await withoutRecord(run, incident, caveats);
  return {
    ...facts,
    thief,
    ...(verification ? { verification } : {}),
    ...(analysis.total > 0 ? { application: { value: applications(judged) } } : {}),
    ...suspectUse(judged),
    made: await stillThere(run, judged.identitiesMade),
    ...(judged.madeLeftOut > 0 ? { madeLeftOut: judged.madeLeftOut } : {}),
    liveSessions: { value: liveSessions(judged.sessions, run.clock.now().toISOString()) },
    billable: { value: analysis.billable },
    ...(analysis.billableLeftOut > 0 ? { billableLeftOut: analysis.billableLeftOut } : {}),
  };
}

/** Exact where the first alert could only say "at least": every call from an address outside the key's history. */
function suspectUse({ analysis }: Judgement): Pick<IncidentFacts, 'suspectUse'> {
  const ips = analysis.byAddress.filter(({ isNewSource }) => isNewSource).map(({ ip }) => ip);
  return ips.length > 0 ? { suspectUse: { calls: sum(analysis.newSource), ips } } : {};
}

/** The known addresses of the key's own use: what the owner's application is. New ones are the thief's. */
function applications({ analysis }: Judgement): { ip?: string; userAgent?: string; lastAt?: string }[] {
  return analysis.byAddress
    .filter(({ isNewSource }) => !isNewSource)
    .slice(0, 5)
    .map(({ ip, userAgents, lastAt }) => ({ ip, lastAt, ...(userAgents[0] ? { userAgent: userAgents[0] } : {}) }));
}

/**
 * The decision that the incident is told by: the last containment, else the last of all. What was decided behind a release
 * goes before: the containment that it ended is history.
 */
export function lastDecision({ entries }: Incident): DecisionEntry | undefined {
  const decisions = (some: Incident['entries']): DecisionEntry[] =>
    some.flatMap((entry) => (entry.type === 'decision' ? entry : []));
  const acts = ({ decision, mode }: DecisionEntry): boolean => decision.verdict === 'contain' && mode === 'enforce';
  const since = decisions(entries.slice(entries.findLastIndex(({ type }) => type === 'release') + 1));
  const all = decisions(entries);
  return since.findLast(acts) ?? since.at(-1) ?? all.findLast(acts) ?? all.at(-1);
}

async function looks(run: Run, pack: Pack, incident: Incident, entry: DecisionEntry) {
  const { owner } = entry;
  const administrator =
    owner?.type === 'ram-user'
      ? await looked(isAdministrator(run.cloud, owner.userName))
      : { couldNotCheck: 'no RAM user is known' };
  const containment = containmentOf(incident.state);
  const body = await pack.read(beforeName(containment));
  const key = run.paths.before(incident.id, containment);
  const before = body ? await looked(run.seal.open<BeforeState>(key, body.toString(), isBeforeState)) : undefined;
  return { administrator, before: before && 'value' in before ? before.value : undefined };
}

/** The second alert's own part. */
export function summaryOf(run: Run, incident: Incident, collected: Collected, judged: Judgement): SummaryFacts {
  const { analysis } = judged;
  const cuts = sourcesOf(collected, judged.unfollowed).flatMap(({ source, cut }) =>
    cut === undefined ? [] : [`${source}: ${cut}`],
  );
  const telling = tellingCalls(analysis);
  const costSigns = judged.cost.answer.facts.map(({ text }) => text);
  const logSigns = judged.shown
    .filter(({ kind, severity }) => kind === 'log-tampering' && /^(high|critical)$/.test(severity))
    .map(({ text }) => text);
  return {
    eventCount: analysis.total,
    complete: cuts.length === 0,
    cuts,
    ...(collected.goesOn ? { goesOn: true } : {}),
    ...(analysis.firstAt ? { firstAt: analysis.firstAt } : {}),
    ...(analysis.lastAt ? { lastAt: analysis.lastAt } : {}),
    highlights: telling.shown,
    highlightsLeft: telling.left,
    identitiesMade: judged.identitiesMade.map((made) => describeMade(made, run.config.language)),
    ...(judged.madeLeftOut > 0 ? { identitiesLeftOut: judged.madeLeftOut } : {}),
    ...othersTold(judged),
    cost: costOf(judged.cost.answer, collected.bills),
    ...(costSigns.length > 0 ? { costSigns } : {}),
    ...(logSigns.length > 0 ? { logSigns } : {}),
    evidenceAt: { bucket: run.config.evidence.bucket, prefix: run.paths.incident(incident.id) },
  };
}

/** Only who was at the attack's address: other traces alone prove too little for an alert. */
function othersTold({ others }: Judgement): Pick<SummaryFacts, 'others'> {
  const told = others
    .filter(({ traces }) => traces.includes('address'))
    .map(({ type, id, userName }) => {
      const name = userName?.split('@')[0] ?? (type === 'root' ? 'root' : undefined);
      if (type === 'user') return { name: id };
      return { ...(id === 'root' ? {} : { key: id }), ...(name ? { name } : {}) };
    });
  return told.length > 0 ? { others: told } : {};
}

/** By the report's own measure: alert and report name one usual day. */
function costOf({ currency, days, usual }: CostAnswer, { failures }: BillResult): SummaryFacts['cost'] {
  const last = days.at(-1);
  if (last === undefined) return { couldNotCheck: failures[0] ?? 'no day of the last 30 days has a bill' };
  return {
    value: { currency, lastDay: last.total, ...(usual ? { usual: { day: usual.amount, days: usual.days } } : {}) },
  };
}
