import type { Kind, Severity } from '../findings/model';
import { detail } from './event';
import type { Highlight } from './highlights';
import type { AuditEvent } from './types';

/** One fact worth acting on, with the events behind it. */
export interface SimpleFinding {
  readonly rule: string;
  readonly kind: Kind;
  readonly severity: Severity;
  readonly technique: string;
  readonly title: string;
  /** The first events' ids, oldest first as far as they were met; `count` tells how many there are. */
  readonly eventIds: readonly string[];
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** What was made or touched, in words; a few. */
  readonly targets: readonly string[];
}

interface Draft extends Omit<SimpleFinding, 'eventIds' | 'targets'> {
  count: number;
  firstAt: string;
  lastAt: string;
  readonly events: { id: string; at: string }[];
  readonly targets: Set<string>;
}

const MOST_EVENTS = 100;
const MOST_TARGETS = 10;
const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

function targetOf({ made }: Highlight, event: AuditEvent): string | undefined {
  if (made === undefined) return detail(event, 'resourceName');
  return made.of === undefined ? made.name : `${made.name} (${made.of})`;
}

/** Gathers events under the finding that they belong to. */
export class FindingBook {
  private readonly drafts = new Map<string, Draft>();

  /** A call that tells something. From an address of the key's own history it may be the owner's work: low. */
  telling(highlight: Highlight, event: AuditEvent, isNewSource: boolean): void {
    const { id, kind, technique, severity: whenItIsTheThiefs, text, isNobodysWork = false } = highlight.rule;
    const isTheThiefs = isNewSource || isNobodysWork;
    const severity = isTheThiefs ? whenItIsTheThiefs : 'low';
    const rule = isTheThiefs ? id : `${id}-known-source`;
    this.add({ rule, kind, severity, technique, title: text.en }, event, targetOf(highlight, event));
  }

  newSource(event: AuditEvent): void {
    const title = 'The key was used from an address that it was never used from before';
    this.add(
      { rule: 'new-source', kind: 'new-source', severity: 'medium', technique: 'T1078.004', title },
      event,
      event.ip,
    );
  }

  refusedAfterDeny(event: AuditEvent, isUsual: boolean): void {
    const call = `${event.service} ${event.name}`;
    if (isUsual) {
      const title = 'Usual calls of the business are refused since the deny';
      this.add(
        { rule: 'business-refused', kind: 'denied-after-deny', severity: 'low', technique: '', title },
        event,
        call,
      );
    } else {
      const title = 'Calls were refused after the deny';
      this.add(
        { rule: 'denied-after-deny', kind: 'denied-after-deny', severity: 'medium', technique: 'T1078.004', title },
        event,
        call,
      );
    }
  }

  successAfterDeny(event: AuditEvent, late: boolean): void {
    const title = late
      ? 'Denied actions still succeed: the deny does not hold'
      : 'Denied actions succeeded while the deny was taking effect';
    const rule = late ? 'success-after-deny' : 'success-while-deny-spread';
    const severity = late ? 'critical' : 'medium';
    this.add(
      { rule, kind: 'success-after-deny', severity, technique: 'T1078.004', title },
      event,
      `${event.service} ${event.name}`,
    );
  }

  findings(): SimpleFinding[] {
    return [...this.drafts.values()]
      .map(({ events, targets, ...rest }) => ({
        ...rest,
        eventIds: events.sort((a, b) => (a.at < b.at ? -1 : 1)).map(({ id }) => id),
        targets: [...targets],
      }))
      .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || (a.firstAt < b.firstAt ? -1 : 1));
  }

  private add(
    what: Pick<SimpleFinding, 'rule' | 'kind' | 'severity' | 'technique' | 'title'>,
    event: AuditEvent,
    target: string | undefined,
  ): void {
    const draft = this.drafts.get(what.rule) ?? {
      ...what,
      count: 0,
      firstAt: event.at,
      lastAt: event.at,
      events: [],
      targets: new Set<string>(),
    };
    draft.count += 1;
    if (event.at < draft.firstAt) draft.firstAt = event.at;
    if (event.at > draft.lastAt) draft.lastAt = event.at;
    if (draft.events.length < MOST_EVENTS && event.eventId !== '')
      draft.events.push({ id: event.eventId, at: event.at });
    if (target !== undefined && draft.targets.size < MOST_TARGETS) draft.targets.add(target.slice(0, 120));
    this.drafts.set(what.rule, draft);
  }
}
