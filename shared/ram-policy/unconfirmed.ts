/**
 * Service codes of the quarantine that no RAM document confirms. RAM may refuse a policy that names one; set-up then
 * leaves out what it refuses, and nothing else may be missing.
 */
export const UNCONFIRMED_CODES = ['ehpcinstant', 'maas', 'modelstudio', 'notifications', 'rds-data'] as const;
export type UnconfirmedCode = (typeof UNCONFIRMED_CODES)[number];

interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

const codeOf = (action: string): string => action.slice(0, action.indexOf(':')).toLowerCase();

/** One of our own documents without the actions of these codes. */
export function withoutCodes(document: string, codes: readonly UnconfirmedCode[]): string {
  if (codes.length === 0) return document;
  const parsed = JSON.parse(document) as Document;
  const Statement = parsed.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => !codes.some((code) => code === codeOf(action))),
  }));
  return JSON.stringify({ ...parsed, Statement });
}

/** The unconfirmed codes that none of these documents names: what set-up had to leave out. */
export function missingCodes(documents: readonly string[]): readonly UnconfirmedCode[] {
  return UNCONFIRMED_CODES.filter((code) => !documents.some((text) => text.toLowerCase().includes(`"${code}:`)));
}
