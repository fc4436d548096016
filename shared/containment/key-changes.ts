import type { KeyState } from '../identity/types';
import type { Entry } from '../incident/entries';
import type { Changes } from './changes';

/** What a step of ours left a key as. */
export type KeyEnd = 'on' | 'off' | 'deleted';

/** The user's keys as a live call has just shown them, and what of them is ours. */
export interface KeysNow {
  readonly keys: readonly KeyState[];
  /** Keys that are the owner's: a rotation made them, or he says so. */
  readonly own: readonly string[];
  /** By the journals, since the containment. */
  readonly ours: ReadonlyMap<string, KeyEnd>;
  /** Keys that we switched off, or may have: a plan names them by itself. */
  readonly offByUs: ReadonlySet<string>;
}

/**
 * Which keys somebody else made, switched or deleted. A key that works and did not is power of his more; one that works
 * again as it did before, or that is off, gives him none, and is only shown. Pure.
 */
export function keyChanges(before: readonly KeyState[], { keys, own, ours, offByUs }: KeysNow): Changes {
  const gained: string[] = [];
  const lost: string[] = [];
  for (const { id, status, createdAt } of keys) {
    if (own.includes(id)) continue;
    const was = before.find((key) => key.id === id)?.status;
    const isOn = status === 'Active';
    const end = ours.get(id);
    const sayOwn = `(--own-key ${id} if it is yours)`;
    if (was === undefined && end === undefined) {
      const made = `he got the AccessKey ${id}, made ${createdAt === null ? 'nobody knows when' : `at ${createdAt}`}`;
      if (isOn) gained.push(`${made} ${sayOwn}`);
      else lost.push(`${made}; it is off`);
      continue;
    }
    const wasLeftOn = end === undefined ? was === 'Active' : end === 'on';
    const on = `his AccessKey ${id} was switched on`;
    if (isOn && !wasLeftOn && was === 'Active') lost.push(on);
    if (isOn && !wasLeftOn && was !== 'Active') gained.push(`${on} ${sayOwn}`);
    if (!isOn && wasLeftOn && !offByUs.has(id)) lost.push(`his AccessKey ${id} was switched off`);
  }
  const gone = before.filter(({ id }) => !keys.some((key) => key.id === id) && ours.get(id) !== 'deleted');
  return { gained, lost: [...lost, ...gone.map(({ id }) => `his AccessKey ${id} was deleted`)], unknown: [] };
}

const ENDS: ReadonlyMap<string, KeyEnd> = new Map([
  ['create-key', 'on'],
  ['activate-key', 'on'],
  ['enable-key', 'on'],
  ['switch-on-new', 'on'],
  ['disable-key', 'off'],
  ['found-off', 'off'],
  ['switch-off-new', 'off'],
  ['restore-key', 'off'],
  ['delete-key', 'deleted'],
  ['discard-key', 'deleted'],
]);

/** What our steps have left the keys as since then (ISO 8601 UTC; undefined: ever), by the entries of one journal or of more. Pure. */
export function keyEnds(entries: readonly Entry[], since: string | undefined): ReadonlyMap<string, KeyEnd> {
  const later = entries.filter(({ at }) => since === undefined || Date.parse(at) >= Date.parse(since));
  const steps = later
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .flatMap((entry) => ('steps' in entry ? entry.steps : []));
  return new Map(
    steps.flatMap(({ step, ok }) => {
      const [name = '', key = ''] = step.split(':');
      const end = ENDS.get(name);
      return ok && end !== undefined ? [[key, end] as const] : [];
    }),
  );
}
