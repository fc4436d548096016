import type { ActionTrailService, KeyUsage } from '../aliyun/action-trail';
import type { AccessKeyId } from '../ids';
import { compile } from '../ram-policy/evaluate';
import { parsePolicy } from '../ram-policy/parse';
import { serviceCodesOf } from '../ram-policy/service-codes';

/** A call that the key made of late, and whether the deny refuses it now. */
export interface UsedAction {
  readonly action: string;
  readonly lastAt: string | undefined;
}

export interface KeyUse {
  readonly service: string;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  readonly lastAt: string | undefined;
}

export interface RecentUse {
  readonly actions: readonly UsedAction[];
  readonly uses: readonly KeyUse[];
}

/** Products beyond these are left to the investigation: the first alert does not wait for them. */
const MOST_PRODUCTS = 10;

/** What the key was used for, as ActionTrail's usage index tells it (up to 400 days back, hours late). */
export async function recentUse(trail: ActionTrailService, accessKeyId: AccessKeyId): Promise<RecentUse> {
  const products = (await trail.getAccessKeyLastUsedProducts(accessKeyId)).slice(0, MOST_PRODUCTS);
  const perProduct = await Promise.all(
    products.map(async ({ serviceName }) => {
      const [events, ips] = await Promise.all([
        trail.getAccessKeyLastUsedEvents(accessKeyId, serviceName),
        trail.getAccessKeyLastUsedIps(accessKeyId, serviceName),
      ]);
      return { serviceName, events, ips };
    }),
  );
  return {
    actions: perProduct.flatMap(({ serviceName, events }) =>
      events.map((event) => ({
        action: `${serviceCodesOf(serviceName)[0]}:${event.name}`,
        lastAt: event.usedAt?.toISOString(),
      })),
    ),
    uses: perProduct.flatMap(({ serviceName, ips }) => ips.map((ip) => keyUse(serviceName, ip))),
  };
}

function keyUse(service: string, ip: KeyUsage): KeyUse {
  const detail = typeof ip.detail === 'object' && ip.detail !== null ? (ip.detail as Record<string, unknown>) : {};
  const userAgent = detail['userAgent'];
  return {
    service,
    ip: ip.name || undefined,
    userAgent: typeof userAgent === 'string' ? userAgent : undefined,
    lastAt: ip.usedAt?.toISOString(),
  };
}

/** Those of the actions that this deny refuses, whatever the resource: what the business will feel. Pure. */
export function deniedOf(actions: readonly UsedAction[], denyDocument: string): UsedAction[] {
  const decide = compile([parsePolicy(denyDocument)]);
  return actions.filter(({ action }) => decide({ action, resource: '*', context: {} }).decision === 'Deny');
}
