import { Book, bySeverity, countOf } from './book';
import type { AccountFacts, ExceptionFacts, KeyFacts, Known, LastUse } from './facts';
import type { RememberedUse } from './memory';
import type { Counts, IfLeaked, Judged, KeyRow, ResultWord, SubjectName } from './model';

/** Every check on every subject of its kind. Pure: the same facts and time, the same result. */
export function judge(facts: AccountFacts, now: Date): Judged {
  const book = new Book(now, facts.exceptions);
  const keys = book.run('key', facts.keys, keyName);
  const root = book.run('root', [facts.root], () => ({ kind: 'root', user: '<root>' }));
  book.run('responder', [facts.responder], () => ({ kind: 'responder' }));
  book.run('settings', [facts.settings], () => ({ kind: 'settings' }));
  book.run('trail', [facts.trail], () => ({ kind: 'trail' }));
  book.run('bucket', facts.buckets, ({ name }) => ({ kind: 'bucket', name }));
  book.run('store', facts.stores, ({ name }) => ({ kind: 'store', name }));
  book.run('project', facts.projects, ({ name }) => ({ kind: 'project', name }));
  book.run('containment', facts.containments, ({ user, accessKeyId }) => ({
    kind: 'containment',
    ...(user === undefined ? {} : { user }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  }));
  book.run('exclusion', facts.exclusions, ({ user, accessKeyId }) => ({
    kind: 'exclusion',
    ...(user === undefined ? {} : { user }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  }));
  book.run('user', facts.users, ({ name }) => ({ kind: 'user', user: name }));
  book.run(
    'exception',
    facts.exceptions.map((exception) => ({ exception, covers: book.coveredBy(exception, facts.complete) })),
    exceptionName,
  );
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
    excepted: book.excepted,
    notChecked: book.notChecked,
    keys: rows,
  };
}

/** What results and exceptions call a key by. */
export function keyName({ owner, id, slot }: KeyFacts): SubjectName {
  return {
    kind: 'key',
    user: owner.type === 'root' ? '<root>' : owner.name,
    ...(id === undefined ? {} : { accessKeyId: id }),
    ...(slot === undefined ? {} : { slot }),
  };
}

function exceptionName({ exception: { check, user, accessKeyId, bucket, logProject } }: ExceptionFacts): SubjectName {
  const about = [check, bucket, logProject].filter((part) => part !== undefined).join(' ');
  return {
    kind: 'exception',
    name: about,
    ...(user === undefined ? {} : { user }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
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
  return (['finding', 'could-not-check', 'excepted'] as const).find((word) => results.includes(word)) ?? 'ok';
}

function counted(results: readonly ResultWord[]): Counts {
  const counts = { total: results.length, ok: 0, finding: 0, couldNotCheck: 0, excepted: 0 };
  for (const result of results) counts[countOf(result)] += 1;
  return counts;
}
