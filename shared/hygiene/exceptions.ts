import { closest } from '../config/closest';
import { printable } from '../config/shown';
import { HygieneExceptionsInvalid } from '../errors';
import { isAccessKeyId } from '../ids';
import { DEEPEST_READ } from '../nesting';
import { asText, isDeeperThan, isObject } from '../signal/loose';
import { CHECKS } from './checks';
import type { SubjectKind } from './checks/check';
import type { SubjectName } from './model';

/** A finding that somebody has decided to live with for a while. Names match whole. */
export interface Exception {
  readonly check: string;
  /** A RAM user's name, or `<root>`. */
  readonly user?: string;
  readonly accessKeyId?: string;
  readonly bucket?: string;
  /** A project of Log Service. */
  readonly logProject?: string;
  /** The last day on which it holds, `yyyy-mm-dd` in UTC. */
  readonly until: string;
  readonly reason: string;
}

const MOST = 500;
const MOST_BYTES = 256 * 1024;
/** An exception for longer is none: it is the rule. */
const MOST_DAYS = 366;
const FIELDS = ['check', 'user', 'accessKeyId', 'bucket', 'logProject', 'until', 'reason'] as const;
type Field = (typeof FIELDS)[number];
/** What says whom an exception of a check is about: one of these at least, and no other. Empty: the account has one. */
const SUBJECTS: Readonly<Record<SubjectKind, readonly Field[]>> = {
  key: ['user', 'accessKeyId'],
  user: ['user'],
  containment: ['user', 'accessKeyId'],
  bucket: ['bucket'],
  store: ['bucket'],
  project: ['logProject'],
  root: [],
  responder: [],
  settings: [],
  trail: [],
  exclusion: ['user', 'accessKeyId'],
  exception: [],
};
const KINDS: ReadonlyMap<string, SubjectKind> = new Map(
  Object.entries(CHECKS).flatMap(([kind, checks]) => checks.map(({ id }) => [id, kind as SubjectKind] as const)),
);

/**
 * Reads the list of exceptions, `{"schema":1,"exceptions":[…]}`: it is valid as a whole, or none of it holds. Throws
 * HygieneExceptionsInvalid, which names every problem at once.
 */
export function parseExceptions(text: string, now: Date): readonly Exception[] {
  if (Buffer.byteLength(text) > MOST_BYTES) throw new HygieneExceptionsInvalid(['it is longer than 256 KB']);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HygieneExceptionsInvalid(['it is no JSON']);
  }
  return readExceptions(value, now);
}

/** The same of what is parsed already. */
export function readExceptions(value: unknown, now: Date): readonly Exception[] {
  if (!isObject(value) || value['schema'] !== 1 || !Array.isArray(value['exceptions']))
    throw new HygieneExceptionsInvalid(['it is no {"schema":1,"exceptions":[…]}']);
  if (isDeeperThan(value, DEEPEST_READ)) throw new HygieneExceptionsInvalid(['it is nested too deep']);
  const unknown = Object.keys(value).filter((name) => name !== 'schema' && name !== 'exceptions');
  const list: readonly unknown[] = value['exceptions'];
  const problems = unknown.slice(0, 5).map((name) => `${printable(name)} is no field beside schema and exceptions`);
  if (list.length > MOST) problems.push(`it has ${list.length} exceptions: at most ${MOST} are allowed`);
  const seen = new Set<string>();
  for (const [i, one] of list.slice(0, MOST).entries()) {
    const name = isObject(one) ? JSON.stringify(FIELDS.slice(0, 5).map((field) => one[field] ?? null)) : '';
    const found = isObject(one) ? [...problemsOf(one, now)] : ['is no object'];
    if (seen.has(name) && found.length === 0) found.push('stands in the list twice');
    seen.add(name);
    problems.push(...found.map((problem) => `exception ${i + 1} ${problem}`));
  }
  if (problems.length > 0) throw new HygieneExceptionsInvalid(problems);
  return list as readonly Exception[];
}

function* problemsOf(one: Readonly<Record<string, unknown>>, now: Date): Generator<string, void> {
  const known: readonly string[] = FIELDS;
  for (const name of Object.keys(one))
    if (!known.includes(name)) yield `has an unknown field ${printable(name)} (closest: ${closest(name, known)})`;
  for (const name of FIELDS)
    if (one[name] !== undefined && (typeof one[name] !== 'string' || one[name].trim() === ''))
      yield `has a ${name} that is no text`;
  const { check, accessKeyId, until, reason } = one;
  const kind = KINDS.get(asText(check));
  if (check === undefined) yield 'has no check';
  else if (kind === undefined) yield `names no check: ${printable(asText(check))} (closest: ${nearest(asText(check))})`;
  else if (kind === 'exception') yield `is about ${asText(check)}: exceptions have no exceptions`;
  else yield* subjectProblems(one, kind);
  if (accessKeyId !== undefined && !isAccessKeyId(asText(accessKeyId)))
    yield 'has an accessKeyId that is no AccessKey id: it begins with LTAI';
  if (until === undefined) yield 'has no until: the last day on which it holds';
  else if (!isDay(asText(until))) yield `has an until that is no date: ${printable(asText(until))} (like 2026-12-31)`;
  else if (Date.parse(asText(until)) > now.getTime() + MOST_DAYS * 86_400_000)
    yield `holds until ${asText(until)}: at most ${MOST_DAYS} days from now`;
  if (reason === undefined) yield 'has no reason';
  else if (asText(reason).length > 300) yield 'has a reason of more than 300 characters';
}

function* subjectProblems(one: Readonly<Record<string, unknown>>, kind: SubjectKind): Generator<string, void> {
  const fitting = SUBJECTS[kind];
  const given = (['user', 'accessKeyId', 'bucket', 'logProject'] as const).filter((name) => one[name] !== undefined);
  for (const name of given)
    if (!fitting.includes(name)) yield `has a ${name}, but ${asText(one['check'])} is not about one`;
  if (fitting.length > 0 && !given.some((name) => fitting.includes(name)))
    yield `does not say whom it is about: ${fitting.join(' or ')}`;
}

const nearest = (check: string): string => closest(check, [...KINDS.keys()]);

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(Date.parse(text) || 0).toISOString().slice(0, 10) === text;
}

/** What says of a key that nobody uses it. */
const UNUSED_CHECKS: ReadonlySet<string> = new Set(['key-unused', 'key-never-used']);

/**
 * Whether the owner lives with it that nobody uses this key. An exception from either check says so, whether that check
 * has fired or not: the ladder has a threshold of its own.
 */
export function isSpared(exceptions: readonly Exception[], key: SubjectName, now: Date): boolean {
  return exceptions.some(
    (one) => UNUSED_CHECKS.has(one.check) && isInForce(one, now) && coversResult(one, one.check, key),
  );
}

export const isInForce = ({ until }: Exception, now: Date): boolean => until >= now.toISOString().slice(0, 10);

/** Whether it is about this result of this check. */
export function coversResult(exception: Exception, check: string, { user, accessKeyId, name }: SubjectName): boolean {
  return (
    exception.check === check &&
    (exception.user === undefined || exception.user === user) &&
    (exception.accessKeyId === undefined || exception.accessKeyId === accessKeyId) &&
    (exception.bucket === undefined || exception.bucket === name) &&
    (exception.logProject === undefined || exception.logProject === name)
  );
}
