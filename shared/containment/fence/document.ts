import { MOST_ADDRESSES, MOST_STATEMENTS } from './decide';
import { isWithin, type Network } from './networks';

/** One statement of a key's network policy (IMS SetAccessKeyPolicy, "AccessKeyPolicy structure description"). */
export interface KeyStatement {
  readonly Type: 'ClassicWhiteList' | 'VPCWhiteList';
  /** The VPC's id, or `AllowAllVPC`; absent for the internet. */
  readonly Value?: string;
  readonly IPList: readonly string[];
}

export interface KeyPolicy {
  readonly active: boolean;
  readonly statements: readonly KeyStatement[];
}

/** What takes a policy off: `{}` is refused, and this one counts as none (terraform alicloud_ram_access_key_policy). */
export const NO_POLICY = '{"Version":1,"Status":"Inactive","Statements":[]}';

const ANY_VPC = 'AllowAllVPC';

/** Longer texts than a policy within the quotas can be are not read. */
const LONGEST = 20_000;

/**
 * A policy's text, or undefined for what the documents do not describe. What was never set may be answered as nothing, as
 * `{}` or as an inactive policy; `Version` may be missing [U].
 */
export function parseKeyPolicy(text: string | null): KeyPolicy | undefined {
  if (text === null || text.trim() === '') return { active: false, statements: [] };
  const document = text.length > LONGEST ? undefined : readObject(text);
  if (document === undefined) return undefined;
  if (Object.keys(document).length === 0) return { active: false, statements: [] };
  const { Version, Status, Statements } = document;
  if (Version !== undefined && Version !== 1) return undefined;
  if (Status !== 'Active' && Status !== 'Inactive') return undefined;
  if (Statements !== undefined && !Array.isArray(Statements)) return undefined;
  const statements = (Statements ?? []).map(readStatement);
  if (statements.some((one) => one === undefined)) return undefined;
  return { active: Status === 'Active', statements: statements as KeyStatement[] };
}

/**
 * The fence's document. VPC statements that an active policy of the owner has already stand as they are, in place of ours.
 * Undefined where it would be empty or beyond the quotas.
 */
export function fenceDocument(networks: readonly Network[], former: KeyPolicy): string | undefined {
  const of = (scope: Network['scope']): string[] =>
    networks.filter((one) => one.scope === scope).map(({ block }) => block);
  const internet = of('internet');
  const vpc = of('vpc');
  const own = former.active ? former.statements.filter(({ Type }) => Type === 'VPCWhiteList') : [];
  const ofVpcs: readonly KeyStatement[] =
    vpc.length === 0 ? [] : own.length > 0 ? own : [{ Type: 'VPCWhiteList', Value: ANY_VPC, IPList: vpc }];
  const statements: readonly KeyStatement[] = [
    ...(internet.length > 0 ? [{ Type: 'ClassicWhiteList', IPList: internet } as const] : []),
    ...ofVpcs,
  ];
  const count = statements.reduce((sum, { IPList }) => sum + IPList.length, 0);
  if (count === 0 || count > MOST_ADDRESSES || statements.length > MOST_STATEMENTS) return undefined;
  return JSON.stringify({ Version: 1, Status: 'Active', Statements: statements });
}

/** What an active policy of the owner allows, for a fence that must make nothing wider; undefined: none is active. */
export function allowedBy({ active, statements }: KeyPolicy) {
  if (!active) return undefined;
  return {
    internet: statements.flatMap(({ Type, IPList }) => (Type === 'ClassicWhiteList' ? IPList : [])),
    vpc: statements.some(({ Type }) => Type === 'VPCWhiteList'),
  };
}

/** Whether two texts mean the same policy: the service writes a version in, and may order fields and lists anew [U]. */
export function isSamePolicy(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  const [one, other] = [parseKeyPolicy(a), parseKeyPolicy(b)];
  return one !== undefined && other !== undefined && meaningOf(one) === meaningOf(other);
}

/**
 * Whether what stands on the key still fences it in: it lets nothing in that ours does not. A tighter one is no tampering,
 * and putting ours back would make it wider. Undefined: it could not be read. Pure.
 */
export function stillFences(now: string | null, ours: string): boolean | undefined {
  if (isSamePolicy(now, ours)) return true;
  const [policy, fence] = [parseKeyPolicy(now), parseKeyPolicy(ours)];
  if (policy === undefined || fence === undefined) return undefined;
  // What an active policy without statements means is not documented.
  if (!policy.active || policy.statements.length === 0) return false;
  return policy.statements.every(({ Type, Value, IPList }) => {
    const around = fence.statements.filter(
      (one) => one.Type === Type && (one.Value === ANY_VPC || (one.Value ?? '') === (Value ?? '')),
    );
    const blocks = around.flatMap((one) => one.IPList);
    return IPList.length > 0 && IPList.every((block) => blocks.some((outer) => isWithin(block, outer)));
  });
}

/** What puts the former policy back: its own text, byte for byte; where there was none, the policy that counts as none. */
export function restoringText(former: string | null): string {
  return former === null || former.trim() === '' || former.trim() === '{}' ? NO_POLICY : former;
}

function meaningOf({ active, statements }: KeyPolicy): string {
  const each = statements.map(({ Type, Value, IPList }) =>
    JSON.stringify([Type, Value ?? '', [...IPList].map(plain).sort()]),
  );
  return JSON.stringify([active, each.sort()]);
}

/** `192.0.2.1/32` and `192.0.2.1` are one address. */
const plain = (block: string): string => block.toLowerCase().replace(/(?<=\.\d+)\/32$|(?<=:.*)\/128$/, '');

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readStatement(given: unknown): KeyStatement | undefined {
  if (given === null || typeof given !== 'object') return undefined;
  const { Type, Value, IPList } = given as {
    readonly Type?: unknown;
    readonly Value?: unknown;
    readonly IPList?: unknown;
  };
  if (Type !== 'ClassicWhiteList' && Type !== 'VPCWhiteList') return undefined;
  if (!Array.isArray(IPList) || !IPList.every((item) => typeof item === 'string')) return undefined;
  if (Value !== undefined && Value !== null && typeof Value !== 'string') return undefined;
  return { Type, IPList, ...(typeof Value === 'string' && Value !== '' ? { Value } : {}) };
}
