import type { Policy } from './policy';
import { hasAdministratorPower, Reach } from './power';

/** How somebody becomes an administrator, and through whom or what. */
export type Way =
  /** He may already do so on names that nobody meant in particular. */
  | { readonly how: 'any-right' }
  /** He attaches a policy to himself, or grants it to himself by resource group. */
  | { readonly how: 'own-user' | 'resource-manager' }
  | {
      readonly how: /** He attaches a policy to a group that he is in. */
        | 'own-group'
        /** He joins a group with administrator power. */
        | 'join-group'
        /** He joins a group to which he may attach a policy. */
        | 'raise-group'
        /** He takes a role with administrator power. */
        | 'take-role'
        /** … once he has written himself into its trust. */
        | 'trusted-role'
        /** He attaches a policy to a role that he may take. */
        | 'raise-role'
        /** He rewrites a policy that he has. */
        | 'own-policy'
        /** He makes a key, a login or a password of an administrator's. */
        | 'key-of'
        | 'login-of'
        | 'password-of';
      readonly name: string;
    };

/** Who is asked about. What is not known of him is left out, and then no way by it is found. */
export interface Holder {
  readonly user?: string;
  readonly groups?: Iterable<string>;
  /** Custom policies that he has, directly or by a group. */
  readonly policies?: Iterable<string>;
}

/** What there is in the account to get power from. */
export interface Surroundings {
  /** With administrator power of their own. */
  readonly users?: Iterable<string>;
  readonly groups?: Iterable<string>;
  readonly roles?: Iterable<string>;
  /** Policies that make an administrator of whoever has them. */
  readonly policies?: Iterable<string>;
  /** Whether the role's trust lets him in; undefined: not known, and then it does not count. */
  readonly lets?: (role: string) => boolean | undefined;
}

/** Actions that can be a step of a way, whatever they are limited to. */
const STEPS = [
  'ram:AttachPolicyToUser',
  'ram:AttachPolicyToGroup',
  'ram:AddUserToGroup',
  'ram:AttachPolicyToRole',
  'ram:UpdateRole',
  'sts:AssumeRole',
  'ram:CreatePolicyVersion',
  'ram:SetDefaultPolicyVersion',
  'ram:CreateAccessKey',
  'ram:CreateLoginProfile',
  'ram:UpdateLoginProfile',
  'ram:AttachPolicy',
  'resourcemanager:AttachPolicy',
] as const;

/** Whether any step of a way is left to these policies: without one, no name need be tried. */
export function mayEscalate(reach: Reach): boolean {
  return STEPS.some((action) => reach.covers(action));
}

/**
 * The first way by which these policies make an administrator of him, by the names that there are; undefined: none is
 * known. As in `hasAdministratorPower` conditions of a grant count as met, those of a Deny as not met. Pure.
 */
export function wayToPower(
  policies: readonly Policy[],
  holder: Holder = {},
  around: Surroundings = {},
  reach = new Reach(policies),
): Way | undefined {
  if (hasAdministratorPower(policies, reach)) return { how: 'any-right' };
  if (!mayEscalate(reach)) return undefined;
  const policy = [...reach.named('policy', ANY), SYSTEM_ADMINISTRATOR, ...policiesNamed(reach, around.policies)];
  const self = holder.user === undefined ? reach.named('user', ANY) : reach.named('user', holder.user);
  if (reach.may('ram:AttachPolicyToUser', self, policy)) return { how: 'own-user' };
  for (const name of holder.groups ?? [])
    if (reach.may('ram:AttachPolicyToGroup', reach.named('group', name), policy)) return { how: 'own-group', name };
  for (const name of around.groups ?? [])
    if (reach.may('ram:AddUserToGroup', reach.named('group', name), self)) return { how: 'join-group', name };
  for (const name of reach.literal('group')) {
    const group = reach.named('group', name);
    if (reach.may('ram:AttachPolicyToGroup', group, policy) && reach.may('ram:AddUserToGroup', group, self))
      return { how: 'raise-group', name };
  }
  return (
    byRole(reach, around, policy) ??
    byPolicy(reach, holder) ??
    bySomebodyElse(reach, holder, around) ??
    byResourceManager(reach, self, policy)
  );
}

/** Roles whose trust decides whether there is a way, for `lets` to answer. */
export function rolesInQuestion(reach: Reach, around: Surroundings): string[] {
  const powerful = new Set(around.roles ?? []);
  const policy = [...reach.named('policy', ANY), SYSTEM_ADMINISTRATOR, ...policiesNamed(reach, around.policies)];
  return candidates(reach, powerful).filter(
    (name) =>
      reach.may('sts:AssumeRole', reach.named('role', name)) &&
      (powerful.has(name) || reach.may('ram:AttachPolicyToRole', reach.named('role', name), policy)),
  );
}

/** Whether he may rewrite the custom policy of this name. */
export function mayRewrite(reach: Reach, name: string): boolean {
  const policy = reach.named('policy', name);
  return REWRITES.some((action) => reach.may(action, policy));
}

/** No name of this account's: only what no grant has named in particular lets it pass. */
const ANY = 'ak-tourniquet.probe';
const SYSTEM_ADMINISTRATOR = 'acs:ram:*:system:policy/AdministratorAccess';
const REWRITES = ['ram:CreatePolicyVersion', 'ram:SetDefaultPolicyVersion'] as const;

function policiesNamed(reach: Reach, names: Iterable<string> | undefined): string[] {
  return [...(names ?? [])].flatMap((name) => [...reach.named('policy', name), `acs:ram:*:system:policy/${name}`]);
}

const candidates = (reach: Reach, powerful: ReadonlySet<string>): string[] => [
  ...new Set([...powerful, ...reach.literal('role')]),
];

function byRole(reach: Reach, around: Surroundings, policy: readonly string[]): Way | undefined {
  const powerful = new Set(around.roles ?? []);
  for (const name of candidates(reach, powerful)) {
    const role = reach.named('role', name);
    if (!reach.may('sts:AssumeRole', role)) continue;
    const isTrusted = reach.may('ram:UpdateRole', role);
    const letsIn = around.lets?.(name) === true;
    if (powerful.has(name) && letsIn) return { how: 'take-role', name };
    if (powerful.has(name) && isTrusted) return { how: 'trusted-role', name };
    if ((letsIn || isTrusted) && reach.may('ram:AttachPolicyToRole', role, policy)) return { how: 'raise-role', name };
  }
  return undefined;
}

function byPolicy(reach: Reach, holder: Holder): Way | undefined {
  for (const name of holder.policies ?? []) if (mayRewrite(reach, name)) return { how: 'own-policy', name };
  return undefined;
}

function bySomebodyElse(reach: Reach, holder: Holder, around: Surroundings): Way | undefined {
  for (const name of around.users ?? []) {
    if (name === holder.user) continue;
    const user = reach.named('user', name);
    if (reach.may('ram:CreateAccessKey', user)) return { how: 'key-of', name };
    if (reach.may('ram:CreateLoginProfile', user)) return { how: 'login-of', name };
    if (reach.may('ram:UpdateLoginProfile', user)) return { how: 'password-of', name };
  }
  return undefined;
}

/** Which resource ResourceManager's AttachPolicy asks for is not documented: any that can be meant counts. */
function byResourceManager(reach: Reach, self: readonly string[], policy: readonly string[]): Way | undefined {
  const meant = [...self, ...policy, ...reach.accounts.map((account) => `acs:resourcemanager:*:${account}:*`)];
  const may = ['ram:AttachPolicy', 'resourcemanager:AttachPolicy'].some((action) => reach.may(action, meant));
  return may ? { how: 'resource-manager' } : undefined;
}
