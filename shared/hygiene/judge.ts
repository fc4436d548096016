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

interface Result {
  readonly check: CheckInfo;
  readonly subject: SubjectName;
  readonly outcome: Outcome;
}

const SEVERITIES: readonly HygieneSeverity[] = ['critical', 'high', 'medium', 'low'];

/** Every check on every subject of its kind. Pure: the same facts and time, the same result. */
export function judge(facts: AccountFacts, now: Date): Judged {
  const keys = facts.keys.map((key) => ({ facts: key, name: keyName(key) }));
  const results: Result[] = [
    ...run(CHECKS.key, keys, now),
    ...run(CHECKS.root, [{ facts: facts.root, name: { kind: 'root', user: '<root>' } }], now),
    ...run(CHECKS.responder, [{ facts: facts.responder, name: { kind: 'responder' } }], now),
    ...run(
      CHECKS.user,
      facts.users.map((user) => ({ facts: user, name: { kind: 'user' as const, user: user.name } })),
      now,
    ),
  ];
  const byKey = new Map<SubjectName, Result[]>(keys.map(({ name }) => [name, []]));
  for (const result of results) byKey.get(result.subject)?.push(result);
  const rows = keys.map(({ facts: key, name }) => {
    // What is wrong with the root identity is wrong with each of its keys.
    const more = key.owner.type === 'root' ? results.filter(({ subject }) => subject.kind === 'root') : [];
    return keyRow(key, name, byKey.get(name) ?? [], more);
  });
  return {
    keyCounts: counted(rows.map(({ result }) => result)),
    userCount: facts.users.length,
    checks: summaries(results),
    findings: findings(results),
    notChecked: results.flatMap(({ check, subject, outcome }): NotChecked[] =>
      outcome.result === 'could-not-check' ? [{ check: check.id, subject, why: outcome.why }] : [],
    ),
    keys: rows,
  };
}

function run<Kind extends SubjectKind>(
  checks: readonly Check<Kind>[],
  subjects: readonly { readonly facts: Subjects[Kind]; readonly name: SubjectName }[],
  now: Date,
): Result[] {
  return checks.flatMap((check) =>
    subjects.map(({ facts, name }) => ({ check, subject: name, outcome: check.judge(facts, now) })),
  );
}

function keyName({ owner, id, slot }: KeyFacts): SubjectName {
  return {
    kind: 'key',
    user: owner.type === 'root' ? '<root>' : owner.name,
    ...(id === undefined ? {} : { accessKeyId: id }),
    ...(slot === undefined ? {} : { slot }),
  };
}

function keyRow(key: KeyFacts, subject: SubjectName, own: readonly Result[], more: readonly Result[]): KeyRow {
  return {
    subject,
    status: 'value' in key.active ? (key.active.value ? 'Active' : 'Inactive') : null,
    createdAt: 'value' in key.createdAt ? key.createdAt.value.toISOString() : null,
    lastUsedAt: lastUsed(key.lastUse),
    result: worst([...own, ...more].map(({ outcome }) => outcome.result)),
    results: Object.fromEntries(own.map(({ check, outcome }) => [check.id, outcome.result])),
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
  const of = (word: ResultWord) => results.filter((result) => result === word).length;
  return { total: results.length, ok: of('ok'), finding: of('finding'), couldNotCheck: of('could-not-check') };
}

function summaries(results: readonly Result[]): CheckSummary[] {
  const all: readonly CheckInfo[] = [...CHECKS.key, ...CHECKS.root, ...CHECKS.responder, ...CHECKS.user];
  return [...all].sort(bySeverity).map((check) => {
    const { id, about, severity, title, advice, equals } = check;
    const own = results.filter((result) => result.check.id === id).map(({ outcome }) => outcome.result);
    return { id, about, severity, title, advice, equals, ...counted(own) };
  });
}

/** The worst first; within a severity by check, then by user, as they come. */
function findings(results: readonly Result[]): HygieneFinding[] {
  return results
    .flatMap(({ check, subject, outcome }): HygieneFinding[] =>
      outcome.result === 'finding'
        ? [{ check: check.id, severity: check.severity, subject, detail: outcome.detail }]
        : [],
    )
    .sort(bySeverity);
}

function bySeverity(a: { readonly severity: HygieneSeverity }, b: { readonly severity: HygieneSeverity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
