import { isoOf } from '../../moment';
import type { AccessLine } from './line';

type Row = Readonly<Record<string, unknown>>;

/**
 * A row of OSS's real-time log in Log Service as the line that the same request has in an access log; undefined: it is
 * none. The topic `oss_batch_delete_log` names each object that a batch deletion deleted, which an access log does not;
 * `oss_metering_log` holds no requests. Pure.
 * Source: Log Service, "OSS log fields" (`oss_access_log`, `oss_batch_delete_log`).
 */
export function lineOfRow(row: Row): AccessLine | undefined {
  const topic = text(row, '__topic__');
  const isBatch = topic === 'oss_batch_delete_log';
  const at = isoOf(Number(text(row, '__time__') || Number.NaN) * 1000);
  const bucket = text(row, 'bucket');
  const operation = isBatch ? 'DeleteObject' : text(row, 'operation');
  const status = Number(text(row, 'http_status') || (isBatch ? '200' : ''));
  if (topic === 'oss_metering_log' || bucket === '' || operation === '') return undefined;
  if (at === undefined || !Number.isInteger(status) || status < 100) return undefined;
  return {
    at,
    ip: text(row, 'client_ip'),
    status,
    sent: sizeOf(text(row, 'response_body_length') || text(row, 'content_length_out')),
    userAgent: text(row, 'user_agent') || text(row, 'User-Agent'),
    operation,
    bucket,
    object: decoded(text(row, 'object')),
    errorCode: text(row, 'error_code'),
    received: sizeOf(text(row, 'request_length') || text(row, 'content_length_in')),
    accessKeyId: text(row, 'access_id'),
  };
}

function text(row: Row, name: string): string {
  const value = row[name];
  return value === '-' || (typeof value !== 'string' && typeof value !== 'number') ? '' : String(value);
}

function sizeOf(word: string): number {
  const size = Number(word);
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // No URL encoding: it is shown as it came.
    return name;
  }
}
