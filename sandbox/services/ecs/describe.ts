import type { EcsInstance } from '../../world/compute';
import { invalid, type Parameters } from '../parameters';
import { instanceType } from './instance-types';
import type { EcsSource } from './operation';

const MOST_A_PAGE = 100;

/** DescribeInstances: those of one region, the youngest first, by page number or by token. */
export function describeInstances(source: EcsSource, parameters: Parameters, region: string): Record<string, unknown> {
  const ids = idsOf(parameters);
  const name = parameters.optional('InstanceName');
  const status = parameters.optional('Status');
  const type = parameters.optional('InstanceType');
  const found = source.compute
    .instancesIn(region)
    .filter((instance) => ids === undefined || ids.has(instance.id))
    .filter((instance) => name === undefined || matches(name, instance.name))
    .filter((instance) => status === undefined || instance.status === status)
    .filter((instance) => type === undefined || instance.type === type)
    .sort((a, b) => b.createDate.getTime() - a.createDate.getTime() || (a.id < b.id ? -1 : 1));
  const { page, size, start, token } = paging(parameters, found);
  return {
    TotalCount: found.length,
    PageNumber: page,
    PageSize: size,
    ...(token === undefined ? {} : { NextToken: token }),
    Instances: { Instance: found.slice(start, start + size).map(described) },
  };
}

interface Paging {
  readonly page: number;
  readonly size: number;
  readonly start: number;
  /** With MaxResults: where the next page begins, empty at the end. */
  readonly token: string | undefined;
}

function paging(parameters: Parameters, found: readonly EcsInstance[]): Paging {
  const most = parameters.integer('MaxResults');
  const size = most ?? parameters.integer('PageSize') ?? 10;
  if (size < 1 || size > MOST_A_PAGE) throw invalid(most === undefined ? 'PageSize' : 'MaxResults');
  if (most === undefined) {
    const page = parameters.integer('PageNumber') ?? 1;
    if (page < 1) throw invalid('PageNumber');
    return { page, size, start: (page - 1) * size, token: undefined };
  }
  const after = parameters.optional('NextToken');
  const last = after === undefined ? undefined : Buffer.from(after, 'base64url').toString();
  const start = last === undefined ? 0 : found.findIndex(({ id }) => id === last) + 1;
  if (last !== undefined && start === 0) throw invalid('NextToken');
  const end = found[start + size - 1];
  const token = end === undefined || start + size >= found.length ? '' : Buffer.from(end.id).toString('base64url');
  return { page: 1, size, start, token };
}

/** InstanceIds is a JSON array of at most 100 ids. */
function idsOf(parameters: Parameters): ReadonlySet<string> | undefined {
  if (parameters.optional('InstanceIds') === undefined) return undefined;
  const ids = parameters.list('InstanceIds');
  if (ids.length > 100) throw invalid('InstanceIds');
  return new Set(ids);
}

/** A name may hold `*` for anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

function described(instance: EcsInstance): Record<string, unknown> {
  const type = instanceType(instance.type);
  const made = `${instance.createDate.toISOString().slice(0, 16)}Z`;
  return {
    InstanceId: instance.id,
    InstanceName: instance.name,
    HostName: instance.id.replace(/^i-/, 'iZ'),
    RegionId: instance.region,
    ZoneId: instance.zone,
    Status: instance.status,
    InstanceType: type.name,
    InstanceTypeFamily: type.family,
    Cpu: type.cpu,
    Memory: type.memoryMib,
    GPUAmount: type.gpu?.amount ?? 0,
    GPUSpec: type.gpu?.spec ?? '',
    ImageId: instance.imageId,
    OSType: 'linux',
    CreationTime: made,
    StartTime: made,
    InstanceChargeType: 'PostPaid',
    SpotStrategy: instance.spotStrategy,
    KeyPairName: instance.keyPairName ?? '',
    InstanceNetworkType: 'vpc',
    VpcAttributes: {
      VSwitchId: instance.vSwitchId,
      PrivateIpAddress: { IpAddress: [instance.privateIp] },
    },
    PublicIpAddress: { IpAddress: instance.publicIp === undefined ? [] : [instance.publicIp] },
    SecurityGroupIds: { SecurityGroupId: instance.securityGroupIds },
    Tags: { Tag: instance.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })) },
  };
}
