import { hostname } from 'node:os';
import { maskKey } from '../../shared/ids';
import type { ReleaseIntentEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { RELEASE_MS, releaseUnderWay } from '../../shared/incident/release-under-way';
import { printable } from '../printable';
import type { CliRun } from '../run';

const WAIT_MS = 1_000;

/** Who does it, for whoever finds it unfinished. */
export const thisProcess = (): NonNullable<ReleaseIntentEntry['process']> => ({ host: hostname(), pid: process.pid });

/**
 * Waits a moment where somebody else is releasing the same key right now, and says for how long at most. Resolves with
 * whether it did: everything is to be looked at anew then.
 */
export async function waitedForAnother({ clock }: CliRun, incident: Incident): Promise<boolean> {
  const other = releaseUnderWay(incident, clock.now());
  if (other === undefined || hasDied(other)) return false;
  const leftMs = Date.parse(other.at) + RELEASE_MS - clock.now().getTime();
  process.stderr.write(
    `${printable(other.by)} is releasing ${maskKey(incident.id.accessKeyId)} since ${other.at}: waiting for the end of it, for ${Math.ceil(leftMs / 1000)} s at most …\n`,
  );
  await clock.sleep(WAIT_MS);
  return true;
}

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
