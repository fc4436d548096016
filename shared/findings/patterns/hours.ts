import type { AuditEvent } from '../../evidence/types';
import type { Baseline } from '../baseline';
import { quantityOf } from '../quantity';
import { Counter, windows } from '../windows';
import type { Telling } from './model';

const HOUR_MS = 3_600_000;
/** One new region is a decision of the business, and so is a launch in three; so many machines besides are a miner's. */
const REGIONS = 3;
const MACHINES = 10;
const REGIONS_ALONE = 6;

/** Computing power in many regions that the key never used, within an hour. */
export function spread(telling: readonly Telling[]): Telling[] {
  const compute = telling.filter(({ sign, isNew }) => isNew && sign.rule.id === 'compute-started');
  return withinAnHour(
    compute,
    (regions, machines) => (regions >= REGIONS && machines >= MACHINES) || regions >= REGIONS_ALONE,
  );
}

/**
 * Calls of a rule that sets a number, by a key that never made one, as often within an hour. `fresh`: what it never did.
 * What a program deploys that is at home is its work.
 */
export function bursts(fresh: readonly Telling[], baseline: Baseline): Telling[] {
  const byRule = new Map<string, Telling[]>();
  for (const one of fresh) {
    const { burst, isDeployed } = one.sign.rule;
    if (burst === undefined || (isDeployed && baseline.isAtHome(one.event))) continue;
    const of = byRule.get(one.sign.rule.id);
    if (of) of.push(one);
    else byRule.set(one.sign.rule.id, [one]);
  }
  return [...byRule.values()].flatMap((of) => {
    const least = of[0]?.sign.rule.burst ?? Number.POSITIVE_INFINITY;
    return withinAnHour(of, (_, count) => count >= least);
  });
}

/** Those that were answered and lie in an hour which holds enough: so many regions, and things asked for. */
function withinAnHour(telling: readonly Telling[], isEnough: (regions: number, things: number) => boolean): Telling[] {
  const of = telling.filter(({ event }) => event.errorCode === undefined);
  const regions = new Counter();
  let things = 0;
  const enters = (event: AuditEvent) => {
    regions.add(event.region);
    things += quantityOf(event);
  };
  const leaves = (event: AuditEvent) => {
    regions.remove(event.region);
    things -= quantityOf(event);
  };
  const kept: Telling[] = [];
  let until = 0;
  const hours = windows(
    of.map(({ event }) => event),
    HOUR_MS,
    enters,
    leaves,
  );
  for (const { from, to } of hours) {
    if (!isEnough(regions.size, things)) continue;
    for (const one of of.slice(Math.max(from, until), to)) kept.push(one);
    until = to;
  }
  return kept;
}
