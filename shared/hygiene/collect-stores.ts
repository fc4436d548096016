import type { Cloud } from '../aliyun';
import type { StoreFacts } from './facts';
import type { Looks } from './looks';
import type { RememberedUse } from './memory';

/** More buckets than these are not asked about in one night; the most used come first. */
const MOST_BUCKETS = 100;

/** The buckets that keys were used for, and whether each one's requests are logged. A call a bucket. Never rejects. */
export async function collectStores(
  cloud: Pick<Cloud, 'bucketLogs'>,
  looks: Looks,
  uses: Readonly<Record<string, RememberedUse>>,
): Promise<StoreFacts[]> {
  const keys = new Map<string, number>();
  for (const { buckets } of Object.values(uses)) for (const name of buckets) keys.set(name, (keys.get(name) ?? 0) + 1);
  const order = [...keys].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const stores: StoreFacts[] = order.slice(MOST_BUCKETS).map(([name, count]) => ({
    name,
    keys: count,
    isLogged: { couldNotCheck: `more than ${MOST_BUCKETS} buckets are in use: the others were asked about` },
  }));
  await looks.each(order.slice(0, MOST_BUCKETS), async ([name, count]) => {
    const isLogged = await looks.look(async () => (await cloud.bucketLogs.loggingOf(name)) !== undefined);
    stores.push({ name, keys: count, isLogged });
  });
  return stores.sort((a, b) => (a.name < b.name ? -1 : 1));
}
