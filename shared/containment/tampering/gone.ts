import type { Gone } from '../../incident/tamper-entries';
import { type DenyPolicy, POLICY_NAMES } from '../apply';
import type { MadeIdentity } from '../made';
import type { Expected } from './expect';

/** A deny policy as it stands in the account. */
export interface DenyStanding {
  /** All policies that make it up. */
  readonly names: readonly string[];
  /** It denies the gravest actions at the least. False: it was emptied, or is gone. */
  readonly isSound: boolean;
}

export interface Standing {
  readonly denies: ReadonlyMap<DenyPolicy, DenyStanding>;
  /** Custom policies that bind the user, direct or by our group. */
  readonly carried: ReadonlySet<string>;
  /** The leaked key is on. */
  readonly isKeyOn: boolean;
  /** Keys of the user that are on. */
  readonly keysOn: ReadonlySet<string>;
  /** Identities that carry freeze, `user:…` and `role:…`. */
  readonly frozen: ReadonlySet<string>;
  /** The leaked key, where its network policy does not fence it in any more. */
  readonly unfenced?: string | undefined;
}

/**
 * What should be in its place and is not. A freeze that holds is as good as any deny; a policy that denies nothing any
 * more is gone unless another deny of ours holds, or the key's switch stands in for it. Pure.
 */
export function goneOf(expected: Expected, { denies, carried, isKeyOn, keysOn, frozen, unfenced }: Standing): Gone[] {
  const holds = (policy: DenyPolicy): boolean => {
    const deny = denies.get(policy);
    return deny?.isSound === true && deny.names.every((name) => carried.has(name));
  };
  const isDenied = holds('freeze') || (holds('quarantine') && !isSoundAndWanted(expected, denies, 'freeze'));
  // Where no policy of ours denies anything any more, the key's switch is all that is left, and it is off.
  const isSwitched = !isKeyOn && [...denies.values()].every(({ isSound }) => !isSound);
  const policies =
    isDenied || isSwitched ? [] : expected.policies.flatMap((policy) => missingOf(policy, denies.get(policy), carried));
  return [
    ...policies,
    ...expected.keysOff.filter((key) => keysOn.has(key)).map((key) => `disable-key:${key}`),
    ...expected.frozen.filter((one) => !frozen.has(nameOf(one))).map((one) => `freeze-${nameOf(one)}`),
    ...(unfenced === undefined ? [] : [`fence:${unfenced}`]),
  ];
}

/** A freeze that could be carried and is wanted is missed, whatever else holds. */
function isSoundAndWanted({ policies }: Expected, denies: Standing['denies'], policy: DenyPolicy): boolean {
  return policies.includes(policy) && denies.get(policy)?.isSound === true;
}

function missingOf(policy: DenyPolicy, deny: DenyStanding | undefined, carried: ReadonlySet<string>): Gone[] {
  const first = POLICY_NAMES[policy];
  if (deny?.isSound !== true) return [`policy:${first}`];
  const missing = deny.names.filter((name) => !carried.has(name));
  return missing.map((name) => (name === first ? `attach-${policy}` : `attach-part:${name}`));
}

export const nameOf = ({ type, name }: MadeIdentity): string => `${type}:${name}`;
