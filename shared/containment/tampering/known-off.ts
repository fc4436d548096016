import type { Entry } from '../../incident/entries';
import type { Incident } from '../../incident/journal';
import { isFalseAlarm, isOver } from '../../incident/release-state';
import { keysOf } from '../../incident/steps-done';

/**
 * The keys that must be off: of an incident that is over the leaked one, where it was off or deleted when it was last known
 * of, and no person has called it a false alarm; of a contained incident those that we switched off, and the leaked one as
 * well, whoever switched it off since the containment began and whichever look has shown it. What a person has switched on
 * through us since is none of them. Pure.
 */
export function keysKnownOff({ id, entries, state }: Pick<Incident, 'id' | 'entries' | 'state'>): string[] {
  const leaked = id.accessKeyId;
  const isOffIn = (some: readonly Entry[], key: string): boolean =>
    some.reduce((isOff, entry) => isOffAfter(entry, key, leaked) ?? isOff, false);
  if (isOver(state)) {
    const isLeak = state.signals.length > 0 && state.owner?.type === 'ram-user' && !isFalseAlarm(state);
    return isLeak && isOffIn(entries, leaked) ? [leaked] : [];
  }
  const keys = new Set([...state.disabledKeys, ...(state.isContaining ? [leaked] : [])]);
  // What was seen of a containment that is over says nothing about this one.
  const over = entries.findLastIndex((e) => e.type === 'closed' || (e.type === 'release' && e.complete));
  const since = entries.slice(over + 1);
  // Off before anything was contained, it was so by no part of this containment: who switched it on undid nothing of it.
  const began = since.findIndex(
    (e) => e.type === 'decision' && e.mode === 'enforce' && e.decision.verdict === 'contain',
  );
  // That it was on behind the end a person was asked about: his approval switches it off, a leak that is contained does not.
  const isOfEnd = (e: Entry): boolean => e.type === 'tampered' && e.row === 'over' && state.approval === null;
  const known = since.filter((e, at) => at >= began || !(e.type === 'decision' || e.type === 'followed' || isOfEnd(e)));
  return [...keys].filter((key) => isOffIn(known, key));
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
      return (key === leaked && entry.key !== 'Active') || undefined;
    case 'tampered':
      // That it was on again is no leave: it stays asked, or is put back.
      return keysOf(entry.gone).includes(key) || undefined;
    case 'rotation':
      if (did(`enable-key:${key}`)) return false;
      // A key that was deleted is as good as off, and one that came back from the recycle bin through us was switched off.
      return (
        (entry.step === 'finish' && did(`disable-key:${key}`, `found-off:${key}`)) ||
        did(`delete-key:${key}`, `restore-key:${key}`) ||
        undefined
      );
    case 'rotation-intent':
      // A person has begun to take a step back: what he switches on is on by his wish.
      return entry.step === 'undo' ? false : undefined;
    case 'release':
      if (did(`activate-key:${key}`)) return false;
      return key === leaked && entry.key !== undefined ? entry.key !== 'Active' : undefined;
    default:
      return undefined;
  }
}
