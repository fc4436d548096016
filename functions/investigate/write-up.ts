import { type Pack, parseManifest } from '../../shared/evidence/pack';
import type { BillResult } from '../../shared/evidence/types';
import { isOurs } from '../../shared/evidence/vouch';
import type { FindingsFile } from '../../shared/findings/file';
import { toOcsf } from '../../shared/findings/ocsf';
import { adviceOf } from '../../shared/findings/words';
import type { Incident } from '../../shared/incident/journal';
import { beforeName } from '../../shared/incident/paths';
import { sha256 } from '../../shared/incident/seal';
import { containmentOf } from '../../shared/incident/state';
import type { IncidentFacts, SummaryFacts } from '../../shared/notify/facts';
import type { ReportModel } from '../../shared/report/model';
import { renderReport } from '../../shared/report/render';
import {
  type KeptBody,
  keptDocument,
  keptJson,
  keptLines,
  keptPage,
  withoutSecretsIn,
} from '../../shared/secrecy/kept';
import type { Run } from '../platform';
import { type Collected, includeCollected, sourcesOf } from './collect';
import { incidentNow, summaryOf } from './facts';
import type { Judgement } from './judge';
import { momentsOf } from './moments';

/** What a finished round leaves: everything that the alert and the journal need. */
export interface WrittenUp {
  readonly manifestSha256: string;
  readonly facts: IncidentFacts;
  readonly summary: SummaryFacts;
  readonly balance: NonNullable<BillResult['balance']> | null;
}

/** Writes findings, report and, last, the manifest that names them all. */
export async function writeUp(
  run: Run,
  pack: Pack,
  incident: Incident,
  round: number,
  collected: Collected,
  judged: Judgement,
): Promise<WrittenUp> {
  const createdAt = run.clock.now().toISOString();
  const notes = [...judged.evidenceNotes];
  const [facts] = await Promise.all([
    incidentNow(run, pack, incident, judged),
    includeCollected(pack, round, collected),
    includeBefore(pack, incident, notes),
    includeEarlierRounds(pack, incident, round, notes),
    pack.put('evidence/least-privilege.json', keptDocument(judged.leastPrivilege), {
      source: 'least privilege: what the business part of the history needs',
      contentType: 'application/json',
    }),
    pack.put('findings.json', findingsFile(judged, notes), { source: 'findings over the collected events' }),
    pack.put('findings.ocsf.jsonl', ocsfFile(judged, incident.id, createdAt, round), {
      source: 'findings as OCSF Detection Findings',
      contentType: 'application/x-ndjson',
    }),
  ]);
  const sources = sourcesOf(collected, judged.unfollowed);
  const summary = summaryOf(run, incident, collected, judged);
  const model = withoutSecretsIn<ReportModel>({
    schema: 1,
    createdAt,
    round,
    language: run.config.language,
    site: run.config.site,
    incident: facts,
    moments: momentsOf(incident, facts, judged, createdAt),
    thief: judged.thief,
    audit: judged.analysis,
    auditComplete: judged.auditComplete,
    actors: judged.actors,
    findings: judged.shown,
    others: judged.others,
    leastPrivilege: judged.leastPrivilege,
    origins: { sources: judged.sources, madeOf: judged.originsMadeOf },
    notes: [...judged.notes, ...judged.evidenceNotes],
    auditWindow: { from: collected.audit.from, to: collected.audit.to },
    usage: collected.usage,
    bills: collected.bills,
    data: collected.data,
    dataParties: judged.dataParties,
    cost: judged.cost.answer,
    sources,
    items: pack.items(),
    evidenceAt: summary.evidenceAt,
  });
  await pack.put('report.json', keptDocument(model), {
    source: 'report',
    contentType: 'application/json',
  });
  await pack.put('report.html', keptPage(renderReport(model)), {
    source: 'report',
    contentType: 'text/html; charset=utf-8',
  });
  const manifestSha256 = await pack.seal({ createdAt, round, sources, notes }, async (hash) => {
    await run.journal.append(
      incident.id,
      ({ entries }) => (isOurs(entries, hash) ? undefined : { type: 'manifest', round, manifestSha256: hash }),
      incident,
    );
  });
  return { manifestSha256, facts, summary, balance: collected.bills.balance ?? null };
}

/** One form with `ak-tourniquet analyse --json`, and more in it: what to do, and who else is concerned. */
function findingsFile(
  { findings, actors, others, skipped, notes: ofFindings }: Judgement,
  notes: readonly string[],
): KeptBody {
  const told = findings.map((finding) => {
    const advice = adviceOf(finding);
    return advice ? { ...finding, advice } : finding;
  });
  const all = [...ofFindings, ...notes];
  const file: FindingsFile = { schema: 1, findings: told, actors, others, skipped, notes: all };
  return keptDocument(file);
}

/** The same findings for a SIEM. */
function ocsfFile(
  { findings, shown, actors }: Judgement,
  id: Incident['id'],
  createdAt: string,
  round: number,
): KeptBody {
  const timed = findings.map((finding, i) => {
    const { firstAt, lastAt } = shown[i] ?? {};
    return { ...finding, ...(firstAt ? { firstAt } : {}), ...(lastAt ? { lastAt } : {}) };
  });
  return keptLines(toOcsf(timed, { ...id, createdAt, round, actors }).map(keptJson));
}

async function includeBefore(pack: Pack, incident: Incident, notes: string[]): Promise<void> {
  const names = Array.from({ length: containmentOf(incident.state) + 1 }, (_, i) => beforeName(i));
  const there = await Promise.all(
    names.map((name) => pack.includeExisting(name, { source: 'ram: the identity as it was' })),
  );
  if (!there.at(-1) && incident.state.owner?.type === 'ram-user')
    notes.push(`${names.at(-1)} is missing: the state before the deny was not recorded`);
}

/** Evidence of earlier rounds stays in the pack, with the hashes of its own time; the journal vouches for their list. */
async function includeEarlierRounds(pack: Pack, incident: Incident, round: number, notes: string[]): Promise<void> {
  const body = await pack.read('manifest.json');
  const manifest = body && isOurs(incident.entries, sha256(body)) ? parseManifest(body) : undefined;
  if (manifest === undefined) {
    const what = body === undefined ? 'is missing' : 'is not the one that the journal names';
    // A look that died before it wrote one has left none, and is no round of the journal's.
    if (incident.state.rounds > 0) notes.push(`the former manifest ${what}: its list was not taken over`);
    return;
  }
  for (const item of manifest.items) {
    const of = /^evidence\/round-(\d+)\//.exec(item.path)?.[1];
    if (of !== undefined && Number(of) !== round) pack.include(item);
  }
}
