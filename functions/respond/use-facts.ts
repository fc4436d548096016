import type { DenyPolicy } from '../../shared/containment/apply';
import { deniedOf, type KeyUse, type RecentUse, recentUse } from '../../shared/containment/impact';
import { expectedDocument } from '../../shared/containment/policy-parts';
import { isAddress, parseAuditEvent } from '../../shared/evidence/event';
import { historyEnds } from '../../shared/evidence/suspicion';
import { looked } from '../../shared/identity/looked';
import type { AccessKeyId } from '../../shared/ids';
import type { IncidentFacts } from '../../shared/notify/facts';
import { protectedScope, type Run } from '../platform';

type UseFacts = Pick<IncidentFacts, 'application' | 'businessImpact' | 'suspectUse'>;

/** One page and one try: the alert does not wait for it, and without it a source since the leak stays a "perhaps". */
const ONE_TRY = { timeoutMs: 2_000, retries: 0 };

/**
 * Who uses the key and which of the business's calls `deny` refuses. The business's own is what was used before it was
 * `suspected`, or since then from an address known from before; what came since from elsewhere may be the thief's and is
 * only counted. ActionTrail's index knows the last use of each address alone: whether it was there before is asked of
 * the events of this region.
 */
export async function useFacts(
  run: Run,
  accessKeyId: AccessKeyId,
  suspected: Date,
  deny: DenyPolicy | undefined,
): Promise<UseFacts> {
  const used = await looked(recentUse(run.cloud.actionTrail(), accessKeyId));
  if ('couldNotCheck' in used) return { application: used, businessImpact: used };
  const began = historyEnds({ began: suspected.toISOString() });
  const isSince = ({ lastAt }: { readonly lastAt: string | undefined }): boolean =>
    lastAt !== undefined && lastAt >= began;
  const strangers = await strangersOf(run, accessKeyId, used.value, isSince, began);
  const isForeign = ({ ip }: KeyUse): boolean => ip !== undefined && strangers.has(ip);
  // While strangers are about, an action of these hours may be theirs: the index does not say whose it was.
  const own = used.value.actions.filter((action) => strangers.size === 0 || !isSince(action));
  const denied = deny === undefined ? [] : deniedOf(own, expectedDocument(deny, protectedScope(run)));
  return {
    application: { value: used.value.uses.filter((use) => !isForeign(use)).map(definedOnly) },
    businessImpact: { value: denied.map(definedOnly) },
    ...(strangers.size > 0
      ? { suspectUse: { calls: used.value.actions.length - own.length, ips: [...strangers] } }
      : {}),
  };
}

/** Addresses that the key was used from since then, and by all that can be seen not before. */
async function strangersOf(
  run: Run,
  accessKeyId: AccessKeyId,
  { uses }: RecentUse,
  isSince: (use: KeyUse) => boolean,
  began: string,
): Promise<ReadonlySet<string>> {
  const addresses = (some: readonly KeyUse[]): string[] => some.flatMap(({ ip }) => (ip && isAddress(ip) ? ip : []));
  const known = new Set(addresses(uses.filter((use) => !isSince(use))));
  const candidates = new Set(addresses(uses.filter(isSince)).filter((ip) => !known.has(ip)));
  if (candidates.size === 0) return candidates;
  const before = await looked(
    run.cloud.actionTrail().lookupEvents(
      {
        attributes: [{ key: 'EventAccessKeyId', value: accessKeyId }],
        from: new Date(Date.parse(began) - 30 * 86_400_000),
        to: new Date(began),
      },
      ONE_TRY,
    ),
  );
  if ('value' in before) for (const event of before.value.events) candidates.delete(parseAuditEvent(event).ip);
  return candidates;
}

/** Optional members that are absent instead of undefined, as exact optional types ask. */
function definedOnly<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
