import type { LogIndex, LogPage, LogService } from '../../aliyun/log-service';
import { type Clock, jittered } from '../../clock';
import { CloudThrottled } from '../../errors';
import { messageOf } from '../../identity/looked';
import { sha256 } from '../../incident/seal';
import { type Kept, keptJson, keptLines } from '../../secrecy/kept';
import { type LogWindow, nextWindow } from '../audit/log-window';
import { lineOfRow } from './row';
import { DataTally } from './tally';
import type { DataPart, DataResult, DataTask } from './types';

const LINES = 100;
const DEEPEST = 10_000;
/** Pages of one search: what a key does besides is counted no more, and that is said. */
const MOST_PAGES = 500;
const REPEATS = 4;
const PAUSE_MS = 500;
const PART_ROWS = 2_000;

type Task = Pick<DataTask, 'keyIds' | 'from' | 'to' | 'stopAtMs' | 'write' | 'folder'>;

/**
 * The same as {@link collectDataOperations}, from a logstore of OSS's real-time log: it is searched for each key, page by
 * page. What stays unfinished, and what has no index, is named. Throws only when the pack cannot be written.
 */
export async function collectFromLogstore(
  log: Pick<LogService, 'project' | 'getLogs' | 'getIndex'>,
  logstore: string,
  clock: Clock,
  task: Task,
): Promise<DataResult> {
  const tally = new DataTally();
  const failures: string[] = [];
  const parts: DataPart[] = [];
  const buckets = new Set<string>();
  let kept: Kept[] = [];
  let lines = 0;
  let setAside = 0;
  const flush = async (): Promise<void> => {
    if (kept.length === 0) return;
    const body = keptLines(kept);
    const path = `${task.folder}/${logstore}-${String(parts.length + 1).padStart(4, '0')}.jsonl`;
    await task.write(path, body);
    parts.push({ path, bytes: body.length, sha256: sha256(body), lines: kept.length });
    kept = [];
  };
  try {
    const index = await log.getIndex(logstore);
    for (const key of task.keyIds) {
      const query = queryFor(key, index);
      if (query === undefined) {
        failures.push('the logstore has no index on access_id, so that no key can be searched for');
        break;
      }
      for await (const rows of pagesOf(log, logstore, clock, task, query, failures)) {
        for (const row of rows) {
          const line = lineOfRow(row);
          // A search finds the word in other fields, too.
          if (line !== undefined && line.accessKeyId !== key) continue;
          if (line === undefined) setAside += 1;
          else {
            lines += 1;
            buckets.add(line.bucket);
            tally.add(line);
          }
          kept.push(keptJson(row));
        }
        if (kept.length >= PART_ROWS) await flush();
      }
    }
  } catch (error) {
    failures.push(messageOf(error));
  }
  await flush();
  if (setAside > 0) failures.push(`${setAside} rows are no requests, and were set aside`);
  if (tally.leftOut > 0) failures.push(`${tally.leftOut} rows of further addresses were not added up`);
  return {
    ...{ asked: true, place: `sls ${log.project}/${logstore}`, unrecorded: [] },
    ...{ from: task.from.toISOString(), to: task.to.toISOString(), buckets: [...buckets].sort() },
    ...{ lines, uses: tally.result(), parts, failures },
  };
}

/** Undefined: nothing that could be searched for a key is indexed. Keys are letters and digits. */
function queryFor(key: string, { isFullText, fields }: LogIndex): string | undefined {
  if ('access_id' in fields) return `access_id: "${key}"`;
  return isFullText ? `"${key}"` : undefined;
}

async function* pagesOf(
  log: Pick<LogService, 'getLogs'>,
  logstore: string,
  clock: Clock,
  { from, to, stopAtMs }: Task,
  query: string,
  failures: string[],
): AsyncGenerator<LogPage['rows']> {
  const end = Math.ceil(to.getTime() / 1000) + 1;
  let window: LogWindow | undefined = { from: Math.floor(from.getTime() / 1000), to: end, offset: 0 };
  for (let page = 0; window !== undefined; page += 1) {
    if (clock.elapsedMs() >= stopAtMs || page >= MOST_PAGES) {
      failures.push(page >= MOST_PAGES ? `more than ${MOST_PAGES * LINES} rows` : 'the time of the run was over');
      return;
    }
    const { rows, complete } = await asked(
      () => log.getLogs(logstore, { query, ...(window as LogWindow), lines: LINES }),
      clock,
    );
    if (!complete) failures.push('Log Service did not finish a search (Incomplete): rows may be missing');
    yield rows;
    const last = Number(rows.at(-1)?.['__time__']);
    window = nextWindow(
      window,
      { rows: rows.length, last: Number.isSafeInteger(last) ? last : undefined },
      end,
      DEEPEST,
    );
  }
}

/** A page as complete as it is to be had. Throws CloudCallFailed. */
async function asked(ask: () => Promise<LogPage>, clock: Clock): Promise<LogPage> {
  for (let tries = 0; ; tries += 1) {
    try {
      const page = await ask();
      if (page.complete || tries >= REPEATS) return page;
    } catch (error) {
      if (!(error instanceof CloudThrottled) || tries >= REPEATS) throw error;
    }
    await clock.sleep(jittered(PAUSE_MS * 2 ** tries));
  }
}
