import type { KeyUsage } from '../aliyun/action-trail';
import { isoOf } from '../moment';
import { actionsNeeded } from './actions';
import type { NeededAction } from './model';
import type { Ground } from './propose';

/**
 * Calls that the list of last uses tells of (400 days back) and the audit does not hold. It tells of each call only when
 * it was last made: where that is since the suspicion began, whose it was cannot be told, and it is left out. Pure.
 */
export function usedBefore(
  { usage, analysis, began }: Pick<Ground, 'usage' | 'analysis' | 'began'>,
  audited: ReadonlySet<string>,
): { readonly actions: NeededAction[]; readonly leftOut: string[]; readonly hidden: string[] } {
  const ends = analysis.historyEndsAt === '' ? began : analysis.historyEndsAt;
  const ofAttack = new Set([...analysis.attack].flatMap((event) => actionsNeeded(event)));
  const actions = new Map<string, NeededAction>();
  const leftOut = new Set<string>();
  const hidden = new Set<string>();
  for (const used of usage?.events ?? []) {
    const lastAt = timeOf(used);
    for (const action of actionsNeeded({ service: used.serviceName, name: used.name })) {
      if (audited.has(action)) continue;
      // The attack's last use hides an earlier one of the business.
      if (ofAttack.has(action)) hidden.add(action);
      else if (lastAt === '' || lastAt >= ends) leftOut.add(action);
      else actions.set(action, { action, resources: ['*'], why: 'unnamed', calls: 0, lastAt, from: 'usage' });
    }
  }
  const without = (some: ReadonlySet<string>) => [...some].filter((action) => !actions.has(action)).sort();
  return { actions: [...actions.values()], leftOut: without(leftOut), hidden: without(hidden) };
}

/** A checkpoint brings times back as text. */
function timeOf({ usedAt }: Pick<KeyUsage, 'usedAt'>): string {
  return (usedAt === undefined ? undefined : isoOf(new Date(usedAt).getTime())) ?? '';
}
