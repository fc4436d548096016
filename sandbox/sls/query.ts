import { CloudError } from '../kernel/types';
import type { LogRow, StoredIndex } from './store';

/** The delimiters of a new index (Log Service, "Create indexes"). */
const DELIMITERS = /[\s,'";=()[\]{}?@&<>/:]+/;
const TERM = /^(?:([\w.-]+)\s*:\s*)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))$/;
/** So many conditions a search may have (Log Service, "Limits on log query"). */
const MOST_CONDITIONS = 30;

interface Term {
  readonly field: string | undefined;
  readonly tokens: readonly string[];
}

/**
 * Which logs a search statement finds: `*`, or words joined by `or`, each a word or a quoted phrase, with or without a
 * field before it. Throws CloudError: 400 for what cannot be read or a field that has no index, 501 for the rest of the
 * language.
 */
export function searchOf(query: string, index: StoredIndex): (row: LogRow) => boolean {
  const text = query.trim();
  if (text === '' || text === '*') return () => true;
  if (/\|/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '')))
    throw new CloudError(501, 'SandboxNotImplemented', 'The sandbox answers search statements, and no analytic ones.');
  const terms = splitByOr(text).map((part) => termOf(part, index));
  if (terms.length > MOST_CONDITIONS) throw invalid(`more than ${MOST_CONDITIONS} conditions`);
  return (row) => terms.some(({ field, tokens }) => matches(row, field, tokens));
}

function splitByOr(text: string): string[] {
  const parts: string[] = [''];
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|[^"\s]+|\s+|"/g)) {
    if (piece.toLowerCase() === 'or') parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts.map((part) => part.trim());
}

function termOf(part: string, index: StoredIndex): Term {
  const [, field, quoted, bare] = TERM.exec(part) ?? [];
  const words = quoted?.replace(/\\(.)/gs, '$1') ?? bare;
  if (words === undefined) throw invalid(`syntax error at ${part.slice(0, 40)}`);
  if (/[*?]/.test(quoted === undefined ? words : '') || /^(and|not)$/i.test(words))
    throw new CloudError(501, 'SandboxNotImplemented', `The sandbox cannot search for ${part.slice(0, 40)}.`);
  if (field === undefined && !index.fullText) throw invalid('the full text index is not configured');
  if (field !== undefined && !isIndexed(field, index))
    throw invalid(`key (${field}) is not config as key value config`);
  return { field, tokens: tokensOf(words) };
}

function isIndexed(field: string, { keys }: StoredIndex): boolean {
  const [first = ''] = field.split('.');
  return field in keys || keys[first] === 'json';
}

/** A phrase finds the logs that hold all of its words, whatever their order (Log Service, "Search syntax"). */
function matches(row: LogRow, field: string | undefined, tokens: readonly string[]): boolean {
  const text = field === undefined ? Object.values(row).join(' ') : fieldText(row, field);
  const held = new Set(tokensOf(text));
  return tokens.length > 0 && tokens.every((token) => held.has(token));
}

function fieldText(row: LogRow, field: string): string {
  const whole = row[field];
  if (whole !== undefined) return whole;
  const [first = '', ...path] = field.split('.');
  try {
    const value = path.reduce<unknown>((at, name) => Object(at)[name], JSON.parse(row[first] ?? 'null'));
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}

const tokensOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(DELIMITERS)
    .filter((token) => token !== '');

function invalid(why: string): CloudError {
  return new CloudError(400, 'ParameterInvalid', why);
}
