import { isAccessKeyId } from '../../ids';
import { isoOf, momentOf } from '../../moment';

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

/** Behind UserID. */
const KEY_AT = 5;
const KEY_ID = /^(LTAI|STS\.|TMP\.)[A-Za-z0-9]+$/;
/** A line holds a URL and two headers: a longer one is none. */
const LONGEST = 64 * 1024;

/**
 * A line of a bucket's access log; undefined: it is none, or one that can be read in two ways. Fields that OSS appends
 * later are ignored. Pure.
 * Source: OSS, "Logging", log format: RemoteIP, two reserved, [Time], "RequestURL", HTTPStatus, SentBytes, RequestTime,
 * "Referer", "UserAgent", "HostName", "RequestID", "LoggingFlag", "RequesterAliyunID", "Operation", "BucketName",
 * "ObjectName" (URL-encoded), ObjectSize, ServerCostTime, "ErrorCode", RequestLength, "UserID", DeltaDataSize,
 * "SyncRequest", "StorageClass", "TargetStorageClass", "TransmissionAccelerationAccessPoint", "AccessKeyID", "BucketARN".
 *
 * URL, referer and user agent are the requester's, and nobody says whether OSS escapes the quotes in them: with them he
 * can write fields of his own. What stands before and behind them he cannot write, so the line is read from both ends.
 */
export function parseAccessLine(line: string): AccessLine | undefined {
  if (line.length > LONGEST) return undefined;
  const tail = tailOf(line);
  const head = tail === undefined ? undefined : headOf(line.slice(0, tail.start));
  if (tail === undefined || head === undefined) return undefined;
  const [, , , , operation, bucket, object, , , errorCode, received] = tail.fields;
  return {
    ...head,
    operation: given(operation),
    bucket: given(bucket),
    object: decoded(given(object)),
    errorCode: given(errorCode),
    received: sizeOf(given(received)),
    accessKeyId: keyIn(tail.fields.slice(TAIL.length)),
  };
}

/** Among what stands behind the account's id by its form; one of another form by its place on today's page. */
function keyIn(fields: readonly string[]): string {
  const inPlace = fields[KEY_AT] ?? '';
  return fields.find((value) => KEY_ID.test(value)) ?? (isAccessKeyId(inPlace) ? inPlace : '');
}

const given = (field: string | undefined): string => (field === undefined || field === '-' ? '' : field);

const QUOTED = /^"(?<text>[^"]*)"$/;
const WORD = /^"(?<text>[^" ]+)"$/;
const NAME = /^"(?!-")(?<text>[^" ]+)"$/;
const COUNT = /^(?<text>\d+|-)$/;
/** From HostName to UserID. */
const TAIL = [QUOTED, WORD, WORD, QUOTED, NAME, NAME, QUOTED, COUNT, COUNT, WORD, COUNT, WORD] as const;
/** Fields that are looked at from the end: those of today's page, and as many that may be appended. */
const MOST_FIELDS = 40;

interface Tail {
  /** Where it begins in the line. */
  readonly start: number;
  readonly fields: readonly string[];
}

/** The last place where the fields stand in their forms: what a requester forged lies before the true ones. */
function tailOf(line: string): Tail | undefined {
  const fields = fieldsFromEnd(line);
  for (let first = fields.length - TAIL.length; first >= 0; first -= 1) {
    const start = fields[first]?.start ?? 0;
    if (!TAIL.every((form, i) => form.test(fields[first + i]?.text ?? ''))) continue;
    return { start, fields: fields.slice(first).map(({ text }) => QUOTED.exec(text)?.groups?.['text'] ?? text) };
  }
  return undefined;
}

/** The last fields of the line, in its order: words, and quoted text without quotes in it. */
function fieldsFromEnd(line: string): { readonly start: number; readonly text: string }[] {
  const fields: { start: number; text: string }[] = [];
  for (let end = line.trimEnd().length; end > 0 && fields.length < MOST_FIELDS; ) {
    const start = line[end - 1] === '"' ? line.lastIndexOf('"', end - 2) : line.lastIndexOf(' ', end - 1) + 1;
    // A quote that opens follows a blank: else it is one within somebody's text.
    if (start <= 0 || line[start - 1] !== ' ') break;
    fields.unshift({ start, text: line.slice(start, end) });
    end = start - 1;
  }
  return fields;
}

const BEGIN = /^(?<ip>\S+) \S+ \S+ \[(?<time>[^\]]{1,40})\] "/;
/** Between URL and referer. */
const ANSWER = /" (?<status>\d{3}|-) (?<sent>\d+|-) (?:\d+|-) (?=")/g;

/** What stands before HostName; undefined where the answer could be in two places. */
function headOf(text: string): Pick<AccessLine, 'at' | 'ip' | 'status' | 'sent' | 'userAgent'> | undefined {
  const begin = BEGIN.exec(text);
  const at = isoOf(momentOf(begin?.groups?.['time']) ?? Number.NaN);
  if (begin === null || at === undefined) return undefined;
  const rest = text.slice(begin[0].length);
  const [answer, another] = rest.matchAll(ANSWER);
  const agent = agentOf(rest.slice((answer?.index ?? 0) + (answer?.[0].length ?? 0)));
  const status = Number(answer?.groups?.['status']);
  if (another !== undefined || agent === undefined || !(status >= 100)) return undefined;
  return {
    ...{ at, ip: given(begin.groups?.['ip']), status, sent: sizeOf(given(answer?.groups?.['sent'])) },
    userAgent: given(agent),
  };
}

/** `"referer" "agent" `: the agent behind the first place where one can begin. By its ends, for a requester chooses both. */
function agentOf(headers: string): string | undefined {
  const between = headers.indexOf('" "', 1);
  const end = headers.length - '" '.length;
  if (!headers.startsWith('"') || !headers.endsWith('" ') || between < 0) return undefined;
  const agent = between + '" "'.length;
  return agent > end ? undefined : headers.slice(agent, end);
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
