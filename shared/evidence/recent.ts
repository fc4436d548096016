import { BillableBook } from './billable';
import { Course, callRow, TellingCalls } from './calls';
import { FindingBook } from './findings';
import { Highlights } from './highlights';
import type { Made } from './made';
import { MadeBook } from './made-book';
import { outcomeOf, type Tally } from './overview';
import { isAfterDeny, type KeyHistory, type Suspicion } from './suspicion';
import type { AuditEvent } from './types';

/** How long a deny may take to bite everywhere; a success of a denied action after that means that it does not hold. */
export const BITE_MS = 5 * 60_000;
/** Calls that the report shows one by one: its table the most telling, its list all of them. */
const MOST_CALLS = 10_000;

/** The calls since the suspicion began, each once, in whatever order they come. */
export class RecentCalls {
  readonly newSources = new Set<string>();
  private readonly highlights: Highlights;
  private readonly course: Course;
  private readonly telling = new TellingCalls(MOST_CALLS);
  private readonly findings: FindingBook;
  private readonly since: Tally = { allowed: 0, refused: 0, failed: 0 };
  private readonly identities = new MadeBook();
  private readonly billable = new BillableBook();
  private readonly newSource: Tally = { allowed: 0, refused: 0, failed: 0 };
  private readonly counts = { successesOfDenied: 0, lateSuccesses: 0, allowedStill: 0, refused: 0, refusedUnusual: 0 };
  private newSourceFirstAt: string | undefined;
  private newSourceLastAllowedAt: string | undefined;
  private lastSuccessAt: string | undefined;
  private firstRefusedAt: string | undefined;

  constructor(
    to: string,
    private readonly suspicion: Suspicion,
    private readonly history: KeyHistory,
  ) {
    const began = Date.parse(suspicion.began);
    const lead = Math.min(3_600_000, Math.max(10_000, (Date.parse(to) - began) / 4));
    this.course = new Course(new Date(began - lead).toISOString(), to);
    this.findings = new FindingBook();
    this.highlights = new Highlights(suspicion.toolsBuckets, suspicion.account);
  }

  private get holdsSince(): string | null {
    return this.suspicion.holdsSince ?? this.suspicion.denyAt;
  }

  add(event: AuditEvent): void {
    const outcome = outcomeOf(event);
    const highlight = this.highlights.of(event);
    const isNewSource = this.history.isFromNewSource(event);
    const after = isAfterDeny(event, this.suspicion.denyAt, outcome === 'refused');
    this.since[outcome] += 1;
    if (isNewSource) {
      this.newSource[outcome] += 1;
      this.newSources.add(event.ip);
      this.findings.newSource(event);
      if (this.newSourceFirstAt === undefined || event.at < this.newSourceFirstAt) this.newSourceFirstAt = event.at;
      if (outcome === 'allowed' && event.at > (this.newSourceLastAllowedAt ?? ''))
        this.newSourceLastAllowedAt = event.at;
    }
    if (event.at !== '') this.course.add(event.at, outcome, isNewSource);
    this.telling.add(callRow(event, { isNewSource, isAfterDeny: after, highlight }));
    if (highlight && outcome === 'allowed') {
      this.findings.telling(highlight, event, isNewSource);
      this.keepTraces(event, highlight.rule.kind, highlight.made);
    }
    if (after) this.countAfterDeny(event, outcome === 'allowed', outcome === 'refused');
  }

  private countAfterDeny(event: AuditEvent, allowed: boolean, refused: boolean): void {
    if (refused) {
      this.counts.refused += 1;
      if (this.firstRefusedAt === undefined || event.at < this.firstRefusedAt) this.firstRefusedAt = event.at;
      if (!this.history.isUsual(event)) this.counts.refusedUnusual += 1;
      this.findings.refusedAfterDeny(event, this.history.isUsual(event));
    } else if (allowed && isAfterDeny(event, this.holdsSince, false) && this.suspicion.denies?.(event)) {
      this.counts.successesOfDenied += 1;
      const late = Date.parse(event.at) > Date.parse(this.holdsSince ?? '') + BITE_MS;
      if (late) this.counts.lateSuccesses += 1;
      if (this.lastSuccessAt === undefined || event.at > this.lastSuccessAt) this.lastSuccessAt = event.at;
      this.findings.successAfterDeny(event, late);
    } else if (allowed) this.counts.allowedStill += 1;
  }

  private keepTraces(event: AuditEvent, kind: string, made: Made | undefined): void {
    if (made !== undefined) this.identities.add(made, event.at);
    if (kind === 'compute' && !event.name.startsWith('Refund')) this.billable.add(event);
  }

  result() {
    const { rows, leftOut } = this.telling.rows();
    const { made, leftOut: madeLeftOut } = this.identities.list();
    const { billable, leftOut: billableLeftOut } = this.billable.list();
    return {
      course: { from: this.course.from, stepMs: this.course.stepMs, columns: this.course.columns },
      since: this.since,
      calls: rows,
      callsLeftOut: leftOut,
      newSource: this.newSource,
      ...(this.newSourceFirstAt ? { newSourceFirstAt: this.newSourceFirstAt } : {}),
      ...(this.newSourceLastAllowedAt ? { newSourceLastAllowedAt: this.newSourceLastAllowedAt } : {}),
      afterDeny: {
        ...this.counts,
        ...(this.lastSuccessAt ? { lastSuccessAt: this.lastSuccessAt } : {}),
        ...(this.firstRefusedAt ? { firstRefusedAt: this.firstRefusedAt } : {}),
      },
      findings: this.findings.findings(),
      identitiesMade: made,
      madeLeftOut,
      billable,
      billableLeftOut,
    };
  }
}
