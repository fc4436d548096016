import type { FencePlan, Judged, KeptReason, LeftReason } from './decide';
import { MOST_ADDRESSES } from './decide';
import { type Network, parseNetwork } from './networks';

const KEPT: Readonly<Record<KeptReason, true>> = { 'worked-before': true, 'shared-with-attack': true };
const LEFT: Readonly<Record<LeftReason, true>> = {
  attack: true,
  'since-suspicion': true,
  'shortly-before': true,
  'no-address': true,
  'former-policy': true,
};
/** More addresses than these are told by their number, in the report's list of addresses: a proxy network has any number. */
const MOST_TOLD = 100;

/** A plan as the schedule holds it: bounded, whatever the history was. */
export function handedPlan(plan: FencePlan): Readonly<Record<string, unknown>> {
  const told = { kept: plan.kept.slice(0, MOST_TOLD), left: plan.left.slice(0, MOST_TOLD) };
  return plan.verdict === 'fence'
    ? { verdict: plan.verdict, networks: plan.networks, ...told }
    : { verdict: plan.verdict, why: plan.why, ...told };
}

/** The plan in a schedule's entry, each part looked at; undefined for anything else. */
export function readPlan(data: Readonly<Record<string, unknown>>): FencePlan | undefined {
  const kept = judgedIn(data['kept'], KEPT);
  const left = judgedIn(data['left'], LEFT);
  if (kept === undefined || left === undefined) return undefined;
  const { verdict, why, networks } = data;
  if (verdict === 'none') return typeof why === 'string' && why !== '' ? { verdict, why, kept, left } : undefined;
  if (verdict !== 'fence' || !Array.isArray(networks) || networks.length === 0) return undefined;
  if (networks.length > MOST_ADDRESSES) return undefined;
  const read = networks.map(networkIn);
  return read.some((one) => one === undefined) ? undefined : { verdict, networks: read as Network[], kept, left };
}

function networkIn(given: unknown): Network | undefined {
  const { scope, block } = (given ?? {}) as { readonly scope?: unknown; readonly block?: unknown };
  if ((scope !== 'internet' && scope !== 'vpc') || typeof block !== 'string') return undefined;
  const network = parseNetwork(block);
  // A block of everything is no fence.
  return network !== undefined && network.prefix > 0 ? { scope, block } : undefined;
}

function judgedIn<Reason extends string>(
  given: unknown,
  reasons: Readonly<Record<Reason, true>>,
): readonly Judged<Reason>[] | undefined {
  if (!Array.isArray(given) || given.length > MOST_TOLD) return undefined;
  const isJudged = (one: unknown): one is Judged<Reason> => {
    const { address, reason } = (one ?? {}) as { readonly address?: unknown; readonly reason?: unknown };
    return typeof address === 'string' && typeof reason === 'string' && Object.hasOwn(reasons, reason);
  };
  return given.every(isJudged) ? given.map(({ address, reason }) => ({ address, reason })) : undefined;
}
