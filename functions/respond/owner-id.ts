import { URGENT } from '../../shared/aliyun/call';
import { looked } from '../../shared/identity/looked';
import { userIdOf } from '../../shared/identity/name-now';
import { maskKey } from '../../shared/ids';
import type { OutcomeEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';

/**
 * The id of the key's user for the next entry, where the journal does not tell it yet: by it he is found under every name,
 * also when his key was deleted and purged. Never throws: after a look that failed the next one asks again.
 */
export async function ownerIdIfNew(
  run: Pick<Run, 'cloud' | 'log'>,
  { accessKeyId }: IncidentId,
  incident: Pick<Incident, 'state'> | undefined,
): Promise<Pick<OutcomeEntry, 'userId'>> {
  if (incident !== undefined && incident.state.ownerId !== null) return {};
  const id = await looked(userIdOf(run.cloud, accessKeyId, URGENT));
  if ('value' in id) return id.value === undefined ? {} : { userId: id.value };
  run.log.warn({ key: maskKey(accessKeyId), why: id.couldNotCheck }, 'the id of its user is not known yet');
  return {};
}
