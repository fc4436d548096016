import type { RpcService } from '../kernel/types';
import type { World } from '../world/world';
import { actiontrailService } from './actiontrail';
import { bssService } from './bss';
import { ecsService } from './ecs';
import { eventbridgeService } from './eventbridge';
import { imsService } from './ims';
import { kmsService } from './kms';
import { ramService } from './ram';
import { sasService } from './sas';
import { stsService } from './sts';

/** Every service of the RPC style, over one account. */
export function serviceRooms(world: World): RpcService[] {
  return [
    ramService(world),
    imsService(world),
    stsService(world),
    sasService(world),
    bssService(world),
    ecsService(world),
    kmsService(world),
    eventbridgeService(world),
    actiontrailService({
      accountId: world.accountId,
      now: world.now,
      events: world.events,
      keyOf: (accessKeyId) => world.keyOf(accessKeyId),
      globalRegion: world.globalRegion,
      trails: world.trails,
    }),
  ];
}
