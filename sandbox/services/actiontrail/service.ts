import type { RpcCall, RpcOperation, RpcService } from '../../kernel/types';
import type { StoredKey, User } from '../../world/entities';
import type { EventStore } from '../../world/events';
import type { Trails } from '../../world/trails';
import { lastUsedEvents, lastUsedInfo, lastUsedIps, lastUsedProducts, lastUsedResources } from './last-used';
import { lookupEvents } from './lookup';
import { describeRegions } from './regions';
import { deleteTrail, describeTrails, startLogging, stopLogging, trailStatus } from './trails';

/** What ActionTrail needs of the account. */
export interface TrailSource {
  readonly accountId: string;
  readonly now: () => Date;
  /** Oldest first. */
  readonly events: Pick<EventStore, 'visible' | 'visibleOfKey'>;
  readonly keyOf: (
    accessKeyId: string,
  ) => { readonly key: Pick<StoredKey, 'lastUsed'>; readonly user: Pick<User, 'id' | 'name'> | undefined } | undefined;
  /** Where global events are kept: cn-hangzhou on the China site, ap-southeast-1 on the international one. */
  readonly globalRegion: string;
  readonly trails: Trails;
}

/** LookupEvents takes two calls a second of an account in each region (ActionTrail, "Limits"). */
const LOOKUPS_PER_SECOND = 2;

/** ActionTrail 2020-07-06: what it shows is what really happened in this account. */
export function actiontrailService(source: TrailSource): RpcService {
  const read = (
    api: string,
    run: (call: RpcCall) => Record<string, unknown>,
    required: readonly string[] = [],
    ratePerSecond = 50,
  ): RpcOperation => ({
    required,
    write: false,
    ratePerSecond,
    permission: () => ({ actions: [`actiontrail:${api}`], resources: ['*'] }),
    run,
  });
  const onTrail = (api: string, write: boolean, run: (call: RpcCall) => Record<string, unknown>): RpcOperation => ({
    ...read(api, run, ['Name'], 100),
    write,
    permission: (call) => ({
      actions: [`actiontrail:${api}`],
      resources: [`acs:actiontrail:${call.region}:${source.accountId}:trail/${call.parameters.Name ?? ''}`],
    }),
    resource: (call) => ({ type: 'ACS::ActionTrail::Trail', name: call.parameters.Name ?? '' }),
  });
  return {
    service: 'actiontrail',
    serviceName: 'Actiontrail',
    version: '2020-07-06',
    isGlobal: false,
    operations: {
      LookupEvents: {
        ...read('LookupEvents', (call) => lookupEvents(source, call), [], LOOKUPS_PER_SECOND),
        isRateOfRegion: true,
      },
      GetAccessKeyLastUsedInfo: read('GetAccessKeyLastUsedInfo', (call) => lastUsedInfo(source, call), ['AccessKey']),
      GetAccessKeyLastUsedProducts: read('GetAccessKeyLastUsedProducts', (call) => lastUsedProducts(source, call), [
        'AccessKey',
      ]),
      GetAccessKeyLastUsedEvents: read('GetAccessKeyLastUsedEvents', (call) => lastUsedEvents(source, call), [
        'AccessKey',
        'ServiceName',
      ]),
      GetAccessKeyLastUsedIps: read('GetAccessKeyLastUsedIps', (call) => lastUsedIps(source, call), [
        'AccessKey',
        'ServiceName',
      ]),
      GetAccessKeyLastUsedResources: read('GetAccessKeyLastUsedResources', (call) => lastUsedResources(source, call), [
        'AccessKey',
        'ServiceName',
      ]),
      DescribeRegions: read('DescribeRegions', (call) => describeRegions(call.parameters.AcceptLanguage), [], 100),
      GetGlobalEventsStorageRegion: read(
        'GetGlobalEventsStorageRegion',
        () => ({ StorageRegion: source.globalRegion }),
        [],
        10,
      ),
      DescribeTrails: {
        ...read('DescribeTrails', (call) => describeTrails(source.trails, source.accountId, call), [], 100),
        permission: (call) => ({
          actions: ['actiontrail:DescribeTrails'],
          resources: [`acs:actiontrail:${call.region}:${source.accountId}:trail/*`],
        }),
      },
      GetTrailStatus: onTrail('GetTrailStatus', false, (call) => trailStatus(source.trails, call, source.now())),
      StartLogging: onTrail('StartLogging', true, (call) => startLogging(source.trails, call, source.now())),
      StopLogging: onTrail('StopLogging', true, (call) => stopLogging(source.trails, call, source.now())),
      DeleteTrail: onTrail('DeleteTrail', true, (call) => deleteTrail(source.trails, call)),
    },
  };
}
