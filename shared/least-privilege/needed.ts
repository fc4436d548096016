import { isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { actionsNeeded } from './actions';
import type { NeededAction, Wide } from './model';
import { type Needed, neededBy } from './resources';

/** So many things of one kind are listed for one action; of more, their kind. */
const MOST_RESOURCES = 20;

/** A call as RAM is asked about it: one request a thing. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
}

/** The requests behind a call. Services that know no things, and calls that name none, ask for `*`. Pure. */
export function requestsOf(event: AuditEvent, account: string): Asked[] {
  const needed = neededBy(event, account);
  const resources = typeof needed === 'string' ? ['*'] : needed.map(({ exact }) => exact);
  return actionsNeeded(event).flatMap((action) => resources.map((resource) => ({ action, resource })));
}

interface Draft {
  readonly needed: Map<string, Needed>;
  wide: Wide | undefined;
  calls: number;
  lastAt: string;
}

/**
 * What these calls need, action by action, each on the things that they named. A call that was refused for want of power
 * needs nothing: it had none. Pure.
 */
export function neededActions(events: readonly AuditEvent[], account: string): NeededAction[] {
  const drafts = new Map<string, Draft>();
  for (const event of events) {
    if (isRefusal(event)) continue;
    const needed = neededBy(event, account);
    for (const action of actionsNeeded(event)) {
      const draft = drafts.get(action) ?? { needed: new Map(), wide: undefined, calls: 0, lastAt: '' };
      if (typeof needed === 'string') draft.wide ??= needed;
      else for (const one of needed) draft.needed.set(one.exact, one);
      draft.calls += 1;
      if (event.at > draft.lastAt) draft.lastAt = event.at;
      drafts.set(action, draft);
    }
  }
  return [...drafts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, { needed, wide, calls, lastAt }]) => ({
      action,
      ...resourcesOf([...needed.values()], wide),
      calls,
      lastAt,
      from: 'audit' as const,
    }));
}

function resourcesOf(needed: readonly Needed[], wide: Wide | undefined): Pick<NeededAction, 'resources' | 'why'> {
  if (wide !== undefined || needed.length === 0) return { resources: ['*'], why: wide ?? 'unnamed' };
  const kinds = new Map<string, string[]>();
  for (const { exact, wide: kind } of needed) kinds.set(kind, [...(kinds.get(kind) ?? []), exact]);
  const isMany = [...kinds.values()].some((of) => of.length > MOST_RESOURCES);
  const resources = [...kinds].flatMap(([kind, of]) => (of.length > MOST_RESOURCES ? [kind] : of)).sort();
  return isMany ? { resources, why: 'many' } : { resources };
}
