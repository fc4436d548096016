import type { Memory, RememberedFindings } from './memory';
import type { Change, GoneFinding, HygieneFinding, Judged, KeyRow, SubjectName } from './model';

/** So many findings of a night are kept for the next one to be compared with, check by check, the worst first. */
const MOST_KEPT = 5_000;
/** So many are named; the counts are all. */
const MOST_NAMED = MOST_KEPT;

type Night = Pick<Judged, 'findings' | 'notChecked' | 'excepted' | 'keys'> & {
  readonly date: string;
  readonly complete: boolean;
};

/** What the last earlier date came to. */
export function lastBefore({ found = [] }: Pick<Memory, 'found'>, date: string): RememberedFindings | undefined {
  return found.filter((one) => one.date < date).at(-1);
}

/** What is new and what is gone since an earlier date. Pure. */
export function changeSince(before: RememberedFindings, night: Night): Change {
  const labels = new Labels(night.keys);
  const cut = new Set(before.cut);
  const known = new Set(
    Object.entries(before.checks).flatMap(([check, { subjects }]) =>
      Object.entries(subjects).flatMap(([label, subject]) =>
        [label, ...idOf(subject)].map((name) => `${check} ${name}`),
      ),
    ),
  );
  const fresh = night.findings.filter(
    ({ check, subject }) => !cut.has(check) && !labels.allOf(subject).some((name) => known.has(`${check} ${name}`)),
  );
  const { gone, unknown } = missing(before, night, labels);
  const found = new Set(night.findings.map(({ check }) => check));
  return {
    since: before.date,
    fresh: fresh.slice(0, MOST_NAMED),
    freshCount: fresh.length,
    gone: gone.slice(0, MOST_NAMED),
    goneCount: gone.length,
    unknownCount: unknown.length,
    notCompared: before.cut.filter((check) => found.has(check)),
  };
}

/** What the next date is compared with. What could not be looked at tonight stays as it was known. */
export function rememberFindings(before: RememberedFindings | undefined, night: Night): RememberedFindings {
  const labels = new Labels(night.keys);
  const checks: Record<string, { severity: HygieneFinding['severity']; subjects: Record<string, SubjectName> }> = {};
  const add = ({ check, severity, subject }: GoneFinding, label: string): void => {
    const one = checks[check] ?? { severity, subjects: {} };
    checks[check] = one;
    one.subjects[label] = subject;
  };
  for (const finding of night.findings) add(finding, labels.of(finding.subject));
  if (before) for (const { label, ...finding } of missing(before, night, labels).unknown) add(finding, label);
  let left = MOST_KEPT;
  const cut: string[] = [];
  for (const [check, { subjects }] of Object.entries(checks)) {
    const count = Object.keys(subjects).length;
    if (count <= left) left -= count;
    else {
      cut.push(check);
      delete checks[check];
    }
  }
  return { date: night.date, checks, cut };
}

/** The two dates that the next run needs: this one, and the one that it was compared with. */
export function foundOf(before: RememberedFindings | undefined, night: Night): readonly RememberedFindings[] {
  return [...(before ? [before] : []), rememberFindings(before, night)];
}

interface Missing extends GoneFinding {
  readonly label: string;
}

/** Earlier findings that are none tonight: gone, or not to be seen. An excepted one is neither: it is still there. */
function missing(before: RememberedFindings, night: Night, labels: Labels) {
  const keyed = ({ check, subject }: Pick<GoneFinding, 'check' | 'subject'>) =>
    labels.allOf(subject).map((label) => `${check} ${label}`);
  const there = new Set([...night.findings, ...night.excepted].flatMap(keyed));
  const open = new Set(night.notChecked.flatMap(keyed));
  const gone: Missing[] = [];
  const unknown: Missing[] = [];
  for (const [check, { severity, subjects }] of Object.entries(before.checks)) {
    for (const [label, subject] of Object.entries(subjects)) {
      const names = [label, ...idOf(subject)].map((name) => `${check} ${name}`);
      if (names.some((name) => there.has(name))) continue;
      const isOpen = names.some((name) => open.has(name)) || !night.complete;
      (isOpen ? unknown : gone).push({ check, severity, subject, label });
    }
  }
  return { gone: gone.map(({ label: _, ...one }) => one), unknown };
}

/**
 * A key is told from others by the second in which it was made, because its id may be learnt between two nights; by its
 * id where its user has two of one second, which RAM itself has then listed.
 */
class Labels {
  private made: ReadonlyMap<string, string> | undefined;

  constructor(private readonly keys: readonly KeyRow[]) {}

  /** Made at the first key that is asked for: in most nights of a large account hardly any is. */
  private get madeAt(): ReadonlyMap<string, string> {
    this.made ??= madeAlone(this.keys);
    return this.made;
  }

  of(subject: SubjectName): string {
    const made = subject.kind === 'key' ? this.madeAt.get(named(subject)) : undefined;
    return made === undefined ? named(subject) : JSON.stringify([subject.user, made]);
  }

  /** With its id, where that is known: when it was made cannot be read every night. */
  allOf(subject: SubjectName): readonly string[] {
    return [this.of(subject), ...idOf(subject)];
  }
}

/** When keys were made, by their names: those alone that are the only one of their user in that second. */
function madeAlone(keys: readonly KeyRow[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const made = ({ subject, createdAt }: KeyRow) => `${subject.user} ${createdAt?.slice(0, 19)}`;
  for (const key of keys) counts.set(made(key), (counts.get(made(key)) ?? 0) + 1);
  return new Map(
    keys.flatMap((key) =>
      key.createdAt !== null && counts.get(made(key)) === 1
        ? [[named(key.subject), key.createdAt.slice(0, 19)] as const]
        : [],
    ),
  );
}

/** A key's own name. Its number in the report is none: another key may have that tomorrow. */
function idOf(subject: SubjectName): readonly string[] {
  return subject.kind === 'key' && subject.accessKeyId !== undefined ? [named(subject)] : [];
}

function named({ kind, user, name, accessKeyId, slot }: SubjectName): string {
  return JSON.stringify([kind, user ?? null, name ?? null, accessKeyId ?? slot ?? null]);
}
