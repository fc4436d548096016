import { detail } from './event';
import type { Highlight } from './highlights';
import { type Outcome, outcomeOf, type Tally } from './overview';
import type { AuditEvent } from './types';

/** One call as a report shows it. */
export interface CallRow {
  readonly at: string;
  readonly service: string;
  readonly name: string;
  readonly region: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly outcome: Outcome;
  readonly errorCode?: string;
  /** From an address that the key was never used from before the suspicion. */
  readonly isNewSource: boolean;
  readonly isAfterDeny: boolean;
  /** The rule that the call answers to, when it tells something. */
  readonly rule?: string;
  /** What the call was about: a user, an instance, a bucket. */
  readonly target?: string;
  readonly eventId: string;
  /** How much it tells, 0 to 4. */
  readonly telling: number;
}

export function callRow(
  event: AuditEvent,
  marks: { readonly isNewSource: boolean; readonly isAfterDeny: boolean; readonly highlight: Highlight | undefined },
): CallRow {
  const outcome = outcomeOf(event);
  const { rule, made } = marks.highlight ?? {};
  const target = detail(event, 'resourceName') ?? made?.of ?? made?.name;
  return {
    at: event.at,
    service: event.service,
    name: event.name,
    region: event.region,
    ip: event.ip,
    userAgent: event.userAgent.slice(0, 160),
    outcome,
    ...(event.errorCode ? { errorCode: event.errorCode } : {}),
    isNewSource: marks.isNewSource,
    isAfterDeny: marks.isAfterDeny,
    ...(rule ? { rule: rule.id } : {}),
    ...(target ? { target: target.slice(0, 160) } : {}),
    eventId: event.eventId,
    telling: weight(marks, outcome, event.rw === 'Write'),
  };
}

/** How much a call tells, from 0. */
function weight(
  call: { readonly isNewSource: boolean; readonly isAfterDeny: boolean; readonly highlight: Highlight | undefined },
  outcome: Outcome,
  isWrite: boolean,
): number {
  if (call.highlight && call.isNewSource) return 4;
  if (call.highlight || (call.isAfterDeny && outcome === 'refused')) return 3;
  if (call.isNewSource) return isWrite ? 3 : 2;
  return isWrite ? 1 : 0;
}

/** Keeps the most telling calls, however many there are: a table that a person can read, and the number left out. */
export class TellingCalls {
  private readonly byWeight: CallRow[][] = [[], [], [], [], []];
  private offered = 0;

  constructor(private readonly most: number) {}

  add(call: CallRow): void {
    this.offered += 1;
    const rows = this.byWeight[call.telling];
    if (rows && rows.length < this.most) rows.push(call);
  }

  /** Oldest first. */
  rows(): { readonly rows: readonly CallRow[]; readonly leftOut: number } {
    const kept = [...this.byWeight].reverse().flat().slice(0, this.most);
    kept.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { rows: kept, leftOut: this.offered - kept.length };
  }
}

/** One column of the course: calls from new sources by outcome, and all others. */
export interface CourseColumn extends Tally {
  /** From addresses of the key's own history, or by services. */
  usual: number;
}

/** Calls over time, in columns narrow enough to show a course and few enough to draw. */
export class Course {
  readonly stepMs: number;
  readonly from: string;
  readonly columns: CourseColumn[];

  constructor(from: string, to: string) {
    const start = Date.parse(from);
    const length = Math.max(1_000, Date.parse(to) - start);
    this.stepMs = STEPS_MS.find((step) => length / step <= MOST_COLUMNS) ?? 86_400_000;
    const first = Math.floor(start / this.stepMs) * this.stepMs;
    this.from = new Date(first).toISOString();
    const count = Math.min(MOST_COLUMNS * 4, Math.floor((Date.parse(to) - first) / this.stepMs) + 1);
    this.columns = Array.from({ length: Math.max(1, count) }, () => ({ allowed: 0, refused: 0, failed: 0, usual: 0 }));
  }

  add(at: string, outcome: Outcome, isNewSource: boolean): void {
    const column = this.columns[Math.floor((Date.parse(at) - Date.parse(this.from)) / this.stepMs)];
    if (column) column[isNewSource ? outcome : 'usual'] += 1;
  }
}

const MOST_COLUMNS = 60;
const STEPS_MS = [1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400].map((s) => s * 1000);
