import { type Block, parseBlock } from '../../../shared/ram-policy/addresses';
import type { StoredKey } from '../../world/entities';
import { keyOfOwner } from '../../world/keys';
import { QUOTAS } from '../../world/quotas';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { invalid } from '../parameters';
import { ImsTargets, imsKeyOwner } from './targets';

/**
 * The network policy of one key: the addresses from which it may sign (IMS, "AccessKey network access restriction
 * policy"). It binds long-lived keys alone, not STS sessions. What an active policy without statements means is not
 * documented; here nothing may sign then. Conditions on a VPC are kept and, since no call here comes out of one, never met.
 */
export function keyPolicyOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  return {
    SetAccessKeyPolicy: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const key = keyOfOwner(imsKeyOwner(world, p, call), p.text('UserAccessKeyId'));
        key.network = parseKeyPolicy(p.text('AccessKeyPolicy'));
        return {};
      },
    },
    GetAccessKeyPolicy: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const key = keyOfOwner(imsKeyOwner(world, p, call), p.text('UserAccessKeyId'));
        return { AccessKeyPolicy: key.network?.document ?? '{"Version":1,"Status":"Inactive","Statements":[]}' };
      },
    },
  };
}

/** Throws InvalidParameter.AccessKeyPolicy for what the page does not define. */
function parseKeyPolicy(document: string): NonNullable<StoredKey['network']> {
  const { Version, Status, Statements } = readObject(document);
  if (Version !== 1 || (Status !== 'Active' && Status !== 'Inactive') || !Array.isArray(Statements)) throw refused();
  if (Statements.length > QUOTAS.conditionsPerKeyPolicy) throw refused();
  const blocks: Block[] = Statements.flatMap((statement: unknown) => blocksOf(statement));
  return { document, allows: (address) => Status === 'Inactive' || blocks.some((block) => block.contains(address)) };
}

function blocksOf(statement: unknown): Block[] {
  const { Type, IPList } = (statement !== null && typeof statement === 'object' ? statement : {}) as {
    Type?: unknown;
    IPList?: unknown;
  };
  if (!Array.isArray(IPList) || IPList.length > QUOTAS.ipItemsPerKeyPolicy) throw refused();
  if (Type === 'VPCWhiteList') return [];
  if (Type !== 'ClassicWhiteList') throw refused();
  return IPList.map((item: unknown) => {
    const block = typeof item === 'string' ? parseBlock(item) : undefined;
    if (!block) throw refused();
    return block;
  });
}

function readObject(document: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(document);
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return { ...parsed };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refused();
}

const refused = () => invalid('AccessKeyPolicy');
