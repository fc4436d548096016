import { CloudError, type RpcCall } from '../../kernel/types';
import type { Trail, Trails } from '../../world/trails';

export function describeTrails(trails: Trails, accountId: string, { parameters }: RpcCall): Record<string, unknown> {
  const wanted = (parameters.NameList ?? '').split(',').filter((name) => name !== '');
  const found = [...trails.values()].filter((trail) => wanted.length === 0 || wanted.includes(trail.name));
  return {
    TrailList: found.map((trail) => ({
      Name: trail.name,
      HomeRegion: trail.homeRegion,
      Region: trail.homeRegion,
      TrailRegion: trail.trailRegion,
      EventRW: trail.eventRW,
      Status: trail.status,
      OssBucketName: trail.ossBucketName,
      OssBucketLocation: trail.ossBucketName === '' ? '' : `oss-${trail.homeRegion}`,
      OssKeyPrefix: trail.ossKeyPrefix,
      OssWriteRoleArn: `acs:ram::${accountId}:role/aliyunserviceroleforactiontrail`,
      SlsProjectArn: trail.slsProjectArn,
      SlsWriteRoleArn: trail.slsProjectArn === '' ? '' : `acs:ram::${accountId}:role/aliyunserviceroleforactiontrail`,
      TrailArn: `acs:actiontrail:${trail.homeRegion}:${accountId}:trail/${trail.name}`,
      IsOrganizationTrail: false,
      CreateTime: seconds(trail.createTime),
      UpdateTime: seconds(trail.stopLoggingTime ?? trail.startLoggingTime ?? trail.createTime),
      StartLoggingTime: seconds(trail.startLoggingTime),
      StopLoggingTime: seconds(trail.stopLoggingTime),
    })),
  };
}

export function trailStatus(trails: Trails, call: RpcCall, now: Date): Record<string, unknown> {
  const trail = trailOf(trails, call);
  const logging = trail.status === 'Enable';
  return {
    IsLogging: logging,
    StartLoggingTime: seconds(trail.startLoggingTime),
    StopLoggingTime: seconds(trail.stopLoggingTime),
    LatestDeliveryTime: logging ? seconds(now) : seconds(trail.stopLoggingTime),
    LatestDeliveryError: '',
    LatestDeliveryLogServiceTime: '',
    LatestDeliveryLogServiceError: '',
    OssBucketStatus: trail.ossBucketName !== '',
    SlsLogStoreStatus: trail.slsProjectArn !== '',
  };
}

export function startLogging(trails: Trails, call: RpcCall, now: Date): Record<string, unknown> {
  const trail = trailOf(trails, call);
  trail.status = 'Enable';
  trail.startLoggingTime = now;
  return {};
}

export function stopLogging(trails: Trails, call: RpcCall, now: Date): Record<string, unknown> {
  const trail = trailOf(trails, call);
  trail.status = 'Disable';
  trail.stopLoggingTime = now;
  return {};
}

export function deleteTrail(trails: Trails, call: RpcCall): Record<string, unknown> {
  trails.delete(trailOf(trails, call).name);
  return {};
}

function trailOf(trails: Trails, { parameters }: RpcCall): Trail {
  const trail = trails.get(parameters.Name ?? '');
  if (!trail) throw new CloudError(404, 'TrailNotFoundException', 'The specified Trail does not exist.');
  return trail;
}

function seconds(at: Date | undefined): string {
  return at ? `${at.toISOString().slice(0, 19)}Z` : '';
}
