import { PolicyInvalid } from '../errors';
import { parsePolicy } from './parse';
import quarantine from './quarantine.json';

/** A bucket by its whole name, or all that lies in it: the one part of the self-protection that configurations differ in. */
const OF_A_BUCKET = /^acs:oss:\*:\*:([a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9])(?:\/\*)?$/;
/** What a trail delivers into a bucket, under its prefix: of that only writing is denied, for the business may read it. */
const OF_A_TRAIL = /^acs:oss:\*:\*:([a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9])\/(?:[A-Za-z0-9._-]+\/){0,200}AliyunLogs\/\*$/;

/** Whose bucket a protected resource is; undefined: it is none's alone. */
export function bucketProtected(resource: string): string | undefined {
  return (OF_A_BUCKET.exec(resource) ?? OF_A_TRAIL.exec(resource))?.[1];
}

export const isOfTrail = (resource: string): boolean => OF_A_TRAIL.test(resource);

/**
 * The buckets that the self-protection of a quarantine names beyond this configuration's, as resources: those of another
 * one, which protects more. A wildcard is none of them: it would deny other people's buckets. Pure.
 */
export function protectedBeyond(documents: readonly string[], expected: string): readonly string[] {
  const wanted = new Set(protectedIn(expected));
  const found = new Set(documents.flatMap(protectedIn));
  return [...found].filter((resource) => !wanted.has(resource)).sort();
}

/** Buckets alone, each by the statement that protects its kind. */
function protectedIn(document: string): readonly string[] {
  try {
    return parsePolicy(document).statements.flatMap(({ effect, actions, resources, conditions }) => {
      if (effect !== 'Deny' || actions.negated || conditions.length > 0) return [];
      if (isSelfProtection(actions.patterns)) return resources.filter((one) => OF_A_BUCKET.test(one));
      return isTrailProtection(actions.patterns) ? resources.filter(isOfTrail) : [];
    });
  } catch (error) {
    if (error instanceof PolicyInvalid) return [];
    throw error;
  }
}

const [, SELF, TRAIL] = quarantine.Statement;
const isLike = (statement: { readonly Action: readonly string[] } | undefined) => {
  const expected = textOf(statement?.Action ?? []);
  return (actions: readonly string[]): boolean => textOf(actions) === expected;
};
const isSelfProtection = isLike(SELF);
const isTrailProtection = isLike(TRAIL);

function textOf(actions: readonly string[]): string {
  return [...new Set(actions.map((action) => action.toLowerCase()))].sort().join();
}

/** One of our own documents with these resources protected as well. */
export function protectingAlso(document: string, resources: readonly string[]): string {
  if (resources.length === 0) return document;
  const parsed = JSON.parse(document) as { Statement: { Action: string[]; Resource: string | string[] }[] };
  const ofTrails = resources.filter(isOfTrail);
  const ofBuckets = resources.filter((one) => !isOfTrail(one));
  const Statement = parsed.Statement.map((statement) => {
    const more = isSelfProtection(statement.Action) ? ofBuckets : isTrailProtection(statement.Action) ? ofTrails : [];
    return more.length > 0 ? { ...statement, Resource: [...[statement.Resource].flat(), ...more] } : statement;
  });
  const isThere = parsed.Statement.some(({ Action }) => isTrailProtection(Action));
  const own = ofTrails.length > 0 && !isThere ? [{ ...TRAIL, Resource: ofTrails }] : [];
  return JSON.stringify({ ...parsed, Statement: [...Statement, ...own] });
}
