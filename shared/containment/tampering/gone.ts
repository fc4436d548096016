import type { Gone, Holding } from '../../incident/tamper-entries';
import { type DenyPolicy, POLICY_NAMES } from '../apply';
import type { MadeIdentity } from '../made';
import type { Expected } from './expect';

/** A deny policy as it stands in the account. */
export interface DenyStanding {
  /** All policies that make it up. */
  readonly names: readonly string[];
  /** It denies all that it must, if not more. False: it was weakened, or is gone. */
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
  /** Identities whom a sound freeze binds, or that are not there any more, `user:…` and `role:…`. */
  readonly frozen: ReadonlySet<string>;
  /** The leaked key, where its network policy does not fence it in any more. */
  readonly unfenced?: string | undefined;
}

type Denied = Pick<Standing, 'denies' | 'carried' | 'isKeyOn'>;

function doesHold(policy: DenyPolicy, { denies, carried }: Denied): boolean {
  const deny = denies.get(policy);
  return deny?.isSound === true && deny.names.every((name) => carried.has(name));
}

/** What keeps the thief from the user's power, by what binds him now: the widest of it. Pure. */
export function holdingOf(standing: Denied): Holding {
  const deny = (['freeze', 'quarantine'] as const).find((policy) => doesHold(policy, standing));
  return deny ?? (standing.isKeyOn ? 'nothing' : 'key-off');
}

/**
 * What should be in its place and is not. A freeze that holds is as good as any deny; a policy that denies less than it
 * must is gone unless another deny of ours holds, or the key's switch stands in for it. Pure.
 */
export function goneOf(expected: Expected, standing: Standing): Gone[] {
  const { denies, carried, isKeyOn, keysOn, frozen, unfenced } = standing;
  const isDenied =
    doesHold('freeze', standing) || (doesHold('quarantine', standing) && !isSoundAndWanted(expected, denies, 'freeze'));
  // Where no policy of ours denies what it must any more, the key's switch is all that is left, and it is off.
  const isSwitched = !isKeyOn && [...denies.values()].every(({ isSound }) => !isSound);
  const policies =
    isDenied || isSwitched ? [] : expected.policies.flatMap((policy) => missingOf(policy, denies.get(policy), carried));
  return [
    ...policies,
    ...expected.keysOff.filter((key) => keysOn.has(key)).map((key) => `disable-key:${key}`),
    ...[...new Set(expected.frozen.map(nameOf))]
      .filter((one) => !frozen.has(one))
      .map((one) => `freeze-${one}` as const),
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

/**
 * Of things that were gone, those that a look behind their putting back still misses. A deny is back where nothing of any
 * deny is missed: what is attached again may have been weakened meanwhile. Pure.
 */
export function stillGone(gone: readonly Gone[], now: readonly Gone[]): Gone[] {
  return gone.filter((thing) => now.includes(thing) || (isOfDeny(thing) && now.some(isOfDeny)));
}

/** Part of what denies the user. */
export const isOfDeny = (thing: Gone): boolean => /^(attach-|policy:)/.test(thing);

export const nameOf = ({ type, name }: MadeIdentity): string => `${type}:${name}`;
