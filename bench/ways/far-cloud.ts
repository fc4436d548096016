import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';

export interface FarCloud {
  readonly url: string;
  /** The file of the certificate that whoever calls must trust. */
  readonly certificate: string;
  stop(): void;
}

/**
 * The account behind TLS, so many milliseconds away there and back: a connection costs a round trip, TLS another one, a
 * call the third. `folder`: for the certificate, which `openssl` makes; undefined where there is no such program.
 */
export async function aFarCloud(account: string, roundTripMs: number, folder: string): Promise<FarCloud | undefined> {
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
  const asked = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  const made = [
    '-addext',
    'subjectAltName=IP:127.0.0.1,DNS:*.oss-cn-hangzhou.aliyuncs.com',
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  try {
    execFileSync('openssl', [...asked, ...made], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const near = tls.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
    through(socket, connect(Number(new URL(account).port), '127.0.0.1'), 0, 0);
  });
  const port = await listening(near);
  const far = createServer((socket) => through(socket, connect(port, '127.0.0.1'), roundTripMs / 2, roundTripMs));
  const url = `https://127.0.0.1:${await listening(far)}`;
  return {
    url,
    certificate,
    stop: () => {
      for (const server of [far, near]) server.close();
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Each byte takes so long, and none arrives before the connection stands. */
function through(one: Socket, other: Socket, wayMs: number, connectMs: number): void {
  const standsAt = performance.now() + connectMs;
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const later = (act: () => void): void => {
      const now = performance.now();
      setTimeout(act, Math.max(now, standsAt) + wayMs - now);
    };
    from.setNoDelay(true);
    from.on('data', (bytes) => later(() => to.write(bytes)));
    from.on('error', () => to.destroy());
    from.on('close', () => later(() => to.end()));
  }
}
