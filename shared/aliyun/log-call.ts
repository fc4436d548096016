import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { unzip } from 'node:zlib';
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
  readonly headers: http.IncomingHttpHeaders;
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
  const { endpoint } = connection;
  const host = `${project}.${region}.log.aliyuncs.com`;
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = signed(connection, request, body, host);
  const { request: send } = endpoint?.protocol === 'http:' ? http : https;
  const to = endpoint ? { host: endpoint.hostname.replace(/^\[|\]$/g, ''), port: endpoint.port } : { host };
  const { status, answer, bytes } = await new Promise<{ status: number; answer: http.IncomingMessage; bytes: Buffer }>(
    (resolve, reject) => {
      const { method, path } = request;
      // The caller gives up at the limit and says so; a moment later the connection goes as well.
      const signal = AbortSignal.timeout(timeoutMs + 500);
      const sent = send({ ...to, method, path, headers, signal }, (came) => {
        const chunks: Buffer[] = [];
        let size = 0;
        came.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) came.destroy(new RangeError(`the answer is larger than ${MOST_BYTES} bytes`));
          else chunks.push(chunk);
        });
        came.on('error', reject);
        came.on('end', () => resolve({ status: came.statusCode ?? 0, answer: came, bytes: Buffer.concat(chunks) }));
      });
      sent.on('error', reject);
      sent.end(body);
    },
  );
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
  return Object.assign(new Error(String(fields.errorMessage ?? text.slice(0, 200))), { code, statusCode, requestId });
}
