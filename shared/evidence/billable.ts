import { detail } from './event';
import type { AuditEvent } from './types';

/** Something that costs while it is there, and the call that made it (`Ecs RunInstances`). `at`: ISO 8601 UTC. */
export interface Billable {
  readonly what: string;
  readonly region: string;
  readonly at: string;
  readonly how: string;
}

/** As many as a report lists one by one. */
export const MOST_BILLABLE = 200;
/** Of one sort so many are held, and so many sorts. */
const MOST_OF_SORT = 50;
const MOST_SORTS = 2_000;

/**
 * What calls made that costs, however many: each sort in its turn (by call, region and size), so that a hundred small ones
 * hide no large one.
 */
export class BillableBook {
  private readonly sorts = new Map<string, Billable[]>();
  private count = 0;

  add(event: AuditEvent): void {
    this.count += 1;
    const how = `${event.service} ${event.name}`;
    const sort = [how, event.region, detail(event, 'requestParameters', 'InstanceType')].join('\n');
    const held = this.sorts.get(sort) ?? [];
    if (held.length >= MOST_OF_SORT || (held.length === 0 && this.sorts.size >= MOST_SORTS)) return;
    held.push({ what: detail(event, 'resourceName') ?? how, region: event.region, at: event.at, how });
    this.sorts.set(sort, held);
  }

  /** Oldest first, and how many there are besides. */
  list(most = MOST_BILLABLE): { readonly billable: readonly Billable[]; readonly leftOut: number } {
    const sorts = [...this.sorts.values()];
    const inTurns = Array.from({ length: MOST_OF_SORT }, (_, turn) => sorts.flatMap((held) => held[turn] ?? []));
    const billable = inTurns.flat().slice(0, most);
    billable.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { billable, leftOut: this.count - billable.length };
  }
}
