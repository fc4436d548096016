import { CHECKS } from './checks';
import type { Check, HygieneSeverity, Outcome, SubjectKind, Subjects } from './checks/check';
import { coversResult, type Exception, isInForce } from './exceptions';
import type { Known } from './facts';
import type {
  CheckSummary,
  Counts,
  ExceptedFinding,
  HygieneFinding,
  NotChecked,
  ResultWord,
  SubjectName,
} from './model';

/** A check without its question: what a result tells of it. */
type CheckInfo = Omit<Check, 'judge' | 'samples'>;
type Ordered<T> = T & { readonly order: number };

/** One subject, and what the checks about it came to. */
export interface Judgement {
  readonly name: SubjectName;
  readonly results: Readonly<Record<string, ResultWord>>;
}

export const SEVERITIES: readonly HygieneSeverity[] = ['critical', 'high', 'medium', 'low'];

export const countOf = (word: ResultWord): 'ok' | 'finding' | 'couldNotCheck' | 'excepted' =>
  word === 'could-not-check' ? 'couldNotCheck' : word;

/** Keeps what is told and counts the rest: an account has a million results, and nearly all of them are ok. */
export class Book {
  readonly checks: CheckSummary[] = [];
  private readonly told: Ordered<HygieneFinding>[] = [];
  private readonly covered: Ordered<ExceptedFinding>[] = [];
  private readonly open: Ordered<NotChecked>[] = [];
  /** Most keys come to the same results: one object for each that occurs. */
  private readonly shared = new Map<string, Readonly<Record<string, ResultWord>>>();
  private readonly inForce: ReadonlyMap<string, readonly Exception[]>;
  private readonly used = new Map<Exception, number>();

  constructor(
    private readonly now: Date,
    exceptions: readonly Exception[],
  ) {
    const holding = exceptions.filter((one) => isInForce(one, now));
    const byCheck = new Map<string, Exception[]>();
    for (const one of holding) byCheck.set(one.check, [...(byCheck.get(one.check) ?? []), one]);
    this.inForce = byCheck;
  }

  /** The worst first; within a severity by check, then by user, as they come. */
  get findings(): HygieneFinding[] {
    return worstFirst(this.told);
  }

  get excepted(): ExceptedFinding[] {
    return worstFirst(this.covered);
  }

  get notChecked(): NotChecked[] {
    return this.open.sort((a, b) => a.order - b.order).map(({ order: _, ...one }) => one);
  }

  run<Kind extends SubjectKind>(
    kind: Kind,
    subjects: readonly Subjects[Kind][],
    nameOf: (facts: Subjects[Kind]) => SubjectName,
  ): readonly Judgement[] {
    const checks = CHECKS[kind] as readonly Check<SubjectKind>[];
    const first = this.checks.length;
    for (const { id, about, severity, title, advice, equals } of checks)
      this.checks.push({
        id,
        about,
        severity,
        title,
        advice,
        equals,
        ...{ total: 0, ok: 0, finding: 0, couldNotCheck: 0, excepted: 0 },
      });
    return subjects.map((facts) => {
      const name = nameOf(facts);
      const words = checks.map((check, i) => this.enter(check, first + i, name, check.judge(facts, this.now)));
      return { name, results: this.sharedResults(checks, words) };
    });
  }

  /** How many findings an exception covered. With none, whether one may have hidden behind what could not be checked. */
  coveredBy(exception: Exception, isComplete: boolean): Known<number> {
    const count = this.used.get(exception) ?? 0;
    if (count > 0) return { value: count };
    const open = this.open.find(({ check, subject }) => mayCover(exception, check, subject));
    if (open) return { couldNotCheck: open.why };
    return isComplete ? { value: 0 } : { couldNotCheck: 'not every key was seen' };
  }

  private enter(check: CheckInfo, order: number, subject: SubjectName, outcome: Outcome): ResultWord {
    const word = this.keep(check, order, subject, outcome);
    const counts = this.checks[order] as { -readonly [Name in keyof Counts]: number };
    counts.total += 1;
    counts[countOf(word)] += 1;
    return word;
  }

  private keep({ id, severity }: CheckInfo, order: number, subject: SubjectName, outcome: Outcome): ResultWord {
    if (outcome.result === 'could-not-check') this.open.push({ check: id, subject, why: outcome.why, order });
    if (outcome.result !== 'finding') return outcome.result;
    const finding = { check: id, severity, subject, detail: outcome.detail, order };
    const exception = this.inForce.get(id)?.find((one) => coversResult(one, id, subject));
    if (exception === undefined) {
      this.told.push(finding);
      return 'finding';
    }
    this.used.set(exception, (this.used.get(exception) ?? 0) + 1);
    this.covered.push({ ...finding, until: exception.until, reason: exception.reason });
    return 'excepted';
  }

  private sharedResults(checks: readonly CheckInfo[], words: readonly ResultWord[]) {
    const name = `${checks[0]?.about} ${words.join()}`;
    const results = this.shared.get(name) ?? Object.fromEntries(checks.map(({ id }, i) => [id, words[i] ?? 'ok']));
    this.shared.set(name, results);
    return results;
  }
}

/** A key whose id is not known may be the one that an exception names. */
function mayCover(exception: Exception, check: string, subject: SubjectName): boolean {
  const named = subject.accessKeyId ?? exception.accessKeyId;
  return coversResult(exception, check, { ...subject, ...(named === undefined ? {} : { accessKeyId: named }) });
}

function worstFirst<T extends { readonly severity: HygieneSeverity }>(all: Ordered<T>[]): T[] {
  const sorted = all.sort((a, b) => bySeverity(a, b) || a.order - b.order);
  return sorted.map(({ order: _, ...one }) => one as unknown as T);
}

export function bySeverity(
  a: { readonly severity: HygieneSeverity },
  b: { readonly severity: HygieneSeverity },
): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
