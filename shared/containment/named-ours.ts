import type { Cloud } from '../aliyun';
import type { PolicyRef } from '../aliyun/ram';
import { looked } from '../identity/looked';
import { isNamedOurs, withoutOurDeny } from '../ram-policy/our-denies';
import { parsePolicy } from '../ram-policy/parse';

/** What those of some policies say that are called like a deny of ours. */
export interface NamedOurs {
  /** By name: its document allows something, so it is no deny, or more than one. */
  readonly allowing: readonly string[];
  /** By name, what could not be read, and why. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Reads the documents of those that are called like a deny of ours: one GetPolicy each. Never throws. */
export async function namedOursAmong(cloud: Pick<Cloud, 'ram'>, policies: readonly PolicyRef[]): Promise<NamedOurs> {
  const looks = await Promise.all(
    policies.filter(isNamedOurs).map(async (ref) => {
      const found = await looked(
        cloud.ram.getPolicy(ref).then(({ document }) => withoutOurDeny(ref, parsePolicy(document)) !== undefined),
      );
      return { name: ref.name, found };
    }),
  );
  return {
    allowing: looks.flatMap(({ name, found }) => ('value' in found && found.value ? name : [])),
    unread: new Map(
      looks.flatMap(({ name, found }) => ('couldNotCheck' in found ? [[name, found.couldNotCheck] as const] : [])),
    ),
  };
}
