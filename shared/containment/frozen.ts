import type { Cloud } from '../aliyun';
import { nameOfUser } from '../identity/name-now';
import { type AccessKeyId, parseAccessKeyId } from '../ids';
import type { Incident } from '../incident/journal';
import { type HeldIdentity, identityOfStep, KEY_OFF, type MadeIdentity, type MadeToday } from './made';

/** What carries our freeze, by the name that its step in the journal bears. */
export interface FrozenIdentity extends HeldIdentity, MadeToday {}

/** Users that the attack made and that steps of ours were for, with their ids, oldest first. Pure. */
export const knownMade = (entries: Incident['entries']): MadeToday[] =>
  entries.flatMap((entry) => (entry.type === 'outcome' ? (entry.frozen ?? []) : []));

/**
 * What the attack made and carries our freeze, or the quarantine in its place, by the names of then, and the users' ids
 * where the journal has them: once for each of the two that one carries, and for each user who was made under the name.
 * Pure.
 */
export function frozenOf({ entries, state }: Pick<Incident, 'entries' | 'state'>): HeldIdentity[] {
  const known = knownMade(entries);
  const heldBy = (steps: ReadonlySet<string>, verb: 'freeze' | 'quarantine'): HeldIdentity[] =>
    [...steps].flatMap((step) => {
      const one = identityOfStep(step, verb);
      if (one === undefined) return [];
      const { type, name } = one;
      const ids = new Set(known.flatMap((k) => (k.type === type && k.name === name ? (k.id ?? []) : [])));
      const each: readonly MadeIdentity[] = ids.size === 0 ? [one] : [...ids].map((id) => ({ type, name, id }));
      return each.map((held) => ({ ...held, ...(verb === 'freeze' ? {} : { deny: verb }) }));
    });
  return [...heldBy(state.alsoFrozen, 'freeze'), ...heldBy(state.alsoQuarantined, 'quarantine')];
}

/** The same with the names of today: one look for each user whose id is known. Throws what the looks throw. */
export function frozenNow(incident: Incident, cloud: Pick<Cloud, 'ims'>): Promise<FrozenIdentity[]> {
  return Promise.all(
    frozenOf(incident).map(async (one) => {
      const nameNow = one.id === undefined ? one.name : await nameOfUser(cloud, one.id);
      return nameNow === undefined || nameNow === one.name ? one : { ...one, nameNow };
    }),
  );
}

/** By the name that the journal and the alerts bear, and the one that the console shows. */
export const shownFrozen = ({ type, name, nameNow }: FrozenIdentity): string =>
  `${type} ${name}${nameNow === undefined ? '' : `, called ${nameNow} now`}`;

/** Keys of users whom the attack made that were switched off in place of a freeze: nobody but a person switches them on. Pure. */
export function madeKeysOff(entries: Incident['entries']): AccessKeyId[] {
  const steps = entries.flatMap((entry) => (entry.type === 'outcome' || entry.type === 'mended' ? entry.steps : []));
  const off = steps.flatMap(({ step, ok }) => (ok && step.startsWith(KEY_OFF) ? step.slice(KEY_OFF.length) : []));
  return [...new Set(off)].map(parseAccessKeyId);
}
