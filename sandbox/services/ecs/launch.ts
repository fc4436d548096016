import type { EcsInstance } from '../../world/compute';
import { invalid, type Parameters } from '../parameters';
import { ecsError } from './errors';
import { newInstanceId } from './ids';
import { type InstanceType, instanceType, roomFor } from './instance-types';
import type { EcsSource } from './operation';
import { type EcsRegion, regionNamed } from './regions';

/** RunInstances makes at most so many at once ("Amount", 1 to 100). */
const MOST_AT_ONCE = 100;
const USER_DATA_BYTES = 32 * 1024;

/** RunInstances: pay-as-you-go instances that run at once. Networks are not kept: what is not named is the region's
 *  default, what is named is believed. */
export function runInstances(source: EcsSource, parameters: Parameters, regionId: string): Record<string, unknown> {
  const region = regionNamed(regionId);
  const type = instanceType(parameters.text('InstanceType'));
  if ((parameters.optional('InstanceChargeType') ?? 'PostPaid') !== 'PostPaid') throw ecsError('SandboxNotImplemented');
  checkUserData(parameters.optional('UserData'));
  const amount = amountWithin(source, parameters, region, type);
  if (parameters.flag('DryRun')) throw ecsError('DryRunOperation');
  const made = Array.from({ length: amount }, (_, n) => launched(source, parameters, region, type, n + 1, amount));
  for (const instance of made) source.compute.instances.set(instance.id, instance);
  return { InstanceIdSets: { InstanceIdSet: made.map(({ id }) => id) } };
}

/** What is asked for; with MinAmount, as many of them as the quota has room for. */
function amountWithin(source: EcsSource, parameters: Parameters, region: EcsRegion, type: InstanceType): number {
  const amount = parameters.integer('Amount') ?? 1;
  if (amount < 1 || amount > MOST_AT_ONCE) throw invalid('Amount');
  const least = parameters.integer('MinAmount') ?? amount;
  if (least < 1 || least > amount) throw ecsError('InvalidMinAmount.Malformed');
  const there = source.compute.instancesIn(region.id).map((instance) => instanceType(instance.type));
  const room = roomFor(type, there);
  if (room < least) throw ecsError('QuotaExceed.ElasticQuota');
  return Math.min(amount, room);
}

function launched(
  source: EcsSource,
  parameters: Parameters,
  region: EcsRegion,
  type: InstanceType,
  n: number,
  of: number,
): EcsInstance {
  const id = newInstanceId(region.id);
  const name = parameters.optional('InstanceName') ?? id;
  const groups = parameters.list('SecurityGroupIds');
  const group = parameters.optional('SecurityGroupId');
  const keyPairName = parameters.optional('KeyPairName');
  const host = source.compute.instances.size + n;
  return {
    id,
    region: region.id,
    zone: parameters.optional('ZoneId') ?? region.zones[0] ?? region.id,
    type: type.name,
    name: of > 1 && parameters.flag('UniqueSuffix') ? `${name}${String(n).padStart(3, '0')}` : name,
    imageId: parameters.text('ImageId'),
    securityGroupIds: group ? [group] : groups.length > 0 ? groups : [`sg-${region.idPrefix}default`],
    vSwitchId: parameters.optional('VSwitchId') ?? `vsw-${region.idPrefix}default`,
    privateIp: `172.16.${Math.floor(host / 250)}.${(host % 250) + 1}`,
    // A public address comes with bandwidth and with nothing else; those of TEST-NET-2 are nobody's.
    ...((parameters.integer('InternetMaxBandwidthOut') ?? 0) > 0 ? { publicIp: `198.51.100.${(host % 250) + 1}` } : {}),
    ...(keyPairName ? { keyPairName } : {}),
    spotStrategy: parameters.optional('SpotStrategy') ?? 'NoSpot',
    tags: parameters.tags('Tag'),
    createDate: source.now(),
    status: 'Running',
  };
}

function checkUserData(data: string | undefined): void {
  if (data === undefined) return;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw ecsError('InvalidUserData.Base64FormatInvalid');
  if (Buffer.byteLength(data, 'base64') > USER_DATA_BYTES) throw ecsError('InvalidUserData.SizeExceeded');
}
