import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function is started with, as the platform would: the event names a key and its user. */
export const RUNNER = `
const { handler } = require(process.argv[1]);
const event = Buffer.from(JSON.stringify({ accessKeyId: 'LTAI5tBenchmarkKey000001', userName: 'ci-deploy' }));
handler(event, {
  requestId: 'bench', accountId: '1234567890123456', region: 'cn-hangzhou',
  credentials: { accessKeyId: 'STS.bench', accessKeySecret: 'bench', securityToken: 'bench' },
  function: { name: 'ak-tourniquet-respond', timeout: 60 },
}).catch(() => undefined);
`;

export type Server = Awaited<ReturnType<typeof aServer>>;

/** Says when a request of a kind has come. None gets an answer that anything could go on from: only the first counts. */
export async function aServer() {
  let waiting: { readonly kind: RegExp; readonly come: () => void } | undefined;
  const server = createServer((request, response) => {
    if (waiting?.kind.test(String(request.headers['x-acs-action'] ?? request.method))) waiting.come();
    request.resume();
    response.writeHead(request.method === 'HEAD' ? 200 : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (kind: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no ${kind} within 60 s`)), 60_000);
        waiting = {
          kind,
          come: () => {
            clearTimeout(late);
            waiting = undefined;
            resolve();
          },
        };
      }),
    stop: () => server.close(),
  };
}

export function environment(url: string): Record<string, string> {
  return {
    TOURNIQUET_MODE: 'enforce',
    TOURNIQUET_EVIDENCE_BUCKET: 'bench-bucket',
    TOURNIQUET_STATE_KEY: 'x'.repeat(32),
    TOURNIQUET_WEBHOOK_URL: `${url}/webhook`,
    TOURNIQUET_ENDPOINT: url,
  };
}
