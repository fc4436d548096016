import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxClock } from './clock';
import { withRequest } from './current-request';
import type { Door, Reply, SandboxRequest } from './types';

/** The largest body that is taken: a function's synchronous payload, 32 MB, and room around it. */
const BODY_LIMIT = 40 * 1024 * 1024;

/** The SDKs send parameters in the request line, policy documents among them, every character escaped. */
const TARGET_LIMIT = 256 * 1024;

/** The address that a call seems to come from; everything here comes from loopback. */
export const SOURCE_IP_HEADER = 'x-sandbox-source-ip';

/** One HTTP server in front of all doors: the first door that knows the request answers it. */
export class DoorServer {
  readonly server: Server;
  /** Milliseconds before each cloud call is looked at: the way through the network. */
  latencyMs = 0;

  constructor(
    private readonly doors: readonly Door[],
    private readonly clock: SandboxClock,
  ) {
    this.server = createServer({ maxHeaderSize: TARGET_LIMIT }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
        if (response.headersSent) response.destroy();
        else this.send(response, internalError());
      });
    });
    this.server.keepAliveTimeout = 60_000;
  }

  /** Listens on 127.0.0.1; port 0 takes a free one. Resolves with the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve());
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The sandbox has no TCP address.');
    return address.port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming);
    if (body === undefined) {
      this.send(response, { status: 413, body: 'The request body is larger than the sandbox takes (40 MB).' });
      return;
    }
    const request = describe(incoming, body);
    const control = request.path.startsWith('/_sandbox/');
    // A bare HEAD only asks for the time: it is no cloud call.
    if (!control && request.method !== 'HEAD' && this.latencyMs > 0) await sleep(this.latencyMs);
    const door = this.doors.find((candidate) => candidate.matches(request));
    const reply = door
      ? await withRequest(request, () => door.handle(request))
      : { status: 404, body: `No service of the sandbox answers ${request.method} ${request.path}.` };
    this.send(response, reply);
  }

  private send(response: ServerResponse, reply: Reply): void {
    if (reply.transport === 'hang') return;
    if (reply.transport === 'reset') {
      response.destroy();
      return;
    }
    response.sendDate = false;
    response.writeHead(reply.status, { date: this.clock.now().toUTCString(), ...reply.headers });
    response.end(reply.body);
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks);
}

function describe(incoming: IncomingMessage, body: Buffer): SandboxRequest {
  const target = incoming.url ?? '/';
  const [rawPath = '/', ...query] = target.split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const claimed = headers[SOURCE_IP_HEADER];
  return {
    method: incoming.method ?? 'GET',
    path: decodePath(rawPath),
    query: new URLSearchParams(query.join('?')),
    target,
    headers,
    body,
    sourceIp:
      claimed && isIP(claimed) ? claimed : (incoming.socket.remoteAddress ?? '127.0.0.1').replace('::ffff:', ''),
  };
}

/** A path that does not decode stays as it came: whoever it is for will say what is wrong with it. */
function decodePath(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return raw;
    throw error;
  }
}

function internalError(): Reply {
  return {
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Code: 'InternalError', Message: 'The sandbox failed; see its standard error.' }),
  };
}
