import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { analyseAudit } from '../../shared/evidence/analyse';
import { parseAuditEvent } from '../../shared/evidence/event';
import type { AuditEvent } from '../../shared/evidence/types';
import { analyse } from '../../shared/findings/analyse';
import { renderReport } from '../../shared/report/render';
import { ACCOUNT, DENY, FOUND, incidentLines, LEAKED } from '../incident/events';
import { reportModel } from '../incident/model';

export interface Made {
  readonly ms: number;
  readonly peakMib: number;
  readonly identities: number;
  readonly calls: number;
  readonly pageMb: number;
}

/** The first argument by which the benchmark's own program makes one report and nothing else. */
export const REPORT_CHILD = 'report-child';
/** Node.js takes what a large machine has, and tidies up later; so does not an instance of 256 MB. */
const HEAP = '--max-old-space-size=128';
/** As many events are kept in one object of a pack. */
const EVENTS_A_PART = 5_000;

/** Findings and page from the kept events of an incident, each in a process of its own: its memory is its own. */
export function makeReports(events: number, rounds: number): Made[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
  try {
    const lines = incidentLines(events);
    const files: string[] = [];
    for (let from = 0; from < lines.length; from += EVENTS_A_PART) {
      files.push(path.join(folder, `${files.length}.jsonl`));
      writeFileSync(files.at(-1) ?? '', lines.slice(from, from + EVENTS_A_PART).join('\n'));
    }
    return Array.from({ length: rounds }, () => {
      const args = [HEAP, process.argv[1] ?? '', REPORT_CHILD, ...files];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`The report failed:\n${stderr}`);
      return JSON.parse(stdout) as Made;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const eventsIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => parseAuditEvent(JSON.parse(line)));

export async function runReportChild(files: readonly string[]): Promise<void> {
  const started = performance.now();
  const to = new Date(FOUND + 4 * 3_600_000).toISOString();
  const from = new Date(FOUND - 90 * 86_400_000).toISOString();
  const began = new Date(FOUND).toISOString();
  const denyAt = new Date(DENY).toISOString();
  const parts = files.map((file) => ({ path: file, bytes: 1, sha256: '', events: 1, oldest: from, newest: to }));
  const isOfKey = ({ accessKeyId }: AuditEvent): boolean => accessKeyId === LEAKED;
  const audit = await analyseAudit(parts, { from, to }, { began, denyAt, denies: null }, async (part) =>
    eventsIn(part.path).filter(isOfKey),
  );
  const judged = analyse(files.flatMap(eventsIn), {
    accessKeyId: LEAKED,
    accountId: ACCOUNT,
    leakAt: began,
    denyAt,
    now: to,
  });
  const model = reportModel(audit, { from, to, began, denyAt });
  const page = renderReport({ ...model, actors: judged.actors });
  const made: Made = {
    ms: performance.now() - started,
    peakMib: process.resourceUsage().maxRSS / 1024,
    identities: judged.actors.length,
    calls: audit.calls.length,
    pageMb: Buffer.byteLength(page) / 1e6,
  };
  process.stdout.write(JSON.stringify(made));
}
