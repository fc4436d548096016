import type { Looked } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import { isReady, stageOf } from '../../shared/rotation/stage';
import { verdictOf } from '../rotate/looks';
import { openRoom } from '../rotate/room';
import type { CliRun } from '../run';

/**
 * Whether another key works in place of a leaked one now, as a verify once saw it: the new key may be off or gone since,
 * or somebody uses the old one again. Undefined: no verify of a rotation that goes on says so. Never throws.
 */
export async function stillReplaced(
  cli: CliRun,
  incident: Incident,
  userName: string,
): Promise<Looked<boolean> | undefined> {
  const { rotation } = incident.state;
  if (stageOf(rotation) === 'none' || !isReady(rotation?.verified ?? null)) return undefined;
  const verdict = await verdictOf(openRoom(cli, incident.id.accessKeyId), { incident, userName });
  if (isReady(verdict)) return { value: true };
  const isUnknown = verdict.newKey === 'could-not-check' || verdict.oldKey === 'could-not-check';
  return isUnknown ? { couldNotCheck: verdict.problems.join('; ') } : { value: false };
}
