import { inTime } from '../../functions/time-limits';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import { maskKey } from '../../shared/ids';
import { containmentUnderWay } from '../../shared/incident/containment-under-way';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import { printable } from '../printable';
import type { CliRun } from '../run';
import { outOfTurn, type Turn, turnsOf } from '../turns';

const WAIT_MS = 1_000;

/**
 * The incident, once nobody else is releasing its key, and no run is about to attach a deny that would land behind this
 * release: what is older than these take has died in its midst. Throws CommandEnded while a rotation is at it.
 */
export async function inTurn(cli: CliRun, id: IncidentId): Promise<Incident> {
  for (let isSaid = false; ; isSaid = true) {
    const incident = await afterRelease(cli, id, (rotation) => {
      throw outOfTurn(rotation, id.accessKeyId);
    });
    const until = containmentUnderWay(incident, cli.clock.now());
    if (until === undefined) return incident;
    if (!isSaid)
      process.stderr.write(
        `The responder is containing ${maskKey(id.accessKeyId)} right now: waiting for its deny, until ${until.toISOString()} at most …\n`,
      );
    await cli.clock.sleep(WAIT_MS);
  }
}

/** The incident, once nobody is releasing its key: what that one gives back is not contained by a look of before. */
export async function afterRelease(
  { run, clock }: CliRun,
  id: IncidentId,
  onRotation?: (rotation: Turn) => void,
  read = (): Promise<Incident> => run.journal.read(id),
): Promise<Incident> {
  for (let isSaid = false; ; isSaid = true) {
    const incident = await read();
    const { release: other, rotation } = turnsOf(incident, clock.now());
    if (rotation !== undefined) onRotation?.(rotation);
    if (other === undefined) return incident;
    const leftMs = Date.parse(other.until) - clock.now().getTime();
    if (!isSaid)
      process.stderr.write(
        `${printable(other.by)} is releasing ${maskKey(id.accessKeyId)} right now: waiting for the end of it, for ${Math.ceil(leftMs / 1000)} s at most …\n`,
      );
    await clock.sleep(WAIT_MS);
  }
}

/** A deny waits for OSS no longer than this. */
const OSS_MS = 500;

/** The same before a deny, which an incident that cannot be read does not hold up: then why it could not. */
export function afterReleaseOrUnread(cli: CliRun, id: IncidentId): Promise<Looked<Incident>> {
  const read = async (): Promise<Incident> => {
    const look = await inTime(cli.run.clock, cli.run.journal.read(id), OSS_MS, 'journal');
    if ('couldNotCheck' in look) throw new Error(look.couldNotCheck);
    return look.value;
  };
  return looked(afterRelease(cli, id, undefined, read));
}
