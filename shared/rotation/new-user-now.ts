import type { PolicyRef } from '../aliyun/ram';
import type { KeyState } from '../identity/types';

/** The new user of an earlier start, as live calls have just shown him. */
export interface NewUserNow {
  readonly policies: readonly PolicyRef[];
  readonly groups: readonly string[];
  readonly keys: readonly KeyState[];
  readonly hasLogin: boolean;
}

/** What this rotation gave him, by the journal. */
export interface GivenToHim {
  readonly policies: readonly string[];
  /** Of these, what says by now what the journal does not say that it was made to say. */
  readonly changed: readonly string[];
  readonly keys: ReadonlySet<string>;
}

/** What he has from somebody else: a colleague, or a thief, who would have the business hand a key to it. Sentences. Pure. */
export function fromOthers({ policies, groups, keys, hasLogin }: NewUserNow, given: GivenToHim): string[] {
  const isGiven = ({ name, type }: PolicyRef): boolean => type === 'Custom' && given.policies.includes(name);
  return [
    ...policies.filter((one) => !isGiven(one)).map(({ name }) => `${name} was attached to him`),
    ...given.changed.map((name) => `${name} allows something else than the journal says that it was made to allow`),
    ...groups.map((name) => `he was put into the group ${name}`),
    ...keys
      .filter(({ id }) => !given.keys.has(id))
      .map(
        ({ id, status, createdAt }) =>
          `he got the AccessKey ${id} (${status}, made ${createdAt ?? 'at an unknown time'})`,
      ),
    ...(hasLogin ? ['a console login was made for him'] : []),
  ];
}
