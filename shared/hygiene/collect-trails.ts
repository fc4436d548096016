import type { Cloud } from '../aliyun';
import type { Trail } from '../aliyun/action-trail';
import type { Known, TrailBucketFacts } from './facts';
import type { Looks } from './looks';

/** The account's trails, and the buckets that they write to. Two calls a bucket. Never rejects. */
export async function collectTrails(
  cloud: Pick<Cloud, 'actionTrail' | 'bucketFacts'>,
  looks: Looks,
): Promise<{ readonly trails: Known<readonly Trail[]>; readonly buckets: readonly TrailBucketFacts[] }> {
  const trails = await looks.look(() => cloud.actionTrail().describeTrails());
  if ('couldNotCheck' in trails) return { trails, buckets: [] };
  const buckets: TrailBucketFacts[] = [];
  await looks.each([...new Set(trails.value.flatMap(({ bucket }) => bucket ?? []))].sort(), async (name) => {
    buckets.push({ name, protection: await looks.look(() => cloud.bucketFacts.protection(name)) });
  });
  return { trails, buckets: buckets.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
