import { CLI } from '../../shared/command-line';
import { looked } from '../../shared/identity/looked';
import { type AccessKeyId, isAccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import type { Run } from '../platform';

const MOST_NAMED = 10;

/**
 * What else waits for a decision, where one message asks about all that the cap holds: whatever was held behind the last
 * message of the hour has none of its own, and must be named in the next one. By the markers, which anybody with the bucket
 * may write: a name too many sends a person to look, and decides nothing. A sentence, or none. Never throws.
 */
export async function alsoHeld(
  run: Pick<Run, 'cloud' | 'paths' | 'accountId'>,
  accessKeyId: AccessKeyId,
): Promise<readonly string[]> {
  const listed = await looked(new Markers(run.cloud.evidence, run.paths).list('held'));
  if ('couldNotCheck' in listed)
    return [`which other keys wait for a decision could not be checked: ${listed.couldNotCheck}`];
  const others = listed.value
    .filter((marker) => marker.accountId === run.accountId && isAccessKeyId(marker.accessKeyId))
    .map((marker) => marker.accessKeyId)
    .filter((id) => id !== accessKeyId);
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_NAMED).map((id) => maskKey(parseAccessKeyId(id)));
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  return [
    `other keys wait for a decision as well, each until it is made: ${named.join(', ')}${more} ("${CLI} status" lists them)`,
  ];
}
