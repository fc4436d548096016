import type { PolicyRef } from '../aliyun/ram';
import type { BeforeState, Looked } from '../identity/types';

/** The identity as live calls have just shown it, less what is ours. */
export interface Now {
  readonly policies: readonly PolicyRef[];
  readonly groups: readonly string[];
  readonly loginProfile: Looked<boolean>;
  readonly mfa: Looked<boolean>;
}

/** What somebody else has changed about an identity since it was contained. Sentences for a person, in English. */
export interface Changes {
  /** More power than he had, or less protection: a release would hand that out with the rest. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** What could not be compared, and why. */
  readonly unknown: readonly string[];
}

/** Compares what a release is about to give back with what there was. `before` undefined: nobody wrote it down. Pure. */
export function changesSince(before: BeforeState | undefined, now: Now): Changes {
  if (before === undefined)
    return { gained: [], lost: [], unknown: ['what he was before the containment is not recorded'] };
  const name = ({ name: policy }: PolicyRef): string => policy;
  const policies = difference(before.policies, { value: now.policies }, (all) => new Set(all.map(name)), [
    'the policies that were attached to him before',
    (policy) => `${policy} was attached to him`,
    (policy) => `${policy} was detached from him`,
  ]);
  const groups = difference(
    before.groups,
    { value: now.groups },
    (all) => new Set(all.map((group) => (typeof group === 'string' ? group : group.name))),
    [
      'the groups that he was in before',
      (group) => `he was put into the group ${group}`,
      (group) => `he was taken out of the group ${group}`,
    ],
  );
  const login = difference(before.loginProfile, now.loginProfile, (has) => new Set(has ? ['it'] : []), [
    'his console login',
    () => 'a console login was made for him',
    () => 'his console login was taken away',
  ]);
  const device = difference(before.mfa, now.mfa, (has) => new Set(has ? ['it'] : []), [
    'his MFA device',
    () => 'an MFA device was bound for him',
    () => 'his MFA device was unbound',
  ]);
  return {
    // Without the device a password is enough: losing it is what a thief gains.
    gained: [...policies.came, ...groups.came, ...login.came, ...device.went],
    lost: [...policies.went, ...groups.went, ...login.went, ...device.came],
    unknown: [policies, groups, login, device].flatMap(({ unknown }) => unknown ?? []),
  };
}

type Words = readonly [what: string, came: (name: string) => string, went: (name: string) => string];

function difference<Before, After>(
  before: Looked<Before>,
  after: Looked<After>,
  names: (value: Before | After) => ReadonlySet<string>,
  [what, came, went]: Words,
): { readonly came: readonly string[]; readonly went: readonly string[]; readonly unknown?: string } {
  const failed = [before, after].find((look) => 'couldNotCheck' in look);
  if (failed !== undefined && 'couldNotCheck' in failed)
    return { came: [], went: [], unknown: `${what} could not be compared: ${failed.couldNotCheck}` };
  const [was, is] = [before, after].map((look) => ('value' in look ? names(look.value) : new Set<string>())) as [
    ReadonlySet<string>,
    ReadonlySet<string>,
  ];
  return {
    came: [...is].filter((one) => !was.has(one)).map(came),
    went: [...was].filter((one) => !is.has(one)).map(went),
  };
}
