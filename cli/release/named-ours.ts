import type { Cloud } from '../../shared/aliyun';
import type { PolicyRef } from '../../shared/aliyun/ram';
import { type Changes, NO_CHANGES } from '../../shared/containment/changes';
import { namedOursAmong } from '../../shared/containment/named-ours';
import { looked } from '../../shared/identity/looked';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { beyondDenies } from '../../shared/ram-policy/our-denies';

/** What a user has by what is called like ours, and is no deny. */
export interface PowerByOurNames {
  readonly changes: Changes;
  /** Policies attached to him that are called like a deny of ours, and allow something. */
  readonly allowing: ReadonlySet<string>;
}

/**
 * What is attached under the name of a deny of ours, to the user or to the group that carries them, and allows something:
 * no set-up has written that, so somebody has given him power by it, whenever it was. Never throws.
 */
export async function powerByOurNames(
  cloud: Pick<Cloud, 'ram'>,
  direct: readonly PolicyRef[],
  groups: readonly string[],
): Promise<PowerByOurNames> {
  const isInGroup = groups.includes(QUARANTINE_GROUP);
  const [own, carried] = await Promise.all([
    namedOursAmong(cloud, direct),
    looked(isInGroup ? cloud.ram.listPoliciesForGroup(QUARANTINE_GROUP) : Promise.resolve([])),
  ]);
  const byGroup = 'value' in carried ? carried.value : [];
  const group = await namedOursAmong(cloud, byGroup);
  const beyond = beyondDenies(byGroup).map(({ name }) => name);
  return {
    allowing: new Set(own.allowing),
    changes: {
      ...NO_CHANGES,
      gained: [
        ...own.allowing.map((name) => `${name}, which is attached to him, is no deny: it allows something`),
        ...group.allowing.map(
          (name) => `${name}, which the group ${QUARANTINE_GROUP} gives him, is no deny: it allows something`,
        ),
        ...beyond.map((name) => `the group ${QUARANTINE_GROUP} gives him ${name} besides the deny`),
      ],
      unknown: [
        ...[...new Map([...own.unread, ...group.unread])].map(([name, why]) => unreadDeny(name, why)),
        ...('couldNotCheck' in carried
          ? [`what the group ${QUARANTINE_GROUP} carries could not be read: ${carried.couldNotCheck}`]
          : []),
      ],
    },
  };
}

/** A sentence for what could not be compared. */
export const unreadDeny = (name: string, why: string): string =>
  `whether ${name} is a deny still could not be read: ${why}`;
