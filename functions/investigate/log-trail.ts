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

export interface FoundLogstore {
  readonly logstore?: TrailLogstore | undefined;
  /** Why it could not be looked for. */
  readonly couldNotCheck?: string;
}

/** `acs:log:<region>:<account>:project/<name>` (ActionTrail, CreateTrail). */
const PROJECT = /^acs:log:([a-z0-9-]{2,40}):(\d+):project\/([a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/;

/** The logstore of the configuration, else that of a trail of the account which delivers to one. */
export async function findLogstore(run: Run): Promise<FoundLogstore> {
  const { config } = run;
  const trails = await looked(run.cloud.actionTrail().describeTrails());
  if ('value' in trails) return { logstore: chooseLogstore(trails.value, config, run.accountId) };
  const { sls } = config.trail;
  const { couldNotCheck } = trails;
  return sls === undefined
    ? { couldNotCheck }
    : { logstore: { ...sls, region: config.region, gaps: [] }, couldNotCheck };
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
  const delivering = trails.flatMap((trail) => {
    const [, region, owner, project] = PROJECT.exec(trail.logProject ?? '') ?? [];
    if (region === undefined || project === undefined || owner !== accountId) return [];
    return [{ trail, region, project, logstore: `actiontrail_${trail.name}`, gaps: gapsOf(trail) }];
  });
  const bestFirst = [...delivering].sort((a, b) => a.gaps.length - b.gaps.length);
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
