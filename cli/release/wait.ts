import { maskKey } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import { printable } from '../printable';
import type { CliRun } from '../run';
import { outOfTurn, turnsOf } from '../turns';

const WAIT_MS = 1_000;

/**
 * The incident, once nobody else is releasing its key: what is older than a release takes has died in its midst, and is
 * done again. Throws CommandEnded while a rotation is at it.
 */
export async function inTurn({ run, clock }: CliRun, id: IncidentId): Promise<Incident> {
  for (let isSaid = false; ; isSaid = true) {
    const incident = await run.journal.read(id);
    const { release: other, rotation } = turnsOf(incident, clock.now());
    if (rotation !== undefined) throw outOfTurn(rotation, id.accessKeyId);
    if (other === undefined) return incident;
    const leftMs = Date.parse(other.until) - clock.now().getTime();
    if (!isSaid)
      process.stderr.write(
        `${printable(other.by)} is releasing ${maskKey(id.accessKeyId)} right now: waiting for the end of it, for ${Math.ceil(leftMs / 1000)} s at most …\n`,
      );
    await clock.sleep(WAIT_MS);
  }
}
