import type { AttachedPolicy } from '../aliyun/ram';

/** What the user has, with when he got it, as live calls have just shown it; less what is ours. */
export interface Got {
  readonly policies: readonly AttachedPolicy[];
  readonly groups: readonly { readonly group: string; readonly joinedAt?: string }[];
  /** When his console login was made (ISO 8601 UTC); undefined: he has none, or nobody tells. */
  readonly loginMadeAt: string | undefined;
}

/**
 * What the user got between the leak and the containment, when whoever found the key had all its power: what was so when the
 * deny came is not for that his own. Sentences for a person. `leakAt`, `began`: ISO 8601; the cloud tells whole seconds. Pure.
 */
export function gainedSinceLeak({ policies, groups, loginMadeAt }: Got, leakAt: string, began: string): string[] {
  const since = Math.floor(Date.parse(leakAt) / 1000) * 1000;
  const until = Date.parse(began);
  const isBetween = (at: string | undefined): at is string =>
    at !== undefined && Date.parse(at) >= since && Date.parse(at) <= until;
  return [
    ...policies.flatMap(({ name, attachedAt }) =>
      isBetween(attachedAt) ? [`${name} was attached to him at ${attachedAt}`] : [],
    ),
    ...groups.flatMap(({ group, joinedAt }) =>
      isBetween(joinedAt) ? [`he was put into the group ${group} at ${joinedAt}`] : [],
    ),
    ...(isBetween(loginMadeAt) ? [`a console login was made for him at ${loginMadeAt}`] : []),
  ];
}
