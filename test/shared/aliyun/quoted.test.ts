import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../../shared/aliyun/connection';
import { callLog } from '../../../shared/aliyun/log-call';
import { systemClock } from '../../../shared/clock';
import { keepSecret } from '../../../shared/secrecy/known';

test("a page that quotes the session's token across the place where it is cut is told without its first half", async () => {
  const token = 'a-token-of-the-session-0123456789';
  keepSecret(token);
  const server = createServer((_, response) => response.writeHead(502).end(`${'x'.repeat(180)} ${token}`));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const connection = {
    region: 'cn-hangzhou',
    clock: systemClock,
    endpoint: new URL(`http://127.0.0.1:${port}`),
    credentials: { accessKeyId: 'x', accessKeySecret: 'x' },
  } as unknown as Connection;
  const called = callLog(connection, 'cn-hangzhou', 'p', { method: 'GET', path: '/' }, 2_000);
  await expect(called).rejects.toThrow(/^x{180} \[secret\]$/);
  server.close();
});
