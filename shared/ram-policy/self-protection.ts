import { PolicyInvalid } from '../errors';
import { parsePolicy } from './parse';
import quarantine from './quarantine.json';

/** A bucket by its whole name, or all that lies in it: the one part of the self-protection that configurations differ in. */
const OF_A_BUCKET = /^acs:oss:\*:\*:([a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9])(?:\/\*)?$/;

/** Whose bucket a protected resource is; undefined: it is none's alone. */
export function bucketProtected(resource: string): string | undefined {
  return OF_A_BUCKET.exec(resource)?.[1];
}

/**
 * The buckets that the self-protection of a quarantine names beyond this configuration's, as resources: those of another
 * one, which protects more. A wildcard is none of them: it would deny other people's buckets. Pure.
 */
export function protectedBeyond(documents: readonly string[], expected: string): readonly string[] {
  const wanted = new Set(protectedIn(expected));
  const found = new Set(documents.flatMap(protectedIn));
  return [...found].filter((resource) => !wanted.has(resource) && bucketProtected(resource) !== undefined).sort();
}

function protectedIn(document: string): readonly string[] {
  try {
    return parsePolicy(document).statements.flatMap(({ effect, actions, resources, conditions }) =>
      effect === 'Deny' && !actions.negated && conditions.length === 0 && isSelfProtection(actions.patterns)
        ? resources
        : [],
    );
  } catch (error) {
    if (error instanceof PolicyInvalid) return [];
    throw error;
  }
}

const ACTIONS = textOf(quarantine.Statement[1]?.Action ?? []);

const isSelfProtection = (actions: readonly string[]): boolean => textOf(actions) === ACTIONS;

function textOf(actions: readonly string[]): string {
  return [...new Set(actions.map((action) => action.toLowerCase()))].sort().join();
}

/** One of our own documents with these resources protected as well. */
export function protectingAlso(document: string, resources: readonly string[]): string {
  if (resources.length === 0) return document;
  const parsed = JSON.parse(document) as { Statement: { Action: string[]; Resource: string | string[] }[] };
  const Statement = parsed.Statement.map((statement) =>
    isSelfProtection(statement.Action)
      ? { ...statement, Resource: [...[statement.Resource].flat(), ...resources] }
      : statement,
  );
  return JSON.stringify({ ...parsed, Statement });
}
