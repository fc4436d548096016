import type { PolicyRef } from '../../shared/aliyun/ram';
import { CLI } from '../../shared/command-line';
import { PolicyInvalid } from '../../shared/errors';
import { documentDifference } from '../../shared/ram-policy/document-difference';
import { ROLE_RIGHTS } from '../../shared/ram-policy/role-rights';
import { besides, isTrust, keptWords, type WantedRole } from '../setup/roles';
import { type Found, note, ok, problem } from './check';

/** A function's role as RAM has it. `documents`: of its wanted policies, those that are there. */
export interface RoleFacts {
  /** Undefined: there is no such role. */
  readonly trust: string | undefined;
  readonly carried: readonly PolicyRef[];
  readonly documents: ReadonlyMap<string, string>;
}

type Carries = (policy: string) => boolean;

const SETUP = `${CLI} setup`;
/** Of a difference, so many rights are written out. */
const MOST_SHOWN = 3;

/** Whether a role has exactly the rights of docs/roles, with what is granted beyond the function's own policy. */
export function judgeRole({ of, name, policies }: WantedRole, { trust, carried, documents }: RoleFacts): Found[] {
  if (trust === undefined) return [problem(`there is no role ${name}`, SETUP)];
  const has: Carries = (policy) => carried.some((one) => one.name === policy && one.type === 'Custom');
  const found: Found[] = isTrust(trust)
    ? []
    : [problem(`the role ${name} can be taken by others than Function Compute`, SETUP)];
  for (const { name: policy, document } of policies) {
    if (!has(policy)) found.push(problem(`${name} lacks its policy ${policy}`, SETUP));
    else found.push(...differences(name, policy, documents.get(policy), document));
  }
  const optional = ROLE_RIGHTS.filter((one) => one.of === of && one.suffix !== '').map(
    ({ suffix }) => `${name}${suffix}`,
  );
  const wanted = new Set(policies.map((policy) => policy.name));
  const { left, foreign } = besides({ of, policies }, carried);
  if (foreign.length > 0)
    found.push(
      problem(
        `${name} carries more than its rights: ${foreign.map((policy) => policy.name).join(', ')}`,
        `RAM console, Roles, ${name}: detach it, unless you know what for`,
      ),
    );
  found.push(...left.map((policy) => note(keptWords(name, policy.name))));
  if (found.length === 0)
    found.push(ok(`${name} has exactly the rights of docs/roles, and Function Compute alone takes it`));
  if (optional.length > 0) found.push(ok(`optional rights of ${name}: ${optionalText(name, optional, wanted, has)}`));
  return found;
}

function differences(role: string, policy: string, is: string | undefined, should: string): Found[] {
  if (is === undefined) return [problem(`${role} carries ${policy}, which cannot be found`, SETUP)];
  try {
    const { missing, more } = documentDifference(is, should);
    return [
      ...(missing.length > 0 ? [problem(`${policy} lacks ${shown(missing)}`, SETUP)] : []),
      ...(more.length > 0 ? [problem(`${policy} says more: ${shown(more)}`, SETUP)] : []),
    ];
  } catch (error) {
    if (error instanceof PolicyInvalid)
      return [problem(`${policy} is no document that is known: ${error.message}`, SETUP)];
    throw error;
  }
}

function shown(rights: readonly string[]): string {
  const more = rights.length - MOST_SHOWN;
  return `${rights.slice(0, MOST_SHOWN).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** What a role carries beyond its own policy, because a setting names what it is for; and what it does not carry. */
function optionalText(name: string, optional: readonly string[], wanted: ReadonlySet<string>, has: Carries): string {
  const words = (policies: readonly string[]): string =>
    policies.map((policy) => policy.slice(name.length + 1)).join(', ') || 'none';
  const granted = optional.filter((policy) => wanted.has(policy) && has(policy));
  const unasked = optional.filter((policy) => !wanted.has(policy) && !has(policy));
  return `granted ${words(granted)}; not granted, as no setting asks for it: ${words(unasked)}`;
}
