import type { RpcCall } from '../../kernel/types';
import type { TrailEvent } from '../../world/events';
import { invalidQuery } from './errors';
import type { TrailSource } from './service';
import { readToken, writeToken } from './tokens';

/** English and Chinese names of the products that scenarios use; the others go by their code. */
const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  Ecs: ['Elastic Compute Service', '云服务器ECS'],
  Ram: ['Resource Access Management', '访问控制'],
  Ims: ['Identity Management Service', '身份管理'],
  Sts: ['Security Token Service', '安全令牌'],
  Oss: ['Object Storage Service', '对象存储'],
  Sas: ['Security Center', '云安全中心'],
  Actiontrail: ['ActionTrail', '操作审计'],
  BssOpenApi: ['Billing Management', '费用中心'],
};

const KEPT_MS = 400 * 86_400_000;

/** One use of a key: by a management event, or known from the key alone where only data operations were called. */
interface Use {
  readonly at: Date;
  readonly serviceName: string;
  readonly event?: TrailEvent;
}

/** Everything a key was used for within 400 days, latest first. */
function usesOf(source: TrailSource, accessKeyId: string): Use[] {
  const uses: Use[] = source.events
    .visibleOfKey(source.now(), accessKeyId)
    .map((event) => ({ at: new Date(event.eventTime), serviceName: event.serviceName, event }));
  const last = source.keyOf(accessKeyId)?.key.lastUsed;
  if (
    last &&
    !uses.some((use) => use.serviceName === last.serviceName && use.at.getTime() + 1000 > last.at.getTime())
  ) {
    uses.push({ at: last.at, serviceName: last.serviceName });
  }
  const oldest = source.now().getTime() - KEPT_MS;
  return uses.filter((use) => use.at.getTime() >= oldest).sort((a, b) => b.at.getTime() - a.at.getTime());
}

function usage(use: Use): Record<string, unknown> {
  return {
    UsedTimestamp: use.at.getTime(),
    Source: use.event ? 'ManagementEvent' : 'DataEvent',
    Detail: use.event ? JSON.stringify(use.event) : '',
  };
}

function product(serviceName: string): Record<string, unknown> {
  const [english, chinese] = NAMES[serviceName] ?? [serviceName, serviceName];
  return { ServiceName: serviceName, ServiceNameEn: english, ServiceNameCn: chinese };
}

/**
 * Who owns a key and when it was last used. A key that the account does not know, and that no event names, has empty
 * fields: what the real call answers there is not documented.
 */
export function lastUsedInfo(source: TrailSource, { parameters }: RpcCall): Record<string, unknown> {
  const accessKeyId = parameters.AccessKey ?? '';
  const [last] = usesOf(source, accessKeyId);
  const owner = ownerOf(source, accessKeyId, last?.event);
  return {
    AccessKeyId: accessKeyId,
    ...owner,
    ...product(last?.serviceName ?? ''),
    ...(last ? usage(last) : { UsedTimestamp: 0, Source: '', Detail: '' }),
  };
}

function ownerOf(source: TrailSource, accessKeyId: string, event: TrailEvent | undefined): Record<string, unknown> {
  const found = source.keyOf(accessKeyId);
  if (found) {
    return {
      AccountId: source.accountId,
      OwnerId: found.user?.id ?? source.accountId,
      UserName: found.user?.name ?? 'root',
      AccountType: found.user ? 'ram-user' : 'root-account',
    };
  }
  const identity = event?.userIdentity;
  return {
    AccountId: identity?.accountId ?? '',
    OwnerId: identity?.principalId ?? '',
    UserName: identity?.userName ?? '',
    AccountType: identity?.type ?? '',
  };
}

export function lastUsedProducts(source: TrailSource, { parameters }: RpcCall): Record<string, unknown> {
  const uses = latestBy(usesOf(source, parameters.AccessKey ?? ''), (use) => [use.serviceName]);
  return { Products: uses.map(([serviceName, use]) => ({ ...product(serviceName), ...usage(use) })) };
}

export function lastUsedEvents(source: TrailSource, call: RpcCall): Record<string, unknown> {
  return pageOf(
    source,
    call,
    'Events',
    (use) => [use.event?.eventName],
    (EventName) => ({ EventName }),
  );
}

export function lastUsedIps(source: TrailSource, call: RpcCall): Record<string, unknown> {
  return pageOf(
    source,
    call,
    'Ips',
    (use) => [use.event?.sourceIpAddress],
    (Ip) => ({ Ip }),
  );
}

export function lastUsedResources(source: TrailSource, call: RpcCall): Record<string, unknown> {
  const names = ({ event }: Use) =>
    Object.entries(event?.referencedResources ?? {}).flatMap(([type, all]) => all.map((name) => `${type}\n${name}`));
  return pageOf(source, call, 'Resources', names, (text) => {
    const [ResourceType, ResourceName] = text.split('\n');
    return { ResourceType, ResourceName };
  });
}

/** The latest use under each name, the names in the order of their latest use. */
function latestBy(uses: readonly Use[], names: (use: Use) => readonly (string | undefined)[]): [string, Use][] {
  const latest = new Map<string, Use>();
  for (const use of uses) {
    for (const name of names(use)) if (name !== undefined && !latest.has(name)) latest.set(name, use);
  }
  return [...latest];
}

function pageOf(
  source: TrailSource,
  { parameters }: RpcCall,
  field: string,
  names: (use: Use) => readonly (string | undefined)[],
  describe: (name: string) => Record<string, unknown>,
): Record<string, unknown> {
  const size = pageSize(parameters.PageSize);
  const uses = usesOf(source, parameters.AccessKey ?? '').filter((use) => use.serviceName === parameters.ServiceName);
  const rows = latestBy(uses, names);
  const position = readToken(parameters);
  const from = position ? rows.findIndex(([name]) => name === position.after) + 1 : 0;
  const page = rows.slice(from, from + size);
  const last = page.at(-1)?.[0];
  const more = last !== undefined && from + page.length < rows.length;
  return {
    [field]: page.map(([name, use]) => ({ ...describe(name), ...usage(use) })),
    ...(more ? { NextToken: writeToken(parameters, { after: last }) } : {}),
  };
}

function pageSize(text: string | undefined): number {
  if (text === undefined || text === '') return 20;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 100) throw invalidQuery('PageSize must be between 0 and 100');
  return value;
}
