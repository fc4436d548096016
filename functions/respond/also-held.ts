import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import { type AccessKeyId, isAccessKeyId } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import type { Run } from '../platform';

/**
 * What else waits for a decision, where one message asks about all that the cap holds: whatever was held behind the last
 * message of the hour has none of its own, and must be named in the next one. By the markers, which anybody with the bucket
 * may write: a name too many sends a person to look, and decides nothing. Never throws.
 */
export function alsoHeld(
  run: Pick<Run, 'cloud' | 'paths' | 'accountId'>,
  accessKeyId: AccessKeyId,
): Promise<Looked<readonly string[]>> {
  const list = async (): Promise<string[]> => {
    const held = await new Markers(run.cloud.evidence, run.paths).list('held');
    const ours = held.filter((marker) => marker.accountId === run.accountId && isAccessKeyId(marker.accessKeyId));
    return ours.map((marker) => marker.accessKeyId).filter((id) => id !== accessKeyId);
  };
  return looked(list());
}
