import { isIP } from 'node:net';
import { type Block, parseBlock } from '../../../shared/ram-policy/addresses';
import { CloudError } from '../../kernel/types';
import type { StoredKey } from '../../world/entities';
import { keyOfOwner } from '../../world/keys';
import { QUOTAS } from '../../world/quotas';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { invalid } from '../parameters';
import { ImsTargets, imsKeyOwner } from './targets';

type Network = NonNullable<StoredKey['network']>;

/** What a key answers that never had a policy: one that counts as none. */
const NEVER_SET = '{"Version":1,"Status":"Inactive","Statements":[]}';

/**
 * The network policy of one key: the addresses from which it may sign (IMS, "AccessKey network access restriction
 * policy"). It binds long-lived keys alone, not STS sessions. What an active policy without statements means is not
 * documented; here nothing may sign then. A key without an active one is bound by the account's. A call from a private
 * address is taken for one out of a VPC, of which nobody here knows the id: `AllowAllVPC` allows it, a VPC's id never does.
 * The service writes the version in where it is missing.
 */
export function keyPolicyOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  const refuseUnknown = (): void => {
    if (!world.settings.hasKeyPolicies)
      throw new CloudError(
        404,
        'InvalidAction.NotFound',
        'Specified api is not found, please check your url and method.',
      );
  };
  const keyOf = (...[p, call]: Parameters<Operation['answer']>): StoredKey => {
    refuseUnknown();
    return keyOfOwner(imsKeyOwner(world, p, call), p.text('UserAccessKeyId'));
  };
  const told = (key: StoredKey) => ({
    AccessKeyId: key.accessKeyId,
    AccessKeyPolicy: key.network?.document ?? NEVER_SET,
  });
  return {
    SetAccessKeyPolicy: {
      on: on.userOrSelf,
      answer: (p, call) => {
        const key = keyOf(p, call);
        key.network = parseKeyPolicy(p.text('AccessKeyPolicy'));
        return told(key);
      },
    },
    GetAccessKeyPolicy: {
      on: on.userOrSelf,
      answer: (p, call) => told(keyOf(p, call)),
    },
    SetAccessKeyPolicyForAccount: {
      on: on.account,
      answer: (p) => {
        refuseUnknown();
        world.keyNetwork = parseKeyPolicy(p.text('AccessKeyPolicy'));
        return { AccessKeyPolicy: world.keyNetwork.document };
      },
    },
    GetAccessKeyPolicyForAccount: {
      on: on.account,
      answer: () => {
        refuseUnknown();
        return { AccessKeyPolicy: world.keyNetwork?.document ?? NEVER_SET };
      },
    },
  };
}

/** Throws InvalidParameter.AccessKeyPolicy for what the page does not define, and beyond the quotas. */
function parseKeyPolicy(text: string): Network {
  const given = readObject(text);
  const { Version = 1, Status, Statements } = given;
  if (Object.keys(given).some((name) => !['Version', 'Status', 'Statements'].includes(name))) throw refused();
  if (Version !== 1 || (Status !== 'Active' && Status !== 'Inactive') || !Array.isArray(Statements)) throw refused();
  if (Statements.length > QUOTAS.conditionsPerKeyPolicy) throw refused();
  const lists = Statements.map(readStatement);
  const count = lists.reduce((sum, { blocks }) => sum + blocks.length, 0);
  if (count > QUOTAS.ipItemsPerKeyPolicy) throw refused();
  const document = given['Version'] === undefined ? JSON.stringify({ Version, ...given }) : text;
  const allows = (address: string): boolean =>
    lists.some(({ of, blocks }) => of === originOf(address) && blocks.some((block) => block.contains(address)));
  return { document, isActive: Status === 'Active', allows };
}

interface List {
  readonly of: 'internet' | 'any-vpc' | 'one-vpc';
  readonly blocks: readonly Block[];
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap(
  (text) => parseBlock(text) ?? [],
);
const originOf = (address: string): List['of'] =>
  PRIVATE.some((block) => block.contains(address)) ? 'any-vpc' : 'internet';

function readStatement(statement: unknown): List {
  const { Type, Value, IPList } = (statement !== null && typeof statement === 'object' ? statement : {}) as {
    Type?: unknown;
    Value?: unknown;
    IPList?: unknown;
  };
  if (!Array.isArray(IPList) || IPList.length === 0) throw refused();
  const blocks = IPList.map((item: unknown) => {
    const block = typeof item === 'string' && isIP(item.split('/')[0] ?? '') !== 0 ? parseBlock(item) : undefined;
    if (!block) throw refused();
    return block;
  });
  if (Type === 'ClassicWhiteList' && (Value === undefined || Value === '')) return { of: 'internet', blocks };
  if (Type !== 'VPCWhiteList' || typeof Value !== 'string') throw refused();
  if (Value === 'AllowAllVPC') return { of: 'any-vpc', blocks };
  if (!/^vpc-[0-9a-z]+$/.test(Value)) throw refused();
  return { of: 'one-vpc', blocks };
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
