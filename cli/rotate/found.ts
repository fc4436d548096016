import type { StepResult } from '../../shared/containment/types';
import { parseAccessKeyId } from '../../shared/ids';
import type { SecretPlace } from '../../shared/incident/rotation-entries';
import type { KeyHolder } from './holder';
import { versionBeforeAt } from './place';
import { noted, type Performed, type Room, type RotateOptions, record } from './room';

/** A new key whose secret lies where it was asked to. */
export interface FoundPlan {
  readonly found: string;
  /** The journal knows that its secret was handed over. */
  readonly isRecorded: boolean;
  readonly isOff: boolean;
  readonly place: SecretPlace | null;
  readonly target: KeyHolder;
}

/** Goes on behind a start that died or that could not see its end: what is there is written down, and the key goes on. */
export async function goOn(
  room: Room,
  options: RotateOptions,
  { found, isRecorded, isOff, place, target }: FoundPlan,
  mayAct: () => void,
): Promise<Performed> {
  const steps: StepResult[] = [];
  let previousVersion: string | undefined;
  if (!isRecorded) {
    const isThere = () => Promise.resolve('found where a start that died had put it');
    await noted(steps, room, `create-key:${found}`, isThere);
    await noted(steps, room, 'hand-over', isThere);
    if (place?.kind === 'kms')
      await noted(steps, room, 'version-before', async () => {
        previousVersion = await versionBeforeAt(place, found, room.cloud);
        return previousVersion ?? 'none';
      });
  }
  if (isOff)
    await noted(steps, room, `switch-on-new:${found}`, async () => {
      mayAct();
      await target.turn(parseAccessKeyId(found), 'Active');
      return 'on';
    });
  const isWritten = await record(room, 'start', options, steps, {
    ended: true,
    ...(previousVersion === undefined ? {} : { previousVersion }),
  });
  return { steps, isWritten };
}
