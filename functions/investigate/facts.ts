import { isAdministrator } from '../../shared/containment/verify';
import { median, parseAmount, showAmount } from '../../shared/evidence/decimal';
import { describeMade } from '../../shared/evidence/made';
import type { Pack } from '../../shared/evidence/pack';
import type { BillResult } from '../../shared/evidence/types';
import { looked } from '../../shared/identity/owner';
import type { BeforeState } from '../../shared/identity/types';
import type { DecisionEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentFacts, SummaryFacts } from '../../shared/notify/facts';
import type { Run } from '../platform';
import { incidentFacts } from '../respond/facts';
import { type Collected, sourcesOf } from './collect';
import type { Judgement } from './judge';

/** What the incident looks like now, with everything that the investigation has added. */
export async function incidentNow(run: Run, pack: Pack, incident: Incident, judged: Judgement): Promise<IncidentFacts> {
  const { analysis, thief, verification } = judged;
  const entry = lastDecision(incident);
  const caveats = incident.tampered.map((key) => `${key} does not bear our seal and was ignored`);
  const facts = entry
    ? await incidentFacts(run, incident, entry, { ...(await looks(run, pack, incident, entry)), caveats })
    : nothingKnown(run, incident, caveats);
  return {
    ...facts,
    thief,
    ...(verification ? { verification } : {}),
    ...(analysis.total > 0 ? { application: { value: applications(judged) } } : {}),
    liveSessions: { value: analysis.sessions.filter((s) => (s.endsAt ?? '9') > run.clock.now().toISOString()) },
    billable: { value: analysis.billable },
  };
}

/** The known addresses of the key's own use: what the owner's application is. New ones are the thief's. */
function applications({ analysis }: Judgement): { ip?: string; userAgent?: string; lastAt?: string }[] {
  return analysis.byAddress
    .filter(({ isNewSource }) => !isNewSource)
    .slice(0, 5)
    .map(({ ip, userAgents, lastAt }) => ({ ip, lastAt, ...(userAgents[0] ? { userAgent: userAgents[0] } : {}) }));
}

export function lastDecision(incident: Incident): DecisionEntry | undefined {
  const acted = (
    entry: (typeof incident.entries)[number],
  ): entry is DecisionEntry & (typeof incident.entries)[number] => entry.type === 'decision';
  return (incident.entries.findLast((e) => acted(e) && e.decision.verdict === 'contain' && e.mode === 'enforce') ??
    incident.entries.findLast(acted)) as DecisionEntry | undefined;
}

async function looks(run: Run, pack: Pack, incident: Incident, entry: DecisionEntry) {
  const { owner } = entry;
  const administrator =
    owner?.type === 'ram-user'
      ? await looked(isAdministrator(run.cloud, owner.userName))
      : { couldNotCheck: 'no RAM user is known' };
  const body = await pack.read('before.json');
  const key = run.paths.before(incident.id);
  const before = body
    ? await looked(Promise.resolve().then(() => run.seal.open<BeforeState>(key, body.toString())))
    : undefined;
  return { administrator, before: before && 'value' in before ? before.value : undefined };
}

/** An investigation that a person asked for, of a key that no signal ever named. */
function nothingKnown(run: Run, { id }: Incident, caveats: readonly string[]): IncidentFacts {
  const unknown = { couldNotCheck: 'no leak signal has named this key' };
  return {
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    mode: run.config.mode,
    row: 'use-unknown',
    verdict: 'none',
    reason: 'no leak signal has named this key',
    plan: [],
    findings: [],
    window: { signalAt: run.receivedAt.toISOString() },
    thief: { seen: 'not visible yet' },
    owner: { type: 'unknown' },
    keyDisabled: false,
    lastUse: unknown,
    application: unknown,
    businessImpact: unknown,
    liveSessions: unknown,
    billable: unknown,
    published: {},
    source: 'manual',
    steps: [],
    heldUntilDecision: false,
    caveats,
    reportAt: { bucket: run.config.evidence.bucket, key: run.paths.reportHtml(id) },
  };
}

/** The second alert's own part. */
export function summaryOf(run: Run, incident: Incident, collected: Collected, judged: Judgement): SummaryFacts {
  const { analysis } = judged;
  const cuts = sourcesOf(collected).flatMap(({ source, cut }) => (cut === undefined ? [] : [`${source}: ${cut}`]));
  const telling = analysis.calls.filter((call) => call.rule !== undefined || call.isNewSource || call.isAfterDeny);
  return {
    eventCount: analysis.total,
    complete: cuts.length === 0,
    cuts,
    ...(analysis.firstAt ? { firstAt: analysis.firstAt } : {}),
    ...(analysis.lastAt ? { lastAt: analysis.lastAt } : {}),
    highlights: telling.slice(-12).map(({ at, service, name, ip, outcome }) => ({
      at,
      call: `${service} ${name}`,
      ip,
      outcome: outcome === 'allowed' ? ('allowed' as const) : ('refused' as const),
    })),
    identitiesMade: analysis.identitiesMade.map((made) => describeMade(made, run.config.language)),
    cost: costOf(collected.bills),
    evidenceAt: { bucket: run.config.evidence.bucket, prefix: run.paths.incident(incident.id) },
  };
}

function costOf(bills: BillResult): SummaryFacts['cost'] {
  const last = bills.days.at(-1);
  const usual = median(bills.days.slice(0, -1).flatMap(({ total }) => parseAmount(total) ?? []));
  if (last === undefined || usual === undefined)
    return { couldNotCheck: bills.failures[0] ?? 'no day of the last two weeks has a bill' };
  return {
    value: { currency: last.currency, lastDay: last.total, usualDay: showAmount(usual), days: bills.days.length - 1 },
  };
}
