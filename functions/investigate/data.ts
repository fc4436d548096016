import { type AuditProgress, isOfOthers } from '../../shared/evidence/audit';
import { collectDataOperations } from '../../shared/evidence/data/collect';
import { collectFromLogstore } from '../../shared/evidence/data/logstore';
import { type DataResult, NOT_ASKED } from '../../shared/evidence/data/types';
import type { Pack } from '../../shared/evidence/pack';
import type { UsageResult } from '../../shared/evidence/types';
import type { KeptBody } from '../../shared/secrecy/kept';
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
  const { accessLogs, accessLogSls, region } = run.config;
  if (accessLogs === undefined && accessLogSls === undefined) return NOT_ASKED;
  const { audit, usage, began, folder, stopAtMs } = look;
  const keys = audit.looks.filter((one) => !isOfOthers(one)).flatMap(({ who }) => who.keyIds);
  const to = new Date(audit.to);
  // A day before, for what the thief did before anybody knew.
  const since = Date.parse(began) - DAY_MS;
  const from = new Date(Math.max(since, to.getTime() - MOST_DAYS * DAY_MS));
  const task = {
    keyIds: [...new Set([pack.id.accessKeyId, ...keys])],
    ...{ from, to, stopAtMs, folder: `${folder}/data` },
    write: (path: string, body: KeptBody) => pack.write(path, body, 'text/plain; charset=utf-8'),
  };
  const older = from.getTime() > since ? [`what is older than ${from.toISOString()} was not read`] : [];
  const logstore =
    accessLogSls &&
    (await collectFromLogstore(run.cloud.logs(region, accessLogSls.project), accessLogSls.logstore, run.clock, task));
  if (accessLogs === undefined || logstore?.failures.length === 0) return withFailures(logstore ?? NOT_ASKED, older);
  const objects = await collectDataOperations(run.cloud, run.clock, {
    ...task,
    ...{ logs: accessLogs, region, touched: new Set(usage.resources.map(({ name }) => name)) },
  });
  // The same requests stand in both: what the logstore gave of them is not added to what the buckets' logs give.
  const failed = logstore?.failures.map((why) => `${logstore.place}: ${why}`) ?? [];
  return withFailures(objects, [...failed, ...older]);
}

const withFailures = (result: DataResult, more: readonly string[]): DataResult =>
  more.length === 0 ? result : { ...result, failures: [...result.failures, ...more] };
