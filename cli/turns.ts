import { hostname } from 'node:os';
import type { Clock } from '../shared/clock';
import { type AccessKeyId, maskKey } from '../shared/ids';
import type { ReleaseIntentEntry } from '../shared/incident/entries';
import type { Incident } from '../shared/incident/journal';
import { RELEASE_MS, releaseUnderWay } from '../shared/incident/release-under-way';
import { busyOf } from '../shared/rotation/stage';
import { CommandEnded, EXIT } from './exit';

/** A command that is at a key now, by the intent that it wrote into the journal. */
export interface Turn {
  readonly by: string;
  readonly what: string;
  /** By then it is over, or has died; ISO 8601 UTC. */
  readonly until: string;
}

/**
 * Releases and rotations of one key take turns: what one gives back the other may be about to need. Each writes its intent
 * behind the entries that it has looked at, so that of two at once one finds the other's. `run`: the own one, which
 * is nobody else's.
 */
export function turnsOf(
  incident: Incident,
  now: Date,
  run?: string,
): { readonly release?: Turn; readonly rotation?: Turn } {
  const release = releaseUnderWay(incident, now);
  const busy = busyOf(incident.state.rotation, run ?? '', now);
  return {
    ...(release !== undefined && !hasDied(release)
      ? { release: { by: release.by, what: 'release', until: releaseEnd(new Date(release.at)).toISOString() } }
      : {}),
    ...(busy ? { rotation: { by: busy.by, what: `rotate ${busy.step}`, until: busy.leaseUntil } } : {}),
  };
}

/** When a release that begins now is somebody else's turn. */
export const releaseEnd = (began: Date): Date => new Date(began.getTime() + RELEASE_MS);

/** Who does it, for whoever finds it unfinished. */
export const thisProcess = (): NonNullable<ReleaseIntentEntry['process']> => ({ host: hostname(), pid: process.pid });

/** It ran on this machine, and no such process is there any more. Of another machine's nobody here can tell. */
function hasDied({ process: began }: Pick<ReleaseIntentEntry, 'process'>): boolean {
  if (began === undefined || began.host !== hostname()) return false;
  try {
    process.kill(began.pid, 0);
    return false;
  } catch (error) {
    // Another user's process may not be signalled, and is there all the same.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
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
