import { CLI, WITH_REASON } from '../../shared/command-line';
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

/** How the release came out; `next`: the release by itself, where it is what is left to do. */
interface Lifted {
  readonly code: ExitCode;
  readonly next?: string;
}

const DONE: Lifted = { code: EXIT.done };

/** The deny comes off, and the incident is closed, when the old key is deleted; earlier by a person's word alone, and never while the key is on. */
export async function liftAfter(room: Room, step: RotationStep, options: Lift): Promise<Lifted> {
  if (step === 'undo' || (step === 'finish' && !options.liftEarly)) return DONE;
  const incident = await room.cli.run.journal.read(room.id);
  const { rotation, isContaining } = incident.state;
  const isThere = step === 'delete' ? rotation?.deleted : rotation?.finished;
  const isOver = step === 'finish' ? !isContaining : isReleased(incident);
  if (!rotation || !isThere || isOver || rotation.userName === ROOT) return DONE;
  const { accessKeyId } = room.id;
  let isTakenBack = false;
  try {
    const code = await releaseCommand(room.cli, accessKeyId, {
      reason: options.reason ?? `the key was deleted; ${inItsPlace(rotation)}`,
      by: options.by,
      reactivate: [],
      ownKeys: [],
      falseAlarm: false,
      yes: true,
      // An undo may have come in between: then the deny has somebody to bind.
      notAnyMore: ({ rotation: now }) => {
        isTakenBack = now?.undone !== null || (step === 'delete' ? now.deleted : now.finished) === null;
        return isTakenBack
          ? `${maskKey(accessKeyId)} is not ${step === 'delete' ? 'deleted' : 'off'} any more: somebody took that back meanwhile, and the deny stays.`
          : undefined;
      },
    });
    return code === EXIT.done ? DONE : { code, ...nextOf(step, accessKeyId) };
  } catch (error) {
    // What the rotation did stands all the same, and is told.
    const why = messageOf(error);
    process.stderr.write(`NOT released: ${why}\n`);
    const code = error instanceof CommandEnded ? error.exitCode : EXIT.failed;
    if (isTakenBack) return { code };
    // The steps of a rotation take none of a release's options.
    const release = releaseLine(accessKeyId, why);
    process.stderr.write(
      `The deny comes off by a release of its own, which takes the options that are named above: ${release}\n`,
    );
    return { code, ...nextOf(step, accessKeyId, release) };
  }
}

/** Nothing comes behind a deletion but the release. */
const nextOf = (step: RotationStep, accessKeyId: string, release = releaseLine(accessKeyId)): Partial<Lifted> =>
  step === 'delete' ? { next: release } : {};

/** `why`: what the release refused by. */
function releaseLine(accessKeyId: string, why = ''): string {
  return why.includes('--accept-changes')
    ? `${CLI} release ${accessKeyId} --accept-changes ${WITH_REASON}`
    : `${CLI} release ${accessKeyId} ${WITH_REASON}`;
}
