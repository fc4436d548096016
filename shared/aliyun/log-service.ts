import { CloudAnswerMalformed, CloudNotFound } from '../errors';
import { type CallPatience, callCloud, ORDINARY, promised } from './call';
import type { Connection } from './connection';
import { callLog, type LogAnswer, type LogRequest } from './log-call';

/** A search over a logstore, and which part of what it finds. Times are the logs' own, in whole seconds since 1970. */
export interface LogSearch {
  /** Log Service's search syntax; `*` is everything. */
  readonly query: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly offset: number;
  /** 100 at most. */
  readonly lines: number;
  /** The newest first; default the oldest first. Either is exact to the minute only. */
  readonly reverse?: boolean;
}

export interface LogPage {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** False: the search was not finished in its time, so rows may be missing; the same call again may give them. */
  readonly complete: boolean;
}

/** What of a logstore can be searched. */
export interface LogIndex {
  /** A word anywhere in a log is found, JSON text included. */
  readonly isFullText: boolean;
  /** Indexed fields and their types: `event` → `json`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What of itself a project logs, by kind: `operation_log` is every request on it, reads among them. */
export interface ServiceLog {
  readonly kinds: readonly string[];
}

/** A search may take as long as the service lets it: its answer says that it was cut, not that it was late. */
export const SEARCH: CallPatience = { timeoutMs: 30_000, retries: 2 };

/**
 * Whether the full text index is one of every field, and splits JSON text at its quotes: what was set otherwise would
 * hide words without a sign of it (Log Service, "Create indexes": included and excluded fields, delimiters).
 */
function isWholeText(line: unknown): boolean {
  if (typeof line !== 'object' || line === null) return false;
  const { include_keys: only, exclude_keys: but, token } = line as Readonly<Record<string, unknown>>;
  const isNone = (list: unknown): boolean =>
    list === undefined || list === null || (Array.isArray(list) && list.length === 0);
  return isNone(only) && isNone(but) && (!Array.isArray(token) || token.includes('"'));
}

/** One project of Log Service (2020-12-30). */
export class LogService {
  constructor(
    private readonly connection: Connection,
    private readonly region: string,
    readonly project: string,
  ) {}

  /** Throws CloudNotFound for a project or logstore that is not there, CloudForbidden, CloudThrottled, CloudCallFailed. */
  async getLogs(logstore: string, search: LogSearch, patience = SEARCH): Promise<LogPage> {
    const { query, from, to, offset, lines: line, reverse = false } = search;
    const path = `/logstores/${encodeURIComponent(logstore)}/logs`;
    const request = { method: 'POST', path, body: { from, to, query, offset, line, reverse } } as const;
    const { headers, body } = await this.call('GetLogsV2', request, patience);
    const { data, meta } = Object(body) as { data?: unknown; meta?: { progress?: unknown } };
    const rows = promised('sls', 'GetLogsV2', 'data', data);
    if (!Array.isArray(rows))
      throw new CloudAnswerMalformed('sls', 'GetLogsV2', 'NotAList', 200, undefined, 'data is not a list');
    // GetLogsV2 tells its progress in the body, GetLogs in a header; neither must say that something is missing.
    const progress = [meta?.progress, headers['x-log-progress']].filter((one) => one !== undefined);
    return { rows, complete: progress.length > 0 && progress.every((one) => one === 'Complete') };
  }

  /** Throws CloudNotFound for a logstore without an index as well: nothing of it can be searched. */
  async getIndex(logstore: string, patience = SEARCH): Promise<LogIndex> {
    const path = `/logstores/${encodeURIComponent(logstore)}/index`;
    const { body } = await this.call('GetIndex', { method: 'GET', path }, patience);
    const { line, keys } = Object(body) as { line?: unknown; keys?: Record<string, { type?: unknown } | null> };
    const fields = Object.entries(keys ?? {}).map(([name, key]) => [name, String(key?.type ?? '')]);
    return { isFullText: isWholeText(line), fields: Object.fromEntries(fields) };
  }

  /**
   * Undefined: the project logs nothing of itself. Throws CloudNotFound for a project that is not there in this region.
   * Source: Log Service, "GetLogging"; the code LoggingNotExist is the official SDKs' [U].
   */
  async getLogging(patience = ORDINARY): Promise<ServiceLog | undefined> {
    try {
      const { body } = await this.call('GetLogging', { method: 'GET', path: '/logging' }, patience);
      const { loggingDetails } = Object(Object(body).logging ?? body) as { loggingDetails?: unknown };
      const details = promised('sls', 'GetLogging', 'loggingDetails', loggingDetails);
      if (!Array.isArray(details))
        throw new CloudAnswerMalformed('sls', 'GetLogging', 'NotAList', 200, undefined, 'loggingDetails is not a list');
      return { kinds: details.map((one) => String(Object(one).type ?? '')) };
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'LoggingNotExist') return undefined;
      throw error;
    }
  }

  private call(action: string, request: LogRequest, patience: CallPatience): Promise<LogAnswer> {
    const { connection, region, project } = this;
    return callCloud('sls', action, patience, connection, (timeoutMs) =>
      callLog(connection, region, project, request, timeoutMs),
    );
  }
}
