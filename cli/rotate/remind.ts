import { followedFrom, nextLook } from '../../shared/containment/follow-up/decide';
import { messageOf } from '../../shared/identity/looked';
import type { Incident } from '../../shared/incident/journal';
import { ROOT, stageOf } from '../../shared/rotation/stage';
import type { Room } from './room';

const DAY_MS = 86_400_000;

/**
 * The responder's timer reminds of what waits: a day after a step, or when the old key may be deleted. And it looks at the
 * key each day until the incident has closed behind its deletion: a release may have ended those looks before.
 */
export async function remindLater({ cli, id }: Room, incident: Incident): Promise<void> {
  const { rotation } = incident.state;
  const stage = stageOf(rotation);
  if (stage === 'none') return;
  const now = cli.clock.now();
  const due = new Date(Math.max(now.getTime() + DAY_MS, Date.parse(rotation?.finished?.observeUntil ?? '') || 0));
  const look = nextLook(followedFrom(incident) ?? now.toISOString(), now);
  try {
    await Promise.all([
      ...(stage === 'deleted' ? [] : [cli.run.schedule.add(id, 'rotation', due, { after: now.toISOString() })]),
      // Root's ends by its credential report.
      ...(rotation?.userName === ROOT ? [] : [cli.run.schedule.add(id, 'follow-up', look)]),
    ]);
  } catch (error) {
    process.stderr.write(`Nobody will be reminded of the next step: ${messageOf(error)}\n`);
  }
}
