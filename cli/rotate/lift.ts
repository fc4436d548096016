import { messageOf } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { RotationStep } from '../../shared/incident/rotation-entries';
import { inItsPlace, ROOT } from '../../shared/rotation/stage';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { releaseCommand } from '../release';
import type { Room } from './room';

interface Lift {
  readonly by: string;
  readonly reason?: string;
  readonly liftEarly?: boolean;
}

/** A release has come to its end, and nothing was contained since. */
const isReleased = ({ state: { isContaining, release } }: Incident): boolean =>
  !isContaining && release?.complete === true;

/** For the plan. `isDenied`: a deny is on the user, by the journal. */
export function liftLines(step: RotationStep, { liftEarly }: Lift, isDenied: boolean, incident: Incident): string[] {
  if (step === 'delete' && isReleased(incident)) return [];
  if (step === 'delete')
    return [isDenied ? 'take the deny off, as release does' : 'close the incident, as release does'];
  if (!isDenied) return [];
  return step === 'finish' && liftEarly ? ['take the deny off before the old key is deleted, as release does'] : [];
}

/** The deny comes off, and the incident is closed, when the old key is deleted; earlier by a person's word alone, and never while the key is on. */
export async function liftAfter(room: Room, step: RotationStep, options: Lift): Promise<ExitCode> {
  if (step === 'undo' || (step === 'finish' && !options.liftEarly)) return EXIT.done;
  const incident = await room.cli.run.journal.read(room.id);
  const { rotation, isContaining } = incident.state;
  const isThere = step === 'delete' ? rotation?.deleted : rotation?.finished;
  const isOver = step === 'finish' ? !isContaining : isReleased(incident);
  if (!rotation || !isThere || isOver || rotation.userName === ROOT) return EXIT.done;
  try {
    return await releaseCommand(room.cli, room.id.accessKeyId, {
      reason: options.reason ?? `the key was deleted; ${inItsPlace(rotation)}`,
      by: options.by,
      reactivate: [],
      ownKeys: [],
      falseAlarm: false,
      yes: true,
      // An undo may have come in between: then the deny has somebody to bind.
      notAnyMore: ({ rotation: now }) =>
        now?.undone === null && (step === 'delete' ? now.deleted : now.finished)
          ? undefined
          : `${maskKey(room.id.accessKeyId)} is not ${step === 'delete' ? 'deleted' : 'off'} any more: somebody took that back meanwhile, and the deny stays.`,
    });
  } catch (error) {
    // What the rotation did stands all the same, and is told.
    process.stderr.write(`NOT released: ${messageOf(error)}\n`);
    return error instanceof CommandEnded ? error.exitCode : EXIT.failed;
  }
}
