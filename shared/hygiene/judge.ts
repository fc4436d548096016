import { CHECKS } from './checks';
import type { Check, HygieneSeverity, Outcome, SubjectKind, Subjects } from './checks/check';
import type { AccountFacts, KeyFacts, Known, LastUse } from './facts';
import type { RememberedUse } from './memory';
import type {
  CheckSummary,
  Counts,
  HygieneFinding,
  IfLeaked,
  Judged,
  KeyRow,
  NotChecked,
  ResultWord,
  SubjectName,
} from './model';

/** A check without its question: what a result tells of it. */
type CheckInfo = Omit<Check, 'judge' | 'samples'>;

/** One subject, and what the checks about it came to. */
interface Judgement {
  readonly name: SubjectName;
  readonly results: Readonly<Record<string, ResultWord>>;
}

const SEVERITIES: readonly HygieneSeverity[] = ['critical', 'high', 'medium', 'low'];

/** Every check on every subject of its kind. Pure: the same facts and time, the same result. */
export function judge(facts: AccountFacts, now: Date): Judged {
  const book = new Book(now);
  const keys = book.run('key', facts.keys, keyName);
  const root = book.run('root', [facts.root], () => ({ kind: 'root', user: '<root>' }));
  book.run('responder', [facts.responder], () => ({ kind: 'responder' }));
  book.run('settings', [facts.settings], () => ({ kind: 'settings' }));
  book.run('trail', [facts.trail], () => ({ kind: 'trail' }));
  book.run('bucket', facts.buckets, ({ name }) => ({ kind: 'bucket', name }));
  book.run('store', facts.stores, ({ name }) => ({ kind: 'store', name }));
  book.run('containment', facts.containments, ({ user, accessKeyId }) => ({
    kind: 'containment',
    ...(user === undefined ? {} : { user }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  }));
  book.run('user', facts.users, ({ name }) => ({ kind: 'user', user: name }));
  const ofRoot = root.flatMap(({ results }) => Object.values(results));
  const rows = keys.map(({ name, results }, i): KeyRow => {
    const key = facts.keys[i] as KeyFacts;
    // What is wrong with the root identity is wrong with each of its keys.
    return keyRow(key, name, results, key.owner.type === 'root' ? ofRoot : []);
  });
  return {
    keyCounts: counted(rows.map(({ result }) => result)),
    userCount: facts.users.length,
    checks: [...book.checks].sort(bySeverity),
    findings: book.findings,
    notChecked: book.notChecked,
    keys: rows,
  };
}

/** Keeps what is told and counts the rest: an account has a million results, and nearly all of them are ok. */
class Book {
  readonly checks: CheckSummary[] = [];
  private readonly told: (HygieneFinding & { readonly order: number })[] = [];
  private readonly open: (NotChecked & { readonly order: number })[] = [];
  /** Most keys come to the same results: one object for each that occurs. */
  private readonly shared = new Map<string, Readonly<Record<string, ResultWord>>>();

  constructor(private readonly now: Date) {}

  /** The worst first; within a severity by check, then by user, as they come. */
  get findings(): HygieneFinding[] {
    const sorted = this.told.sort((a, b) => bySeverity(a, b) || a.order - b.order);
    return sorted.map(({ order: _, ...finding }) => finding);
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
        ...{ total: 0, ok: 0, finding: 0, couldNotCheck: 0 },
      });
    return subjects.map((facts) => {
      const name = nameOf(facts);
      const words = checks.map((check, i): ResultWord => {
        const outcome = check.judge(facts, this.now);
        this.count(first + i, outcome.result);
        this.keep(check, first + i, name, outcome);
        return outcome.result;
      });
      return { name, results: this.sharedResults(checks, words) };
    });
  }

  private count(order: number, result: ResultWord): void {
    const counts = this.checks[order] as { -readonly [Name in keyof Counts]: number };
    counts.total += 1;
    counts[result === 'could-not-check' ? 'couldNotCheck' : result] += 1;
  }

  private keep({ id, severity }: CheckInfo, order: number, subject: SubjectName, outcome: Outcome): void {
    if (outcome.result === 'finding') this.told.push({ check: id, severity, subject, detail: outcome.detail, order });
    if (outcome.result === 'could-not-check') this.open.push({ check: id, subject, why: outcome.why, order });
  }

  private sharedResults(checks: readonly CheckInfo[], words: readonly ResultWord[]) {
    const name = `${checks[0]?.about} ${words.join()}`;
    const results = this.shared.get(name) ?? Object.fromEntries(checks.map(({ id }, i) => [id, words[i] ?? 'ok']));
    this.shared.set(name, results);
    return results;
  }
}

function keyName({ owner, id, slot }: KeyFacts): SubjectName {
  return {
    kind: 'key',
    user: owner.type === 'root' ? '<root>' : owner.name,
    ...(id === undefined ? {} : { accessKeyId: id }),
    ...(slot === undefined ? {} : { slot }),
  };
}

function keyRow(
  key: KeyFacts,
  subject: SubjectName,
  results: Readonly<Record<string, ResultWord>>,
  more: readonly ResultWord[],
): KeyRow {
  return {
    subject,
    status: 'value' in key.active ? (key.active.value ? 'Active' : 'Inactive') : null,
    createdAt: 'value' in key.createdAt ? key.createdAt.value.toISOString() : null,
    lastUsedAt: lastUsed(key.lastUse),
    ...(key.use === undefined ? {} : { ifLeaked: ifLeaked(key.use) }),
    result: worst([...Object.values(results), ...more]),
    results,
  };
}

function ifLeaked(use: Known<RememberedUse>): IfLeaked {
  if ('couldNotCheck' in use) return use;
  const { at, calls, isCut } = use.value;
  return { lookedAt: at, fails: calls, complete: isCut !== true };
}

function lastUsed(use: Known<LastUse>): string | null {
  if (!('value' in use)) return null;
  return use.value === 'never' ? 'never' : use.value.toISOString();
}

function worst(results: readonly ResultWord[]): ResultWord {
  if (results.includes('finding')) return 'finding';
  return results.includes('could-not-check') ? 'could-not-check' : 'ok';
}

function counted(results: readonly ResultWord[]): Counts {
  const counts = { total: results.length, ok: 0, finding: 0, couldNotCheck: 0 };
  for (const result of results) counts[result === 'could-not-check' ? 'couldNotCheck' : result] += 1;
  return counts;
}

function bySeverity(a: { readonly severity: HygieneSeverity }, b: { readonly severity: HygieneSeverity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
