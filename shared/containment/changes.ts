import type { LoginProfile } from '../aliyun/login-profiles';
import type { AttachedPolicy } from '../aliyun/ram';
import type { BeforeState, GroupState, Looked } from '../identity/types';
import { type KeysNow, keyChanges } from './key-changes';
import { loginChanges, type MfaLook, mfaChanges, type OwnLoginChanges } from './login-changes';

/** The identity as live calls have just shown it, less what is ours. */
export interface Now {
  readonly keys: KeysNow;
  readonly policies: readonly AttachedPolicy[];
  readonly groups: Looked<readonly GroupState[]>;
  readonly loginProfile: Looked<LoginProfile | false>;
  /** When the login was last changed; of one who has none, nobody asks. */
  readonly loginChangedAt: Looked<string | undefined>;
  readonly ourLogin: OwnLoginChanges;
  /** Since when what was changed counts (ISO 8601 UTC); undefined: ever. */
  readonly since: string | undefined;
  readonly mfa: Looked<MfaLook>;
}

/** What somebody else has changed about an identity since it was contained. Sentences for a person, in English. */
export interface Changes {
  /** More power than he had, or less protection: a release would hand that out with the rest. */
  readonly gained: readonly string[];
  /** What gives him no power that he had not: a person sees it, and is not asked. */
  readonly lost: readonly string[];
  /** What could not be compared, and why. */
  readonly unknown: readonly string[];
}

export const NO_CHANGES: Changes = { gained: [], lost: [], unknown: [] };

/** Compares what a release is about to give back with what there was. `before` undefined: nobody wrote it down. Pure. */
export function changesSince(before: BeforeState | undefined, now: Now): Changes {
  if (before === undefined) return { ...NO_CHANGES, unknown: ['what he was before the containment is not recorded'] };
  return merged([
    keyChanges(before.keys, now.keys),
    compared(before.policies, { value: now.policies }, 'the policies that were attached to him before', (was, is) =>
      policyChanges(was, is, ['attached to him', 'detached from him']),
    ),
    compared(before.groups, now.groups, 'the groups that he was in before', groupChanges),
    compared(before.loginProfile, now.loginProfile, 'his console login', (was, is) => loginsCompared(was, is, now)),
    compared(before.mfa, now.mfa, 'his MFA device', (was, is) => mfaChanges(was, is, now.since)),
  ]);
}

function compared<Was, Is>(
  before: Looked<Was>,
  after: Looked<Is>,
  what: string,
  compare: (was: Was, is: Is) => Changes,
): Changes {
  const failed = [before, after].find((look) => 'couldNotCheck' in look);
  if (failed !== undefined && 'couldNotCheck' in failed)
    return { ...NO_CHANGES, unknown: [`${what} could not be compared: ${failed.couldNotCheck}`] };
  return 'value' in before && 'value' in after ? compare(before.value, after.value) : NO_CHANGES;
}

/** That the time of the last change is not known leaves the password uncompared, and nothing else. */
function loginsCompared(was: LoginProfile | boolean, is: LoginProfile | false, now: Now): Changes {
  const { loginChangedAt, since, ourLogin: ours } = now;
  const changes = loginChanges(was, is, {
    ours,
    ...(since === undefined ? {} : { since }),
    ...('value' in loginChangedAt && loginChangedAt.value !== undefined ? { changedAt: loginChangedAt.value } : {}),
  });
  if (is === false || 'value' in loginChangedAt) return changes;
  const unknown = `whether his password is another could not be compared: ${loginChangedAt.couldNotCheck}`;
  return { ...changes, unknown: [...changes.unknown, unknown] };
}

type CameAndWent = readonly [came: string, went: string];

function policyChanges(
  was: readonly AttachedPolicy[],
  is: readonly AttachedPolicy[],
  [came, went]: CameAndWent,
): Changes {
  const key = ({ name, type }: AttachedPolicy): string => `${type}/${name}`;
  const before = new Map(was.map((policy) => [key(policy), policy]));
  const after = new Map(is.map((policy) => [key(policy), policy]));
  const both = is.flatMap((policy) => {
    const earlier = before.get(key(policy));
    // The versions of a system policy are the cloud's own.
    return earlier === undefined || policy.type === 'System' ? [] : [{ name: policy.name, earlier, policy }];
  });
  return {
    gained: [
      ...is.filter((policy) => !before.has(key(policy))).map(({ name }) => `${name} was ${came}`),
      // One of that name may have been made anew, and be version 1 again.
      ...both
        .filter(({ earlier, policy }) => isAnew(earlier, policy))
        .map(({ name, policy }) => `${name} was detached, and ${came} anew at ${policy.attachedAt}`),
      // What the former version granted may be gone from the account: any other one is power that nobody has looked at.
      ...both
        .filter(({ earlier, policy }) => isKnown(earlier, policy) && earlier.version !== policy.version)
        .map(({ name, earlier, policy }) => `${name} grants by version ${policy.version} (was ${earlier.version})`),
    ],
    lost: was.filter((policy) => !after.has(key(policy))).map(({ name }) => `${name} was ${went}`),
    unknown: both
      .filter(({ earlier, policy }) => !isKnown(earlier, policy))
      .map(({ name }) => `whether ${name} has another version could not be compared: RAM does not tell its version`),
  };
}

const isAnew = (earlier: AttachedPolicy, policy: AttachedPolicy): boolean =>
  earlier.attachedAt !== undefined && policy.attachedAt !== undefined && earlier.attachedAt !== policy.attachedAt;

const isKnown = (earlier: AttachedPolicy, policy: AttachedPolicy): boolean =>
  earlier.version !== undefined && policy.version !== undefined;

/** A group that he stays in may have got more power itself. */
function groupChanges(was: readonly GroupState[], is: readonly GroupState[]): Changes {
  const named = (all: readonly GroupState[], name: string) => all.find((group) => group.name === name);
  const stayed = is.flatMap(({ name, policies }) => {
    const earlier = named(was, name);
    const words: CameAndWent = [`attached to his group ${name}`, `detached from his group ${name}`];
    return earlier === undefined ? [] : [policyChanges(earlier.policies, policies, words)];
  });
  return merged([
    {
      ...NO_CHANGES,
      gained: is.filter(({ name }) => !named(was, name)).map(({ name }) => `he was put into the group ${name}`),
      lost: was.filter(({ name }) => !named(is, name)).map(({ name }) => `he was taken out of the group ${name}`),
    },
    ...stayed,
  ]);
}

/** All of it together; what reaches him by two ways is said once. Pure. */
export function merged(all: readonly Changes[]): Changes {
  const of = (kind: keyof Changes): string[] => [...new Set(all.flatMap((changes) => changes[kind]))];
  return { gained: of('gained'), lost: of('lost'), unknown: of('unknown') };
}
