import type { TrailEvent } from '../world/events';
import type { Trail } from '../world/trails';
import type { World } from '../world/world';
import type { LogRow, LogStore, SlsStore } from './store';

/**
 * What the account's trails have delivered to a logstore: each visible event of a trail that delivers there, up to the
 * moment when its logging was stopped.
 * Source: ActionTrail, "Deliver events to Log Service" (`actiontrail_<trail>`, fields `event.*`, topic).
 */
export function trailRows(world: World, project: string, store: LogStore): LogRow[] {
  const delivering = [...world.trails.values()].filter(
    (trail) => logProjectOf(trail) === project && `actiontrail_${trail.name}` === store.name,
  );
  return delivering.flatMap((trail) =>
    world.events
      .visible(world.now())
      .filter((event) => isRecorded(trail, event))
      .map((event) => rowOf(event, store.form)),
  );
}

export function logProjectOf({ slsProjectArn }: Trail): string | undefined {
  return /:project\/(.+)$/.exec(slsProjectArn)?.[1];
}

function isRecorded(trail: Trail, { eventRW, eventTime, acsRegion }: TrailEvent): boolean {
  const at = Date.parse(eventTime);
  return (
    trail.status !== 'Fresh' &&
    (trail.eventRW === 'All' || trail.eventRW === eventRW) &&
    (trail.trailRegion === 'All' || trail.trailRegion === acsRegion) &&
    (trail.stopLoggingTime === undefined || at < trail.stopLoggingTime.getTime())
  );
}

/** An event as a log. */
export function rowOf(event: object, form: LogStore['form']): LogRow {
  const at = Math.floor(Date.parse(String(Object(event).eventTime)) / 1000);
  const content = form === 'json' ? { event: JSON.stringify(event) } : columnsOf(event);
  return { __time__: String(at), __topic__: 'actiontrail_audit_event', __source__: 'actiontrail_internal', ...content };
}

/** Parts that hold whatever a caller sent stay whole, as JSON text. */
const WHOLE = /^(requestParameters|responseElements|referencedResources|additionalEventData)$/;

function columnsOf(event: object, prefix = 'event'): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const [name, value] of Object.entries(event)) {
    const isPart = value !== null && typeof value === 'object';
    if (isPart && !Array.isArray(value) && !WHOLE.test(name))
      Object.assign(columns, columnsOf(value, `${prefix}.${name}`));
    else columns[`${prefix}.${name}`] = isPart ? JSON.stringify(value) : String(value);
  }
  return columns;
}

/** A trail that records everything, in every region, and has delivered to a project of Log Service from its beginning. */
export function addLogTrail(
  world: World,
  sls: SlsStore,
  name: string,
  project: string,
  region = world.region,
): LogStore {
  world.trails.set(name, {
    name,
    homeRegion: region,
    trailRegion: 'All',
    eventRW: 'All',
    ossBucketName: '',
    ossKeyPrefix: '',
    slsProjectArn: `acs:log:${region}:${world.accountId}:project/${project}`,
    createTime: new Date(0),
    startLoggingTime: new Date(0),
    status: 'Enable',
  });
  return sls.addLogstore(project, region, `actiontrail_${name}`);
}
