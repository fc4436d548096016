import { CHECKS } from './checks';
import type { Check, HygieneSeverity, Outcome, SubjectKind, Subjects } from './checks/check';
import type { AccountFacts, KeyFacts, Known, LastUse } from './facts';
import type {
  CheckSummary,
  Counts,
  HygieneFinding,
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
  readonly results: Record<string, ResultWord>;
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
    // The worst first; within a severity by check, then by user, as they come.
    findings: book.findings.sort(bySeverity),
    notChecked: book.notChecked,
    keys: rows,
  };
}

/** Keeps what is told and counts the rest: an account has a million results, and nearly all of them are ok. */
class Book {
  readonly checks: CheckSummary[] = [];
  readonly findings: HygieneFinding[] = [];
  readonly notChecked: NotChecked[] = [];

  constructor(private readonly now: Date) {}

  run<Kind extends SubjectKind>(
    kind: Kind,
    subjects: readonly Subjects[Kind][],
    nameOf: (facts: Subjects[Kind]) => SubjectName,
  ): readonly Judgement[] {
    const judged = subjects.map((facts) => ({ name: nameOf(facts), results: {} as Record<string, ResultWord> }));
    for (const check of CHECKS[kind] as readonly Check<SubjectKind>[]) {
      const words = subjects.map((facts, i): ResultWord => {
        const { name, results } = judged[i] as Judgement;
        const outcome = check.judge(facts, this.now);
        results[check.id] = outcome.result;
        this.keep(check, name, outcome);
        return outcome.result;
      });
      const { id, about, severity, title, advice, equals } = check;
      this.checks.push({ id, about, severity, title, advice, equals, ...counted(words) });
    }
    return judged;
  }

  private keep({ id, severity }: CheckInfo, subject: SubjectName, outcome: Outcome): void {
    if (outcome.result === 'finding') this.findings.push({ check: id, severity, subject, detail: outcome.detail });
    if (outcome.result === 'could-not-check') this.notChecked.push({ check: id, subject, why: outcome.why });
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
    result: worst([...Object.values(results), ...more]),
    results,
  };
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
