import http from 'node:http';
import https from 'node:https';
import type { Connection } from './connection';

/*
 * One HTTP request of our own, for the services whose package does not fit; the file of each says why. How it is signed
 * is the service's, that it ends is ours: in time, and in size.
 */

export interface BoundedRequest {
  readonly method: 'GET' | 'POST';
  /** The service's own host; another address takes its place where the connection has one. */
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly timeoutMs: number;
  /** What is larger is refused before it fills the memory. */
  readonly mostBytes: number;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** One try. Throws what the network threw, a RangeError for an answer that is too large. Statuses are the caller's. */
export function sendBounded({ endpoint }: Connection, request: BoundedRequest): Promise<BoundedAnswer> {
  const { method, host, path, headers, body, timeoutMs, mostBytes } = request;
  const { request: send } = endpoint?.protocol === 'http:' ? http : https;
  const to = endpoint ? { host: endpoint.hostname.replace(/^\[|\]$/g, ''), port: endpoint.port } : { host };
  return new Promise((resolve, reject) => {
    // The caller gives up at the limit and says so; a moment later the connection goes as well.
    const signal = AbortSignal.timeout(timeoutMs + 500);
    const sent = send({ ...to, method, path, headers, signal }, (came) => {
      const chunks: Buffer[] = [];
      let size = 0;
      came.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostBytes) came.destroy(new RangeError(`the answer is larger than ${mostBytes} bytes`));
        else chunks.push(chunk);
      });
      came.on('error', reject);
      came.on('end', () =>
        resolve({ status: came.statusCode ?? 0, headers: came.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
