import type { Entry } from '../../incident/entries';
import type { Incident } from '../../incident/journal';
import { keysOf } from '../../incident/steps-done';

/**
 * The keys that must be off: those that we switched off, and of a contained incident the leaked one as well, whoever
 * switched it off and whichever look has shown it. What a person has switched on through us since is none of them. Pure.
 */
export function keysKnownOff({ id, entries, state }: Pick<Incident, 'id' | 'entries' | 'state'>): string[] {
  const leaked = id.accessKeyId;
  const keys = new Set([...state.disabledKeys, ...(state.isContaining ? [leaked] : [])]);
  // What was seen of a containment that is over says nothing about this one.
  const over = entries.findLastIndex((e) => e.type === 'closed' || (e.type === 'release' && e.complete));
  const since = entries.slice(over + 1);
  return [...keys].filter((key) => since.reduce((isOff, entry) => isOffAfter(entry, key, leaked) ?? isOff, false));
}

/** Whether the key is off by what the entry says; undefined: it says nothing about that. */
function isOffAfter(entry: Entry, key: string, leaked: string): boolean | undefined {
  const did = (...names: string[]): boolean =>
    'steps' in entry && entry.steps.some(({ ok, step }) => ok && names.includes(step));
  switch (entry.type) {
    case 'outcome':
    case 'mended':
      return did(`disable-key:${key}`) || undefined;
    case 'decision':
      return entry.keysBefore?.some(({ id, status }) => id === key && status === 'Inactive') || undefined;
    case 'followed':
      return (key === leaked && entry.key === 'Inactive') || undefined;
    case 'tampered':
      // That it was on again is no leave: it stays asked, or is put back.
      return keysOf(entry.gone).includes(key) || undefined;
    case 'rotation':
      if (did(`enable-key:${key}`)) return false;
      return (entry.step === 'finish' && did(`disable-key:${key}`, `found-off:${key}`)) || undefined;
    case 'rotation-intent':
      // A person has begun to take a step back: what he switches on is on by his wish.
      return entry.step === 'undo' ? false : undefined;
    case 'release':
      return did(`activate-key:${key}`) ? false : undefined;
    default:
      return undefined;
  }
}
