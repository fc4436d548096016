import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ObjectStore } from '../../../shared/aliyun/object-store';
import type { Clock } from '../../../shared/clock';

let isSilent = true;
let asked = 0;
const server = http.createServer((_, response) => {
  asked += 1;
  if (!isSilent) response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>none</Message></Error>');
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Time is over once the question has come; a pause takes none. */
function aClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let ms = 0;
  const ringOnceAsked = (before: number, ring: () => void): void => {
    if (asked > before || !isSilent) setTimeout(ring, 20);
    else setTimeout(() => ringOnceAsked(before, ring), 5);
  };
  return {
    waits,
    now: () => new Date(ms),
    elapsedMs: () => ms,
    sleep: async () => undefined,
    after(forMs, ring) {
      let isOver = false;
      waits.push(forMs);
      ringOnceAsked(asked, () => {
        if (isOver || !isSilent) return;
        ms += forMs;
        ring();
      });
      return () => {
        isOver = true;
      };
    },
  };
}

test('a bucket that let a call wait for nothing is asked once a call until it answers again', async () => {
  const clock = aClock();
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const place = {
    endpoint: url,
    ossEndpoint: url,
    sasEndpoint: undefined,
    region: 'cn-hangzhou',
    site: 'china',
  } as const;
  const credentials = { accessKeyId: 'LTAI5tStoreTest0000000001', accessKeySecret: 'none' };
  const deadlineMs = Number.POSITIVE_INFINITY;
  const store = new ObjectStore({ ...place, credentials, evidenceBucket: 'kept', clock, deadlineMs }, 'kept');
  const tries = async (): Promise<number> => {
    const before = asked;
    await expect(store.get('key')).rejects.toThrow(isSilent ? 'no answer' : 'NoSuchKey');
    return asked - before;
  };
  expect([await tries(), await tries(), await tries()]).toEqual([4, 1, 1]);
  expect(clock.waits.at(-1)).toBeLessThan(clock.waits[0] ?? 0);

  isSilent = false;
  expect(await tries()).toBe(1);
  isSilent = true;
  // However short the patience was of the call that finds out.
  await expect(store.get('other', { timeoutMs: 1_000, retries: 0 })).rejects.toThrow('no answer');
  expect(await tries()).toBe(1);
});
