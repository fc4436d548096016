import { CloudError, type SandboxRequest } from '../kernel/types';
import { searchOf } from './query';
import type { LogProject, LogRow, StoredIndex } from './store';

/** What a request to Log Service asks for; the project stands in the host. */
export interface SlsTarget {
  readonly action: 'GetLogsV2' | 'GetLogs' | 'GetIndex' | 'GetLogging' | undefined;
  readonly project: string;
  /** Undefined: the host does not say. */
  readonly region: string | undefined;
  readonly logstore: string;
}

const HOST = /^([a-z0-9][a-z0-9-]+)\.(?:([a-z0-9-]+?)(?:-intranet)?\.log\.aliyuncs\.com|.+)$/;

export function targetOf({ method, path, query, headers }: SandboxRequest): SlsTarget {
  const [, project = '', region] = HOST.exec((headers.host ?? '').replace(/:\d+$/, '')) ?? [];
  const [, logstore = '', part] = /^\/logstores\/([^/]+)(?:\/(logs|index))?$/.exec(path) ?? [];
  const asked = `${method} ${logstore === '' ? path : (part ?? query.get('type') ?? '')}`;
  const actions = {
    'POST logs': 'GetLogsV2',
    'GET log': 'GetLogs',
    'GET index': 'GetIndex',
    'GET /logging': 'GetLogging',
  } as const;
  return { action: actions[asked as keyof typeof actions], project, region, logstore };
}

export const POWERS = {
  GetLogsV2: 'GetLogStoreLogs',
  GetLogs: 'GetLogStoreLogs',
  GetIndex: 'GetIndex',
  GetLogging: 'GetLogging',
} as const;

/** What a call asks to be allowed on, below the project (Log Service, "GetLogging", "Resources that can be authorized"). */
export function resourceBelow({ action, logstore }: SlsTarget): string {
  return action === 'GetLogging' ? 'logging' : `logstore/${logstore}`;
}

export interface LogsAnswer {
  readonly rows: readonly LogRow[];
  readonly isComplete: boolean;
}

/** A page of what a search finds. `incomplete`: the service could not finish, and gives what it has found so far. */
export function getLogs(
  asked: Readonly<Record<string, unknown>>,
  index: StoredIndex | undefined,
  rows: readonly LogRow[],
  incomplete: boolean,
): LogsAnswer {
  if (!index) throw new CloudError(404, 'IndexConfigNotExist', 'logstore without index config');
  const from = whole(asked, 'from');
  const to = whole(asked, 'to');
  const line = whole(asked, 'line', 100);
  const offset = whole(asked, 'offset', 0);
  if (from > to) throw new CloudError(400, 'ParameterInvalid', 'from must not be later than to');
  if (line > 100) throw new CloudError(400, 'ParameterInvalid', 'line must be from 0 to 100');
  const matches = searchOf(String(asked['query'] ?? ''), index);
  const found = rows.filter((row) => {
    const at = Number(row['__time__']);
    return at >= from && at < to && matches(row);
  });
  // Exact to the minute, and no more: within one the service promises no order, so here it is the wrong one.
  const reverse = String(asked['reverse'] ?? 'false') === 'true';
  const minute = (row: LogRow): number => Math.floor(Number(row['__time__']) / 60);
  const sorted = found
    .map((row, at) => ({ row, at }))
    .sort(
      (a, b) =>
        (reverse ? minute(b.row) - minute(a.row) : minute(a.row) - minute(b.row)) ||
        Number(b.row['__time__']) - Number(a.row['__time__']) ||
        a.at - b.at,
    )
    .map(({ row }) => row);
  const page = sorted.slice(offset, offset + line);
  return incomplete
    ? { rows: page.slice(0, Math.floor(page.length / 2)), isComplete: false }
    : { rows: page, isComplete: true };
}

function whole(asked: Readonly<Record<string, unknown>>, name: string, otherwise?: number): number {
  const given = asked[name] ?? otherwise;
  const value = typeof given === 'string' && given !== '' ? Number(given) : given;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new CloudError(400, 'ParameterInvalid', `${name} must be a whole number`);
}

/** GetLogging: where a project keeps what kind of its own log. */
export function getLogging({ name, serviceLog = [] }: LogProject): Record<string, unknown> {
  // Nothing was ever switched on, or everything was switched off again.
  if (serviceLog.length === 0)
    throw new CloudError(404, 'LoggingNotExist', `Logging does not exist for project '${name}'`);
  const logstore = (type: string) => (type === 'operation_log' ? 'internal-operation_log' : 'internal-diagnostic_log');
  return { loggingProject: name, loggingDetails: serviceLog.map((type) => ({ type, logstore: logstore(type) })) };
}

/** GetIndex, in the fields of its reference. */
export function getIndex(index: StoredIndex | undefined): Record<string, unknown> {
  if (!index) throw new CloudError(404, 'IndexConfigNotExist', 'logstore without index config');
  const token = [...`, '";=()[]{}?@&<>/:\n\t\r`];
  return {
    index_mode: 'v2',
    storage: 'pg',
    ttl: 180,
    max_text_len: 2048,
    ...(index.fullText ? { line: { chn: false, caseSensitive: false, token, ...index.line } } : {}),
    keys: Object.fromEntries(
      Object.entries(index.keys).map(([name, type]) => [name, { type, caseSensitive: false, chn: false, token }]),
    ),
    log_reduce: false,
    lastModifyTime: 0,
  };
}
