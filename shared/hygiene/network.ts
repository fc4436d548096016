import type { Cloud } from '../aliyun';
import { isUnknownCall } from '../aliyun/call';
import { parseAccessKeyId } from '../ids';
import { isNarrow } from '../ram-policy/source-limits';
import { asText, isObject } from '../signal/loose';
import type { Known, NetworkLimit } from './facts';
import type { Looks } from './looks';
import type { RememberedNetwork } from './memory';

/** So many keys a night, those first that were looked at longest ago. */
const MOST_A_NIGHT = 200;
/** A look of longer ago says nothing about today. */
const TOO_OLD_MS = 60 * 86_400_000;

export interface PowerfulKey {
  readonly id: string;
  readonly principal: string;
}

export interface CollectedNetworks {
  of(id: string | undefined): Known<NetworkLimit>;
  readonly remembered: Readonly<Record<string, RememberedNetwork>>;
}

/**
 * Whether the keys that could do most harm may sign from anywhere, a part of them each night. Where the service does not
 * know network policies, one call shows it and no other is made.
 */
export async function collectNetworks(
  cloud: Pick<Cloud, 'keyPolicies'>,
  looks: Looks,
  keys: readonly PowerfulKey[],
  remembered: Readonly<Record<string, RememberedNetwork>>,
  now: Date,
): Promise<CollectedNetworks> {
  const found = new Map(
    keys.flatMap(({ id }) => (Object.hasOwn(remembered, id) ? [[id, remembered[id]] as const] : [])),
  );
  const failures = new Map<string, string>();
  const turn = [...keys].sort((a, b) => (found.get(a.id)?.at ?? '').localeCompare(found.get(b.id)?.at ?? ''));
  let unknownHere: string | undefined;
  for (const part of [turn.slice(0, 1), turn.slice(1, MOST_A_NIGHT)]) {
    if (unknownHere === undefined)
      await looks.each(part, async ({ id, principal }) => {
        const look = await looks.look(() => ask(cloud, principal, id));
        if ('couldNotCheck' in look) failures.set(id, look.couldNotCheck);
        else if ('unknownHere' in look.value) unknownHere = look.value.unknownHere;
        else found.set(id, { at: now.toISOString(), limited: look.value.limited });
      });
  }
  const isFresh = ({ at }: RememberedNetwork) => now.getTime() - Date.parse(at) < TOO_OLD_MS;
  return {
    of(id) {
      if (id === undefined) return { couldNotCheck: "the key's id is not known yet: some are asked for each night" };
      const known = found.get(id);
      if (known && isFresh(known)) return { value: { limited: known.limited, at: new Date(known.at) } };
      return { couldNotCheck: unknownHere ?? failures.get(id) ?? 'its turn has not come: 200 keys are asked a night' };
    },
    remembered: Object.fromEntries([...found].flatMap(([id, one]) => (one && isFresh(one) ? [[id, one]] : []))),
  };
}

type Answer = { readonly limited: boolean } | { readonly unknownHere: string };

async function ask(cloud: Pick<Cloud, 'keyPolicies'>, principal: string, id: string): Promise<Answer> {
  try {
    return { limited: isLimited(await cloud.keyPolicies.get(principal, parseAccessKeyId(id))) };
  } catch (error) {
    if (isUnknownCall(error)) return { unknownHere: 'IMS does not know network policies here' };
    throw error;
  }
}

/**
 * Active, and with a list that shuts somebody out. A list of addresses behind any VPC is one, since the internet is shut
 * out with it. What an active policy without statements means is not documented: it counts as none.
 */
export function isLimited(text: string | null): boolean {
  if (text === null) return false;
  const policy: unknown = JSON.parse(text);
  if (!isObject(policy)) throw new SyntaxError('the network policy is no object');
  const { Status, Statements } = policy;
  if (Status !== 'Active' || !Array.isArray(Statements) || Statements.length === 0) return false;
  return Statements.every(
    (one) =>
      isObject(one) &&
      (one['Type'] === 'VPCWhiteList' ||
        (Array.isArray(one['IPList']) && one['IPList'].every((block) => isNarrow(asText(block))))),
  );
}
