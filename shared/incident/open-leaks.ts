import type { Entry } from './entries';

/**
 * The leaks of a key that somebody may have found, by leak id: decided on as a case, and not called a false alarm since.
 * What was no case for anybody (a notice that came while the key was off) opens none and takes back none; nor does a release
 * that says nothing of false alarms: whoever found the key has it still. Pure. `entries`: oldest first.
 */
export function openLeaks(entries: readonly Entry[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'decision' && entry.decision.verdict !== 'none') open.add(entry.signal.leakId);
    // The word stands with the release's intent, however far that one has come.
    if ((entry.type === 'release-intent' || entry.type === 'release') && entry.falseAlarm === true)
      for (const leakId of entry.leakIds) open.delete(leakId);
  }
  return open;
}

/** A leak of the key is known that nobody has called a false alarm: its finder has whatever power the key has. Pure. */
export const isLeakOpen = ({ entries }: { readonly entries: readonly Entry[] }): boolean => openLeaks(entries).size > 0;
