import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
import { cutWithoutSecrets } from '../secrecy/cut';
import { sendBounded } from './bounded-request';
import type { Connection } from './connection';

/*
 * Log Service's own signed call, in this one file. The packages on the registry do not fit (seen in November 2026):
 * @alicloud/sls20201230 5.9 needs a compiled LZ4 module for each platform, which no bundle can hold, and puts the
 * project before whatever host it is given, so that it cannot be pointed at an address; @alicloud/log 1.2 has no
 * GetLogsV2 and hides the answer's headers, and with them whether a search was finished.
 */

/** An answer of a hundred logs, unpacked; what is larger is refused before it fills the memory. */
const MOST_BYTES = 64 * 1024 * 1024;
const unpack = promisify<Buffer, { maxOutputLength: number }, Buffer>(unzip);

export interface LogRequest {
  readonly method: 'GET' | 'POST';
  /** Below the project, names already escaped: `/logstores/audit/logs`. */
  readonly path: string;
  readonly body?: object;
}

export interface LogAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * One try of a call to a project. Throws an error with Log Service's code, the HTTP status and the request's id, or
 * what the network or the parser threw.
 * Source: Log Service, "Request signature", "Common response headers"; the official SDK for `gzip` being zlib's format.
 */
export async function callLog(
  connection: Connection,
  region: string,
  project: string,
  request: LogRequest,
  timeoutMs: number,
): Promise<LogAnswer> {
  const host = `${project}.${region}.log.aliyuncs.com`;
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const { method, path } = request;
  const signedHeaders = signed(connection, request, body, host);
  const limits = { timeoutMs, mostBytes: MOST_BYTES };
  const answer = await sendBounded(connection, { method, host, path, headers: signedHeaders, body, ...limits });
  const { status, bytes } = answer;
  const packed = answer.headers['x-log-compresstype'] !== undefined && bytes.length > 0;
  const text = (packed ? await unpack(bytes, { maxOutputLength: MOST_BYTES }) : bytes).toString();
  if (status >= 400) throw refusal(status, text, String(answer.headers['x-log-requestid'] ?? ''));
  return { headers: answer.headers, body: JSON.parse(text) };
}

function signed(
  { credentials }: Connection,
  { method, path }: LogRequest,
  body: Buffer | undefined,
  host: string,
): Record<string, string> {
  const own: Record<string, string> = {
    'x-log-apiversion': '0.6.0',
    'x-log-bodyrawsize': String(body?.length ?? 0),
    'x-log-signaturemethod': 'hmac-sha256',
    ...(credentials.securityToken ? { 'x-acs-security-token': credentials.securityToken } : {}),
  };
  const digest = body ? createHash('md5').update(body).digest('hex').toUpperCase() : '';
  const type = body ? 'application/json' : '';
  // Real time, as every SDK signs: the clock that is handed in may have been moved.
  const date = new Date().toUTCString();
  const lines = Object.keys(own)
    .sort()
    .map((name) => `${name}:${own[name]}\n`)
    .join('');
  const text = `${method}\n${digest}\n${type}\n${date}\n${lines}${path}`;
  const signature = createHmac('sha256', credentials.accessKeySecret).update(text).digest('base64');
  return {
    ...own,
    host,
    date,
    'accept-encoding': 'gzip',
    'user-agent': 'ak-tourniquet/0.1.0',
    authorization: `LOG ${credentials.accessKeyId}:${signature}`,
    ...(body ? { 'content-type': type, 'content-md5': digest, 'content-length': String(body.length) } : {}),
  };
}

/** `{"errorCode","errorMessage"}` (Log Service, "Error codes"); a proxy's page has neither. */
function refusal(statusCode: number, text: string, requestId: string): Error {
  let fields: { errorCode?: unknown; errorMessage?: unknown } = {};
  try {
    fields = Object(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const code = typeof fields.errorCode === 'string' ? fields.errorCode : `HTTP ${statusCode}`;
  return Object.assign(new Error(String(fields.errorMessage ?? cutWithoutSecrets(text, 200))), {
    code,
    statusCode,
    requestId,
  });
}
