import { canonical, isWithin, type Network, scopeOf, summarised } from './networks';

/** An address that the key was used from, as the audit and ActionTrail's usage index show it. Times are ISO 8601 UTC. */
export interface SeenAddress {
  /** As ActionTrail wrote it: an address, or the name of a service that acted for the key. */
  readonly address: string;
  /** The business's calls from there; absent where there is none. */
  readonly firstAt?: string;
  /** The days before the suspicion on which the business called from there. */
  readonly days: number;
  /** The last use before the suspicion by the usage index, which tells the last one alone. */
  readonly indexedAt?: string;
  /** The attack's first call from there; absent where there is none. */
  readonly attackAt?: string;
  /** Of the days, those before the attack's first call. */
  readonly daysBeforeAttack: number;
}

export interface FenceFacts {
  /** From when on a use may be the thief's: nothing that was seen only since then is let in. */
  readonly historyEndsAt: string;
  /** What was there before this is the business's; what came later, and before the suspicion, must have come on several
   *  days: an attack may begin before its leak is reported. Not after `historyEndsAt`. */
  readonly settledAt: string;
  readonly seen: readonly SeenAddress[];
  /** Why the history could not be read whole; absent: it was. */
  readonly incomplete?: string;
}

export type KeptReason = 'worked-before' | 'shared-with-attack';
export type LeftReason = 'attack' | 'since-suspicion' | 'shortly-before' | 'no-address' | 'former-policy';

export interface Judged<Reason extends string> {
  readonly address: string;
  readonly reason: Reason;
}

/** Which networks the key shall work from, and the reason for each address kept and left out. */
export type FencePlan = {
  readonly kept: readonly Judged<KeptReason>[];
  readonly left: readonly Judged<LeftReason>[];
} & (
  | { readonly verdict: 'fence'; readonly networks: readonly Network[] }
  | { readonly verdict: 'none'; readonly why: string }
);

/** IPItemsPerAKPolicyQuota and ConditionsPerAKPolicyQuota of IMS GetAccountSummary, as an account has them to begin with. */
export const MOST_ADDRESSES = 50;
export const MOST_STATEMENTS = 8;

/** An address that the business shares with the attack, or that came shortly before the suspicion, proves itself by these. */
const PROVEN_DAYS = 3;

/**
 * Where the key may work from once it is fenced in: where it worked before the leak. Never an address seen only since the
 * suspicion, never an empty list (what an active policy without statements means is not documented). A history that could
 * not be read whole fences nothing: what it does not show may be the business's. Pure.
 */
export function decideFence({ historyEndsAt, settledAt, seen, incomplete }: FenceFacts): FencePlan {
  const kept = new Map<string, KeptReason>();
  const left = new Map<string, LeftReason>();
  for (const one of merged(seen)) {
    const reason = judge(one, historyEndsAt, settledAt < historyEndsAt ? settledAt : historyEndsAt);
    if (reason === 'worked-before' || reason === 'shared-with-attack') kept.set(one.address, reason);
    else left.set(one.address, reason);
  }
  const judged = { kept: listOf(kept), left: listOf(left) };
  const none = (why: string): FencePlan => ({ ...judged, verdict: 'none', why });
  if (incomplete !== undefined) return none(`the key's history could not be read whole: ${incomplete}`);
  if (kept.size === 0)
    return none(`no network is known that the key worked from before the leak, taken to begin at ${historyEndsAt}`);
  const networks = summarised([...kept.keys()], [...left.keys()], MOST_ADDRESSES);
  if (networks === undefined)
    return none(`the key worked from ${kept.size} addresses, and a policy takes ${MOST_ADDRESSES}`);
  return { ...judged, verdict: 'fence', networks };
}

function judge(one: SeenAddress, historyEndsAt: string, settledAt: string): KeptReason | LeftReason {
  if (canonical(one.address) === undefined) return 'no-address';
  const isEarlier = (at: string | undefined, than: string): boolean => at !== undefined && at !== '' && at < than;
  const worked = isEarlier(one.firstAt, historyEndsAt) || isEarlier(one.indexedAt, historyEndsAt);
  if (one.attackAt !== undefined)
    return worked && one.daysBeforeAttack >= PROVEN_DAYS ? 'shared-with-attack' : 'attack';
  if (!worked) return 'since-suspicion';
  const isSettled = isEarlier(one.firstAt, settledAt) || isEarlier(one.indexedAt, settledAt);
  return isSettled || one.days >= PROVEN_DAYS ? 'worked-before' : 'shortly-before';
}

/** One address in two spellings is one address. */
function merged(seen: readonly SeenAddress[]): SeenAddress[] {
  const known = new Map<string, SeenAddress>();
  for (const given of seen) {
    const one = { ...given, address: canonical(given.address) ?? given.address };
    const before = known.get(one.address);
    known.set(one.address, before === undefined ? one : together(before, one));
  }
  return [...known.values()];
}

function together(a: SeenAddress, b: SeenAddress): SeenAddress {
  const first = (name: 'firstAt' | 'indexedAt' | 'attackAt') => {
    const times = [a[name], b[name]].filter((at) => at !== undefined && at !== '').sort();
    return times[0] === undefined ? {} : { [name]: times[0] };
  };
  return {
    address: a.address,
    days: Math.max(a.days, b.days),
    daysBeforeAttack: Math.max(a.daysBeforeAttack, b.daysBeforeAttack),
    ...first('firstAt'),
    ...first('indexedAt'),
    ...first('attackAt'),
  };
}

function listOf<Reason extends string>(found: ReadonlyMap<string, Reason>): Judged<Reason>[] {
  return [...found].map(([address, reason]) => ({ address, reason }));
}

/**
 * The plan within what the policy that binds the key already allows, its own or the account's: a fence makes nothing wider.
 * `allows`: the blocks of its active statements, by scope; undefined: none is active. VPC statements of the owner stand as
 * he wrote them.
 */
export function narrowed(
  plan: Extract<FencePlan, { verdict: 'fence' }>,
  allows: { readonly internet: readonly string[]; readonly vpc: boolean } | undefined,
): FencePlan {
  if (allows === undefined) return plan;
  const fits = ({ scope, block }: Network): boolean =>
    scope === 'vpc' ? allows.vpc : allows.internet.some((around) => isWithin(block, around));
  const networks = plan.networks.filter(fits);
  const isIn = ({ address }: { readonly address: string }): boolean =>
    networks.some(({ scope, block }) => scope === scopeOf(address) && isWithin(address, block));
  const kept = plan.kept.filter(isIn);
  const out = plan.kept
    .filter((one) => !isIn(one))
    .map(({ address }) => ({ address, reason: 'former-policy' as const }));
  const left = [...plan.left, ...out];
  if (networks.length === 0)
    return {
      kept,
      left,
      verdict: 'none',
      why: 'the network policy that binds the key already allows none of the networks it worked from',
    };
  return { kept, left, verdict: 'fence', networks };
}
