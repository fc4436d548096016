import type { Cloud } from '../aliyun';
import { nameOfUser } from '../identity/name-now';
import type { Incident } from '../incident/journal';
import { identityOfStep, type MadeIdentity } from './made';

/** What carries our freeze, by the name that its step in the journal bears. */
export interface FrozenIdentity extends MadeIdentity {
  /** What the user of this id is called now, where it is something else. */
  readonly nameNow?: string;
}

/** What the attack made and carries our freeze, by the names of then, and the users' ids where the journal has them. Pure. */
export function frozenOf({ entries, state }: Pick<Incident, 'entries' | 'state'>): MadeIdentity[] {
  const known = entries.flatMap((entry) => (entry.type === 'outcome' ? (entry.frozen ?? []) : []));
  return [...state.alsoFrozen].flatMap((step) => {
    const one = identityOfStep(step, 'freeze');
    return one ? [known.findLast(({ type, name }) => type === one.type && name === one.name) ?? one] : [];
  });
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
