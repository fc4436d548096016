import { messageOf } from '../../shared/identity/looked';
import { sha256 } from '../../shared/incident/seal';
import { withoutLikelySecrets } from '../../shared/secrecy/named';
import type { UnreadLeak } from '../../shared/signal/security-center';
import { sendHourly } from '../alerting';
import type { Run } from '../platform';
import { AlertWaits, tellOnce } from '../told';

/** More are in the object that is kept. */
const MOST_NAMED = 20;

/** This hour has told of others: these are told in the next. */
class NextHour extends Error {}

/**
 * Keeps the records of Security Center's list whose key cannot be read and tells the owner: once for the same records, and
 * once an hour at most. What an hour has no alert left for the next one tells. Never throws: resolves with what failed.
 */
export async function tellUnreadLeaks(run: Run, unread: readonly UnreadLeak[]): Promise<readonly string[]> {
  if (unread.length === 0) return [];
  try {
    const records = unread.map(({ record }) => record).sort((a, b) => a.id.localeCompare(b.id));
    const body = Buffer.from(withoutLikelySecrets(JSON.stringify(records)));
    const hash = sha256(body);
    const key = run.paths.unparsed(hash);
    await tellOnce(run, `unread-leaks-${hash}`, async () => {
      await run.cloud.evidence.put(key, body, { contentType: 'application/json' });
      const { outcome } = await sendHourly(run, 'unread-leaks', {
        kind: 'event-unparseable',
        from: 'leak-list',
        at: run.clock.now().toISOString(),
        why: whyUnread(unread),
        keptAt: `oss://${run.config.evidence.bucket}/${key}`,
        bytes: body.length,
      });
      if (outcome !== 'told') throw new NextHour();
    });
    return [];
  } catch (error) {
    if (error instanceof NextHour) return [];
    // It is on its way.
    if (error instanceof AlertWaits) return [messageOf(error)];
    return [`leaks of Security Center's list whose key cannot be read could not be told: ${messageOf(error)}`];
  }
}

function whyUnread(unread: readonly UnreadLeak[]): string {
  const named = unread.slice(0, MOST_NAMED).map(({ record, why }) => `leak record ${record.id}: ${why}`);
  const more = unread.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
