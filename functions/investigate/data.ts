import { type AuditProgress, isOfOthers } from '../../shared/evidence/audit';
import { collectDataOperations } from '../../shared/evidence/data/collect';
import { type DataResult, NOT_ASKED } from '../../shared/evidence/data/types';
import type { Pack } from '../../shared/evidence/pack';
import type { UsageResult } from '../../shared/evidence/types';
import type { Run } from '../platform';

const DAY_MS = 86_400_000;
/** Logs of a busy bucket are large: no more of them than this are read, and what is older is named. */
const MOST_DAYS = 7;

export interface DataLook {
  readonly audit: AuditProgress;
  readonly usage: UsageResult;
  /** When the suspicion began, ISO 8601 UTC. */
  readonly began: string;
  readonly folder: string;
  readonly stopAtMs: number;
}

/** What the key and the keys that it became did with objects, by the buckets' own logs; nothing where none is configured. */
export async function dataOperations(run: Run, pack: Pack, look: DataLook): Promise<DataResult> {
  const { accessLogs, region } = run.config;
  if (accessLogs === undefined) return NOT_ASKED;
  const { audit, usage, began, folder, stopAtMs } = look;
  const keys = audit.looks.filter((one) => !isOfOthers(one)).flatMap(({ who }) => who.keyIds);
  const to = new Date(audit.to);
  // A day before, for what the thief did before anybody knew.
  const since = Date.parse(began) - DAY_MS;
  const from = new Date(Math.max(since, to.getTime() - MOST_DAYS * DAY_MS));
  const result = await collectDataOperations(run.cloud, run.clock, {
    logs: accessLogs,
    region,
    keyIds: [...new Set([pack.id.accessKeyId, ...keys])],
    from,
    to,
    stopAtMs,
    touched: new Set(usage.resources.map(({ name }) => name)),
    write: (path, body) => pack.write(path, body, 'text/plain; charset=utf-8'),
    folder: `${folder}/data`,
  });
  return from.getTime() > since
    ? { ...result, failures: [...result.failures, `what is older than ${from.toISOString()} was not read`] }
    : result;
}
