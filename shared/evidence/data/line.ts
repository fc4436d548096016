/** One request in a bucket's access log. Sizes are bytes. */
export interface AccessLine {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly ip: string;
  readonly status: number;
  /** What was sent to the requester. */
  readonly sent: number;
  readonly userAgent: string;
  /** The API's name: `GetObject`, `PutObject`, `DeleteObject`. */
  readonly operation: string;
  readonly bucket: string;
  /** Decoded; empty for what is about the bucket, or about many objects at once. */
  readonly object: string;
  readonly errorCode: string;
  /** What the requester sent, headers included. */
  readonly received: number;
  /** Empty: nobody signed it. */
  readonly accessKeyId: string;
}

const FIELDS = {
  ...{ ip: 0, time: 3, status: 5, sent: 6, userAgent: 9, operation: 14, bucket: 15, object: 16 },
  ...{ errorCode: 19, received: 20 },
} as const;
/** The key stands among the last fields, the 28th by today's page; no requester writes into any behind the account's id. */
const TAIL = 22;
const KEY_ID = /^(LTAI|STS\.|TMP\.)[A-Za-z0-9]+$/;
/** A line holds a URL and two headers: a longer one is none. */
const LONGEST = 64 * 1024;

/**
 * A line of a bucket's access log; undefined: it is none. Fields that OSS appends later are ignored, and so is what a
 * quoted field holds: only a quote before a blank or the end closes it. Pure.
 * Source: OSS, "Logging", log format: RemoteIP, two reserved, [Time], "RequestURL", HTTPStatus, SentBytes, RequestTime,
 * "Referer", "UserAgent", "HostName", "RequestID", "LoggingFlag", "RequesterAliyunID", "Operation", "BucketName",
 * "ObjectName" (URL-encoded), ObjectSize, ServerCostTime, "ErrorCode", RequestLength, "UserID", DeltaDataSize,
 * "SyncRequest", "StorageClass", "TargetStorageClass", "TransmissionAccelerationAccessPoint", "AccessKeyID", "BucketARN".
 */
export function parseAccessLine(line: string): AccessLine | undefined {
  if (line.length > LONGEST) return undefined;
  const fields = fieldsOf(line);
  const text = (name: keyof typeof FIELDS): string => {
    const value = fields[FIELDS[name]] ?? '';
    return value === '-' ? '' : value;
  };
  const at = timeOf(text('time'));
  const status = Number(text('status'));
  if (at === undefined || !Number.isInteger(status) || status < 100 || status > 999) return undefined;
  if (text('operation') === '' || text('bucket') === '') return undefined;
  return {
    at,
    ip: text('ip'),
    status,
    sent: sizeOf(text('sent')),
    userAgent: text('userAgent'),
    operation: text('operation'),
    bucket: text('bucket'),
    object: decoded(text('object')),
    errorCode: text('errorCode'),
    received: sizeOf(text('received')),
    accessKeyId: fields.slice(TAIL).find((value) => KEY_ID.test(value)) ?? '',
  };
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at < line.length) {
    if (line[at] === ' ') {
      at += 1;
      continue;
    }
    const close = line[at] === '"' ? '"' : line[at] === '[' ? ']' : '';
    const end = close === '' ? line.indexOf(' ', at) : endOf(line, at + 1, close);
    const until = end < 0 ? line.length : end;
    fields.push(line.slice(close === '' ? at : at + 1, until));
    at = close === '' ? until : until + 1;
  }
  return fields;
}

/** Where the field ends: its closing sign, not escaped, before a blank or the end of the line. */
function endOf(line: string, from: number, close: string): number {
  for (let at = line.indexOf(close, from); at >= 0; at = line.indexOf(close, at + 1)) {
    let slashes = 0;
    while (line[at - 1 - slashes] === '\\') slashes += 1;
    const next = line[at + 1];
    if (slashes % 2 === 0 && (next === undefined || next === ' ')) return at;
  }
  return -1;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;

/** `03/Jan/2021:14:59:49 +0800`. */
function timeOf(text: string): string | undefined {
  const [, day, month = '', year, clock, hours, minutes] = TIME.exec(text) ?? [];
  const number = MONTHS.indexOf(month) + 1;
  if (number === 0) return undefined;
  const at = new Date(`${year}-${String(number).padStart(2, '0')}-${day}T${clock}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

function sizeOf(text: string): number {
  const size = Number(text === '' ? 0 : text);
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', '%20'));
  } catch {
    // No URL encoding: it is shown as it came.
    return name;
  }
}
