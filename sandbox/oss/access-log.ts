import { createHash } from 'node:crypto';
import type { Reply, SandboxRequest } from '../kernel/types';
import type { Bucket, OssStore } from './store';

const HOUR_MS = 3_600_000;
/** Names and times of the logs are Beijing's. */
const BEIJING_MS = 8 * HOUR_MS;

export interface LoggedRequest {
  readonly bucket: string;
  readonly key: string;
  readonly operation: string;
  readonly request: SandboxRequest;
  readonly reply: Reply;
  readonly errorCode: string;
  readonly requestId: string;
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly ip: string;
  readonly at: Date;
}

/**
 * The access logs of buckets that have one: a line a request, an object an hour, delivered when the hour is over.
 * Source: OSS, "Logging": names and the order of the fields.
 */
export class AccessLog {
  private waiting: {
    readonly target: string;
    readonly name: string;
    readonly endsMs: number;
    readonly line: string;
  }[] = [];
  private written = 0;

  constructor(private readonly store: OssStore) {}

  record(given: LoggedRequest): void {
    const logging = this.store.buckets.get(given.bucket)?.logging;
    if (logging === undefined) return;
    const hour = Math.floor(given.at.getTime() / HOUR_MS) * HOUR_MS;
    const named = new Date(hour + BEIJING_MS).toISOString();
    const name = `${logging.targetPrefix}${given.bucket}${named.slice(0, 10)}-${named.slice(11, 13)}-00-00-`;
    this.waiting.push({ target: logging.targetBucket, name, endsMs: hour + HOUR_MS, line: lineOf(given) });
  }

  /** Writes the logs of every hour that is over. */
  deliver(now: Date): void {
    const due = this.waiting.filter(({ endsMs }) => endsMs <= now.getTime());
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ endsMs }) => endsMs > now.getTime());
    for (const id of new Set(due.map(({ target, name }) => `${target} ${name}`))) {
      const lines = due.filter(({ target, name }) => `${target} ${name}` === id).map(({ line }) => line);
      const [target = '', ...name] = id.split(' ');
      const bucket = this.store.buckets.get(target);
      if (bucket) this.put(bucket, name.join(' '), `${lines.join('\n')}\n`, now);
    }
  }

  private put(bucket: Bucket, name: string, text: string, lastModified: Date): void {
    this.written += 1;
    const key = `${name}${String(this.written).padStart(4, '0')}`;
    const body = Buffer.from(text);
    const etag = createHash('md5').update(body).digest('hex').toUpperCase();
    bucket.objects.set(key, { key, body, etag, contentType: 'text/plain', lastModified, headers: {}, type: 'Normal' });
  }
}

function lineOf(given: LoggedRequest): string {
  const { request, reply, at, key } = given;
  const quoted = (text: string | undefined): string => `"${text === undefined || text === '' ? '-' : text}"`;
  const sent = Buffer.byteLength(reply.body ?? '');
  const received = request.body.length + 400;
  const { headers } = request;
  return [
    ...[given.ip, '-', '-', `[${beijingTime(at)}]`],
    quoted(`${request.method} ${request.path} HTTP/1.1`),
    ...[reply.status, sent, 12],
    ...[quoted(headers['referer']), quoted(headers['user-agent']), quoted(headers.host), quoted(given.requestId)],
    ...[quoted('true'), quoted(given.accessKeyId === '' ? '' : given.accountId), quoted(given.operation)],
    ...[quoted(given.bucket), quoted(encodeURIComponent(key))],
    ...[sent, 8, quoted(given.errorCode), received, quoted(given.accountId), request.method === 'PUT' ? received : '-'],
    ...[quoted('-'), quoted('standard'), quoted('-'), quoted('-'), quoted(given.accessKeyId), quoted('-')],
  ].join(' ');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function beijingTime(at: Date): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(
    new Date(at.getTime() + BEIJING_MS).toISOString(),
  ) as unknown as string[];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0800`;
}
