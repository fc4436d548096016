import path from 'node:path';
import type { SecretPlace } from '../../shared/incident/rotation-entries';
import { rootLine, startLine, undoLine } from '../../shared/rotation/start-line';
import { CommandEnded, EXIT } from '../exit';
import { inWords } from './place';
import type { Room } from './room';

/** A place as the journal has it: from wherever the next command is run. */
export function recorded(place: SecretPlace): SecretPlace {
  return place.kind === 'file' ? { kind: 'file', path: path.resolve(place.path) } : place;
}

/**
 * Why a secret that was handed over goes nowhere else: what reads the other place would wait for it in vain. `mayGo`: the
 * workload has the old key still.
 */
export function givenOnce(
  { id, root }: Room,
  newKey: string,
  from: SecretPlace | null,
  to: SecretPlace,
  mayGo = true,
): CommandEnded {
  const { accessKeyId } = id;
  const discarding = { place: to, discard: newKey };
  const again = root ? rootLine(accessKeyId, discarding) : startLine(accessKeyId, discarding);
  const where = from === null ? 'its place' : inWords(from);
  return new CommandEnded(
    EXIT.person,
    `The secret of the new key ${newKey} was handed over to ${where} already. RAM tells a secret once, when it makes the key, so that it cannot be given to ${inWords(to)} ${to.kind === 'stdout' && from?.kind === 'stdout' ? 'again' : 'as well'}; nothing was changed. Copy it from ${where}, and go on without naming a place. Or have another key made: take the rotation back (${undoLine(accessKeyId, root !== undefined)}), then start anew${mayGo ? `; or have this one deleted: ${again}` : ''}.`,
  );
}
