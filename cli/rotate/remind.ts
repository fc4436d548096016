import { messageOf } from '../../shared/identity/looked';
import type { RotationState } from '../../shared/incident/rotation-state';
import { stageOf } from '../../shared/rotation/stage';
import type { Room } from './room';

const DAY_MS = 86_400_000;

/** The responder's timer reminds of what waits: a day after a step, or when the old key may be deleted. */
export async function remindLater({ cli, id }: Room, rotation: RotationState | null): Promise<void> {
  const stage = stageOf(rotation);
  if (stage === 'none' || stage === 'deleted') return;
  const now = cli.clock.now();
  const due = new Date(Math.max(now.getTime() + DAY_MS, Date.parse(rotation?.finished?.observeUntil ?? '') || 0));
  try {
    await cli.run.schedule.add(id, 'rotation', due, { after: now.toISOString() });
  } catch (error) {
    process.stderr.write(`Nobody will be reminded of the next step: ${messageOf(error)}\n`);
  }
}
