import { CLI, WITH_REASON } from '../../shared/command-line';
import { looked } from '../../shared/identity/looked';
import { lookAtUserNow } from '../../shared/identity/name-now';
import { maskKey, namedKeys } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import { CommandEnded, EXIT } from '../exit';
import { noIncident, noIncidentNext, sealedOtherwise } from '../no-incident';
import type { CliRun } from '../run';
import { OURS } from './changed';
import { standingOf } from './look';

/**
 * Why there is nothing to release by. The deny may be another key's of the same user; one that no journal knows of was
 * attached while the evidence bucket could not be written; entries that do not bear our seal are nobody's word, or this
 * shell has another state key.
 */
export async function whyNoIncident(run: CliRun['run'], incident: Incident): Promise<CommandEnded> {
  const { id } = incident;
  const none = noIncident(id);
  const otherwise = sealedOtherwise(incident, run.paths);
  if (otherwise !== undefined) return otherwise;
  const carried = await looked(standsFor(run, id));
  if ('couldNotCheck' in carried)
    return new CommandEnded(
      EXIT.unchecked,
      `${none}; whether it is off, and what its user carries, could not be checked: ${carried.couldNotCheck}`,
    );
  if (carried.value === undefined) return new CommandEnded(EXIT.usage, `${none}. ${noIncidentNext(id)}`);
  const { userName, names, contained, isOff } = carried.value;
  const denies = names.length > 0 ? `${userName} carries ${names.join(', ')}` : '';
  const [other] = contained;
  if (other !== undefined && denies !== '')
    return new CommandEnded(
      EXIT.usage,
      `${none}. ${denies} for ${contained.map(maskKey).join(' and ')}: ${CLI} release ${other} ${WITH_REASON} takes it off.`,
    );
  const stands = [denies, isOff ? `the key of ${userName} is off` : ''].filter((one) => one !== '').join(', and ');
  const back = isOff
    ? `${CLI} release ${id.accessKeyId} --false-alarm --all-denies --reactivate ${id.accessKeyId} ${WITH_REASON} gives the key back (without --false-alarm: once it is replaced)`
    : `${CLI} release ${id.accessKeyId} --all-denies ${WITH_REASON} takes it off`;
  return new CommandEnded(
    EXIT.person,
    `${none}, but ${stands}, of which no journal knows. If ak-tourniquet did it while nothing could be written down: ${CLI} respond ${id.accessKeyId} ${WITH_REASON} writes it down, and then ${back}.`,
  );
}

/**
 * What may be our doing, with the user's other keys that are contained. Undefined: the key is nobody's here, or it works and
 * its user carries nothing of ours.
 */
async function standsFor({ cloud, journal }: CliRun['run'], id: IncidentId) {
  const found = await lookAtUserNow(cloud, id.accessKeyId, undefined, (now) => standingOf({ cloud }, now));
  if (found?.keys.every((key) => key.id !== id.accessKeyId) !== false) return undefined;
  const { userName, keys, policies, groups } = found;
  const names = [...policies.map(({ name }) => name), ...groups].filter((name) => OURS.has(name));
  const isOff = keys.some((key) => key.id === id.accessKeyId && key.status === 'Inactive');
  if (names.length === 0 && !isOff) return undefined;
  const others = namedKeys(keys).filter((key) => key !== id.accessKeyId);
  const incidents = await Promise.all(others.map((accessKeyId) => journal.read({ ...id, accessKeyId })));
  const contained = incidents.flatMap((one) => (one.state.isContaining ? one.id.accessKeyId : []));
  return { userName, names: [...new Set(names)], contained, isOff };
}
