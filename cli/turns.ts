import type { Clock } from '../shared/clock';
import { type AccessKeyId, maskKey } from '../shared/ids';
import type { Incident } from '../shared/incident/journal';
import { busyOf } from '../shared/rotation/stage';
import { CommandEnded, EXIT } from './exit';

/** A command that is at a key now, by the intent that it wrote into the journal. */
export interface Turn {
  readonly by: string;
  readonly what: string;
  /** By then it is over, or has died; ISO 8601 UTC. */
  readonly until: string;
}

/** A release takes seconds. */
export const RELEASE_LEASE_MS = 60_000;

/**
 * Releases and rotations of one key take turns: what one gives back the other may be about to need. Each writes its intent
 * behind the entries that it has looked at, so that of two at once one finds the other's. `run`: the own one, which
 * is nobody else's.
 */
export function turnsOf(
  { entries, state }: Incident,
  now: Date,
  run?: string,
): { readonly release?: Turn; readonly rotation?: Turn } {
  const last = entries.findLast(({ type }) => type === 'release-intent' || type === 'release');
  const busy = busyOf(state.rotation, run ?? '', now);
  const until = new Date(Date.parse(last?.at ?? '') + RELEASE_LEASE_MS);
  return {
    ...(last?.type === 'release-intent' && now < until
      ? { release: { by: last.by, what: 'release', until: until.toISOString() } }
      : {}),
    ...(busy ? { rotation: { by: busy.by, what: `rotate ${busy.step}`, until: busy.leaseUntil } } : {}),
  };
}

/** Why nothing was done. */
export function outOfTurn({ by, what, until }: Turn, accessKeyId: AccessKeyId): CommandEnded {
  return new CommandEnded(
    EXIT.person,
    `${by} is at "${what}" of ${maskKey(accessKeyId)} right now, so nothing was changed. Ask, or come back after ${until}: by then it is over or has died.`,
  );
}

/** What throws once the turn has passed: somebody else may be at it by then. */
export function mayActUntil(until: Date, clock: Clock): () => void {
  return () => {
    if (clock.now() >= until)
      throw new Error(`this took until after ${until.toISOString()}, and somebody else may be at it now: run it again`);
  };
}
