import type { Collected } from '../../shared/hygiene/collect';
import { messageOf } from '../../shared/identity/looked';
import { type AccessKeyId, parseAccessKeyId } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import type { RootReport } from '../../shared/rotation/root-report';
import type { Run } from '../platform';

/** An account has a handful of root keys. */
const MOST_INCIDENTS = 50;

/**
 * Hands what the credential report says of root's keys to respond, once for each root key's incident that is open: what
 * was done in the console is seen nowhere else. A report that is old, cut or missing hands on nothing. Resolves with what
 * failed.
 */
export async function handOnRoot(run: Run, collected: Collected): Promise<readonly string[]> {
  const report = rootReportOf(collected);
  if (report === undefined) return [];
  try {
    const markers = new Markers(run.cloud.evidence, run.paths);
    // What the attack made may wait for a person's word; of a RAM user's incident respond makes nothing of it.
    const listed = (await Promise.all([markers.list('root-key'), markers.list('held')])).flat();
    const due = run.clock.now();
    // A marker bears no seal: whoever forges one makes respond read a journal in vain, and not often.
    const keys = listed.flatMap((marker) => (marker.accountId === run.accountId ? ownKey(marker.accessKeyId) : []));
    await Promise.all(
      keys
        .slice(0, MOST_INCIDENTS)
        .map((accessKeyId) =>
          run.schedule.add({ accountId: run.accountId, accessKeyId }, 'root-report', due, { report }),
        ),
    );
    return [];
  } catch (error) {
    return [`what root's keys are could not be handed on, so that no root key's incident ends: ${messageOf(error)}`];
  }
}

function ownKey(name: string): readonly AccessKeyId[] {
  try {
    return [parseAccessKeyId(name)];
  } catch {
    return [];
  }
}

function rootReportOf({ facts, reportedAt }: Collected): RootReport | undefined {
  if (reportedAt === undefined || facts.root.stale !== undefined || 'couldNotCheck' in facts.root.keys)
    return undefined;
  const keys = facts.keys.filter(({ owner }) => owner.type === 'root');
  return {
    generatedAt: reportedAt.toISOString(),
    keys: keys.map(({ active, createdAt }) => ({
      active: 'value' in active ? active.value : null,
      createdAt: 'value' in createdAt ? createdAt.value.toISOString() : null,
    })),
  };
}
