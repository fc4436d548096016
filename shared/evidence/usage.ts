import type { Cloud } from '../aliyun';
import type { KeyUsage } from '../aliyun/action-trail';
import { RateLimiter } from '../aliyun/limiter';
import type { Clock } from '../clock';
import { looked } from '../identity/looked';
import type { AccessKeyId } from '../ids';
import { isDeeperThan } from '../signal/loose';
import { DEEPEST } from './held-events';
import type { UsageResult } from './types';

/** ActionTrail takes 50 a second of each of these calls. */
const PER_SECOND = 20;
const AT_ONCE = 5;

/**
 * What ActionTrail remembers of the key's last uses, up to 400 days back and hours behind: the products, and for each
 * its events, source addresses and resources. What fails is named in `failures`; the rest stands. Never throws.
 */
export async function collectUsage(
  cloud: Pick<Cloud, 'actionTrail'>,
  clock: Clock,
  accessKeyId: AccessKeyId,
  stopAtMs: number,
): Promise<UsageResult> {
  const trail = cloud.actionTrail();
  const limiter = new RateLimiter(PER_SECOND, clock);
  const failures: string[] = [];
  const events: KeyUsage[] = [];
  const ips: KeyUsage[] = [];
  const resources: KeyUsage[] = [];
  const asked = await looked(trail.getAccessKeyLastUsedProducts(accessKeyId));
  if ('couldNotCheck' in asked) return { products: [], events, ips, resources, failures: [asked.couldNotCheck] };
  const products = asked.value.map(walkable);
  const ask = async (into: KeyUsage[], look: () => Promise<KeyUsage[]>): Promise<void> => {
    await limiter.turn();
    if (clock.elapsedMs() >= stopAtMs) {
      failures.push('the time of the run was over');
      return;
    }
    const answer = await looked(look());
    if ('value' in answer) into.push(...answer.value.map(walkable));
    else failures.push(answer.couldNotCheck);
  };
  const services = [...new Set(products.map(({ serviceName }) => serviceName))].filter((name) => name !== '');
  for (let i = 0; i < services.length; i += AT_ONCE) {
    await Promise.all(
      services
        .slice(i, i + AT_ONCE)
        .flatMap((service) => [
          ask(events, () => trail.getAccessKeyLastUsedEvents(accessKeyId, service)),
          ask(ips, () => trail.getAccessKeyLastUsedIps(accessKeyId, service)),
          ask(resources, () => trail.getAccessKeyLastUsedResources(accessKeyId, service)),
        ]),
    );
  }
  return { products, events, ips, resources, failures };
}

/** The event behind a use is somebody else's JSON: what no text could be made of would end the whole look. */
const walkable = (use: KeyUsage): KeyUsage =>
  isDeeperThan(use.detail, DEEPEST) ? { ...use, detail: 'nested too deep' } : use;
