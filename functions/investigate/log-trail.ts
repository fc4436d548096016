import type { Trail } from '../../shared/aliyun/action-trail';
import type { Config } from '../../shared/config/types';
import { looked } from '../../shared/identity/looked';
import type { Run } from '../platform';

/** A logstore that a trail delivers to, and what is known to be missing in it. */
export interface TrailLogstore {
  readonly region: string;
  readonly project: string;
  readonly logstore: string;
  readonly gaps: readonly string[];
}

export interface FoundTrails {
  readonly logstore?: TrailLogstore | undefined;
  /** What the trail that delivers to the configured bucket does not record. */
  readonly bucketGaps: readonly string[];
  /** Places of which a trail of the account says that it delivers everything there: what they lack was taken away. */
  readonly isSure: Readonly<Record<'trail' | 'sls', boolean>>;
  /** Why the trails could not be asked for. */
  readonly couldNotCheck?: string;
}

/** `acs:log:<region>:<account>:project/<name>` (ActionTrail, CreateTrail). */
const PROJECT = /^acs:log:([a-z0-9-]{2,40}):(\d+):project\/([a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/;

/** The logstore of the configuration, else that of a trail of the account which delivers to one; and what the trails record. */
export async function findTrails(run: Run): Promise<FoundTrails> {
  const { config, accountId } = run;
  const trails = await looked(run.cloud.actionTrail().describeTrails());
  if ('value' in trails) {
    const logstore = chooseLogstore(trails.value, config, accountId);
    const ofBucket = trailOfBucket(trails.value, config);
    const ofLogs = deliveringLogs(trails.value, accountId).find(
      (one) => one.project === logstore?.project && one.logstore === logstore.logstore,
    );
    return {
      logstore,
      bucketGaps: ofBucket.gaps,
      isSure: { trail: ofBucket.isSure, sls: ofLogs?.gaps.length === 0 },
    };
  }
  const { sls } = config.trail;
  const { couldNotCheck } = trails;
  const unknown = { bucketGaps: [], isSure: { trail: false, sls: false }, couldNotCheck };
  return sls === undefined ? unknown : { ...unknown, logstore: { ...sls, region: config.region, gaps: [] } };
}

/** What the trail records that delivers to the configured bucket: of several, the one under its prefix that records most. Pure. */
export function trailOfBucket(
  trails: readonly Trail[],
  { trail: { bucket, prefix } }: Pick<Config, 'trail'>,
): { readonly gaps: readonly string[]; readonly isSure: boolean } {
  const there = trails.filter((trail) => bucket !== undefined && trail.bucket === bucket);
  const same = there.filter((trail) => (trail.prefix ?? '').replace(/\/$/, '') === prefix);
  const [best] = (same.length > 0 ? same : there).map(gapsOf).sort((a, b) => a.length - b.length);
  return { gaps: best ?? [], isSure: same.length > 0 && best?.length === 0 };
}

function deliveringLogs(trails: readonly Trail[], accountId: string) {
  return trails.flatMap((trail) => {
    const [, region, owner, project] = PROJECT.exec(trail.logProject ?? '') ?? [];
    if (region === undefined || project === undefined || owner !== accountId) return [];
    return [{ trail, region, project, logstore: `actiontrail_${trail.name}`, gaps: gapsOf(trail) }];
  });
}

/**
 * Of several trails the one that records most. A logstore that is configured may be a trail's: then the trail tells the
 * region and what is missing, else it is taken to lie in the functions' region. Pure.
 */
export function chooseLogstore(
  trails: readonly Trail[],
  config: Pick<Config, 'trail' | 'region'>,
  accountId: string,
): TrailLogstore | undefined {
  const { sls } = config.trail;
  const bestFirst = deliveringLogs(trails, accountId).sort((a, b) => a.gaps.length - b.gaps.length);
  const found = sls
    ? (bestFirst.find((one) => one.project === sls.project && one.logstore === sls.logstore) ?? {
        ...sls,
        region: bestFirst.find((one) => one.project === sls.project)?.region ?? config.region,
        gaps: [],
      })
    : bestFirst.find(({ trail }) => trail.isOn);
  if (found === undefined) return undefined;
  const { region, project, logstore, gaps } = found;
  return { region, project, logstore, gaps };
}

function gapsOf({ name, events, region }: Trail): string[] {
  return [
    ...(events === 'All' ? [] : [`the trail ${name} records ${events ?? 'an unknown part'} of the events alone`]),
    ...(region === 'All' ? [] : [`the trail ${name} records the region ${region || 'of no name'} alone`]),
  ];
}
